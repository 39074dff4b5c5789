"""The texts of a digest, line by line, for services that have a markup of their own. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot import wording
from bot.models.digest import Digest, Entry
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

Body = dict[str, Any]

TITLE, SUMMARY, LINE, NOTE = 250, 280, 300, 600


@dataclass(frozen=True, slots=True)
class PaperLines:
    """A paper: its rank and title, the address that the title leads to, and three lines below it."""

    title: str
    url: str
    summary: str
    heat: str
    byline: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A digest: its title, lines about it, a note that may be empty, the papers, and thanks."""

    title: str
    about: tuple[str, ...]
    note: str
    papers: tuple[PaperLines, ...]
    thanks: str = wording.THANKS


def outline(digest: Digest) -> Outline:
    """Return the lines of *digest*, sanitized and cut, but not escaped."""
    outages = (f"⚠️ {_line(sentence, LINE)}" for sentence in wording.health(digest))
    return Outline(
        wording.heading(digest),
        (f"{_line(wording.scope(digest), LINE)} · {wording.data_as_of(digest)}", *outages),
        _line(digest.note, NOTE),
        tuple(_paper(rank, entry) for rank, entry in digest.numbered()),
    )


def in_one_message(digest: Digest, render: Callable[[Digest], Body], fits: Callable[[Body], bool]) -> Body:
    """Return *digest* as one message: with fewer papers, and a note, if they don't fit."""
    for count in range(len(digest.entries), -1, -1):
        if fits(body := render(_first(digest, count))):
            break
    return body


def size(body: Body) -> int:
    """Return the bytes of a message."""
    return len(json.dumps(body, ensure_ascii=False).encode())


def _first(digest: Digest, count: int) -> Digest:
    """Return *digest* with its first papers, and a note about those that are left out."""
    left = len(digest.entries) - count
    if not left:
        return digest
    note = f"{wording.plural(left, 'more paper')} didn't fit into one message."
    return replace(digest, entries=digest.entries[:count], note=" ".join(filter(None, [digest.note, note])))


def _paper(rank: int, entry: Entry) -> PaperLines:
    withdrawn = " (withdrawn)" if entry.withdrawn else ""
    score = f"🔥 {entry.score:,.0f} · " if entry.engagement else ""
    return PaperLines(
        f"{rank}. {_line(entry.title, TITLE)}{withdrawn}",
        entry.url,
        " ".join(filter(None, (_line(entry.summary, SUMMARY), _line(wording.credit(entry), LINE)))),
        _line(score + wording.engagement(entry), LINE),
        _line(f"{wording.authors(entry)} · {', '.join(entry.categories)}", LINE),
    )


def _line(text: str, limit: int) -> str:
    return truncate(sanitize(text), limit)
