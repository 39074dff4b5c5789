"""Say why papers are in a report: how much attention they got, and where, or how many of the team saved them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.errors import CommandError
from bot.models.digest import Destination, DigestQuery, Filter, Ranking
from bot.models.papers import Paper, PaperId
from bot.pipeline.composer import DigestRequest, compose
from bot.store import Store
from bot.store.tables import personalization

MAX_CONSIDERED = 500  # papers of a week
DAYS = 7


async def reasons_of(
    store: Store, papers: Sequence[Paper], week: date, there: Destination, holidays: Holidays
) -> Mapping[PaperId, str]:
    """Return why each paper is in the report of the week that ends on *week*, if it got attention in that week."""
    names = tuple(sorted({paper.categories[0] for paper in papers if paper.categories}))
    if not names:
        return {}
    listing = calendar.current(datetime.combine(week, time(23, 59), UTC), holidays)
    days = [day for day in calendar.last_listings(listing, DAYS, holidays) if week - day < timedelta(days=DAYS)]
    query = DigestQuery(Filter(names), max(len(days), 1), Ranking.HOT, MAX_CONSIDERED, 0.0)
    tuned = await store.read(personalization.of_place, there)
    with contextlib.suppress(CommandError):  # nothing is stored of that week
        found = await compose(store, DigestRequest(query, listing, personalization=tuned), holidays)
        return {entry.id: ", ".join(entry.reasons) for entry in found.entries if entry.reasons}
    return {}
