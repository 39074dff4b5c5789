"""What the page of a list says: headings, counts, chips, and where the next list is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial

from markupsafe import Markup

from adapters.web.heat_bar import ListedPaper
from adapters.web.page_paths import feed_path, list_path, month_of, search_path, week_of
from adapters.web.paper_lists import Neighbors, PaperList, StripDay
from bot import wording
from bot.commands.registry import COMMANDS
from bot.commands.syntax import format_period
from bot.models.command import ShowHotList, Subscribe
from bot.models.digest import Filter
from bot.models.subscription import Frequency, Period, Schedule
from bot.wording.units import plural

Turn = tuple[str, str]
"""The path of another list, and what it is called."""
MORNING = Schedule(Frequency.WEEKDAYS, time(9))
CHAT = "slack"  # where a command is typed as text
LEDE = Markup("<b>{:,}</b> of the <b>{}</b> {} announced in {} {} discussed, by unusual attention. {}.")


@dataclass(frozen=True, slots=True)
class Chip:
    """A link to the same list of another category or period."""

    label: str
    path: str
    count: int = 0
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class ListView:
    """The texts and links of a list's page. *feed* gives the path of a feed by its suffix."""

    title: str
    heading: str
    over: str
    path: str = ""
    lede: str | Markup = ""
    notes: tuple[str, ...] = ()
    typed: str = ""
    strip: tuple[StripDay, ...] = ()
    chips: tuple[Chip, ...] = ()
    chips_label: str = ""
    papers: tuple[ListedPaper, ...] = ()
    empty: str = ""
    before: Turn | None = None
    after: Turn | None = None
    command: str = ""
    feed: Callable[[str], str] | None = None
    rising: tuple[tuple[str, str], ...] = ()
    updated: datetime | None = None
    around: tuple[Turn, ...] = ()
    files: tuple[Turn, ...] = ()
    has_details: bool = False
    months: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


def list_view(
    shown: PaperList,
    strip: Sequence[StripDay] = (),
    neighbors: Neighbors = (None, None),
    typed: str | None = None,
) -> ListView:
    """Return the page of a list; of a search with what was *typed*."""
    asked = shown.asked
    is_search = typed is not None
    name = f"{heading_of(shown.first, shown.last)} {wording.wanted(asked.what)}".strip()
    before, after = _turns(shown, neighbors)
    return ListView(
        title=f"Search: {typed}" if is_search else f"Hot papers · {name}",
        heading=_search_heading(shown) if is_search else heading_of(shown.first, shown.last),
        over="Search"
        if is_search
        else " · ".join(filter(None, ["What people talk about", wording.wanted(asked.what)])),
        path=list_path(asked),
        lede=lede(shown),
        notes=tuple(filter(None, (*wording.health(shown.digest), shown.digest.note if shown.papers else ""))),
        typed=typed or "",
        strip=tuple(strip),
        chips=_periods(asked) if is_search else _fields(shown),
        chips_label="Period" if is_search else "Categories",
        papers=shown.papers,
        empty=shown.digest.note,
        before=before,
        after=after,
        command=COMMANDS.text(Subscribe(asked.what, MORNING), CHAT),
        feed=partial(feed_path, replace(asked, page=0)),
        rising=shown.rising,
        updated=shown.digest.as_of,
        around=tuple(_around(shown)),
    )


def lede(shown: PaperList) -> Markup:
    """Say how many of how many papers are discussed, of what, and of when the counts are."""
    where = ", ".join(shown.digest.choices.filter.categories)
    number, _, papers = plural(shown.announced, "paper").partition(" ")
    verb = "is" if shown.discussed == 1 else "are"
    updated = wording.data_as_of(shown.digest)
    return LEDE.format(shown.discussed, number, papers, where, verb, updated[:1].upper() + updated[1:])


def heading_of(first: date, last: date) -> str:
    """Name the dates of a list: ``Thursday, 15 January 2026``, ``12–18 January 2026``, ``January 2026``."""
    when = Period(first=first, last=last)
    if first == last:
        return f"{first:%A}, {first.day} {first:%B} {first.year}"
    if when == month_of(first):
        return f"{first:%B} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {last:%B} {last.year}"
    since = f"{first.day} {first:%B}" + (f" {first.year}" if first.year != last.year else "")
    return f"{since} – {last.day} {last:%B} {last.year}"


def title_of(asked: ShowHotList) -> str:
    """Name a list in a link: ``15 January 2026, cs.LG``."""
    when = asked.when
    dates = heading_of(when.first, when.last) if when.first and when.last else format_period(when)
    return ", ".join(filter(None, [dates, wording.wanted(asked.what)]))


def _around(shown: PaperList) -> Iterator[Turn]:
    """Yield the week and the month of a list, unless it is that."""
    for when in (week_of(shown.last), month_of(shown.last)):
        if (when.first, when.last) != (shown.first, shown.last):
            wider = replace(shown.asked, when=when, page=0)
            yield list_path(wider), title_of(wider)


def _search_heading(shown: PaperList) -> str:
    number = shown.discussed if not (shown.asked.what.words or shown.asked.what.authors) else shown.announced
    return f"{plural(number, 'paper')} {'fits' if number == 1 else 'fit'}" if shown.papers else "No paper fits"


def _fields(shown: PaperList) -> tuple[Chip, ...]:
    here = shown.asked.what.categories
    everything = Chip("All", list_path(replace(shown.asked, what=Filter(()), page=0)), is_current=not here)
    fields = dict(shown.fields) | dict.fromkeys(set(here) - dict(shown.fields).keys(), 0)
    chips = (Chip(code, list_path(replace(shown.asked, what=Filter((code,)), page=0)), count, here == (code,))
             for code, count in sorted(fields.items()))  # fmt: skip
    return (everything, *chips)


def _periods(asked: ShowHotList) -> tuple[Chip, ...]:
    named = {"Latest listing": Period(), "Week": Period(7), "Month": Period(30), "Quarter": Period(92)}
    return tuple(
        Chip(label, search_path(replace(asked, when=when, page=0)), is_current=asked.when == when)
        for label, when in named.items()
    )


def _turns(shown: PaperList, neighbors: Neighbors) -> tuple[Turn | None, Turn | None]:
    """Return the page before and after, or else the period before and after."""
    asked = shown.asked
    earlier, later = neighbors
    before: Turn | None = (list_path(earlier), title_of(earlier)) if earlier else None
    after: Turn | None = (list_path(later), title_of(later)) if later else None
    if asked.page:
        before = (list_path(replace(asked, page=asked.page - 1)), "Previous page")
    if shown.has_next_page or asked.page:
        after = (list_path(replace(asked, page=asked.page + 1)), "Next page") if shown.has_next_page else None
    return before, after
