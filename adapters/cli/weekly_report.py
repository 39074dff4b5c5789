"""The implementation of ``hotpapers weekly``, imported only when needed, because it loads slowly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import cast

import click

from adapters.cli import wiring
from adapters.cli.commands.post import counted, deliver_now, raise_if_partial
from adapters.cli.report_options import ReportOptions
from bot.arxiv import calendar, categories
from bot.arxiv.licenses import Figures
from bot.commands.buttons import PICK_NAMES
from bot.config import Settings
from bot.errors import CommandError, DeliveryPostponed, HotPapersError, SourceError
from bot.fulltext.cache import Cache
from bot.http.client import HttpClient
from bot.models.digest import Destination
from bot.models.papers import Paper, PaperId
from bot.pipeline import scheduled_reports
from bot.pipeline.report_builder import BuiltReport, ReportBuilder, choose_papers, refresh_metadata
from bot.pipeline.report_cover import NO_REQUEST, CoverRequest
from bot.platforms import ChatPlatform
from bot.report.picks import PickKind, pick
from bot.report.short_names import short_name
from bot.sources import FetchRequest
from bot.store import Store
from bot.store.tables import outbox, posts, reports
from bot.text.tex.to_unicode import to_unicode

DRAWN_BY = {
    "pdf": ("pdf", "draw"), "pptx": ("pptx", "draw"), "typst": ("sources", "draw_typst"),
    "beamer": ("sources", "draw_beamer"),
}  # fmt: skip
"""Format → module in `adapters.report` and its function, loaded only when needed."""
MAX_FILE = 10 << 20  # bytes: Discord's limit, https://docs.discord.com/developers/reference#uploading-files


@dataclass(frozen=True, slots=True)
class ReportContext:
    """The dependencies of a report, and its destination."""

    settings: Settings
    store: Store
    web: HttpClient
    there: Destination
    cover: CoverRequest = NO_REQUEST


async def build(settings: Settings, asked: ReportOptions, format: str) -> tuple[BuiltReport, bytes]:
    """Return the requested report, with its file."""
    async with _context(settings, asked) as bench:
        report = await _report(bench, await _chosen(bench, asked), asked.day, Figures(settings.weekly_figures))
    click.echo("Creating the slides…", err=True)
    if format == "markdown":
        from adapters.report import markdown

        return report, markdown.draw(report.deck).encode()
    from adapters.report import rendering

    module, function = DRAWN_BY[format]
    draw = getattr(import_module(f"adapters.report.{module}"), function)
    return report, await rendering.render(report, draw, MAX_FILE)


async def preview(settings: Settings, asked: ReportOptions) -> BuiltReport:
    """Return the requested report without figures."""
    async with _context(settings, asked) as bench:
        return await _report(bench, await _chosen(bench, asked), asked.day, Figures.NONE)


async def swap(settings: Settings, asked: ReportOptions, kind: PickKind) -> BuiltReport:
    """Swap a pick of the requested paper. Return a report of it like `preview`.

    Raises SourceError if its full text is unavailable now, CommandError if it has no pick of that kind.
    """
    async with _context(settings, asked) as bench:
        chosen = await _known(bench, asked.papers)
        before = await _report(bench, chosen, asked.day, Figures.NONE)
        (read,) = before.presented
        if not pick(read.text, read.paper).of(kind):
            raise _nothing_to_swap(before, kind)
        await bench.store.write(reports.swap, bench.there, chosen[0].id, kind)
        return await _report(bench, chosen, asked.day, Figures.NONE)


async def name(settings: Settings, asked: ReportOptions, name: str) -> str:
    """Set the short name of the requested paper in a destination's reports. Return the name that they show now."""
    async with _context(settings, asked) as bench:
        (paper,) = await _known(bench, asked.papers)
        await bench.store.write(reports.set_name, bench.there, paper.id, name)
        return name or short_name(to_unicode(paper.title), to_unicode(paper.abstract))


