"""``hotpapers weekly``: create the weekly report, as a file or in a channel."""

from __future__ import annotations

import asyncio
import importlib.util
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from adapters.cli import output_files, wiring
from adapters.cli.destinations import REPORT_CHANNELS, DestinationArg, place
from adapters.cli.digest_options import listing_date
from adapters.cli.report_options import FOR_PLACE, FORMATS, ReportOptions, report_options
from bot.arxiv import identifiers
from bot.errors import CommandError, ConfigError
from bot.models.papers import PaperId
from bot.models.platform import find_platform
from bot.models.report import PickKind
from bot.pipeline.report_cover import CoverRequest
from bot.platforms import REPORTS_UNSUPPORTED
from bot.text.external_text import single_line

MAX_NAME_LENGTH = 40  # characters of a paper's name in the outline


@click.group()
def weekly() -> None:
    """Create the weekly report.

    The report has slides with the theory and results of the week's top papers, taken from their full texts. Figures
    appear if the license of the paper allows it (see HOTPAPERS_WEEKLY_FIGURES).

    \b
    Examples:
      hotpapers weekly preview
      hotpapers weekly build --output report.pdf
      hotpapers weekly build --papers 1810.04805,1706.03762 --format markdown
      hotpapers weekly swap 1810.04805 table
      hotpapers weekly post --to slack:C0123ABCD
    """  # noqa: D301 - \b keeps click from joining lines


def _identifier(name: str) -> PaperId:
    found = identifiers.parse(name)
    if found is None:
        raise click.BadParameter(f"“{name}” isn't an arXiv ID. Use a form like 1810.04805.")
    return found.id


@weekly.command(short_help="Save the report to a file")
@FOR_PLACE
@report_options
@click.option("--presenter", default="", metavar="NAME",
              help="Person on the title page [default: HOTPAPERS_WEEKLY_PRESENTER]")  # fmt: skip
@click.option("--number", type=click.IntRange(1), metavar="N",
              help="Number on the title page [default: counted for each channel]")  # fmt: skip
@click.option("--date", "day", type=listing_date, metavar="D", help="Date on the title page (2026-01-31)")
@click.option("--format", "format", type=click.Choice(list(FORMATS)),
              help="Output format: PDF slides, a Markdown page, PowerPoint slides, or a source of the slides, for Typst"
                   " or LaTeX (beamer), in a ZIP file [default: from the extension of --output, else pdf]")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Output file [default: weekly-DATE with the extension of the format]")  # fmt: skip
def build(  # noqa: PLR0913 - options of a command
    *,
    asked: ReportOptions,
    presenter: str,
    number: int | None,
    day: date | None,
    format: str | None,
    output: Path | None,
) -> None:
    """Save the report to a file.

    Nothing else changes. The papers come from the listings in the database. Fetch them with `hotpapers collect`. Full
    texts are downloaded from arXiv with pauses of a few seconds, and cached for the next run.

    \b
    Examples:
      hotpapers weekly build
      hotpapers weekly build --week 2026-01-18 --category cs.CL --output report.pdf
      hotpapers weekly build --papers 1810.04805,1706.03762 --format pptx
      hotpapers weekly build --to slack:C0123ABCD --presenter "Ada Lovelace" --number 12
    """  # noqa: D301 - \b keeps click from joining lines
    format = output_files.format_of(format, output, "pdf", FORMATS)
    settings = wiring.read_settings()
    _require(format)
    target = output or Path(f"weekly-{asked.day.isoformat()}{output_files.ENDINGS[format]}")
    output_files.refuse_unwritable(target, settings)
    from adapters.cli import weekly_report

    asked = replace(asked, cover=CoverRequest(single_line(presenter), number, day))
    report, body = asyncio.run(weekly_report.build(settings, asked, format))
    output_files.write(target, body)
    click.echo(f"{target}: {weekly_report.describe_size(report, body)}.")
    weekly_report.print_problems(report)


@weekly.command(short_help="Preview the picks of the report")
@FOR_PLACE
@report_options
def preview(asked: ReportOptions) -> None:
    """Preview the picks of the report.

    This lists the picks of each paper with their scores, and what a swap would show next.

    \b
    Examples:
      hotpapers weekly preview
      hotpapers weekly preview --papers 1810.04805
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    from adapters.cli import pick_table, weekly_report

    report = asyncio.run(weekly_report.preview(settings, asked))
    pick_table.show(report.presented)
    weekly_report.print_problems(report)


@weekly.command(short_help="Swap a pick of a paper")
@click.argument("paper", metavar="ID")
@click.argument("kind", type=click.Choice([kind.value for kind in PickKind]), metavar="KIND")
@FOR_PLACE
def swap(paper: str, kind: str, to: DestinationArg) -> None:
    """Swap a pick of a paper.

    KIND is equation, architecture, table or result (a figure with results). The report then shows the next best one,
    after the last one none, then the first again. Each destination has its own swaps.

    \b
    Examples:
      hotpapers weekly swap 1810.04805 table
      hotpapers weekly swap 1810.04805 architecture --to slack:C0123ABCD
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    asked = ReportOptions(papers=(_identifier(paper),), to=to)
    from adapters.cli import pick_table, weekly_report

    report = asyncio.run(weekly_report.swap(settings, asked, PickKind(kind)))
    pick_table.show(report.presented)
    weekly_report.print_problems(report)


@weekly.command(short_help="Name a paper in the outline")
@click.argument("paper", metavar="ID")
@click.argument("name", default="")
@FOR_PLACE
def name(paper: str, name: str, to: DestinationArg) -> None:
    """Name a paper in the outline of the report.

    NAME has at most 40 characters. Without it, the report uses the usual name again: what the paper calls itself, or
    its subject. Each destination has its own names.

    \b
    Examples:
      hotpapers weekly name 1810.04805 "BERT"
      hotpapers weekly name 1810.04805 --to slack:C0123ABCD
    """  # noqa: D301 - \b keeps click from joining lines
    said = single_line(name)
    if len(said) > MAX_NAME_LENGTH:
        raise click.BadParameter(f"the name has {len(said)} characters (maximum {MAX_NAME_LENGTH}).", param_hint="NAME")
    settings = wiring.read_settings()
    asked = ReportOptions(papers=(_identifier(paper),), to=to)
    from adapters.cli import weekly_report

    click.echo(f"Reports call it “{asyncio.run(weekly_report.name(settings, asked, said))}”.")


@weekly.command(short_help="Post the report (once per week and channel)")
@click.option("--to", type=place, required=True, metavar="DESTINATION",
              help=f"Destination, such as {' or '.join(REPORT_CHANNELS)}.")  # fmt: skip
@report_options
@click.option("--again", is_flag=True, help="Repost a report that was already posted")
def post(asked: ReportOptions, *, again: bool) -> None:
    """Post the report (once per week and channel).

    This posts the list, the slides, and one reply for each paper. A second run doesn't post again, unless you use
    --again, which also applies new swaps.

    \b
    Examples:
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
    """Raise ConfigError if the packages for a format are not installed."""
    wanted, modules = FORMATS[format]
    if all(importlib.util.find_spec(name) for name in modules):
        return
    raise ConfigError(
        f"{format.upper()} slides need extra packages: pip install 'hotpapers[{wanted}]'"
        f" (from a clone: pip install '.[{wanted}]'). Or use --format markdown."
    )
