"""Progress of a copy, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.store.maintenance.backup import Progress


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Return a callback that shows the progress of a copy on standard error."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
