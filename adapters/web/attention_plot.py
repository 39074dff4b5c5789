"""Attention over time as a plot of steps and as a table: nothing is known between two polls. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.web.heat_bar import css_of
from bot import wording
from bot.ranking.classic import attention
from bot.store.tables.archive import Observation
from bot.wording.units import short_day

MAX_STEPS = 80  # of one line; a page must stay small
MAX_ROWS = 12
LABEL_HEIGHT = 17
MAX_LINES = 6

Series = Mapping[str, Sequence[tuple[datetime, int]]]
"""By source, hottest first: when its total changed, and to what."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The size of a drawing and its margins."""

    kind: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    ticks: int


FRAMES = (Frame("wide", 760, 300, 44, 170, 16, 34, 4), Frame("narrow", 360, 250, 38, 4, 30, 30, 3))


@dataclass(frozen=True, slots=True)
class Line:
    """A source's steps, and its name with the last total at their end."""

    css: str
    path: str
    label: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing of all lines."""

    frame: Frame
    lines: tuple[Line, ...]
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """A paper's attention: drawings for wide and narrow screens, a sentence, and a table. No plots of one instant."""

    plots: tuple[Plot, ...]
    sentence: str
    sources: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def draw(seen: Sequence[Observation]) -> Attention:
    """Return the attention in a paper's observations, oldest first."""
    series = totals(seen)
    named = tuple(wording.source_name(source) for source in series)
    last = (f"{name} {points[-1][1]:,}" for name, points in zip(named, series.values(), strict=True))
    moments = sorted({at for points in series.values() for at, _ in points})
    has_course = len(moments) > 1
    plots = tuple(_plot(frame, series, moments) for frame in FRAMES) if has_course else ()
    return Attention(plots, f"Last counts: {', '.join(last)}.", named, _rows(series, moments))


def totals(seen: Sequence[Observation]) -> Series:
    """Return the reposts and likes of all mentions together, source by source, at each change."""
    latest: dict[str, dict[str, int]] = defaultdict(dict)
    points: dict[str, dict[datetime, int]] = defaultdict(dict)
    for each in seen:
        latest[each.source][each.mention] = attention(each.engagement)
        points[each.source][each.observed] = sum(latest[each.source].values())
    hottest = sorted(points, key=lambda source: -[*points[source].values()][-1])[:MAX_LINES]
    return {source: [*points[source].items()] for source in hottest}


def _plot(frame: Frame, series: Series, moments: Sequence[datetime]) -> Plot:
    first, span = moments[0], (moments[-1] - moments[0]).total_seconds()
    most = _round_up(max(total for points in series.values() for _, total in points))
    right, bottom = frame.width - frame.right, frame.height - frame.bottom

    def x(at: datetime) -> float:
        return round(frame.left + (right - frame.left) * (at - first).total_seconds() / span, 1)

    def y(total: float) -> float:
        return round(bottom - (bottom - frame.top) * total / most, 1)

    lines = [
        _line(frame, source, [(x(at), y(total)) for at, total in _thin(points)], points[-1][1])
        for source, points in series.items()
    ]
    ys = tuple(Tick(y(most * part / 2), f"{most * part // 2:,}", "end") for part in range(3))
    return Plot(frame, _apart(lines), tuple(_time_ticks(frame, first, span)), ys)


def _line(frame: Frame, source: str, points: Sequence[tuple[float, float]], last: int) -> Line:
    (x, y), right = points[0], frame.width - frame.right
    path = f"M{x:g} {y:g}" + "".join(f"H{x:g}V{y:g}" for x, y in points[1:]) + f"H{right}"
    is_wide = frame.kind == "wide"
    at, anchor = (right + 8, "start") if is_wide else (right, "end")
    end = points[-1][1] + (5 if is_wide else -8)
    return Line(css_of(source), path, f"{wording.source_name(source)} {last:,}", at, end, anchor)


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Move labels down so that none covers another."""
    placed: list[Line] = []
    for line in sorted(lines, key=lambda line: line.y):
        least = placed[-1].y + LABEL_HEIGHT if placed else line.y
        placed.append(Line(line.css, line.path, line.label, line.x, max(line.y, least), line.anchor))
    over = max((placed[-1].y - 268 if placed else 0), 0)
    return tuple(Line(each.css, each.path, each.label, each.x, each.y - over, each.anchor) for each in placed)


def _time_ticks(frame: Frame, first: datetime, span: float) -> list[Tick]:
    right, last = frame.width - frame.right, frame.ticks - 1
    ticks: list[Tick] = []
    for index in range(frame.ticks):
        at = first + timedelta(seconds=span * index / last)
        day = f"{at.day} {at:%b}"
        label = f"{at:%H:%M}" if any(day == tick.label for tick in ticks) else day
        anchor = {0: "start", last: "end"}.get(index, "middle")
        ticks.append(Tick(round(frame.left + (right - frame.left) * index / last, 1), label, anchor))
    return ticks


def _thin(points: Sequence[tuple[datetime, int]]) -> Sequence[tuple[datetime, int]]:
    step = -(-len(points) // MAX_STEPS)
    return points if step == 1 else [*points[:-1:step], points[-1]]


def _round_up(most: int) -> int:
    """Return the next even number of one or two digits and zeros, so that the axis has round marks."""
    scale = int("1" + "0" * max(len(str(most)) - 2, 0))
    rounded = -(-most // scale) * scale
    return max(rounded + (rounded // scale) % 2 * scale, 2)


def _rows(series: Series, moments: Sequence[datetime]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return the totals at the end of each day with a change, at most `MAX_ROWS` of them."""
    ends = [*{at.date(): at for at in moments}.values()]
    step = -(-len(ends) // MAX_ROWS) or 1
    shown = ends[::-1][::step][::-1]
    return tuple((_when(at), tuple(_at(points, at) for points in series.values())) for at in shown)


def _when(at: datetime) -> str:
    return f"{short_day(at.astimezone(UTC), with_year=True)}, {at:%H:%M}"


def _at(points: Sequence[tuple[datetime, int]], moment: datetime) -> int:
    return next((total for at, total in reversed(points) if at <= moment), 0)
