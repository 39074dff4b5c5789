"""Decide which links may be shown: to papers, code, and the sources of mentions. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.models.source import SOURCE_INFOS

CODE_HOSTS = frozenset({"github.com", "gitlab.com"})
ALLOWED_HOSTS = CODE_HOSTS.union(*(info.link_hosts for info in SOURCE_INFOS.values()))
MAX_LENGTH = 512  # of a button at Discord: https://docs.discord.com/developers/components/reference#button
# RFC 3986 without quotes and brackets, which end links in markup; the host has neither port nor user.
SAFE_URL = re.compile(r"(?i:https)://([A-Za-z0-9.\-]+)(?:[/?#][A-Za-z0-9\-._~:/?#@!$&*+,;=%]*)?")


@lru_cache(maxsize=4096)
def is_allowed_link(url: str) -> bool:
    """Say whether *url* may become a link: https, exactly one of ALLOWED_HOSTS, safe in any markup."""
    plain = SAFE_URL.fullmatch(url) if len(url) <= MAX_LENGTH else None
    return plain is not None and plain[1].lower() in ALLOWED_HOSTS
