"""Render the pages of a folder of digests from the templates of the web pages: a day, and the list of days. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from adapters.site import markdown
from adapters.site.days import PublishedDay
from adapters.web.heat_bar import list_entry
from adapters.web.list_view import ListView, heading_of
from adapters.web.page_paths import PageLinks
from adapters.web.page_rendering import PageRenderer, PublishedListing
from adapters.web.paper_lists import STRIP, StripDay
from bot import wording
from bot.models.digest import Digest
from bot.wording.units import plural

FEED = ("atom.xml", "Feed")
ASSETS = ("style.css", "keys.js")


def day_page(digest: Digest, days: Sequence[PublishedDay], site: str, name: str) -> str:
    """Return a digest as the page *name*. Of the published *days*, those up to its date are linked."""
    earlier = [day for day in days if day.date < digest.date]
    updated = wording.data_as_of(digest)
    view = ListView(
        title=wording.heading(digest),
        heading=heading_of(digest.date, digest.date),
        over="What people talk about",
        path=name,
        lede=f"{wording.scope(digest)}. {updated[:1].upper()}{updated[1:]}.",
        notes=(*wording.health(digest), *([digest.note] if digest.note and digest.entries else [])),
        strip=_strip(digest, earlier),
        papers=tuple(list_entry(rank, entry, digest.choices.ranking) for rank, entry in digest.numbered()),
        empty=digest.note,
        before=(earlier[0].name, heading_of(earlier[0].date, earlier[0].date)) if earlier else None,
        files=(FEED, (f"{name}.json", "JSON"), (f"posts/{markdown.file_name(name)}", "Markdown")),
        has_details=True,
    )
    return _renderer(site, [name, *(day.name for day in earlier)]).list(view, None)


def index_page(days: Sequence[PublishedDay], site: str) -> str:
    """Return the page that lists *days*, newest first."""
    listed = [_listing(day) for day in days]
    return _renderer(site, [day.name for day in days]).days(listed, [FEED])


def _renderer(site: str, names: Sequence[str]) -> PageRenderer:
    return PageRenderer(PageLinks("", ".html", frozenset(["", *names])), site, is_file=True)


def _listing(day: PublishedDay) -> PublishedListing:
    about = f"{plural(len(day.entries), 'paper') if day.entries else 'No papers'} · {', '.join(day.categories)}"
    return PublishedListing(day.name, day.date, day.entries[0].title if day.entries else "", about)


def _strip(digest: Digest, earlier: Sequence[PublishedDay]) -> tuple[StripDay, ...]:
    """Return the days before and the digest's own, as far as they have pages under their dates."""
    counts: dict[date, int] = {}
    for day in earlier:
        if day.name == day.date.isoformat():
            counts.setdefault(day.date, len(day.entries))
    shown = [*sorted(counts.items())[-STRIP + 1 :], (digest.date, len(digest.entries))]
    most = max(count for _, count in shown) or 1
    return tuple(
        StripDay(day, count, round(44 * count / most, 1), "", day == digest.date, has_page=True) for day, count in shown
    )
