"""Report: choose a week's papers, bring their full texts, and put together what the slides show."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest

from bot.arxiv import calendar, licenses
from bot.arxiv.calendar import Holidays
from bot.arxiv.licenses import Figures
from bot.errors import CommandError, SourceError
from bot.fulltext.cache import Cache
from bot.http.client import Web
from bot.models.digest import Choices, Destination, Filter, Ranking
from bot.models.papers import Paper, PaperId
from bot.pipeline.collector import bring, unknown
from bot.pipeline.composer import Wanted, compose
from bot.pipeline.fulltext_fetcher import Brought, Library
from bot.report import source_notes
from bot.report.deck import Presented, credit, figure_url, lay_out
from bot.report.picks import pick
from bot.report.slides import Deck, Picture
from bot.sources import Ask
from bot.store import Store
from bot.store.tables import papers, reports

TITLE = "Weekly Report"
DAYS = 7
LATE = 3  # listings at the end of a week
ASKING = {Figures.CC, Figures.NC}
"""Where a figure is shown or not by its license: only then does anyone need to know it."""
MOST_CONSIDERED = 100  # papers, of which some were in a report before


@dataclass(frozen=True, slots=True)
class Raw:
    """A figure's file as arXiv has it; of a PDF, the page that is meant."""

    body: bytes
    page: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """A week's slides, and the files of their pictures by name; `problems` are what kept us from bringing more."""

    deck: Deck
    pictures: dict[str, Raw]
    presented: tuple[Presented, ...]
    problems: tuple[str, ...] = ()


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
        library = Library(self.web, self.cache)
        presented: list[Presented] = []
        pictures: dict[str, Raw] = {}
        for number, paper in enumerate(papers, 1):
            tell(f"reading {paper.id}, {number} of {len(papers)} …")
            each, files = await self._present(library, paper, number)
            presented.append(each)
            pictures |= files
        deck = lay_out(TITLE, dates(week), presented)
        return Report(deck, pictures, tuple(presented), tuple(dict.fromkeys(library.problems)))

    async def _present(self, library: Library, paper: Paper, number: int) -> tuple[Presented, dict[str, Raw]]:
        brought = await library.bring(paper)
        swaps = await self.store.read(reports.swaps, self.destination, paper.id)
        picks = await asyncio.to_thread(pick, brought.text, paper, swaps)
        note = source_notes.about(paper, brought.text.form, brought.version, is_missed=bool(brought.problem))
        license = paper.license or brought.text.license
        if not licenses.is_known(license) and self.figures in ASKING and (picks.architectures or picks.results):
            license = await library.license(paper) or license
        read = replace(paper, version=brought.version, license=license)
        each = Presented(read, brought.text, picks, why_not=licenses.why_not(license, self.figures), note=note)
        if not licenses.allows(license, self.figures):
            return each, {}
        shown, files = await _pictures(library, each, brought, f"paper{number}")
        return replace(each, pictures=shown, why_not=source_notes.MISSING), files


async def refresh(store: Store, web: Web, ids: Sequence[PaperId], ask: Ask, tell: Callable[[str], None]) -> list[Paper]:
    """Return papers as arXiv has them now, in their order; where it cannot say, *tell*, and return them as stored.

    Raises SourceError if it cannot say of one that is not stored, and CommandError if it has no such paper.
    """
    try:
        await bring(store, web, tuple(ids), ask)
    except SourceError as error:
        if strangers := await unknown(store, ids):
            said = f"{', '.join(strangers)} cannot be looked up at arXiv now: {error}. Try later."
            raise SourceError(said) from error
        tell(f"arXiv cannot say what is new of these papers: {error}. They stand as they were stored.")
    known = {paper.id: paper for paper in await store.read(papers.of_ids, ids)}
    if missing := [id for id in ids if id not in known]:
        raise CommandError(f"arXiv has no paper {', '.join(missing)}; check the identifier.")
    return [known[id] for id in ids]


async def choose(  # noqa: PLR0913, PLR0917 - what a week's report is asked to be
    store: Store, names: tuple[str, ...], week: date, destination: Destination, count: int, holidays: Holidays
) -> list[PaperId]:
    """Return the hottest papers of the week that ends with *week*, without those of other weeks' reports there.

    The hottest of the whole week and of its last listings take turns, for who came late had less time to be seen. What
    was reported there for this very week comes again. Raises CommandError if nothing is stored of that week.
    """
    if reported := await store.read(reports.of_week, destination, week):
        return reported
    listing = calendar.current(datetime.combine(week, time(23, 59), UTC), holidays)
    days = [day for day in calendar.last_listings(listing, DAYS, holidays) if week - day < timedelta(days=DAYS)]
    whole = Wanted(Choices(Filter(names), max(len(days), 1), Ranking.HOT, MOST_CONSIDERED, 0.0), listing)
    hottest = [await _ids(store, whole, holidays)]
    if len(days) > LATE:
        late = replace(whole, choices=replace(whole.choices, days=LATE))
        with contextlib.suppress(CommandError):  # of those days alone, nothing is stored
            hottest.append(await _ids(store, late, holidays))
    told = await store.read(reports.before, destination, week)
    turns = dict.fromkeys(id for pair in zip_longest(*hottest) for id in pair if id)
    return [id for id in turns if id not in told][:count]


async def _ids(store: Store, wanted: Wanted, holidays: Holidays) -> list[PaperId]:
    return [entry.id for entry in (await compose(store, wanted, holidays)).entries]


async def _pictures(
    library: Library, each: Presented, brought: Brought, prefix: str
) -> tuple[dict[int, Picture], dict[str, Raw]]:
    """Return the pictures of the figures that are shown, by the figure, and their files. A figure is shown whole."""
    shown: dict[int, Picture] = {}
    files: dict[str, Raw] = {}
    for choice in (*each.picks.architectures[:1], *each.picks.results[:1]):
        figure = brought.text.figures[choice.index]
        bodies = await library.graphics(brought, figure)
        if not bodies or set(bodies) != set(figure.graphics):
            continue
        names = tuple(f"{prefix}-figure{choice.index}-{part}.png" for part in range(len(bodies)))
        files |= {name: Raw(body, figure.page) for name, body in zip(names, bodies.values(), strict=True)}
        about = credit(each.paper, licenses.name(each.paper.license))
        shown[choice.index] = Picture(names, figure.caption, about, figure_url(each.paper, figure))
    return shown, files


def dates(week: date) -> str:
    """Return the days of the week that ends with *week*: ``16–22 November 2026``."""
    first = week - timedelta(days=6)
    beginning = f"{first.day}" if first.month == week.month else f"{first.day} {first:%B}"
    if first.year != week.year:
        beginning += f" {first.year}"
    return f"{beginning}–{week.day} {week:%B %Y}"
