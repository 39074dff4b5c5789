"""The seam to the places where we learn things: one module and one registry line for each.

A source fetches (I/O) and parses (pure). A bad item is skipped and counted in the log; an answer without its
outer shape is a SourceError.
"""

from __future__ import annotations

from bot.sources import arxiv, hackernews, huggingface, x
from bot.sources.source import Answer, Ask, Source

__all__ = ["PAID", "SOURCES", "Answer", "Ask", "Source"]

SOURCES: dict[str, Source] = {"arxiv": arxiv, "huggingface": huggingface, "hackernews": hackernews, "x": x}

PAID = frozenset({"x"})
"""The sources that cost money: what may be spent there a day is booked before they are asked."""
