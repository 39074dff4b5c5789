"""The implementation of ``hotpapers weekly``, imported only when needed, because it loads slowly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module
from typing import cast

import click

from adapters.cli import wiring
from adapters.cli.commands.post import counted, deliver_now, raise_if_partial
from adapters.cli.report_options import ReportOptions
from bot.arxiv import categories
from bot.arxiv.licenses import Figures
from bot.commands.buttons import PICK_NAMES
from bot.config import Settings
from bot.errors import CommandError, DeliveryPostponed, HotPapersError, SourceError
from bot.models.digest import Destination
from bot.pipeline import scheduled_reports
from bot.pipeline.report_builder import BuiltReport
from bot.pipeline.weekly_reports import ReportContext, ReportRequest, build_report, refresh_papers
from bot.platforms import ChatPlatform
from bot.report.picks import PickKind, pick
from bot.report.short_names import short_name
from bot.store.tables import outbox, posts, reports
from bot.text.tex.to_unicode import to_unicode

DRAWN_BY = {
    "pdf": ("pdf", "draw"), "pptx": ("pptx", "draw"), "typst": ("sources", "draw_typst"),
    "beamer": ("sources", "draw_beamer"),
}  # fmt: skip
"""Format → module in `adapters.report` and its function, loaded only when needed."""
MAX_FILE = 10 << 20  # bytes: Discord's limit, https://docs.discord.com/developers/reference#uploading-files


async def build(settings: Settings, asked: ReportOptions, format: str) -> tuple[BuiltReport, bytes]:
    """Return the requested report, with its file."""
    async with _context(settings, asked) as (context, request):
        report = await _report(context, request)
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
    async with _context(settings, asked) as (context, request):
        return await _report(context, replace(request, figures=Figures.NONE))


async def swap(settings: Settings, asked: ReportOptions, kind: PickKind) -> BuiltReport:
    """Swap a pick of the requested paper. Return a report of it like `preview`.

    Raises SourceError if its full text is unavailable now, CommandError if it has no pick of that kind.
    """
    async with _context(settings, asked) as (context, whole):
        request = replace(whole, figures=Figures.NONE)
        before = await _report(context, request)
        (read,) = before.presented
        if not pick(read.text, read.paper).of(kind):
            raise _nothing_to_swap(before, kind)
        await context.store.write(reports.swap, request.destination, read.paper.id, kind)
        return await _report(context, request)


async def name(settings: Settings, asked: ReportOptions, name: str) -> str:
    """Set the short name of the requested paper in a destination's reports. Return the name that they show now."""
    async with _context(settings, asked) as (context, request):
        (paper,) = await refresh_papers(context, request.papers, wiring.now(), _print_step)
        await context.store.write(reports.set_name, request.destination, paper.id, name)
        return name or short_name(to_unicode(paper.title), to_unicode(paper.abstract))


async def post(settings: Settings, asked: ReportOptions, *, again: bool) -> str:
    """Post the requested report, unless it is posted. Return the result in words. Raises a DeliveryError."""
    async with (
        wiring.connect_platform(asked.to.platform, settings) as platform,
        await wiring.open_store(settings) as store,
        wiring.open_http_client(settings, store) as web,
    ):
        there = await platform.resolve_channel(asked.to.channel)
        number = None if again else await store.read(outbox.delivery, there, asked.day, None)
        if number is None:
            context = ReportContext(store, web, settings, wiring.read_holidays(settings))
            report = await _report(context, _request(asked, there))
            print_problems(report)
            bulletin = scheduled_reports.store_report(context.cache, report, asked.day)
            enqueue = reports.enqueue if again else reports.enqueue_once
            kinds = platform.plan_posts(bulletin)
            number = await store.write(enqueue, bulletin, there, kinds, wiring.now())
        elif await store.read(posts.next_post, number) is None:
            return f"Already posted to {asked.to} (week until {asked.day}). Use --again to post it again."
        delivered = await deliver_now(store, platform, number, wiring.delivery_policy(settings))
    raise_if_partial(delivered, number, there)
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
async def _context(settings: Settings, asked: ReportOptions) -> AsyncIterator[tuple[ReportContext, ReportRequest]]:
    async with (
        wiring.connect_platform(asked.to.platform, settings) as platform,
        await wiring.open_store(settings) as store,
        wiring.open_http_client(settings, store) as web,
    ):
        context = ReportContext(store, web, settings, wiring.read_holidays(settings))
        yield context, _request(asked, await platform.resolve_channel(asked.to.channel))


def _request(asked: ReportOptions, there: Destination) -> ReportRequest:
    names = tuple(sorted(categories.check(asked.categories)))
    return ReportRequest(there, asked.day, asked.papers, names, cover=asked.cover)


async def _report(context: ReportContext, request: ReportRequest) -> BuiltReport:
    """Build the report. Raises CommandError if no paper qualifies."""
    report = await build_report(context, request, wiring.now(), _print_step)
    if report is None:
        raise CommandError(
            f"no new paper qualified in the week until {request.week}."
            " Choose papers with --papers, or another week with --week."
        )
    return report


def _print_step(step: str) -> None:
    click.echo(step, err=True)


def _counted(papers: int) -> str:
    return f"{papers} paper" if papers == 1 else f"{papers} papers"
