"""Conversations as tables: what someone says, and the exact words that are answered.

A conversation is a file of `tests/end_to_end/conversations`. ``> /hotpapers week`` is said by Ada in #papers, where she
may set
the digest; ``> bob: …`` by Bob, who may not; ``> ada directly: …`` in her direct messages. ``> press Next page``
presses a button of the answer before, or takes an option of its menu. The answer follows it, fenced. The first
line tells which store and platform it is about. ``pytest --snapshot-update`` writes the answers again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot import data, pipeline
from bot.commands.registry import COMMANDS
from bot.errors import CommandError
from bot.models.command import Command, Requester, ShowHelp
from bot.models.digest import Destination
from bot.models.papers import Engagement, Mention, PaperId
from bot.models.reply import Button, Reply
from bot.pipeline import import_jsonl
from bot.platforms import ChatEventHandler
from bot.store import Store, ingest
from bot.store.tables import source_health, users
from tests.helpers.fake_servers import world
from tests.helpers.plain_text import plain

FOLDER = Path(__file__).parents[1] / "end_to_end" / "conversations"
NOW: datetime = world.NOW
NOT_STORED = PaperId("2401.00017")  # the stand-in of arXiv has it, the stores have not
FIRST = re.compile(r"<!-- store: (?P<store>\w+), platform: (?P<platform>\w+) -->")
TURN = re.compile(r"^> (?P<said>.+)\n\n```text\n(?P<answered>(?:.*\n)*?)```\n", re.MULTILINE)
WHO = re.compile(r"(?:(?P<who>ada|bob|ada directly): )?(?P<what>.+)")
MORE = "---"  # between two replies to the same


@dataclass(frozen=True, slots=True)
class Turn:
    """Who says what, and all that is answered."""

    who: str
    said: str
    answered: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns that follow one another, on a platform, over a store."""

    name: str
    store: str
    platform: str
    turns: tuple[Turn, ...]


def names() -> list[str]:
    """Return the names of all conversations."""
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def conversation(name: str) -> Conversation:
    """Read a conversation by its name."""
    text = _path(name).read_text(encoding="utf-8")
    first = FIRST.match(text)
    assert first, f"{name}: the first line tells store and platform"
    return Conversation(name, first["store"], first["platform"], tuple(_turn(match) for match in TURN.finditer(text)))


def rewrite(name: str, answers: Iterable[str]) -> None:
    """Write what was answered into a conversation's file."""
    given, path = iter(answers), _path(name)
    said = re.sub(
        r"^(> .+\n\n)(?:```text\n(?:.*\n)*?```\n)?",
        lambda match: f"{match[1]}```text\n{next(given)}\n```\n",
        path.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    path.write_text(said, encoding="utf-8")


def asker(who: str, platform: str) -> Requester:
    """Return one of the people who talk: of Ada Slack tells that she lives in Paris; else no zone is known."""
    user = "U0BOB" if who == "bob" else "U0ADA"
    is_direct = who.endswith("directly")
    here = Destination(platform, "T0FAKE", f"D0{user[2:]}" if is_direct else "C0PAPERS")
    zone = "Europe/Paris" if user == "U0ADA" and platform == "slack" else None
    return Requester(platform, "T0FAKE", user, here, is_direct, user == "U0ADA", zone)


async def fill(store: Store, name: str, platform: str) -> None:
    """Fill a store as a conversation wants it: `empty`; `young`, of one mailing; `full`, of a day of 2020 too."""
    await store.write(users.remember_direct_channel, platform, "T0FAKE", "U0ADA", "D0ADA")
    if name == "empty":
        return
    day = world.build()
    papers = [paper for paper in day.papers if paper.id != NOT_STORED]
    announced = [line for line in day.announcements if line.paper != NOT_STORED]
    talk = [mention for source in ("huggingface", "hackernews", "x") for mention in day.said(source)]
    await store.write(ingest.save, papers, announced, [*_earlier(talk), *talk])
    for source in ("arxiv", "huggingface", "hackernews"):
        await store.write(source_health.record_failure, source, NOW)
    await store.write(source_health.record_failure, "x", NOW - timedelta(hours=5))
    await store.write(source_health.record_failure, "x", NOW, "HTTP 503")
    if name == "full":
        await pipeline.import_all(store, import_jsonl.parse_jsonl(data.read("sample.jsonl").splitlines()))


async def play(answerer: ChatEventHandler, played: Conversation) -> list[str]:
    """Say all that is said, one after the other; return the answers in plain text."""
    return [written(told) for told in await replies(answerer, played.turns, played.platform)]


async def replies(answerer: ChatEventHandler, turns: Iterable[Turn], platform: str) -> list[list[Reply]]:
    """Say all that is said, one after the other; return what is replied to each."""
    told = [[Reply()]]
    for turn in turns:
        command = read(turn.said, told[-1][-1])
        told.append([reply async for reply in answerer.handle_command(asker(turn.who, platform), command)])
    return told[1:]


def written(told: Iterable[Reply]) -> str:
    """Write all that is replied to one thing in plain text."""
    return f"\n{MORE}\n".join(map(plain, told))


def read(said: str, last: Reply) -> Command:
    """Read what is said as the command that a platform would bring."""
    try:
        if said.startswith("press "):
            return pressable(last)[said.removeprefix("press ")]
        if said.startswith("/paper"):
            return COMMANDS.parse_slash("paper", said.removeprefix("/paper").strip())
        return COMMANDS.parse(said.removeprefix("/hotpapers").strip())
    except CommandError as error:
        return ShowHelp(str(error))


def pressable(reply: Reply) -> dict[str, Command]:
    """Return what can be pressed in a reply, by its label; of several alike, the first."""
    buttons: list[Button] = [*reply.buttons, *(button for item in reply.items for button in item.buttons)]
    options = reply.select.options if reply.select else ()
    return dict([*reversed([(button.label, button.command) for button in buttons]), *options])


def _turn(match: re.Match[str]) -> Turn:
    said = WHO.fullmatch(match["said"])
    assert said
    return Turn(said["who"] or "ada", said["what"], match["answered"].removesuffix("\n"))


def _earlier(mentions: Iterable[Mention]) -> list[Mention]:
    """Return how the posts at X stood the day before: a third of it."""
    return [
        replace(
            mention,
            observed=NOW - timedelta(days=2),
            engagement=Engagement(mention.engagement.reposts // 3, mention.engagement.likes // 3),
        )
        for mention in mentions
        if mention.source == "x"
    ]


def _path(name: str) -> Path:
    return FOLDER / f"{name}.md"
