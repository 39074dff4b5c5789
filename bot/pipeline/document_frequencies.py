"""Count the terms of stored papers once a day, for the order of readers' own."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from weakref import WeakKeyDictionary

from bot.ranking.terms import DocumentFrequencies, count_terms
from bot.store import Store
from bot.store.tables import papers

MAX_PAPERS = 5_000  # newest ones; more would take longer and hardly change a weight

_COUNTED: WeakKeyDictionary[Store, tuple[date, DocumentFrequencies]] = WeakKeyDictionary()


async def load_document_frequencies(store: Store, now: datetime) -> DocumentFrequencies:
    """Return in how many stored papers each term occurs, counted once a day."""
    kept = _COUNTED.get(store)
    if kept and kept[0] == now.date():
        return kept[1]
    counted = await asyncio.to_thread(count_terms, await store.read(papers.newest, MAX_PAPERS))
    _COUNTED[store] = now.date(), counted
    return counted
