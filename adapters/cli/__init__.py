"""The command line, and the only place that puts all parts together.

Results go to standard output, all else to standard error. Exit codes: 0 done, 1 try later, 2 change the command,
the settings or what the sentence names, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import TracebackType

import click

from adapters.cli.group import hotpapers
from bot.errors import CommandError, ConfigError, DeliveryRefused, DestinationGone, HotPapersError, StoreBroken

TRY_LATER = 1
CHANGE_SOMETHING = 2
STOPPED = 130
LASTING = (CommandError, ConfigError, DeliveryRefused, DestinationGone, StoreBroken)
"""What the same command will meet again, however late."""

log = logging.getLogger(__name__)


def main() -> None:
    """Run the command that the process was started with, and leave with its exit code."""
    sys.excepthook = _report_bug
    _write_everything()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; what we expect to fail is told in a sentence."""
    try:
        _refuse_other_than_text(arguments)
        return int(hotpapers.main(list(arguments), "hotpapers", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return CHANGE_SOMETHING
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. What was stored until here is kept.", err=True)
        return STOPPED
    except HotPapersError as error:
        from bot.logs import redact

        click.echo(f"hotpapers: {redact(str(error))}", err=True)
        return CHANGE_SOMETHING if isinstance(error, LASTING) else TRY_LATER
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        click.echo("hotpapers: the disk is full; make room and try again.", err=True)
        return TRY_LATER


def _refuse_other_than_text(arguments: Sequence[str]) -> None:
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise click.UsageError("What you wrote is not text in UTF-8.") from None


def _write_everything() -> None:
    """Write UTF-8 into files and pipes, and on a terminal a question mark for what it cannot show."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")


def _report_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    from bot import logs

    if not logging.getLogger().handlers:
        logs.configure()
    log.critical("unexpected error: arguments=%s", sys.argv[1:], exc_info=(kind, error, trace))
    click.echo("hotpapers: this is a bug; what was stored is safe. Please report it with the lines above.", err=True)
