"""``hotpapers evaluate``: measure ranking and summary quality."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from bot.evaluation.metrics import Estimate
    from bot.evaluation.results import Progress, Result, ResultTable, Target

NAMES = ("blog", "early", "repeats", "fusion", "campaigns", "inflated", "summaries", "lines", "personal")
WIDTH = 170  # columns, where no terminal has its own


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of a suite, and how long it took."""

    result: Result
    seconds: float


@click.command()
@click.option(
    "--suite", "suites", type=click.Choice(NAMES), multiple=True, help="Suite to run; may be repeated [default: all]"
)
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, metavar="DIR",
              help="Folder with the recorded data")  # fmt: skip
@click.option("--weights", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help='JSON file of weights: {"sources": {"x": 0.5}, "sentences": {"we propose": 0.9}}')  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="JSON output")
@click.pass_context
def evaluate(ctx: click.Context, suites: tuple[str, ...], data: Path, weights: Path | None, *, as_json: bool) -> None:
    """Measure ranking and summary quality.

    The suites use recorded data and simulated days, and take a few minutes. docs/ranking.md describes each suite and
    its data. The exit code is 1 if a suite misses its target.

    \b
    Examples:
      hotpapers evaluate --data ../shared/data
      hotpapers evaluate --data ../shared/data --suite fusion --weights mine.json
    """  # noqa: D301 - \b keeps click from joining lines
    measured = _measure(suites or NAMES, data, weights)
    if as_json:
        click.echo(json.dumps(_plain(measured), indent=1))
    else:
        _print(measured)
    if not all(bar.is_reached for each in measured.values() for bar in each.result.bars):
        ctx.exit(1)


def _measure(suites: Sequence[str], data: Path, weights: Path | None) -> dict[str, Measured]:
    from bot.evaluation import SUITES, experiment, rouge

    if "summaries" in suites:
        rouge.require()
    tried = experiment.default_experiment() if weights is None else experiment.read(weights)
    measured = {}
    for name in suites:
        start = time.perf_counter()
        with _progress(name) as progress:
            result = SUITES[name](data, tried, progress)
        measured[name] = Measured(result, time.perf_counter() - start)
    return measured


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    """Show the progress of a suite: a bar on a terminal, otherwise a line at the start."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        click.echo(f"{name}…", err=True)
    with Bars(console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(name, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def _print(measured: Mapping[str, Measured]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    for name, each in measured.items():
        console.rule(f"{name} ({each.seconds:.0f} s)", align="left")
        for table in each.result.tables:
            _print_table(console, table)
        for note in each.result.notes:
            console.print(note, markup=False)
        for bar in each.result.bars:
            console.print(_sentence(bar), markup=False)


def _print_table(console: Console, table: ResultTable) -> None:
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid("", *table.columns, title=Text(table.title), title_justify="left")
    for column in grid.columns[1:]:
        column.justify = "right"
    for row in table.rows:
        cells = (_written(figure, table.digits) for figure in row.figures)
        grid.add_row(Text(row.name), *cells, style="bold red" if row.losing else "")
    console.print(grid)


def _written(figure: Estimate, digits: int) -> str:
    interval = "" if figure.low is None else f" ({figure.low:.{digits}f} to {figure.high:.{digits}f})"
    return f"{figure.value:,.{digits}f}{interval}"


def _sentence(bar: Target) -> str:
    return f"{'✓' if bar.is_reached else '✗'} {bar.promise}: {bar.measured:g}, at least {bar.least:g}"


def _plain(measured: Mapping[str, Measured]) -> dict[str, object]:
    return {
        name: {
            "seconds": round(each.seconds, 1),
            **asdict(each.result),
            "reached": all(bar.is_reached for bar in each.result.bars),
        }
        for name, each in measured.items()
    }
