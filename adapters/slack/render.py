"""A digest as Slack messages, as chat.postMessage takes them but for channel, thread and token. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.slack.blocks import Block, Body, body, fits, line, plain, rich, section, small, words
from adapters.slack.controls import buttons, select
from adapters.slack.papers import LINE, SUMMARY, glance, numbered, whole
from bot import wording
from bot.commands.offering import on_paper
from bot.commands.reply import Select
from bot.commands.values import Look
from bot.models import Digest, Entry, PostKind
from bot.platform import spreads

OPTION = 40  # ten options leave room for ten papers in one message


def layout(digest: Digest) -> tuple[PostKind, ...]:
    """Plan the messages of *digest*: the list in as many as it takes, then a reply for each paper."""
    further = len(_lists(digest)) - 1
    return (PostKind.PARENT, *[PostKind.CONTINUATION] * further, *[PostKind.REPLY] * len(digest.entries))


def render(digest: Digest) -> tuple[Body, ...]:
    """Return the messages of *digest* in the order of its layout."""
    return (*_lists(digest), *map(_reply, digest.entries))


def head(digest: Digest) -> list[Block]:
    """Open a list: its name, what it was chosen from and when, which sources failed, and what to know about it."""
    about = f"{line(wording.scope(digest), LINE)} · {wording.data_as_of(digest)}"
    guide = "Open a paper for its abstract, links and posts." if digest.entries else ""
    outages = [f"⚠️ {line(sentence, LINE)}" for sentence in wording.health(digest)]
    header = {"type": "header", "text": plain(wording.heading(digest))}
    return [header, *small(about, guide, *outages), *rich(section(words(line(digest.note, SUMMARY))))]


def _lists(digest: Digest) -> tuple[Body, ...]:
    """Spread the list over as few messages as hold it."""
    cards = [glance(entry) for entry in digest.entries]
    for spread in spreads(len(cards)):
        messages = [_list(digest, cards, start, end) for start, end in spread]
        if all(fits(message["blocks"]) for message in messages):
            break
    return tuple(messages)


def _list(digest: Digest, cards: Sequence[list[Block]], start: int, end: int) -> Body:
    """Make one message of the list, with the papers from *start* to before *end*."""
    heading = wording.heading(digest)
    blocks = small(f"{heading}, continued") if start else head(digest)
    blocks += [block for card in cards[start:end] for block in card]
    blocks += select(_menu(digest.entries[start:end]))
    if end == len(cards):
        blocks += small(wording.THANKS)
    titles = [numbered(entry) for entry in digest.entries[start:end]]
    return body("\n".join([heading, *(titles or [line(digest.note, LINE)])]), blocks)


def _menu(entries: Iterable[Entry]) -> Select:
    return Select("Open a paper", tuple((line(numbered(entry), OPTION), Look(entry.id)) for entry in entries))


def _reply(entry: Entry) -> Body:
    return body(numbered(entry), [*whole(entry), *buttons(on_paper(entry.id))])
