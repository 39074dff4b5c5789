"""The options shared by all commands for weekly reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from functools import wraps
from typing import Any

import click

from adapters.cli import listing_dates, wiring
from adapters.cli.destinations import REPORT_CHANNELS, DestinationArg, place
from adapters.cli.digest_options import listing_date, split
from bot.arxiv import identifiers
from bot.errors import CommandError
from bot.models.papers import PaperId
from bot.pipeline.report_cover import NO_REQUEST, CoverRequest
from bot.report import optional_deps

Command = Callable[..., None]
HERE = DestinationArg("terminal", "")
MAX_REPORT_PAPERS = 10
FORMATS = {
    "pdf": ("weekly", optional_deps.NEEDED),
    "markdown": ("", ()),
    "pptx": ("weekly,pptx", (*optional_deps.NEEDED, "pptx")),
    "typst": ("weekly", optional_deps.NEEDED),
    "beamer": ("weekly", optional_deps.NEEDED),
}
"""Format → the extra that provides it, and its modules."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """A request for a report: last day of the week, papers or categories, and destination."""

    week: date | None = None
    papers: tuple[PaperId, ...] = ()
    categories: tuple[str, ...] = ()
    to: DestinationArg = HERE
    cover: CoverRequest = NO_REQUEST

    @property
    def day(self) -> date:
        """The last day of the week, today by default."""
        return self.week or wiring.now().date()


def _identifier(name: str) -> PaperId:
    found = identifiers.parse(name)
    if found is None:
        raise click.BadParameter(f"“{name}” isn't an arXiv ID. Use a form like 1810.04805.")
    return found.id


def _identifiers(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[PaperId, ...]:
    named = [name.strip() for several in given for name in several.split(",") if name.strip()]
    if given and not named:
        raise click.BadParameter("the ID is empty. Leave out --papers to get the week's top papers.")
    found = tuple(dict.fromkeys(map(_identifier, named)))
    if len(found) > MAX_REPORT_PAPERS:
        raise click.BadParameter(f"too many papers ({len(found)}, maximum {MAX_REPORT_PAPERS}).")
    return found


FOR_PLACE = click.option(
    "--to", type=place, default="terminal", show_default=True, metavar="DESTINATION",
    help=f"Destination whose history and swaps apply, such as {REPORT_CHANNELS[0]}",
)  # fmt: skip
OPTIONS = (
    click.option(
        "--papers", multiple=True, callback=_identifiers, metavar="ID",
        help="Comma-separated papers, instead of the week's top papers",
    ),
    click.option(
        "--category", "categories", multiple=True, callback=split, metavar="C",
        help="Category (cs.CL) or archive (cs); may be repeated [default: the channel's, or your settings]",
    ),
    click.option(
        "--week", type=listing_date, metavar="D", help="Last day of the week (2026-01-31) [default: today]"
    ),
)  # fmt: skip


def report_options(command: Command) -> Command:
    """Add the report options to *command*. With `--to` they become its argument `asked`."""
    names = [field.name for field in fields(ReportOptions) if field.name != "cover"]

    @wraps(command)
    def gathered(**given: Any) -> None:
        asked = ReportOptions(**{name: given.pop(name) for name in names})
        _refuse_impossible(asked.day)
        command(asked=asked, **given)

    for option in reversed(OPTIONS):
        gathered = option(gathered)
    return gathered


def _refuse_impossible(day: date) -> None:
    """Raise CommandError for a week in the future, or before arXiv began."""
    if day < listing_dates.FIRST_DAY:
        raise CommandError(f"no papers for the week until {day}. arXiv began on {listing_dates.FIRST_DAY}.")
    if day > wiring.now().date():
        raise CommandError(f"the week until {day} isn't over. Leave out --week for the last seven days.")
