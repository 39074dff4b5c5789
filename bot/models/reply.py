"""Replies: neutral values that each platform renders. Texts are plain; each platform escapes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from bot.models.command import Command
from bot.models.digest import Digest, Entry, Filter
from bot.models.papers import Announcement, Paper
from bot.models.subscription import DigestOptions, Schedule


class ButtonStyle(StrEnum):
    """How a button looks."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button for a command. It works after a restart, because its id is the command as `bot.syntax` formats it.

    With *confirm*, platforms that can do so show that question first.
    """

    label: str
    command: Command
    style: ButtonStyle = ButtonStyle.PLAIN
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Attribution to a person, by the platform's id: ``Asked by`` and a name."""

    words: str
    user: str


@dataclass(frozen=True, slots=True)
class Instant:
    """A time that a text contains as *text*. A platform may show it in the reader's own zone instead."""

    text: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu below a list: each option's label and command. At most 25 options."""

    label: str
    options: tuple[tuple[str, Command], ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list that isn't a paper: a title, details below it, its buttons, and the times in its texts."""

    title: str
    details: str = ""
    buttons: tuple[Button, ...] = ()
    instants: tuple[Instant, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One paper in full. `attention_history` is its attention by day, oldest first: day and total."""

    paper: Paper
    entry: Entry
    announcements: tuple[Announcement, ...]
    attention_history: tuple[tuple[dt.date, int], ...]
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file. Platforms that can't attach one to a private reply send it as a direct message."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form for a digest, filled with the known values. Submitting it gives Subscribe or SetDigest.

    If *is_report*, it has day, time and zone only and gives SetReport. *zone* is the default; without it, the person
    has to enter one.
    """

    title: str
    for_channel: bool
    what: Filter
    every: Schedule | None
    how: DigestOptions
    change: int | None = None
    is_report: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: paragraphs first, then the content, then the controls. Private unless *public*.

    *by* names a person below the paragraphs; the platform shows the name. *instants* are the times in *text*.

    *is_final* is False for a first reply that the next one replaces.
    """

    text: str = ""
    digest: Digest | None = None
    card: Card | None = None
    items: tuple[ListItem, ...] = ()
    buttons: tuple[Button, ...] = ()
    select: Menu | None = None
    form: Form | None = None
    file: Attachment | None = None
    public: bool = False
    is_final: bool = True
    by: By | None = None
    instants: tuple[Instant, ...] = ()
