"""``hotpapers restore``: replace the database with a backup."""

from __future__ import annotations

from pathlib import Path

import click

from adapters.cli import wiring
from adapters.cli.progress import progress
from bot import wording
from bot.store.lock import exclusive_lock
from bot.store.maintenance import restore as restoring


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Restore even if later erasure requests are unknown")
def restore(file: Path, force: bool) -> None:  # noqa: FBT001 - click hands flags over like this
    """Replace the database with the backup FILE.

    Stop `hotpapers run` first. The old database is kept under another name. FILE can come from this or an earlier
    version, and doesn't change. Erasure requests made after the backup are applied again if the old database is
    readable. Digests that were due after the backup aren't posted. Pending messages are posted only if they aren't in
    the channel yet.

    \b
    Examples:
      hotpapers restore hotpapers-monday.db
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    with exclusive_lock(settings.database, "restore"), progress("Copying") as tell:
        restored = restoring.restore(settings.database, file, wiring.now(), tell, force=force)
    click.echo(f"Restored {settings.database} from {file}.")
    if restored.forgotten:
        requests = wording.plural(restored.forgotten, "erasure request")
        click.echo(f"Re-applied {requests} made after the backup.")
    click.echo("Digests that were due after the backup won't be posted. Pending messages are checked before posting.")
    click.echo("Papers shown after the backup may appear again.")
    if restored.replaced:
        click.echo(f"The previous database is {restored.replaced}. Delete it when you no longer need it.")
    else:
        click.echo(
            "Warning: no previous database found, so erasure requests made after the backup can't be re-applied."
        )
