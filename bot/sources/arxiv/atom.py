"""Read an Atom document of arXiv whole, or raise SourceError: never a part of it. Pure.

Nothing is looked up outside and nothing is expanded: a document that declares anything of its own is refused.
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
DEEPEST = 20  # elements inside one another; arXiv's go to 4


@dataclass(slots=True)
class Element:
    """The texts right below a feed or one of its entries, by qualified name, and the entry's categories."""

    texts: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a text with its white space folded, empty if there is none."""
        return " ".join(self.texts.get(name, "").split())


@dataclass(frozen=True, slots=True)
class Document:
    """A feed and its entries in order."""

    feed: Element
    entries: list[Element]


def read(body: bytes) -> Document:
    """Read a feed to its last byte; whatever is no whole and plain Atom feed is a SourceError."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.parts.append
    try:
        parser.Parse(body, True)  # all of it: a cut document is an error
    except (expat.ExpatError, ValueError) as error:  # ValueError: an encoding that nobody knows
        raise SourceError(f"answered with no whole Atom feed: {error}") from error
    return Document(reader.feed, reader.entries)


class _Reader:
    """Keeps what stands one level below the feed and below each entry."""

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
        if depth > DEEPEST:
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
