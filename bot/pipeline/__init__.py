"""The three steps, which meet only in the store: collect, compose, deliver.

Each is one short function, and each may run alone, twice, or after a crash.
"""

from __future__ import annotations

from bot.pipeline.arxiv_throttle import arxiv_turn
from bot.pipeline.collector import Collected, bring, brought, collect, import_all, lookup, unknown
from bot.pipeline.composer import Wanted, compose
from bot.pipeline.delivery import Terms, deliver
from bot.pipeline.duplicates import sweep
from bot.pipeline.retention import Tidied, tidy
from bot.pipeline.summaries import Lining
from bot.store.tables.outbox import Delivered

__all__ = [
    "Collected",
    "Delivered",
    "Lining",
    "Terms",
    "Tidied",
    "Wanted",
    "arxiv_turn",
    "bring",
    "brought",
    "collect",
    "compose",
    "deliver",
    "import_all",
    "lookup",
    "sweep",
    "tidy",
    "unknown",
]
