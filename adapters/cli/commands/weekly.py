"""``hotpapers weekly``: the slides of a week, as a file or in a channel."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

import click

from adapters.cli import output_files, wiring
from adapters.cli.destinations import REPORT_CHANNELS, DestinationArg, place
from adapters.cli.report_options import FOR_PLACE, FORMATS, ReportOptions, report_options
from bot.arxiv import identifiers
from bot.errors import CommandError, ConfigError
from bot.models.papers import PaperId
from bot.models.platform import find_platform
from bot.models.report import PickKind
from bot.platforms import REPORTS_UNSUPPORTED


@click.group()
def weekly() -> None:
    """Make the slides of a week: the theory and the results of its hottest papers, from their full texts.

    \b
    hotpapers weekly preview
    hotpapers weekly build --output report.pdf
    hotpapers weekly build --papers 1810.04805,1706.03762 --format markdown
    hotpapers weekly swap 1810.04805 table
    hotpapers weekly post --to slack:C0123ABCD

    Figures are shown where the license of their paper allows it; HOTPAPERS_WEEKLY_FIGURES says more.
    """  # noqa: D301 - \b keeps click from joining lines


def _identifier(name: str) -> PaperId:
    found = identifiers.parse(name)
    if found is None:
        raise click.BadParameter(f"“{name}” is no arXiv identifier; write one such as 1810.04805.")
    return found.id


@weekly.command(short_help="Make the report as a file.")
@FOR_PLACE
@report_options
@click.option("--format", "format", type=click.Choice(list(FORMATS)),
              help="Slides as PDF, one page as Markdown, or slides that can be edited in PowerPoint."
                   " [default: as the ending of --output says, else pdf]")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Where to put it. [default: weekly-DATE with the ending of the format]")  # fmt: skip
def build(asked: ReportOptions, format: str | None, output: Path | None) -> None:
    """Make the report of a week as a file, and change nothing else.

    The hottest papers are those of the listings that are in the database; `hotpapers collect` brings them there. arXiv
    is asked for each paper, a few times with pauses of seconds as it wants them; what it gave is kept, so that the
    next time is quick.

    \b
    hotpapers weekly build
    hotpapers weekly build --week 2026-01-18 --category cs.CL --output report.pdf
    hotpapers weekly build --papers 1810.04805,1706.03762 --format pptx
    hotpapers weekly build --to slack:C0123ABCD
    """  # noqa: D301 - \b keeps click from joining lines
    format = output_files.format_of(format, output, "pdf", FORMATS)
    settings = wiring.read_settings()
    _require(format)
    target = output or Path(f"weekly-{asked.day.isoformat()}{output_files.ENDINGS[format]}")
    output_files.refuse_unwritable(target, settings)
    from adapters.cli import weekly_report

    report, body = asyncio.run(weekly_report.build(settings, asked, format))
    output_files.write(target, body)
    click.echo(f"{target}: {weekly_report.describe_size(report, body)}.")
    weekly_report.print_problems(report)


@weekly.command(short_help="Say what the report would show, and what could replace it.")
@FOR_PLACE
@report_options
def preview(asked: ReportOptions) -> None:
    """Say what the report of a week would show: each paper's picks with their scores, and what could replace them.

    \b
    hotpapers weekly preview
    hotpapers weekly preview --papers 1810.04805
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    from adapters.cli import pick_table, weekly_report

    report = asyncio.run(weekly_report.preview(settings, asked))
    pick_table.show(report.presented)
    weekly_report.print_problems(report)


@weekly.command(short_help="Exchange a pick of a paper.")
@click.argument("paper", metavar="ID")
@click.argument("kind", type=click.Choice([kind.value for kind in PickKind]), metavar="KIND")
@FOR_PLACE
def swap(paper: str, kind: str, to: DestinationArg) -> None:
    """Exchange a pick of a paper, and say what is shown of it from now on.

    KIND is equation, architecture, table or result (a figure with results).
    The next best is shown, after the last one none, then the first again. Each place has its own swaps.

    \b
    hotpapers weekly swap 1810.04805 table
    hotpapers weekly swap 1810.04805 architecture --to slack:C0123ABCD
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    asked = ReportOptions(papers=(_identifier(paper),), to=to)
    from adapters.cli import pick_table, weekly_report

    report = asyncio.run(weekly_report.swap(settings, asked, PickKind(kind)))
    pick_table.show(report.presented)
    weekly_report.print_problems(report)


@weekly.command(short_help="Post the report to a channel, once.")
@click.option("--to", type=place, required=True, metavar="PLACE",
              help=f"Where to post: {' or '.join(REPORT_CHANNELS)}.")  # fmt: skip
@report_options
@click.option("--again", is_flag=True, help="Post it even if the report of this week was posted there before.")
def post(asked: ReportOptions, *, again: bool) -> None:
    """Post the report of a week to a channel, once: the list, the slides, and a reply for each paper.

    A second run says that it is already posted; --again posts it once more, with the picks as they are exchanged now.

    \b
    hotpapers weekly post --to slack:C0123ABCD
    hotpapers weekly post --to discord:123456789012345678 --week 2026-01-18 --again
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    if not find_platform(asked.to.platform).can_report:
        raise CommandError(REPORTS_UNSUPPORTED)
    _require("pdf")
    from adapters.cli import weekly_report

    click.echo(asyncio.run(weekly_report.post(settings, asked, again=again)))


def _require(format: str) -> None:
    """Raise ConfigError if what makes a format is not installed."""
    wanted, modules = FORMATS[format]
    if all(importlib.util.find_spec(name) for name in modules):
        return
    raise ConfigError(
        f"Slides as {format.upper()} need more than is installed. Install it, then try again:"
        f" pip install 'hotpapers[{wanted}]' (from a clone: pip install '.[{wanted}]')."
        " Without it, --format markdown works."
    )
