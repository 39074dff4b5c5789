"""The options that all commands for weekly reports share."""

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
from bot.report import optional_deps

Command = Callable[..., None]
HERE = DestinationArg("terminal", "")
MAX_REPORT_PAPERS = 10
FORMATS = {
    "pdf": ("weekly", optional_deps.NEEDED),
    "markdown": ("", ()),
    "pptx": ("weekly,pptx", (*optional_deps.NEEDED, "pptx")),
}
"""What makes a format: the extra that brings it, and its modules."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """Which report is meant: of a week's last day, for a place, of these papers or the hottest of these categories."""

    week: date | None = None
    papers: tuple[PaperId, ...] = ()
    categories: tuple[str, ...] = ()
    to: DestinationArg = HERE

    @property
    def day(self) -> date:
        """The last day of the week: today's, if none was named."""
        return self.week or wiring.now().date()


def _identifier(name: str) -> PaperId:
    found = identifiers.parse(name)
    if found is None:
        raise click.BadParameter(f"“{name}” is no arXiv identifier; write one such as 1810.04805.")
    return found.id


def _identifiers(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[PaperId, ...]:
    named = [name.strip() for several in given for name in several.split(",") if name.strip()]
    if given and not named:
        raise click.BadParameter("an empty name is no paper; leave it out for the week's hottest.")
    found = tuple(dict.fromkeys(map(_identifier, named)))
    if len(found) > MAX_REPORT_PAPERS:
        raise click.BadParameter(f"a report has at most {MAX_REPORT_PAPERS} papers, and these are {len(found)}.")
    return found


FOR_PLACE = click.option(
    "--to", type=place, default="terminal", show_default=True, metavar="PLACE",
    help=f"Whose report it is, such as {REPORT_CHANNELS[0]}: each place has its own reported papers and swaps.",
)  # fmt: skip
OPTIONS = (
    click.option(
        "--papers", multiple=True, callback=_identifiers, metavar="ID",
        help="These papers, with commas between, instead of the week's hottest.",
    ),
    click.option(
        "--category", "categories", multiple=True, callback=split, metavar="C",
        help="Only papers of a category (cs.CL) or archive (cs); may be repeated. [default: your settings]",
    ),
    click.option(
        "--week", type=listing_date, metavar="D", help="The last day of the week, as 2026-01-31. [default: today]"
    ),
)  # fmt: skip


def report_options(command: Command) -> Command:
    """Give *command* the options that say which report is meant; with `--to` they are its argument `asked`."""
    names = [field.name for field in fields(ReportOptions)]

    @wraps(command)
    def gathered(**given: Any) -> None:
        asked = ReportOptions(**{name: given.pop(name) for name in names})
        _refuse_impossible(asked.day)
        command(asked=asked, **given)

    for option in reversed(OPTIONS):
        gathered = option(gathered)
    return gathered


def _refuse_impossible(day: date) -> None:
    """Raise CommandError for a week that is still to come, or of which arXiv has nothing."""
    if day < listing_dates.FIRST_DAY:
        raise CommandError(f"there are no papers of the week until {day}: arXiv began on {listing_dates.FIRST_DAY}.")
    if day > wiring.now().date():
        raise CommandError(f"the week until {day} is not over; without --week it is the seven days until today.")
