"""``hotpapers forget``: erase the data of a person, workspace or server."""

from __future__ import annotations

import asyncio

import click

from adapters.cli import wiring
from bot.config import Settings
from bot.models.platform import CHAT_INFOS
from bot.pipeline.erasure import ErasureResult, erase_person, forget_workspace

EXAMPLE = {
    (info.name, is_person): info.example_person if is_person else info.example_workspace
    for info in CHAT_INFOS.values()
    for is_person in (True, False)
}


@click.command()
@click.option("--person", metavar="WHO", help="Person, by ID: slack:TEAM:USER or discord:USER")
@click.option(
    "--workspace", metavar="WHERE", help="Slack workspace or Discord server, by ID: slack:TEAM or discord:SERVER"
)
@click.option("--yes", is_flag=True, help="No confirmation prompt")
@click.pass_context
def forget(ctx: click.Context, person: str | None, workspace: str | None, *, yes: bool) -> None:
    """Erase the data of a person, workspace or server.

    This can't be undone. The bot can keep running. People can erase their own data in chat with “forget me”.

    \b
    Examples:
      hotpapers forget --person slack:T0123ABCD:U0456EFGH
      hotpapers forget --workspace discord:234567890123456789
    """  # noqa: D301 - \b keeps click from joining lines
    if (person is None) is (workspace is None):
        raise click.UsageError("Use either --person or --workspace.")
    whom = _parts(person or workspace or "", is_person=person is not None)
    settings = wiring.read_settings()
    if not (yes or click.confirm(f"Erase all data about {person or workspace}? This can't be undone.", err=True)):
        click.echo("Nothing erased.", err=True)
        ctx.exit(1)
    forgotten = asyncio.run(_forget(settings, whom))
    click.echo(_told(forgotten))


def _parts(name: str, *, is_person: bool) -> tuple[str, ...]:
    """Split a name into platform, workspace and, for a person, user. Discord users have no workspace."""
    platform, *ids = name.split(":")
    example = EXAMPLE.get((platform, is_person))
    if example is None or len(ids) != example.count(":") or not all(id.isalnum() for id in ids):
        shapes = " or ".join(shape for (_, person), shape in EXAMPLE.items() if person is is_person)
        raise click.UsageError(f"“{name}” isn't a valid name. Use {shapes}.")
    return (platform, "", *ids) if is_person and len(ids) == 1 else (platform, *ids)


async def _forget(settings: Settings, whom: tuple[str, ...]) -> ErasureResult:
    async with await wiring.open_store(settings) as store:
        match whom:
            case (platform, workspace, user):
                return await erase_person(store, (platform, workspace, user), (), wiring.now())
            case _:
                return await forget_workspace(store, whom[0], whom[1], wiring.now())


def _told(forgotten: ErasureResult) -> str:
    if not forgotten.erased:
        return "No data found."
    said = ", ".join(f"{name} ({number:,})" for name, number in forgotten.erased.items())
    later = (
        ""
        if forgotten.is_purged
        else " Traces remain while other processes read the database. Run the command again later."
    )
    return f"Erased: {said}.{later}"
