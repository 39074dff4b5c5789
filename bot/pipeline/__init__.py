"""The three steps, which meet only in the store: collect, compose, deliver.

Each is one short function, and each may run alone, twice, or after a crash.
"""

from __future__ import annotations

from bot.pipeline.collecting import Collected, arxiv_turn, bring, brought, collect, import_all, lookup, unknown
from bot.pipeline.composing import Wanted, compose
from bot.pipeline.delivering import Terms, deliver
from bot.pipeline.lining import Lining
from bot.pipeline.sweeping import sweep
from bot.pipeline.tidying import Tidied, tidy
from bot.store.outbox import Delivered

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
