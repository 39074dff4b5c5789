"""The seam to the places where we learn things: one module and one registry line for each.

A source fetches (I/O) and parses (pure). A bad item is skipped, counted in the log and noted; an answer without its
outer shape is a SourceError.
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
"""The settings without which a source is not asked."""

PAID_SOURCES = frozenset({"x"})
"""The sources that cost money: what may be spent there a day is booked before they are asked."""

CITATION_SOURCES = frozenset({"semanticscholar"})
"""The sources that are asked about older papers."""

ALSO_REPORTS = {"huggingface": ("github",)}
"""What a source tells beside its own, which did as well as it did at every look."""
