"""A week's report as the people of one channel read it: a list, the slides, and a reply for each paper."""

from __future__ import annotations

import datetime as dt  # whole, for a field named `date` would hide the type
from dataclasses import dataclass, field
from enum import StrEnum

from bot.models.papers import PaperId


class PickKind(StrEnum):
    """What of a paper's full text a report picks, and people may exchange."""

    EQUATION = "equation"
    ARCHITECTURE = "architecture"
    TABLE = "table"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One paper of a report as its thread tells of it, its texts ready to be read.

    `row` is the best row of its table, each cell behind its heading. `kinds` are what can be exchanged.
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
    """What one destination reads of a week's report: a list, the slides, and a reply for each paper.

    *date* is the last day of the week. *slides* is what is drawn, as JSON that `bot.report` writes and reads.
    """

    date: dt.date
    dates: str
    entries: tuple[ReportEntry, ...]
    slides: str = field(repr=False, default="")
    note: str = ""
