"""Render a paper as blocks, in short or in full. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.slack.messages.blocks import BOLD, Block, Element, bullets, line, link, rich, section, small, words
from bot import wording
from bot.models.digest import Entry
from bot.models.source import find_info

TITLE, SUMMARY, ABSTRACT, LINE = 250, 280, 2900, 300
POSTS_SHOWN = 3


def glance(entry: Entry, name: str) -> list[Block]:
    """Return a list entry: *name*, summary, and a line that says why it is hot."""
    return [*rich(section(*title(entry, name), *summary(entry))), *small(line(wording.glance(entry), LINE))]


def whole(entry: Entry, heading: Sequence[Element], about: str) -> list[Block]:
    """Return a full paper: *heading*, *about*, abstract, links, posts and score."""
    reasons = " · ".join([wording.heat(entry), *entry.reasons]) if entry.reasons else ""
    return [
        *rich(section(*heading)),
        *small(about),
        *rich(section(words(line(entry.abstract, ABSTRACT)))),
        *rich(section(*_places(entry)), bullets(_posts(entry))),
        *small(line(reasons, LINE)),
    ]


def numbered(entry: Entry, rank: object) -> str:
    """Return a paper's rank and title."""
    return f"{rank}. {line(entry.title, TITLE)}"


def title(entry: Entry, name: str) -> list[Element]:
    """Return *name* linked to the paper, marked if withdrawn."""
    linked = link(entry.url, name, BOLD)
    return [linked, words(" (withdrawn)", BOLD)] if entry.withdrawn else [linked]


def summary(entry: Entry) -> list[Element]:
    """Return the summary below the title."""
    told = " ".join(filter(None, (line(entry.summary, SUMMARY), line(wording.credit(entry), LINE))))
    return [words(f"\n{told}")] if told else []


def origin(entry: Entry) -> str:
    """Return authors and categories."""
    return line(f"{wording.authors(entry)} · {', '.join(entry.categories)}", LINE)


def _places(entry: Entry) -> list[Element]:
    places = [link(url, name) for name, url in wording.places(entry)]
    return [element for place in places for element in (words(" · "), place)][1:]


def _posts(entry: Entry) -> list[Element]:
    """Link to the posts that went furthest; pages of the paper are among the places."""
    telling = [mention for mention in entry.mentions if not find_info(mention.source).has_paper_pages][:POSTS_SHOWN]
    return [link(post.url, line(wording.mention(post), LINE)) for post in telling]
