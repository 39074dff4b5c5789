"""The paths of lists: ``cs.CV/2026-w03/page-2``. A list is a command of the chat, and its path never changes. Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from bot.arxiv import categories
from bot.commands.registry import COMMANDS
from bot.commands.syntax import parse_period
from bot.errors import CommandError
from bot.models.command import NO_FILTER, ShowHotList
from bot.models.digest import Filter
from bot.models.papers import PaperId
from bot.models.subscription import Period

HOME = "index"
SEARCH = "search"
PAGE = re.compile(r"page-([1-9]\d{0,3})")
WEEK = re.compile(r"(\d{4})-w(\d\d)", re.IGNORECASE)
MONTH = re.compile(r"(\d{4})-(\d\d)")
DAYS = re.compile(r"([1-9]\d?)-days")
NAMED = {"week": 7, "month": 30}
STARTS_LIKE_A_DATE = re.compile(r"\d{4}-|\d+-days")


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where pages are: below *root*, with a *suffix*. Without *pages*, every page exists."""

    root: str = "/"
    suffix: str = ""
    pages: frozenset[str] | None = None

    def to(self, path: str) -> str:
        """Return the address of a page, empty if it doesn't exist."""
        bare, mark, query = path.partition("?")
        if self.pages is not None and bare not in self.pages:
            return ""
        name = bare or (HOME if self.suffix else "")
        return f"{self.root}{quote(name, safe='/.,~')}{self.suffix}{mark}{query}"

    def file(self, name: str) -> str:
        """Return the address of a file, such as a style sheet or a feed."""
        bare, mark, query = name.partition("?")
        return f"{self.root}{quote(bare, safe='/.,~')}{mark}{query}"


def list_path(asked: ShowHotList) -> str:
    """Return the path of a list, empty for the newest; a search for what is more than one category."""
    what = asked.what
    if what != Filter(what.categories[:1]):
        return search_path(asked)
    parts = [*what.categories, period_path(asked.when), f"page-{asked.page + 1}" if asked.page else ""]
    return "/".join(filter(None, parts))


def search_path(asked: ShowHotList, suffix: str = "") -> str:
    """Return the path of a search, with a *suffix* that of its feed."""
    return f"{SEARCH}{suffix}?{urlencode({'q': COMMANDS.format(asked)})}"


def feed_path(asked: ShowHotList, suffix: str) -> str:
    """Return the path of a list's feed or data: its own with a *suffix* such as ``.atom``."""
    path = list_path(asked)
    bare, _, query = path.partition("?")
    return f"{bare or HOME}{suffix}" + (f"?{query}" if query else "")


def paper_path(id: PaperId) -> str:
    """Return the path of a paper."""
    return f"paper/{id}"


def author_path(name: str) -> str:
    """Return the path of an author; a slash in a name would end it."""
    return f"author/{name.replace('/', ' ')}"


def period_path(when: Period) -> str:
    """Return the part of a path that names a period, empty for the newest listing."""
    if when.first is None or when.last is None:
        named = {days: name for name, days in NAMED.items()}
        return "" if when.days == 1 else named.get(when.days, f"{when.days}-days")
    if when.first == when.last:
        return when.first.isoformat()
    if when == week_of(when.first):
        year, week, _ = when.first.isocalendar()
        return f"{year}-w{week:02}"
    if when == month_of(when.first):
        return f"{when.first:%Y-%m}"
    return f"{when.first}..{when.last}"


def week_of(day: date) -> Period:
    """Return the week of a day, from Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(first=monday, last=monday + timedelta(days=6))


def month_of(day: date) -> Period:
    """Return the month of a day."""
    first = day.replace(day=1)
    return Period(first=first, last=first.replace(day=calendar.monthrange(day.year, day.month)[1]))


def parse_list_path(path: str) -> ShowHotList | None:
    """Parse the path of a list; None if it is none. Raises CommandError for a date or category that can't be."""
    parts = path.split("/") if path else []
    page = 0
    if parts and (numbered := PAGE.fullmatch(parts[-1])):
        page, parts = int(numbered[1]) - 1, parts[:-1]
    when = _period(parts[-1]) if parts else None
    codes = parts if when is None else parts[:-1]
    if len(codes) > 1 or "" in codes:
        return None
    return ShowHotList(_category(codes), when or Period(), page=page)


def _category(codes: Sequence[str]) -> Filter:
    return Filter(categories.check(codes)) if codes else NO_FILTER


def _period(text: str) -> Period | None:
    if text in NAMED:
        return Period(NAMED[text])
    if not STARTS_LIKE_A_DATE.match(text):
        return None
    if week := WEEK.fullmatch(text):
        return _week(int(week[1]), int(week[2]), text)
    if MONTH.fullmatch(text):
        return month_of(parse_period(f"{text}-01").first or date.min)
    if days := DAYS.fullmatch(text):
        return parse_period(f"{days[1]} days")
    return parse_period(text)


def _week(year: int, week: int, text: str) -> Period:
    try:
        return week_of(date.fromisocalendar(year, week, 1))
    except ValueError as error:
        raise CommandError(f"“{text}” isn't a week. For example: 2026-w03") from error
