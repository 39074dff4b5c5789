"""A digest as Slack messages: the JSON that chat.postMessage takes, but for channel, thread and token. Pure.

The same papers stand in the lists of many, at different ranks. So what is written of a paper is remembered, with a mark
where its rank belongs, and a message is put together from such texts: it costs little more than to copy them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from adapters.slack.blocks import (
    BLOCK_COST,
    MOST_CHARACTERS,
    Block,
    Body,
    body,
    fallback,
    line,
    plain,
    rich,
    section,
    size,
    small,
    weight,
    words,
)
from adapters.slack.controls import buttons, choice
from adapters.slack.papers import LINE, SUMMARY, glance, numbered, origin, title, whole
from bot import wording
from bot.commands.grammar import printed
from bot.commands.offering import on_paper
from bot.commands.values import Look
from bot.models import Digest, Entry
from bot.platform import spreads
from bot.post import PostKind
from bot.text.shortening import shorten

OPTION = 40  # ten options leave room for ten papers in one message
RANK = "\x7f"  # stands for the rank at the start of a text; those of others are rid of control characters
JSON = json.JSONEncoder()  # escapes beyond ASCII: an emoji would make every text four times as long in memory
MARK = JSON.encode(RANK)[:-1]  # with the quote before it, so that it is no backslash of others
REMEMBERED, DIGESTS = 4096, 64


def layout(digest: Digest) -> tuple[PostKind, ...]:
    """Plan the messages of *digest*: the list in as many as it takes, then a reply for each paper."""
    further = len(written(digest)) - len(digest.entries) - 1
    return (PostKind.PARENT, *[PostKind.CONTINUATION] * further, *[PostKind.REPLY] * len(digest.entries))


def render(digest: Digest) -> tuple[Body, ...]:
    """Return the messages of *digest* in the order of its layout."""
    return tuple(map(json.loads, written(digest)))


@lru_cache(maxsize=DIGESTS)
def written(digest: Digest) -> tuple[str, ...]:
    """Return the messages of *digest* in the order of its layout, each as JSON."""
    papers = [(f'"{rank}', _paper(entry)) for rank, entry in digest.ranked()]
    return (*_lists(digest, papers), *(rank.join(paper.reply) for rank, paper in papers))


def forget() -> None:
    """Forget what is remembered: for measurements."""
    written.cache_clear()
    _paper.cache_clear()


def head(digest: Digest) -> list[Block]:
    """Open a list: its name, what it was chosen from and when, which sources failed, and what to know about it."""
    about = f"{line(wording.scope(digest), LINE)} · {wording.data_as_of(digest)}"
    guide = "Open a paper for its abstract, links and posts." if digest.entries else ""
    outages = [f"⚠️ {line(sentence, LINE)}" for sentence in wording.health(digest)]
    header = {"type": "header", "text": plain(wording.heading(digest))}
    return [header, *small(about, guide, *outages), *rich(section(words(line(digest.note, SUMMARY))))]


def _lists(digest: Digest, papers: Sequence[tuple[str, _Paper]]) -> list[str]:
    """Spread the list over as few messages as hold it, each with room for all that stands above and below."""
    heading, above = wording.heading(digest), head(digest)
    written_above = _text(above)
    room = MOST_CHARACTERS - len(written_above) - BLOCK_COST * len(above) - AROUND
    weights = [paper.weight for _, paper in papers]
    for spread in spreads(len(papers)):
        if max(sum(weights[start:end]) for start, end in spread) <= room:
            break
    messages = []
    for start, end in spread:
        before = _text(small(f"{heading}, continued")) if start else written_above
        names = [f"{rank[1:]}{paper.name}" for rank, paper in papers[start:end]] or [line(digest.note, LINE)]
        blocks = [before, *_listed(papers[start:end]), *([THANKS] if end == len(papers) else [])]
        messages.append(_message("\n".join([heading, *names]), blocks))
    return messages


def _listed(papers: Sequence[tuple[str, _Paper]]) -> list[str]:
    """Return the blocks of papers, and the menu that opens them."""
    menu = MENU.replace("{}", ", ".join(rank.join(paper.option) for rank, paper in papers))
    return [*(rank.join(paper.card) for rank, paper in papers), menu] if papers else []


def _message(told: str, blocks: Iterable[str]) -> str:
    text = JSON.encode(fallback(told))
    return BODY.replace('""', text, 1).replace('"blocks": []', f'"blocks": [{", ".join(blocks)}]')


def _text(blocks: list[Block]) -> str:
    return JSON.encode(blocks)[1:-1]


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is written of a paper at any rank: in the list, with the weight of that, and the reply.

    What is JSON is cut into what stands before, between and behind the rank and its quote.
    """

    weight: int
    name: str
    card: list[str]
    option: list[str]
    reply: list[str]


@lru_cache(maxsize=REMEMBERED)
def _paper(entry: Entry) -> _Paper:
    name = numbered(entry, RANK)
    card = glance(entry, name)
    option = {"text": plain(shorten(name, OPTION)), "value": printed(Look(entry.id))}
    reply = body(name, [*whole(entry, title(entry, name), origin(entry)), *buttons(on_paper(entry.id))])
    texts = (text.split(MARK) for text in (_text(card), JSON.encode(option), JSON.encode(reply)))
    return _Paper(weight(card) + size(option), name.removeprefix(RANK), *texts)


BODY, THANKS, MENU = JSON.encode(body("", [])), _text(small(wording.THANKS)), _text(choice("Open a paper", [{}]))
AROUND = len(THANKS) + len(MENU) + 2 * BLOCK_COST