async def post(settings: Settings, asked: ReportOptions, *, again: bool) -> str:
    """Post the requested report, unless it is posted. Return the result in words. Raises a DeliveryError."""
    async with (
        wiring.connect_platform(asked.to.platform, settings) as platform,
        await wiring.open_store(settings) as store,
        wiring.open_http_client(settings, store) as web,
    ):
        bench = ReportContext(settings, store, web, await platform.resolve_channel(asked.to.channel))
        number = None if again else await store.read(outbox.delivery, bench.there, asked.day, None)
        if number is None:
            report = await _report(bench, await _chosen(bench, asked), asked.day, Figures(settings.weekly_figures))
            print_problems(report)
            bulletin = scheduled_reports.store_report(Cache(settings.cache), report, asked.day)
            enqueue = reports.enqueue if again else reports.enqueue_once
            kinds = platform.plan_posts(bulletin)
            number = await store.write(enqueue, bulletin, bench.there, kinds, wiring.now())
        elif await store.read(posts.next_post, number) is None:
            return f"Already posted to {asked.to} (week until {asked.day}). Use --again to post it again."
        delivered = await deliver_now(store, platform, number, wiring.delivery_policy(settings))
    raise_if_partial(delivered, number, bench.there)
    posted = f"Posted the report of the week until {asked.day} to {asked.to}: {counted(delivered.done)}"
    if losses := cast("ChatPlatform", platform).losses.told:  # reports go where people talk
        raise DeliveryPostponed(
            f"{posted}, but parts are missing. {' '.join(losses)} Fix this, then run the command with --again."
        )
    return f"{posted}."


def describe_size(report: BuiltReport, body: bytes) -> str:
    """Return the size of a report: ``28 pages about 4 papers, 2.3 MB``."""
    pages, about = len(report.deck.slides) + 1, len(report.deck.parts)
    weight = f"{len(body) / 2**20:.1f} MB" if len(body) >= 2**20 else f"{-(-len(body) // 2**10)} kB"
    return f"{pages} pages about {_counted(about)}, {weight}"


def print_problems(report: BuiltReport) -> None:
    """Print the missing parts to standard error."""
    for problem in report.problems:
        click.echo(f"Missing: {problem}", err=True)
    if report.problems:
        click.echo("Missing parts were left out. Run again later to complete the report.", err=True)


def _nothing_to_swap(report: BuiltReport, kind: PickKind) -> HotPapersError:
    (read,) = report.presented
    if report.problems:
        return SourceError(f"the full text of {read.paper.id} is unavailable: {report.problems[0]}. Try again later.")
    return CommandError(f"{read.paper.id} has no {PICK_NAMES[kind]} to swap (no confident match).")


@asynccontextmanager
async def _context(settings: Settings, asked: ReportOptions) -> AsyncIterator[ReportContext]:
    async with (
        wiring.connect_platform(asked.to.platform, settings) as platform,
        await wiring.open_store(settings) as store,
        wiring.open_http_client(settings, store) as web,
    ):
        there = await platform.resolve_channel(asked.to.channel)
        yield ReportContext(settings, store, web, there, asked.cover)


async def _report(bench: ReportContext, chosen: Sequence[Paper], week: date, figures: Figures) -> BuiltReport:
    holidays, cache = wiring.read_holidays(bench.settings), Cache(bench.settings.cache)
    reporter = ReportBuilder(bench.store, bench.web, cache, figures, bench.there, holidays, bench.cover)
    return await reporter.report(chosen, week, _tell)


async def _chosen(bench: ReportContext, asked: ReportOptions) -> Sequence[Paper]:
    """Return the papers of the report. Raises CommandError if there are none."""
    if asked.papers:
        return await _known(bench, asked.papers)
    settings, holidays = bench.settings, wiring.read_holidays(bench.settings)
    names = tuple(sorted(categories.check(asked.categories or settings.categories)))
    ids = await choose_papers(bench.store, names, asked.day, bench.there, settings.weekly_papers, holidays)
    if not ids:
        raise CommandError(
            f"no new paper qualified in the week until {asked.day}."
            " Choose papers with --papers, or another week with --week."
        )
    return await _known(bench, ids)


async def _known(bench: ReportContext, ids: Sequence[PaperId]) -> list[Paper]:
    """Return papers with current metadata from arXiv."""
    now, holidays = wiring.now(), wiring.read_holidays(bench.settings)
    ask = FetchRequest(now, (), calendar.current(now, holidays), bench.settings.categories, holidays)
    click.echo(f"Looking up {_counted(len(ids))} on arXiv…", err=True)
    return await refresh_metadata(bench.store, bench.web, ids, ask, _tell)


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _counted(papers: int) -> str:
    return f"{papers} paper" if papers == 1 else f"{papers} papers"
