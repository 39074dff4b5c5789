"""Registry of sources: one module and one line for each.

A source fetches (I/O) and parses (pure). An invalid item is skipped, logged and noted. A response without its outer
shape raises SourceError.
"""

from __future__ import annotations

from bot.sources import arxiv, bluesky, hackernews, huggingface, mastodon, reddit, semanticscholar, x
from bot.sources.source import FetchRequest, FetchResult, Source

__all__ = [
    "ALSO_REPORTS",
    "CITATION_SOURCES",
    "PAID_SOURCES",
    "REQUIRED_SETTINGS",
    "SOURCES",
    "FetchRequest",
    "FetchResult",
    "Source",
]

SOURCES: dict[str, Source] = {
    "arxiv": arxiv,
    "huggingface": huggingface,
    "hackernews": hackernews,
    "reddit": reddit,
    "bluesky": bluesky,
    "mastodon": mastodon,
    "semanticscholar": semanticscholar,
    "x": x,
}

REQUIRED_SETTINGS = {
    "reddit": ("reddit_client_id", "reddit_client_secret"),
    "bluesky": ("bluesky_handle", "bluesky_app_password"),
    "mastodon": ("mastodon_instances", "mastodon_hashtags"),
    "semanticscholar": ("semantic_scholar_api_key",),
    "x": ("x_bearer_token", "x_daily_reads"),
}
"""Settings that a source needs to be polled."""

PAID_SOURCES = frozenset({"x"})
"""Sources that cost money: their daily quota is reserved before a poll."""

CITATION_SOURCES = frozenset({"semanticscholar"})
"""Sources that are polled for older papers."""

ALSO_REPORTS = {"huggingface": ("github",)}
"""Further sources that a source reports, with the same health."""
