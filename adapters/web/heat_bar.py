"""The heat bar: a score taken apart in one line, one segment for each source. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import wording
from bot.commands.explain_score import round_to_sum
from bot.models.digest import Entry, Ranked, Ranking, Reason
from bot.models.papers import Engagement, Paper
from bot.models.source import OTHER_INFOS, SOURCE_INFOS, find_info
from bot.ranking.classic import attention
from bot.selection.entries import build_entry

WIDTH = 100.0  # of the bar, in points
GAP = 0.6  # between two segments
COLORED = frozenset((*SOURCE_INFOS, *OTHER_INFOS))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar, in points."""

    css: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class HeatPart:
    """A source's part of a score: in short, and in full for the table."""

    css: str
    source: str
    short: str
    points: float
    counted: str
    more_than: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper of a list with its rank and heat. Without *segments*, what it is made of is unknown."""

    rank: int
    paper: Paper
    entry: Entry
    score: str
    segments: tuple[Segment, ...]
    parts: tuple[HeatPart, ...]
    flags: tuple[str, ...]


def list_paper(rank: int, ranked: Ranked, ranking: Ranking) -> ListedPaper:
    """Return a ranked paper as it is shown in a list."""
    parts = heat_parts(ranked)
    whole = ranked.score if ranking is Ranking.CLASSIC else WIDTH
    flags = tuple(wording.reasons(replace(ranked, reasons=())))
    bar, entry = segments(parts, whole), build_entry(ranked)
    return ListedPaper(rank, ranked.candidate.paper, entry, f"{entry.score:,.0f}", bar, parts, flags)


def list_entry(rank: int, entry: Entry, ranking: Ranking) -> ListedPaper:
    """Return an entry as it is shown in a list, if its ranking is gone."""
    paper = Paper(entry.id, entry.title, entry.abstract, entry.authors, entry.categories, withdrawn=entry.withdrawn)
    parts = tuple(_entry_part(source, points, entry) for source, points in entry.points)
    bar = segments(parts, entry.score if ranking is Ranking.CLASSIC else WIDTH)
    return ListedPaper(rank, paper, entry, f"{entry.score:,.0f}", bar, parts, ())


def heat_parts(ranked: Ranked) -> tuple[HeatPart, ...]:
    """Return the parts of a score, largest first. Their points add up to it."""
    points = round_to_sum([reason.points for reason in ranked.reasons], ranked.score)
    both = sorted(zip(ranked.reasons, points, strict=True), key=lambda each: -each[1])
    return tuple(_part(reason, part) for reason, part in both)


def segments(parts: Sequence[HeatPart], whole: float) -> tuple[Segment, ...]:
    """Return the segments of a bar that is full at *whole* points."""
    made, x = [], 0.0
    for part in parts:
        width = WIDTH * part.points / whole if whole else 0.0
        if width:
            made.append(Segment(part.css, round(x, 1), round(max(width - GAP, 0.4), 1)))
        x += width
    return tuple(made)


def css_of(source: str) -> str:
    """Return the class of a source's color."""
    return f"s-{source}" if source in COLORED and re.fullmatch(r"[a-z]+", source) else "s-other"


def _entry_part(source: str, points: float, entry: Entry) -> HeatPart:
    seen = dict(entry.engagement).get(source, Engagement())
    name = find_info(source).short_label or wording.source_name(source)
    short, counted = f"{name} {attention(seen):,}", wording.counts(source, seen)
    return HeatPart(css_of(source), wording.source_name(source), short, points, counted, "", attention(seen) > 0)


def _part(reason: Reason, points: float) -> HeatPart:
    rare = reason.tail_share
    return HeatPart(
        css=css_of(reason.source),
        source=wording.source_name(reason.source),
        short=wording.reason(reason),
        points=points,
        counted=wording.counts(reason.source, reason.engagement),
        more_than=f"top {wording.percent(rare)}" if rare is not None and rare <= wording.NEARLY_ALL else "",
        is_counted=attention(reason.engagement) > 0,
    )
