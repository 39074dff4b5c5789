"""The options that select a digest, shared by `digest` and `post`."""

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
MAX_TOP = 10_000  # papers: more than a month of all of arXiv's computer science


@dataclass(frozen=True, slots=True)
class DigestCliOptions:
    """The digest options of the command line. None and () mean the value of the settings."""

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
        """Return the choices, completed with *settings*. Their order doesn't matter. Raises CommandError."""
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
        """Return the date of the listing, by default the latest at *then*. Raises CommandError if there is none."""
        if self.listing is None:
            return calendar.current(then, holidays)
        listing_dates.refuse_impossible(self.listing, then, holidays)
        return self.listing

    def wanted(self, settings: Settings, now: datetime, holidays: Holidays) -> DigestRequest:
        """Return the requested digest. Raises CommandError."""
        instant = self.instant(settings, now)
        return DigestRequest(self.choices(settings), self.day(instant or now, holidays), instant)

    def instant(self, settings: Settings, now: datetime) -> datetime | None:
        """Return `--as-of` in UTC. Raises CommandError if it is in the future."""
        if self.as_of is None:
            return None
        zoned = self.as_of if self.as_of.tzinfo else self.as_of.replace(tzinfo=ZoneInfo(settings.timezone))
        instant = zoned.astimezone(UTC)
        if instant > now:
            raise CommandError(
                f"--as-of {self.as_of.isoformat()} is in the future. Leave it out for the latest counts."
            )
        return instant


def listing_date(text: str) -> date:
    """Parse the date of a listing."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise click.BadParameter(f"“{text}” isn't a date. Use a form like 2026-01-31.") from None


def _instant(text: str) -> datetime:
    complaint = click.BadParameter(f"“{text}” isn't a time. Use a form like 2026-01-31T09:00 or 2026-01-31T09:00Z.")
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
        raise click.BadParameter(f"“{text}” isn't a score. Use a number, 0 or more.")
    return number


def split(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Split comma-separated names, of which none can be empty."""
    names = tuple(name.strip() for several in given for name in several.split(","))
    if not all(names):
        raise click.BadParameter("the category is empty. Leave out --category to use your settings.")
    return names


def _folded(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    folded = tuple(" ".join(word.split()) for word in given)
    if not all(folded):
        raise click.BadParameter("the keyword is empty. Leave out --keyword for all papers.")
    return folded


OPTIONS = (
    click.option(
        "--date", "listing", type=listing_date, metavar="D",
        help="Date of the listing (2026-01-31) [default: latest]",
    ),
    click.option(
        "--days", type=click.IntRange(1, MAX_DAYS), metavar="N",
        help="Number of listings up to that date [default: 3, or 1 for classic]",
    ),
    click.option(
        "--as-of", type=_instant, metavar="T",
        help="Counts as of this time (2026-01-31T09:00Z), exact for the last 90 days, then daily [default: latest]",
    ),
    click.option(
        "--category", "categories", multiple=True, callback=split, metavar="C",
        help="Category (cs.CL) or archive (cs); may be repeated [default: your settings]",
    ),
    click.option(
        "--keyword", "keywords", multiple=True, callback=_folded, metavar="W",
        help='Required word or "phrase"; repeat to require all',
    ),
    click.option(
        "--top", type=click.IntRange(1, MAX_TOP), metavar="N", help="Maximum number of papers [default: your settings]"
    ),
    click.option("--floor", type=_floor, metavar="X", help="Minimum score [default: 0, or 50 for classic]"),
    click.option(
        "--ranking", type=click.Choice([ranking.value for ranking in Ranking]),
        help="Ranking: unusual attention, or plain totals [default: your settings]",
    ),
    click.option("--fair", is_flag=True, help="At least one paper per category, if one reaches the minimum score"),
)  # fmt: skip


def choices(command: Command) -> Command:
    """Add the digest options to *command*, as one argument `options`."""
    names = [field.name for field in fields(DigestCliOptions)]

    @wraps(command)
    def gathered(**given: Any) -> None:
        command(options=DigestCliOptions(**{name: given.pop(name) for name in names}), **given)

    for option in reversed(OPTIONS):
        gathered = option(gathered)
    return gathered
