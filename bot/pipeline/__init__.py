"""The pipeline: collect, compose, deliver. The steps share nothing but the store.

Each can run alone, twice, or after a crash.
"""

from __future__ import annotations

from bot.pipeline.arxiv_throttle import arxiv_throttle
from bot.pipeline.collector import (
    CollectResult,
    collect,
    describe_saved,
    fetch_missing,
    get_or_fetch,
    import_all,
    missing_ids,
)
from bot.pipeline.composer import DigestRequest, compose
from bot.pipeline.delivery import DeliveryPolicy, deliver
from bot.pipeline.duplicates import delete_duplicates
from bot.pipeline.retention import PruneResult, prune
from bot.pipeline.summaries import SummaryProvider
from bot.store.tables.outbox import DeliveryStatus

__all__ = [
    "CollectResult",
    "DeliveryPolicy",
    "DeliveryStatus",
    "DigestRequest",
    "PruneResult",
    "SummaryProvider",
    "arxiv_throttle",
    "collect",
    "compose",
    "delete_duplicates",
    "deliver",
    "describe_saved",
    "fetch_missing",
    "get_or_fetch",
    "import_all",
    "missing_ids",
    "prune",
]
