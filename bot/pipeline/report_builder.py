"""Build a weekly report: choose the papers, fetch their full texts, and make the deck."""

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
from bot.http.client import HttpClient
from bot.models.digest import Destination, DigestQuery, Filter, Ranking
from bot.models.papers import Paper, PaperId
from bot.pipeline.collector import fetch_missing, missing_ids
from bot.pipeline.composer import DigestRequest, compose
from bot.pipeline.fulltext_fetcher import FetchedText, FullTextFetcher
from bot.pipeline.report_cover import NO_REQUEST, CoverRequest, make_cover
from bot.pipeline.report_model import ReportModel
from bot.pipeline.report_reasons import reasons_of
from bot.report import source_notes
from bot.report.captions import credit, figure_url
from bot.report.deck import PresentedPaper, build_deck
from bot.report.picks import pick
from bot.report.slides import Deck, FigureBlock
from bot.sources import FetchRequest
from bot.store import Store
from bot.store.tables import papers, reports

TITLE = "Weekly report"
DAYS = 7
LATE_LISTINGS = 3  # number of listings at the end of a week
ASKING = {Figures.CC, Figures.NC}
"""The settings under which a figure's license matters."""
MAX_CONSIDERED = 100  # papers, including some of earlier reports


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A figure's file from arXiv. For a PDF, with the page to use."""

    body: bytes
    page: int = 1


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """The deck of a week, and its picture files by name. `problems` say what could not be fetched."""

    deck: Deck
    pictures: dict[str, FigureFile]
    presented: tuple[PresentedPaper, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportBuilder:
    """Builds reports for one destination. *web* and *cache* fetch the texts; *figures* is what may be shown."""

    store: Store
    web: HttpClient
    cache: Cache
    figures: Figures
    destination: Destination
    holidays: Holidays
    asked: CoverRequest = NO_REQUEST

    async def report(self, papers: Sequence[Paper], week: date, tell: Callable[[str], None]) -> BuiltReport:
        """Build the report of the week that ends on *week*. *tell* is called with a line before each paper."""
        reasons = await reasons_of(self.store, papers, week, self.destination, self.holidays)
        library = FullTextFetcher(self.web, self.cache)
        presented: list[PresentedPaper] = []
        pictures: dict[str, FigureFile] = {}
        for number, paper in enumerate(papers, 1):
            tell(f"reading {paper.id}, {number} of {len(papers)} …")
            each, files = await self._present(library, paper, number, week)
            presented.append(with_why(each, reasons.get(paper.id, "")))
            pictures |= files
        cover, logo = await make_cover(self.store, self.web.settings, self.destination, week, self.asked)
        pictures |= {cover.logo: FigureFile(logo)} if logo else {}
        deck = build_deck(TITLE, dates(week), presented, cover)
        return BuiltReport(deck, pictures, tuple(presented), tuple(dict.fromkeys(library.problems)))

    async def _present(
        self, library: FullTextFetcher, paper: Paper, number: int, week: date
    ) -> tuple[PresentedPaper, dict[str, FigureFile]]:
        brought = await library.fetch(paper)
        swaps = await self.store.read(reports.swap_offsets, self.destination, paper.id)
        name = await self.store.read(reports.name_of, self.destination, paper.id)
        picks = await asyncio.to_thread(pick, brought.text, paper, swaps)
        model = ReportModel(self.store, self.web, self.destination, week)
        if not swaps and await model.choose(brought.text, paper, picks):
            swaps = await self.store.read(reports.swap_offsets, self.destination, paper.id)
            picks = await asyncio.to_thread(pick, brought.text, paper, swaps)
        note = source_notes.about(paper, brought.text.form, brought.version, is_missed=bool(brought.problem))
        license = paper.license or brought.text.license
        if not licenses.is_known(license) and self.figures in ASKING and (picks.architectures or picks.results):
            license = await library.license(paper) or license
        read = replace(paper, version=brought.version, license=license)
        each = PresentedPaper(
            read,
            brought.text,
            picks,
            why_not=licenses.why_not(license, self.figures),
            note=note,
            name=name,
            why=await model.why(paper),
        )
        if not licenses.allows(license, self.figures):
            return each, {}
        shown, files = await _pictures(library, each, brought, f"paper{number}")
        return replace(each, pictures=shown, why_not=source_notes.MISSING), files


def with_why(each: PresentedPaper, attention: str) -> PresentedPaper:
    """Return a paper with why it is in the report: a model's line, or else its attention."""
    return replace(each, is_why_by_model=True) if each.why else replace(each, why=attention)


async def refresh_metadata(
    store: Store, web: HttpClient, ids: Sequence[PaperId], ask: FetchRequest, tell: Callable[[str], None]
) -> list[Paper]:
    """Return papers with arXiv's current data, in order. If arXiv is unavailable, *tell* it and use the stored data.

    Raises SourceError if arXiv is unavailable and a paper isn't stored, CommandError if arXiv has no such paper.
    """
    try:
        await fetch_missing(store, web, tuple(ids), ask)
    except SourceError as error:
        if strangers := await missing_ids(store, ids):
            said = f"{', '.join(strangers)} cannot be looked up at arXiv now: {error}. Try later."
            raise SourceError(said) from error
        tell(f"arXiv cannot say what is new of these papers: {error}. They stand as they were stored.")
    known = {paper.id: paper for paper in await store.read(papers.of_ids, ids)}
    if missing := [id for id in ids if id not in known]:
        raise CommandError(f"arXiv has no paper {', '.join(missing)}; check the identifier.")
    return [known[id] for id in ids]


async def choose_papers(  # noqa: PLR0913, PLR0917 - what a week's report is asked to be
    store: Store, names: tuple[str, ...], week: date, destination: Destination, count: int, holidays: Holidays
) -> list[PaperId]:
    """Return the hottest papers of the week that ends on *week*, without those of the destination's other reports.

    The hottest of the whole week and of its last listings alternate, because late papers had less time to be noticed.
    Papers of an earlier report for the same week come again. Raises CommandError if nothing is stored of that week.
    """
    if reported := await store.read(reports.papers_of_week, destination, week):
        return reported
    listing = calendar.current(datetime.combine(week, time(23, 59), UTC), holidays)
    days = [day for day in calendar.last_listings(listing, DAYS, holidays) if week - day < timedelta(days=DAYS)]
    whole = DigestRequest(DigestQuery(Filter(names), max(len(days), 1), Ranking.HOT, MAX_CONSIDERED, 0.0), listing)
    hottest = [await _ids(store, whole, holidays)]
    if len(days) > LATE_LISTINGS:
        late = replace(whole, choices=replace(whole.choices, days=LATE_LISTINGS))
        with contextlib.suppress(CommandError):  # nothing is stored of these days
            hottest.append(await _ids(store, late, holidays))
    told = await store.read(reports.papers_of_other_weeks, destination, week)
    turns = dict.fromkeys(id for pair in zip_longest(*hottest) for id in pair if id)
    return [id for id in turns if id not in told][:count]


async def _ids(store: Store, wanted: DigestRequest, holidays: Holidays) -> list[PaperId]:
    return [entry.id for entry in (await compose(store, wanted, holidays)).entries]


async def _pictures(
    library: FullTextFetcher, each: PresentedPaper, brought: FetchedText, prefix: str
) -> tuple[dict[int, FigureBlock], dict[str, FigureFile]]:
    """Return the pictures of the shown figures by figure, and their files. A figure is never shown in part."""
    shown: dict[int, FigureBlock] = {}
    files: dict[str, FigureFile] = {}
    for choice in (*each.picks.architectures[:1], *each.picks.results[:1]):
        figure = brought.text.figures[choice.index]
        bodies = await library.graphics(brought, figure)
        if not bodies or set(bodies) != set(figure.graphics):
            continue
        names = tuple(f"{prefix}-figure{choice.index}-{part}.png" for part in range(len(bodies)))
        files |= {name: FigureFile(body, figure.page) for name, body in zip(names, bodies.values(), strict=True)}
        about = credit(each.paper, licenses.name(each.paper.license))
        shown[choice.index] = FigureBlock(names, figure.caption, about, figure_url(each.paper, figure))
    return shown, files


def dates(week: date) -> str:
    """Return the days of the week that ends with *week*: ``16–22 Nov 2026``."""
    first = week - timedelta(days=6)
    beginning = f"{first.day}" if first.month == week.month else f"{first.day} {first:%b}"
    if first.year != week.year:
        beginning += f" {first.year}"
    return f"{beginning}–{week.day} {week:%b %Y}"
