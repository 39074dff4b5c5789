"""Render a digest as JSON for chat.postMessage, without channel, thread and token. Pure.

The same papers appear in many lists at different ranks. So each rendered paper is cached with a placeholder for its
rank, and messages are joined from cached JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from adapters.slack.messages.blocks import (
    BLOCK_COST,
    MAX_CHARACTERS,
    Block,
    Body,
    body,
    line,
    plain,
    rich,
    section,
    small,
    words,
)
from adapters.slack.messages.controls import GUIDE, buttons, choice
from adapters.slack.messages.fallback_text import spoken_lines, text
from adapters.slack.messages.papers import LINE, SUMMARY, glance, numbered, origin, title, whole
from bot import wording
from bot.commands.buttons import paper_buttons
from bot.commands.registry import COMMANDS
from bot.limits.byte_cache import ByteCache
from bot.models.command import ShowPaper
from bot.models.digest import Digest, Entry
from bot.models.papers import PaperId
from bot.models.post import Post, PostKind
from bot.platforms import even_splits
from bot.text.truncate import truncate

OPTION = 40  # ten options leave room for ten papers in one message
RANK_PLACEHOLDER = "\x7f"  # placeholder for the rank; external text has no control characters
JSON = json.JSONEncoder()  # ASCII only: one emoji would quadruple the memory of a string
MARK = JSON.encode(RANK_PLACEHOLDER)[:-1]  # with its quote, so that no external backslash matches
DIGESTS = 64
CACHED_PAPERS = 12 << 20  # bytes: a thousand papers
ENTRY_BYTES = 4096  # of the entry that a rendered paper is cached by


def layout(digest: Digest) -> tuple[PostKind, ...]:
    """Return the messages of *digest*: the list, then a reply per paper."""
    lists, _ = _composed(digest)
    further = len(lists) - 1
    return (PostKind.PARENT, *[PostKind.CONTINUATION] * further, *[PostKind.REPLY] * len(digest.entries))


def message(digest: Digest, position: int) -> Body:
    """Return one message of *digest* by its position in the layout."""
    made: Body = json.loads(next(islice(written(digest), position, None)))
    return made


def render(digest: Digest) -> tuple[Body, ...]:
    """Return the messages of *digest* in the order of its layout."""
    return tuple(map(json.loads, written(digest)))


def written(digest: Digest) -> Iterator[str]:
    """Yield the messages of *digest* in the order of its layout, each as JSON."""
    lists, papers = _composed(digest)
    yield from lists
    for rank, paper in papers:
        yield rank.join(paper.reply)


def forget() -> None:
    """Clear the cache, for benchmarks."""
    _composed.cache_clear()
    _PAPERS.clear()


def head(digest: Digest) -> list[Block]:
    """Return the header: title, scope, time, source failures and note."""
    return [json.loads(block) for block in _head(digest)]


@lru_cache(maxsize=DIGESTS)
def _composed(digest: Digest) -> tuple[list[str], list[NumberedPaper]]:
    """Return the messages of the list, and the rendered papers for the replies."""
    papers = [(f'"{rank}', _paper(entry)) for rank, entry in digest.numbered()]
    return _lists(digest, papers), papers


def _lists(digest: Digest, papers: Sequence[NumberedPaper]) -> list[str]:
    """Pack the list into as few messages as possible, with room for header and footer."""
    above, next_page = _head(digest), f"{wording.heading(digest)}, continued"
    room = MAX_CHARACTERS - sum(map(len, above)) - BLOCK_COST * len(above) - AROUND
    messages = []
    for start, end in _spread([paper.weight for _, paper in papers], room):
        before = [_filled(SMALL, next_page)] if start else above
        blocks = [*before, *_listed(papers[start:end]), *([THANKS] if end == len(papers) else [])]
        said = [*([next_page] if start else spoken_lines(head(digest))), *_spoken(papers[start:end])]
        messages.append(_message([*said, *([wording.THANKS] if end == len(papers) else [])], blocks))
    return messages


def _spread(weights: Sequence[int], room: int) -> Sequence[tuple[int, int]]:
    """Split a list into as few messages as have room for it."""
    if sum(weights) <= room:
        return [(0, len(weights))]
    for spread in even_splits(len(weights)):
        if max(sum(weights[start:end]) for start, end in spread) <= room:
            break
    return spread


def _head(digest: Digest) -> list[str]:
    about = [f"{line(wording.scope(digest), LINE)} · {wording.data_as_of(digest)}"]
    guide = [GUIDE] if digest.entries else []
    outages = [f"⚠️ {line(sentence, LINE)}" for sentence in wording.health(digest)]
    note = rich(section(words(line(digest.note, SUMMARY)))) if digest.note else []
    above = [_filled(HEADER, wording.heading(digest)), _filled(SMALL, "\n".join(about + guide + outages))]
    page = rich(section(words(wording.ON_THE_WEB) | {"type": "link", "url": digest.page})) if digest.page else []
    return [*above, *map(JSON.encode, [*note, *page])]


def _listed(papers: Sequence[NumberedPaper]) -> list[str]:
    """Return the blocks of papers and their menu."""
    options = ", ".join([rank.join(paper.option) for rank, paper in papers])
    return [*[rank.join(paper.card) for rank, paper in papers], options.join(MENU)] if papers else []


def _spoken(papers: Sequence[NumberedPaper]) -> Iterator[str]:
    """Yield the fallback text of papers, line by line."""
    for rank, paper in papers:
        yield f"{rank[1:]}{paper.said[0]}"
        yield from paper.said[1:]


def _message(said: Sequence[str], blocks: Iterable[str]) -> str:
    return "".join([BODY[0], JSON.encode(text(said)), BODY[1], ", ".join(blocks), BODY[2]])


def _size(text: str) -> int:
    """Return the size that `blocks.size` gives, or more if there are backslashes."""
    return len(text) if r"\\" in text else len(text) - len("u00b7") * text.count(r"\u")


def _text(blocks: list[Block]) -> str:
    return JSON.encode(blocks)[1:-1]


def _filled(block: list[str], text: str) -> str:
    return JSON.encode(text).join(block)


@dataclass(frozen=True, slots=True)
class _RenderedPaper:
    """A rendered paper without its rank: list entry, weight, fallback text and reply.

    JSON is split at the placeholders of the rank and its quote.
    """

    weight: int
    said: tuple[str, ...]
    card: list[str]
    option: list[str]
    reply: list[str]


NumberedPaper = tuple[str, _RenderedPaper]
"""A paper and its rank, with the quote before it."""


_PAPERS: ByteCache[Entry, _RenderedPaper] = ByteCache(CACHED_PAPERS)


def _paper(entry: Entry) -> _RenderedPaper:
    """Return a rendered paper. Cached, because the hottest papers are in many digests."""
    known = _PAPERS.get(entry)
    if known:
        return known
    made = _rendered(entry)
    return _PAPERS.put(entry, made, ENTRY_BYTES + sum(map(len, (*made.card, *made.option, *made.reply))))


def _rendered(entry: Entry) -> _RenderedPaper:
    name = numbered(entry, RANK_PLACEHOLDER)
    card = glance(entry, name)
    option = {"text": plain(truncate(name, OPTION)), "value": COMMANDS.format(ShowPaper(entry.id))}
    paper = whole(entry, title(entry, name), origin(entry))
    reply = _message(spoken_lines(paper), [_text(paper), entry.id.join(ACTIONS)])
    texts = _text(card), JSON.encode(option), reply
    weight = sum(map(_size, texts[:2])) + BLOCK_COST * len(card)
    first, *others = spoken_lines(card)
    return _RenderedPaper(
        weight, (first.removeprefix(RANK_PLACEHOLDER), *others), *(text.split(MARK) for text in texts)
    )


BODY = re.split(r'"hotpapers"|(?<=\[)(?=\])', JSON.encode(body([])))  # before, between and after text and blocks
MENU = _text(choice("Open a paper", [{}])).split("{}")
HEADER = _text([{"type": "header", "text": plain(RANK_PLACEHOLDER)}]).split(JSON.encode(RANK_PLACEHOLDER))
SMALL = _text(small(RANK_PLACEHOLDER)).split(JSON.encode(RANK_PLACEHOLDER))
ACTIONS = _text(buttons(paper_buttons(PaperId("{id}")))).split("{id}")
THANKS = _text(small(wording.THANKS))
AROUND = len(THANKS) + sum(map(len, MENU)) + 2 * BLOCK_COST


EVENT = "hotpapers_post"


def arguments(post: Post, body: Body) -> Body:
    """Return the arguments of chat.postMessage. The token is in two places, as either may be unreadable later."""
    first, *others = body["blocks"]
    return body | {
        "channel": post.destination.channel,
        "thread_ts": post.parent_message_id if post.kind is PostKind.REPLY else None,
        "blocks": [first | {"block_id": post.token}, *others],
        "metadata": {"event_type": EVENT, "event_payload": {"token": post.token}},
    }
