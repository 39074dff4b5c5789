"""``hotpapers restore``: put a backup in the place of the database."""

from __future__ import annotations

from pathlib import Path

import click

from adapters.cli import wiring
from adapters.cli.progress import progress
from bot.store.lock import exclusive_lock
from bot.store.maintenance import restore as restoring


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Restore even if nobody can tell who was forgotten since.")
def restore(file: Path, force: bool) -> None:  # noqa: FBT001 - click hands flags over like this
    """Put the backup FILE in the place of the database, which is kept beside it under another name.

    FILE may be of this version or of an earlier one, and stays as it is. Who had themselves forgotten since it was made
    is forgotten again, as long as the database that is replaced can be read. What was due since is not posted, for it
    may have been; what waited to be posted then is looked for before it is posted. Stop `hotpapers run` first.

    \b
    hotpapers restore hotpapers-monday.db
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    with exclusive_lock(settings.database, "restore"), progress("copying") as tell:
        restored = restoring.restore(settings.database, file, wiring.now(), tell, force=force)
    click.echo(f"{settings.database} is what {file} was.")
    if restored.forgotten:
        click.echo(f"Forgotten again, as they were after it was made: {restored.forgotten}.")
    click.echo(
        "Digests that were due since are not posted, and messages that wait are looked for before they are posted."
    )
    click.echo("Papers that were shown since may come again.")
    if restored.replaced:
        click.echo(f"What was there before is {restored.replaced}. Delete it when you do not need it any more.")
    else:
        click.echo("There was no database here before: who was forgotten after the backup was made is not known.")
