"""How far a copy is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.store.maintenance.backup import Progress


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Return what is told how far a copy is, and shows it on a terminal, on standard error."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield tell
