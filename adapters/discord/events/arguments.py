"""Parse and complete the options of Discord's commands. Pure.

https://docs.discord.com/developers/interactions/application-commands#autocomplete
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from discord import ForumChannel, Message, MessageSnapshot, Thread
from discord.app_commands import Choice

from bot.arxiv import identifiers
from bot.commands import syntax
from bot.models.command import Command, SetDigest, SetReport, ShowHotList, ShowPaper, ShowPapers, Subscribe
from bot.models.digest import Filter
from bot.models.subscription import DigestOptions, Schedule
from bot.text.truncate import truncate

MAX_CHOICE_LENGTH = 100
MAX_CHOICES = 25
RHYTHMS = ("weekdays 09:00", "daily 09:00", "mon,thu 09:00", "weekly fri 16:00", "monthly 09:00")
DAYS_AND_TIMES = ("mon 09:00", "thu 09:00", "fri 09:00", "fri 16:00", "sun 18:00")
TIMED = re.compile(r"(?i)(?P<before>.*\d\d?(?::\d\d|(?::\d\d)? ?[ap]\.?m\.?)\s+)(?P<zone>.*)")
NO_TAG = "none"
PERIODS = ("day", "3 days", "week", "month")

Suggest = Callable[[str, str], list[tuple[str, str]]]
"""`ChatEventHandler.autocomplete`."""


@dataclass(frozen=True, slots=True)
class DigestArguments:
    """The options of a digest as typed."""

    what: str | None = None
    every: str | None = None
    top: int | None = None
    floor: float | None = None
    ranking: str | None = None
    days: int | None = None
    threads: bool | None = None
    fair: bool | None = None
    mine: int | None = None
    tag: str | None = None


def hot_list(what: str | None, when: str | None, *, public: bool) -> ShowHotList:
    """Parse /hotpapers. Raises CommandError."""
    asked = ShowHotList(syntax.parse_filter(what or ""), public=public)
    return replace(asked, when=syntax.parse_period(when)) if when else asked


def look(query: str, *, public: bool) -> ShowPaper:
    """Parse /paper. Raises CommandError."""
    asked = syntax.parse_paper(query)
    return replace(asked, public=asked.public or public)


def why(paper: str, *, public: bool) -> Command:
    """Parse /why. Raises CommandError."""
    return syntax.parse(f"why {paper}{' public' if public else ''}")


def subscribe(typed: DigestArguments) -> Subscribe:
    """Parse /subscribe. Raises CommandError."""
    return Subscribe(*_digest(typed))


def set_digest(typed: DigestArguments) -> SetDigest:
    """Parse /digest set. Raises CommandError."""
    what, every, how = _digest(typed)
    return SetDigest(what, every, replace(how, tag="" if typed.tag == NO_TAG else typed.tag))


def set_report(every: str | None) -> SetReport:
    """Parse /report set. Raises CommandError."""
    return SetReport(syntax.parse_weekly(every) if every else None)


def complete_what(typed: str, suggest: Suggest) -> list[Choice[str]]:
    """Complete the last category, but not within a phrase."""
    return [] if typed.count('"') % 2 else _choices(suggest("categories", typed))


def complete_every(typed: str, suggest: Suggest, rhythms: Sequence[str] = RHYTHMS) -> list[Choice[str]]:
    """Complete schedules and, after a time, zones."""
    if timed := TIMED.fullmatch(typed):
        return _choices((label, timed["before"] + value) for label, value in suggest("zone", timed["zone"]))
    return _choices((rhythm, rhythm) for rhythm in rhythms if rhythm.startswith(typed.casefold().strip()))


def complete_when(typed: str) -> list[Choice[str]]:
    """Complete periods."""
    return _choices((period, period) for period in PERIODS if period.startswith(typed.casefold().strip()))


def complete_paper(typed: str, suggest: Suggest) -> list[Choice[str]]:
    """Complete papers by title."""
    return _choices(suggest("paper", typed))


def complete_tag(typed: str, place: object) -> list[Choice[str]]:
    """Complete the tags of a forum."""
    offered = (*(tags_of(place) or ()), NO_TAG)
    return _choices((name, name) for name in offered if typed.casefold().strip() in name.casefold())


def tags_of(place: object) -> list[str] | None:
    """Return the names of a forum's tags that anyone may use. None if posts to *place* are not in a forum."""
    forum = place.parent if isinstance(place, Thread) else place
    return [tag.name for tag in forum.available_tags if not tag.moderated] if isinstance(forum, ForumChannel) else None


def _digest(typed: DigestArguments) -> tuple[Filter, Schedule | None, DigestOptions]:
    every = syntax.parse_schedule(typed.every) if typed.every else None
    return syntax.parse_filter(typed.what or ""), every, syntax.parse_options(_how(typed))


def _how(typed: DigestArguments) -> str:
    """Return the options as text, so that the parser checks them."""
    given = {"top": typed.top, "floor": typed.floor, "days": typed.days, "mine": typed.mine}
    numbers = [f"{name} {number:g}" for name, number in given.items() if number is not None]
    switches = {"threads": typed.threads, "fair": typed.fair}
    set_to = [f"{name} {'on' if is_on else 'off'}" for name, is_on in switches.items() if is_on is not None]
    return " ".join([*numbers, typed.ranking or "", *set_to])


def _choices(offered: Iterable[tuple[str, str]]) -> list[Choice[str]]:
    """Return valid choices: one overlong value would fail them all."""
    fitting = [(label, value) for label, value in offered if 0 < len(value) <= MAX_CHOICE_LENGTH]
    return [Choice(name=truncate(label, MAX_CHOICE_LENGTH), value=value) for label, value in fitting[:MAX_CHOICES]]


def look_up(message: Message) -> ShowPapers:
    """Return the papers in a message or in the messages it forwards."""
    messages: list[Message | MessageSnapshot] = [message, *message.message_snapshots]
    return ShowPapers(tuple(identifiers.find_within([_texts(each) for each in messages])))


def _texts(message: Message | MessageSnapshot) -> list[Any]:
    """Return the text of a message, its embeds and its components."""
    embeds = [embed.to_dict() for embed in message.embeds]
    components = [component.to_dict() for component in message.components]
    return [message.content, embeds, components]
