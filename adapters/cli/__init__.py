"""The command line. It wires all packages together.

Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 retry later, 2 fix the
command, the settings or what the error names, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import FrameType, TracebackType

TRY_LATER = 1
CHANGE_SOMETHING = 2
STOPPED = 130
STOPPED_SENTENCE = "Stopped. Data collected so far is saved."


def main() -> None:
    """Run the command of this process, and exit with its code."""
    signal.signal(signal.SIGINT, _leave)  # until a command starts: nothing is open yet, and imports end badly
    sys.excepthook = _report_bug
    _write_everything()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code. Expected failures are printed as a sentence."""
    import click

    from bot import logs
    from bot.errors import HotPapersError

    _log_from_the_start()
    try:
        code = _run(arguments)
    except click.ClickException as error:
        error.show()
        code = CHANGE_SOMETHING
    except (click.Abort, KeyboardInterrupt):
        click.echo(STOPPED_SENTENCE, err=True)
        code = STOPPED
    except HotPapersError as error:
        _complain(logs.redact(str(error)))
        code = CHANGE_SOMETHING if _is_lasting(error) else TRY_LATER
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _complain("the disk is full. Free some space and try again.")
        code = TRY_LATER
    logs.release()
    return code


def _log_from_the_start() -> None:
    """Set up JSON logs before the settings are loaded, so that their errors are JSON too."""
    if os.environ.get("HOTPAPERS_LOG_FORMAT", "").strip() == "json":
        from bot import logs

        logs.configure("json")


def _run(arguments: Sequence[str]) -> int:
    from adapters.cli.group import hotpapers

    _refuse_other_than_text(arguments)
    return int(hotpapers.main(list(arguments), "hotpapers", standalone_mode=False) or 0)


def _is_lasting(error: Exception) -> bool:
    """Return whether a retry of the command would fail again."""
    from bot.errors import CommandError, ConfigError, DeliveryRefused, DestinationGone, FatalStoreError

    return isinstance(error, (CommandError, ConfigError, DeliveryRefused, DestinationGone, FatalStoreError))


def _complain(sentence: str) -> None:
    """Print an error, as one object if logs are JSON."""
    import click

    from bot import logs

    if not logs.log_failure(sentence):
        click.echo(f"hotpapers: error: {sentence}", err=True)


def _refuse_other_than_text(arguments: Sequence[str]) -> None:
    import click

    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise click.UsageError("The arguments aren't UTF-8 text.") from None


def _write_everything() -> None:
    """Write UTF-8 to files and pipes. On a terminal, replace characters that it can't show."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")


def _leave(_: int, __: FrameType | None) -> None:
    """Exit immediately, without the traceback of an import."""
    os.write(2, f"{STOPPED_SENTENCE}\n".encode())
    os._exit(STOPPED)


def _report_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    import logging

    import click

    from bot import logs

    if not logging.getLogger().handlers:
        logs.configure()
    log = logging.getLogger(__name__)
    log.critical("unexpected error: arguments=%s", sys.argv[1:], exc_info=(kind, error, trace))
    click.echo("hotpapers: unexpected error (your data is safe). Please report it with the output above.", err=True)
