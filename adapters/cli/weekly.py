"""``hotpapers weekly``: the slides of a week."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

import click

from adapters.cli import opening
from adapters.cli.choices import listing_date
from bot import calendar, categories, identifiers, pipeline
from bot.config import Settings
from bot.errors import CommandError, ConfigError
from bot.models import Destination, Paper, PaperId
from bot.pipeline.reporting import Report, Reporter, choose
from bot.sources import Ask
from bot.store import Store, papers, reports
from bot.web import Web
from bot.weekly.cache import Cache
from bot.weekly.licences import Figures
from bot.weekly.picking import Kind

HERE = Destination("terminal", "", "")
"""Whose swaps and reports count where no other place is named."""
MOST_FILE = 10 << 20  # bytes: Discord's limit, https://docs.discord.com/developers/reference#uploading-files
NEEDED = ("typst", "PIL", "pypdfium2", "resvg_py", "font_source_sans_pro")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report is meant: of the week that ends with a date, of these papers or of the week's hottest."""

    week: date | None
    papers: tuple[PaperId, ...]
    categories: tuple[str, ...]


@click.group()
def weekly() -> None:
    """Make the slides of a week: the theory and the results of its hottest papers, from their full texts.

    \b
    hotpapers weekly preview
    hotpapers weekly build --output report.pdf
    hotpapers weekly build --papers 1810.04805,1706.03762 --format markdown
    hotpapers weekly swap 1810.04805 table
    """  # noqa: D301 - \b keeps click from joining lines


def _papers(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[PaperId, ...]:
    named = [name.strip() for several in given for name in several.split(",") if name.strip()]
    found = [(name, identifiers.parse(name)) for name in named]
    if bad := [name for name, paper in found if paper is None]:
        raise click.BadParameter(f"“{bad[0]}” is no arXiv identifier; write one such as 1810.04805.")
    return tuple(paper.id for _, paper in found if paper)


def _asked(command: click.decorators.FC) -> click.decorators.FC:
    """Add the options that say which report is meant."""
    for option in (
        click.option("--category", "asked_categories", multiple=True, metavar="C", help="Only papers of a category (cs.CL) or archive (cs); may be repeated. [default: your settings]"),
        click.option("--papers", "asked_papers", multiple=True, callback=_papers, metavar="ID", help="These papers, with commas between, instead of the week's hottest."),
        click.option("--week", type=listing_date, metavar="D", help="The last day of the week, as 2026-01-31. [default: today]"),
    ):  # fmt: skip
        command = option(command)
    return command


@weekly.command()
@_asked
@click.option("--format", "format", type=click.Choice(["pdf", "markdown", "pptx"]), default="pdf", show_default=True, help="What to make.")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where to put it. [default: weekly-DATE with the ending of the format]")  # fmt: skip
def build(
    week: date | None,
    asked_papers: tuple[PaperId, ...],
    asked_categories: tuple[str, ...],
    format: str,
    output: Path | None,
) -> None:
    """Make the report of a week as a file. arXiv is asked for each paper, with pauses of seconds as it wants them."""
    settings = opening.read_settings()
    _require(format)
    asked = Asked(week, asked_papers, asked_categories)
    report, body = asyncio.run(_build(settings, asked, format))
    ending = {"pdf": "pdf", "markdown": "md", "pptx": "pptx"}[format]
    target = output or Path(f"weekly-{(week or opening.now().date()).isoformat()}.{ending}")
    try:
        target.write_bytes(body)
    except OSError as error:
        raise CommandError(f"{target} cannot be written ({error.strerror}); name another file.") from error
    size = f"{len(body) / 2**20:.1f} MB" if len(body) >= 2**20 else f"{len(body) >> 10} kB"
    click.echo(f"{target}: {len(report.deck.slides) + 1} pages about {len(report.deck.parts)} papers, {size}.")


@weekly.command()
@_asked
def preview(week: date | None, asked_papers: tuple[PaperId, ...], asked_categories: tuple[str, ...]) -> None:
    """Say what the report of a week would show: the picks of each paper with their scores, and what could replace them."""
    settings = opening.read_settings()
    report = asyncio.run(_report(settings, Asked(week, asked_papers, asked_categories)))
    from adapters.cli import picks

    picks.show(report.presented)


@weekly.command()
@click.argument("paper")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
def swap(paper: str, kind: str) -> None:
    """Exchange a pick of a paper: its next best is shown from then on, after the last none, then the first again."""
    settings = opening.read_settings()
    found = identifiers.parse(paper)
    if found is None:
        raise CommandError(f"“{paper}” is no arXiv identifier; write one such as 1810.04805.")
    steps = asyncio.run(_swap(settings, found.id, kind))
    click.echo(
        f"{found.id}: the {kind} is now the one {steps} {'step' if steps == 1 else 'steps'} on; preview shows it."
    )


async def _swap(settings: Settings, paper: PaperId, kind: str) -> int:
    async with await Store.open(settings.database) as store:
        return await store.write(reports.swap, HERE, paper, kind)


async def _build(settings: Settings, asked: Asked, format: str) -> tuple[Report, bytes]:
    report = await _report(settings, asked)
    if format == "markdown":
        from adapters.deck import markdown

        return report, markdown.draw(report.deck).encode()
    from adapters.deck import drawing

    module = import_module(f"adapters.deck.{format}")
    return report, await drawing.draw(report, module.draw, MOST_FILE)


async def _report(settings: Settings, asked: Asked) -> Report:
    week = asked.week or opening.now().date()
    async with _opened(settings) as (store, web):
        chosen = await _chosen(settings, store, web, asked, week)
        cache = Cache(settings.cache)
        reporter = Reporter(store, web, cache, Figures(settings.weekly_figures), HERE)
        return await reporter.report(chosen, week, lambda line: click.echo(line, err=True))


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Store, Web]]:
    async with await Store.open(settings.database) as store, opening.open_web(settings, store) as web:
        yield store, web


async def _chosen(settings: Settings, store: Store, web: Web, asked: Asked, week: date) -> Sequence[Paper]:
    if asked.papers:
        found = [await pipeline.lookup(store, web, id, _ask(settings)) for id in asked.papers]
        if missing := [id for id, paper in zip(asked.papers, found, strict=True) if paper is None]:
            raise CommandError(f"arXiv has no paper {', '.join(missing)}; check the identifier.")
        return [paper for paper in found if paper]
    names = tuple(sorted(categories.check(asked.categories or settings.categories)))
    chosen = await choose(store, names, week, HERE, settings.weekly_papers, opening.read_holidays(settings))
    return await store.read(papers.of_ids, chosen)


def _ask(settings: Settings) -> Ask:
    now, holidays = opening.now(), opening.read_holidays(settings)
    return Ask(now, (), calendar.current(now, holidays), settings.categories, holidays)


def _require(format: str) -> None:
    """Raise ConfigError if what makes a format is not installed."""
    needed = {"pdf": ("weekly", NEEDED), "pptx": ("weekly,pptx", (*NEEDED, "pptx"))}.get(format)
    if needed and not all(importlib.util.find_spec(name) for name in needed[1]):
        raise ConfigError(
            f"Slides as {format.upper()} need more than is installed. Install it, then try again:"
            f" pip install 'hotpapers[{needed[0]}]' (from a clone: pip install '.[{needed[0]}]')"
        )
