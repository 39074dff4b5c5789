"""Feeds of lists: Atom (RFC 4287), JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) and the sitemap. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from adapters.web.heat_bar import ListedPaper
from adapters.web.page_paths import PageLinks, paper_path
from bot import wording
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
JSON_FEED = "https://jsonfeed.org/version/1.1"
AUTHORS_SHOWN = 25
NOWHERE = "tag:hotpapers.invalid,2020:"
"""Prefix of feed IDs without a public URL, on a reserved name (RFC 2606, RFC 4151)."""
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True, slots=True)
class Feed:
    """A list to follow. *links* are absolute if the address is known, *path* is the list's, *own* the feed's."""

    title: str
    links: PageLinks
    path: str
    own: str
    updated: datetime
    papers: tuple[ListedPaper, ...]

    @property
    def page(self) -> str:
        """The address of the list."""
        return self.links.to(self.path)

    @property
    def self(self) -> str:
        """The address of the feed."""
        return self.links.file(self.own)

    def of(self, paper: ListedPaper) -> str:
        """Return the address of a paper's page, or else of its page at arXiv."""
        return self.links.to(paper_path(paper.entry.id)) or paper.entry.url


def atom(feed: Feed) -> str:
    """Return a list as an Atom feed, one entry for each paper."""
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "id", feed.page if "://" in feed.page else f"{NOWHERE}{feed.own}")
    _text(root, "title", feed.title)
    _text(root, "updated", instant(feed.updated))
    _text(SubElement(root, "author"), "name", "hotpapers")
    SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.self)
    SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    _text(root, "rights", wording.THANKS)
    for paper in feed.papers:
        _entry(root, feed, paper)
    indent(root)
    return DECLARATION + tostring(root, encoding="unicode") + "\n"


def json_feed(feed: Feed) -> str:
    """Return a list as a JSON Feed, one item for each paper."""
    told = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.self,
        "language": "en",
        "items": [_item(feed, paper) for paper in feed.papers],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def sitemap(addresses: Iterable[str]) -> str:
    """Return a sitemap of pages."""
    root = Element("urlset", {"xmlns": SITEMAP})
    for address in addresses:
        _text(SubElement(root, "url"), "loc", address)
    return DECLARATION + tostring(root, encoding="unicode") + "\n"


def instant(moment: datetime) -> str:
    """Return an instant in UTC as RFC 3339."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _entry(root: Element, feed: Feed, paper: ListedPaper) -> None:
    entry = paper.entry
    node = SubElement(root, "entry")
    _text(node, "id", entry.url)
    _text(node, "title", entry.title)
    _text(node, "updated", instant(feed.updated))
    SubElement(node, "link", rel="alternate", type="text/html", href=feed.of(paper))
    SubElement(node, "link", rel="related", href=entry.url, title="arXiv")
    SubElement(node, "link", rel="enclosure", type="application/pdf", href=entry.pdf)
    for name in entry.authors[:AUTHORS_SHOWN]:
        _text(SubElement(node, "author"), "name", name)
    for code in entry.categories:
        SubElement(node, "category", term=sanitize(code))
    _text(node, "summary", _summary(paper))


def _item(feed: Feed, paper: ListedPaper) -> dict[str, object]:
    entry = paper.entry
    return {
        "id": entry.url,
        "url": feed.of(paper),
        "external_url": entry.url,
        "title": sanitize(entry.title),
        "content_text": _summary(paper),
        "authors": [{"name": sanitize(name)} for name in entry.authors[:AUTHORS_SHOWN]],
        "tags": list(entry.categories),
        "attachments": [{"url": entry.pdf, "mime_type": "application/pdf"}] if is_allowed_link(entry.pdf) else [],
        "_hotpapers": {"rank": paper.rank, "score": entry.score},
    }


def _summary(paper: ListedPaper) -> str:
    """Return a paper's summary, its heat, and its abstract."""
    entry = paper.entry
    parts = " · ".join(part.short for part in paper.parts)
    heat = f"Score {paper.score}: {parts}" if parts else "No discussion yet."
    told: Sequence[str] = (f"{entry.summary} {wording.credit(entry)}".strip(), heat, entry.abstract)
    return sanitize("\n\n".join(filter(None, told)))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = sanitize(text)
