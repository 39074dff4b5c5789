"""Report: choose a week's papers, bring their full texts, and put together what the slides show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot import calendar
from bot.calendar import Holidays
from bot.models import Choices, Destination, Filter, Paper, PaperId, Ranking
from bot.pipeline import fulltexts
from bot.pipeline.composing import Wanted, compose
from bot.pipeline.fulltexts import Brought
from bot.store import Store, reports
from bot.web import Web
from bot.weekly import licences
from bot.weekly.cache import Cache
from bot.weekly.deck import Presented, credit, figure_url, lay_out
from bot.weekly.licences import Figures
from bot.weekly.picking import Picks, pick
from bot.weekly.slides import Deck, Picture

TITLE = "Weekly Report"
DAYS = 7
MOST_CONSIDERED = 100  # papers, of which some were in a report before


@dataclass(frozen=True, slots=True)
class Raw:
    """A figure's file as arXiv has it; of a PDF, the page that is meant."""

    body: bytes
    page: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A week's slides, and the files of their pictures by name."""

    deck: Deck
    pictures: dict[str, Raw]
    presented: tuple[Presented, ...]


@dataclass(frozen=True, slots=True)
class Reporter:
    """Makes reports for one destination: *web* and *cache* bring the texts, *figures* is what may be shown."""

    store: Store
    web: Web
    cache: Cache
    figures: Figures
    destination: Destination

    async def report(self, papers: Sequence[Paper], week: date, tell: Callable[[str], None]) -> Report:
        """Make the report of a week that ends with *week*; *tell* is told a line before each paper."""
        presented: list[Presented] = []
        pictures: dict[str, Raw] = {}
        for number, paper in enumerate(papers, 1):
            tell(f"reading {paper.id}, {number} of {len(papers)} …")
            each, files = await self._present(paper, number)
            presented.append(each)
            pictures |= files
        deck = lay_out(TITLE, dates(week), presented)
        return Report(deck, pictures, tuple(presented))

    async def _present(self, paper: Paper, number: int) -> tuple[Presented, dict[str, Raw]]:
        brought = await fulltexts.bring(self.web, self.cache, paper)
        swaps = await self.store.read(reports.swaps, self.destination, paper.id)
        picks = await asyncio.to_thread(pick, brought.text, paper, swaps)
        license = paper.license or brought.text.license
        each = Presented(paper, brought.text, picks, why_not=licences.why_not(license, self.figures))
        if not licences.allows(license, self.figures):
            return each, {}
        shown, files = await self._pictures(paper, brought, picks, f"paper{number}", license)
        return replace(each, pictures=shown), files

    async def _pictures(
        self, paper: Paper, brought: Brought, picks: Picks, prefix: str, license: str
    ) -> tuple[dict[int, Picture], dict[str, Raw]]:
        """Return the pictures of the figures that are shown, by the figure, and their files."""
        shown: dict[int, Picture] = {}
        files: dict[str, Raw] = {}
        for choice in (*picks.architectures[:1], *picks.results[:1]):
            figure = brought.text.figures[choice.index]
            bodies = await fulltexts.graphics(self.web, self.cache, brought, figure)
            if not bodies:
                continue
            names = tuple(f"{prefix}-figure{choice.index}-{part}.png" for part in range(len(bodies)))
            files |= {name: Raw(body, figure.page) for name, body in zip(names, bodies.values(), strict=True)}
            about = credit(paper, licences.name(license))
            shown[choice.index] = Picture(names, figure.caption, about, figure_url(paper, figure))
        return shown, files


async def choose(  # noqa: PLR0913, PLR0917 - what a week's report is asked to be
    store: Store, names: tuple[str, ...], week: date, destination: Destination, count: int, holidays: Holidays
) -> list[PaperId]:
    """Return the hottest papers of the week that ends with *week*, without those of other weeks' reports there.

    Raises CommandError if nothing is stored of that week.
    """
    listing = calendar.current(datetime.combine(week, time(23, 59), UTC), holidays)
    days = [day for day in calendar.last_listings(listing, DAYS, holidays) if week - day < timedelta(days=DAYS)]
    choices = Choices(Filter(names), max(len(days), 1), Ranking.HOT, MOST_CONSIDERED, 0.0)
    digest = await compose(store, Wanted(choices, listing), holidays)
    told = await store.read(reports.before, destination, week)
    return [entry.id for entry in digest.entries if entry.id not in told][:count]


def dates(week: date) -> str:
    """Return the days of the week that ends with *week*: ``16–22 November 2026``."""
    first = week - timedelta(days=6)
    beginning = f"{first.day}" if first.month == week.month else f"{first.day} {first:%B}"
    if first.year != week.year:
        beginning += f" {first.year}"
    return f"{beginning}–{week.day} {week:%B %Y}"
