"""The options that say which digest is wanted, shared by `digest` and `post`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

import click

from adapters.cli import listing_dates
from bot.arxiv import calendar, categories
from bot.arxiv.calendar import Holidays
from bot.config import Settings
from bot.errors import CommandError
from bot.models.digest import DigestQuery, Filter, Ranking
from bot.pipeline.composer import DigestRequest, resolve_ranking
from bot.ranking import DEFAULT_DAYS

Command = Callable[..., None]
MAX_DAYS = 366
MOST = 10_000  # papers: more than a month of all of arXiv's computer science


@dataclass(frozen=True, slots=True)
class DigestCliOptions:
    """What was asked for on the command line; None and () mean what the settings say."""

    listing: date | None = None
    days: int | None = None
    as_of: datetime | None = None
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    top: int | None = None
    floor: float | None = None
    ranking: str | None = None
    fair: bool = False

    def choices(self, settings: Settings) -> DigestQuery:
        """Complete the choices by *settings*, or raise CommandError. The order of options makes no difference."""
        asked = Ranking(self.ranking) if self.ranking else None
        ranking, floor = resolve_ranking(asked, self.floor, settings)
        return DigestQuery(
            filter=Filter(
                categories=tuple(sorted(categories.check(self.categories or settings.categories))),
                words=tuple(sorted(set(self.keywords))),
            ),
            days=self.days or DEFAULT_DAYS[ranking],
            ranking=ranking,
            top=self.top or settings.top,
            floor=floor,
            fair=self.fair,
        )

    def day(self, then: datetime, holidays: Holidays) -> date:
        """Return the date of the listing, by default of the newest *then*, or raise CommandError if there was none."""
        if self.listing is None:
            return calendar.current(then, holidays)
        listing_dates.refuse_impossible(self.listing, then, holidays)
        return self.listing

    def wanted(self, settings: Settings, now: datetime, holidays: Holidays) -> DigestRequest:
        """Return the digest that is asked for, or raise CommandError."""
        instant = self.instant(settings, now)
        return DigestRequest(self.choices(settings), self.day(instant or now, holidays), instant)

    def instant(self, settings: Settings, now: datetime) -> datetime | None:
        """Return the instant of `--as-of` in UTC, or raise CommandError if it is still to come."""
        if self.as_of is None:
            return None
        zoned = self.as_of if self.as_of.tzinfo else self.as_of.replace(tzinfo=ZoneInfo(settings.timezone))
        instant = zoned.astimezone(UTC)
        if instant > now:
            raise CommandError(
                f"--as-of {self.as_of.isoformat()} is still to come; leave it out for the newest counts."
            )
        return instant


def listing_date(text: str) -> date:
    """Read the date of a listing."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise click.BadParameter(f"“{text}” is no date; write it as 2026-01-31.") from None


def _instant(text: str) -> datetime:
    complaint = click.BadParameter(f"“{text}” is no time; write it as 2026-01-31T09:00 or 2026-01-31T09:00Z.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise complaint from None
    if len(text) <= len("2026-01-31") or moment.year in {MINYEAR, MAXYEAR}:  # these may be none in UTC
        raise complaint
    return moment


def _floor(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise click.BadParameter(f"“{text}” is no score; write a number, 0 or more.")
    return number


def split(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Read names with commas between, of which none may be empty."""
    names = tuple(name.strip() for several in given for name in several.split(","))
    if not all(names):
        raise click.BadParameter("an empty name is no category; leave it out for those of your settings.")
    return names


def _folded(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    folded = tuple(" ".join(word.split()) for word in given)
    if not all(folded):
        raise click.BadParameter("an empty word matches nothing; leave it out for all papers.")
    return folded


OPTIONS = (
    click.option(
        "--date", "listing", type=listing_date, metavar="D",
        help="The date of the listing, as 2026-01-31. [default: the newest]",
    ),
    click.option(
        "--days", type=click.IntRange(1, MAX_DAYS), metavar="N",
        help="How many listings up to that date. [default: 3, for classic 1]",
    ),
    click.option(
        "--as-of", type=_instant, metavar="T",
        help="Count as it stood at this time, as 2026-01-31T09:00Z. [default: the newest counts] "
        "The counts are exact since HOTPAPERS_THIN_AFTER, 90 days; before, those of the end of the day before.",
    ),
    click.option(
        "--category", "categories", multiple=True, callback=split, metavar="C",
        help="A category (cs.CL) or archive (cs); may be repeated. [default: your settings]",
    ),
    click.option(
        "--keyword", "keywords", multiple=True, callback=_folded, metavar="W",
        help="A word or “a phrase” that the paper must have; with several, all of them.",
    ),
    click.option("--top", type=click.IntRange(1, MOST), metavar="N", help="How many papers. [default: your settings]"),
    click.option("--floor", type=_floor, metavar="X", help="The least score. [default: 0, for classic 50]"),
    click.option(
        "--ranking", type=click.Choice([ranking.value for ranking in Ranking]),
        help="Unusual attention, or plain totals. [default: your settings]",
    ),
    click.option("--fair", is_flag=True, help="At least one paper of each category, where one reaches the floor."),
)  # fmt: skip


def choices(command: Command) -> Command:
    """Give *command* these options, as one argument `options`."""
    names = [field.name for field in fields(DigestCliOptions)]

    @wraps(command)
    def gathered(**given: Any) -> None:
        command(options=DigestCliOptions(**{name: given.pop(name) for name in names}), **given)

    for option in reversed(OPTIONS):
        gathered = option(gathered)
    return gathered
