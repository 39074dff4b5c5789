"""What we answer: neutral values that both platforms render. Texts are plain; each platform escapes them."""

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
    """A button that asks a command; it works after a restart, for its id is the command as the grammar prints it.

    With *confirm*, a platform that can do so asks that first.
    """

    label: str
    command: Command
    style: ButtonStyle = ButtonStyle.PLAIN
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Who did something, by the platform's id of the person: ``Asked by`` somebody."""

    words: str
    user: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu under a list: each option's label and the command it asks. At most 25 options."""

    label: str
    options: tuple[tuple[str, Command], ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """One thing of a list of things that are not papers: a line, what stands under it, and its buttons."""

    title: str
    details: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One paper with all that is known of it. `course` is its attention over time, oldest first: day and total."""

    paper: Paper
    entry: Entry
    announcements: tuple[Announcement, ...]
    attention_history: tuple[tuple[dt.date, int], ...]
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file. On platforms that cannot answer with one in secret it is sent to the person directly."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form for a digest, filled with what is known. What is submitted comes back as Subscribe or SetDigest.

    One that *is_report* asks for day, time and zone alone, and comes back as SetReport. *zone* is meant where none is
    said; without it, one has to be said.
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
    """An answer: paragraphs first, then what it shows, then what can be pressed. Secret unless it is public.

    *by* names a person below the paragraphs; the platform shows the name.

    `final` is False for a first word that the next reply of the same answer replaces.
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
