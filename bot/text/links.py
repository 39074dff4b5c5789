"""Decide which links may be shown: to papers, code, and the sources of mentions. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

ALLOWED_HOSTS = frozenset(
    {"arxiv.org", "bsky.app", "github.com", "gitlab.com", "huggingface.co", "news.ycombinator.com"}
    | {"twitter.com", "www.reddit.com", "www.semanticscholar.org", "x.com"}
    | {"fediscience.org", "mastodon.social", "mathstodon.xyz", "scholar.social", "sigmoid.social"}
)
"""The last are Mastodon servers: the largest, and those of researchers."""
LONGEST = 512  # of a button at Discord: https://docs.discord.com/developers/components/reference#button
# RFC 3986 without quotes and brackets, which end links in markup; the host has neither port nor user.
SAFE_URL = re.compile(r"(?i:https)://([A-Za-z0-9.\-]+)(?:[/?#][A-Za-z0-9\-._~:/?#@!$&*+,;=%]*)?")


@lru_cache(maxsize=4096)
def is_allowed_link(url: str) -> bool:
    """Return whether *url* may be a link: https, a host in ALLOWED_HOSTS, safe in any markup."""
    plain = SAFE_URL.fullmatch(url) if len(url) <= LONGEST else None
    return plain is not None and plain[1].lower() in ALLOWED_HOSTS
