"""``hotpapers backup``: copy the database to a file."""

from __future__ import annotations

from pathlib import Path

import click

from adapters.cli import wiring
from adapters.cli.progress import progress
from bot.store.maintenance import backup as copies


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
def backup(file: Path, force: bool) -> None:  # noqa: FBT001 - click hands flags over like this
    """Copy the database to FILE, as it is at this moment, also while the bot runs and writes.

    FILE is looked at as a whole before it gets its name, and only you may read it. It holds what people keep here and,
    until it is deleted, also what they have erased later. So delete old ones. `hotpapers restore` erases that again.

    \b
    hotpapers backup hotpapers-monday.db
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    with progress("copying") as tell:
        copies.backup(settings.database, file, tell, force=force)
    click.echo(f"{file}: {file.stat().st_size / 1e6:,.1f} MB, looked at and sound.")
