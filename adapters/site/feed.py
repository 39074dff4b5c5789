"""Write the Atom feed: one entry per day with its list. https://www.rfc-editor.org/rfc/rfc4287. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, indent, tostring

from adapters.site import html
from adapters.site.days import PublishedDay
from adapters.site.json import instant
from bot.text.sanitize import sanitize

ATOM = "http://www.w3.org/2005/Atom"
FILE_NAME = "atom.xml"
TITLE = "Hot papers"
DAYS = 30
NOWHERE = "tag:hotpapers.invalid,2020:"
"""Prefix of feed IDs without a public URL, on a reserved name (RFC 2606, RFC 4151)."""


@dataclass(frozen=True, slots=True)
class Ids:
    """IDs without a public URL, and *given* ones by file, which never change."""

    installation: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    def of(self, file: str, name: str, site: str) -> str:
        """Return the ID of *file*."""
        own = f"{self.installation}:" if self.installation else ""
        return self.given.get(file) or (f"{site}/{file}" if site else f"{NOWHERE}{own}{name}")


NONE_GIVEN = Ids()


def given(feed: bytes) -> dict[str, str]:
    """Return the IDs of an earlier feed by file name, empty if it cannot be parsed."""
    try:
        atom = fromstring(b"" if b"<!" in feed else feed)  # noqa: S314 - ours has no declarations to expand
    except ParseError:
        return {}
    ids = {FILE_NAME: atom.findtext(f"{{{ATOM}}}id", "")}
    for entry in atom.iterfind(f"{{{ATOM}}}entry"):
        for link in entry.iterfind(f"{{{ATOM}}}link"):
            ids[link.get("href", "").rpartition("/")[2]] = entry.findtext(f"{{{ATOM}}}id", "")
    return ids


def render(days: Sequence[PublishedDay], site: str, ids: Ids = NONE_GIVEN) -> str:
    """Return the feed of at least one day, newest first. *site* is the public base URL or empty."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(feed, "id", ids.of(FILE_NAME, "feed", site))
    _text(feed, "title", TITLE)
    _text(feed, "updated", instant(max(day.as_of for day in days)))
    _text(SubElement(feed, "author"), "name", "hotpapers")
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=_address(site, FILE_NAME))
    SubElement(feed, "link", rel="alternate", type="text/html", href=_address(site, "index.html"))
    for day in days[:DAYS]:
        _entry(feed, day, site, ids)
    indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode") + "\n"


def _entry(feed: Element, day: PublishedDay, site: str, ids: Ids) -> None:
    page = html.file_name(day.name)
    entry = SubElement(feed, "entry")
    _text(entry, "id", ids.of(page, day.name, site))
    _text(entry, "title", f"{TITLE} {day.date.isoformat()}")
    _text(entry, "updated", instant(day.as_of))
    SubElement(entry, "link", rel="alternate", type="text/html", href=_address(site, page))
    for category in day.categories:
        SubElement(entry, "category", term=sanitize(category))
    _text(entry, "content", html.listing(day), type="html")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _address(site: str, name: str) -> str:
    return f"{site}/{name}" if site else name
