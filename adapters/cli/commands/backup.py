"""``hotpapers backup``: save a copy of the database."""

from __future__ import annotations

from pathlib import Path

import click

from adapters.cli import wiring
from adapters.cli.progress import progress
from bot.store.maintenance import backup as copies


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE")
def backup(file: Path, force: bool) -> None:  # noqa: FBT001 - click hands flags over like this
    """Save a copy of the database to FILE.

    The bot can keep running. FILE gets an integrity check, and only you can read it. It contains personal data,
    including data that people erase later, so delete old backups. `hotpapers restore` erases such data again.

    \b
    Examples:
      hotpapers backup hotpapers-monday.db
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    with progress("Copying") as tell:
        copies.backup(settings.database, file, tell, force=force)
    click.echo(f"Backup saved: {file} ({file.stat().st_size / 1e6:,.1f} MB, integrity check passed)")
