"""A weekly report for one channel: a list, the slides, and a reply for each paper."""

from __future__ import annotations

import datetime as dt  # the whole module, because a field named `date` would hide the type
from dataclasses import dataclass, field
from enum import StrEnum

from bot.models.papers import PaperId


class PickKind(StrEnum):
    """What a report picks from a paper's full text, and people can swap."""

    EQUATION = "equation"
    ARCHITECTURE = "architecture"
    TABLE = "table"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One paper of a report as its thread shows it, its texts ready to show.

    `name` is the short name, `label` says what the equation is, `row` is the best row of the table (heading and cell),
    `kinds` are the picks that can be swapped.
    """

    id: PaperId
    name: str
    title: str
    url: str
    html: str
    ideas: tuple[str, ...] = ()
    label: str = ""
    latex: str = ""
    row: tuple[tuple[str, str], ...] = ()
    kinds: tuple[PickKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The weekly report of one destination: a list, the slides, and a reply for each paper.

    `date` is the last day of the week, `dates` the range as text. `slides` is the deck as JSON that `bot.report` writes
    and reads.
    """

    date: dt.date
    dates: str
    entries: tuple[ReportEntry, ...]
    slides: str = field(repr=False, default="")
    note: str = ""
