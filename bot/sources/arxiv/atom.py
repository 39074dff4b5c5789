"""Parse an Atom document of arXiv completely, or raise SourceError. Pure.

Nothing external is loaded and no entity is expanded: a document with declarations is rejected.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from bot.errors import SourceError

ATOM = "http://www.w3.org/2005/Atom "
ARXIV = "http://arxiv.org/schemas/atom "
SEARCH = "http://a9.com/-/spec/opensearch/1.1/ "
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/ "
MAX_DEPTH = 20  # nested elements; arXiv's documents have up to 4


@dataclass(slots=True)
class Element:
    """The texts directly below a feed or entry, by qualified name, and the entry's categories."""

    texts: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a text with normalized white space, empty if there is none."""
        return " ".join(self.texts.get(name, "").split())


@dataclass(frozen=True, slots=True)
class Document:
    """A feed and its entries in order."""

    feed: Element
    entries: list[Element]


def read(body: bytes) -> Document:
    """Parse a complete feed. Raises SourceError for anything but a plain Atom feed."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.parts.append
    try:
        parser.Parse(body, True)  # final: an incomplete document is an error
    except (expat.ExpatError, ValueError) as error:  # ValueError: an unknown encoding
        raise SourceError(f"answered with no whole Atom feed: {error}") from error
    return Document(reader.feed, reader.entries)


class _Reader:
    """Collects the elements one level below the feed and below each entry."""

    def __init__(self) -> None:
        self.feed = Element()
        self.entries: list[Element] = []
        self.parts: list[str] = []
        self._open: list[str] = []
        self._in = self.feed

    def start(self, name: str, attributes: dict[str, str]) -> None:
        depth = len(self._open)
        if depth == 0 and name != ATOM + "feed":
            raise SourceError("answered with another document than a feed")
        if depth > MAX_DEPTH:
            raise SourceError("answered with elements inside one another without end")
        if depth == 1 and name == ATOM + "entry":
            self._in = Element()
            self.entries.append(self._in)
        elif depth == 2 and name == ATOM + "category" and "term" in attributes:
            self._in.categories.append(attributes["term"])
        self._open.append(name)
        self.parts.clear()

    def end(self, name: str) -> None:
        self._open.pop()
        depth = len(self._open)
        if depth == 1 and name == ATOM + "entry":
            self._in = self.feed
        elif depth == (1 if self._in is self.feed else 2):
            self._in.texts[name] = "".join(self.parts)
        self.parts.clear()


def _refuse(*_: object) -> NoReturn:
    raise SourceError("answered with a document type declaration, which no feed has")
