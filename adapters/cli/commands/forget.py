"""``hotpapers forget``: erase a person, a workspace or a server on their wish, without them asking the bot."""

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
@click.option("--person", metavar="WHO", help="A person: slack:TEAM:USER or discord:USER, by their ids.")
@click.option("--workspace", metavar="WHERE", help="A Slack workspace or a Discord server: slack:TEAM, discord:SERVER.")
@click.option("--yes", is_flag=True, help="Do not ask whether to go on.")
@click.pass_context
def forget(ctx: click.Context, person: str | None, workspace: str | None, *, yes: bool) -> None:
    """Erase everything about a person, a workspace or a server, at once and for good.

    It may be used while the bot runs. People can do it themselves by asking the bot: forget me.

    \b
    hotpapers forget --person slack:T0123ABCD:U0456EFGH
    hotpapers forget --workspace discord:234567890123456789
    """  # noqa: D301 - \b keeps click from joining lines
    if (person is None) is (workspace is None):
        raise click.UsageError("Name one of --person and --workspace.")
    whom = _parts(person or workspace or "", is_person=person is not None)
    settings = wiring.read_settings()
    if not (yes or click.confirm(f"Erase everything about {person or workspace}? It cannot be undone.", err=True)):
        click.echo("Nothing was erased.", err=True)
        ctx.exit(1)
    forgotten = asyncio.run(_forget(settings, whom))
    click.echo(_told(forgotten))


def _parts(name: str, *, is_person: bool) -> tuple[str, ...]:
    """Take a name apart: platform, workspace and, for a person, user; at Discord people belong to no workspace."""
    platform, *ids = name.split(":")
    example = EXAMPLE.get((platform, is_person))
    if example is None or len(ids) != example.count(":") or not all(id.isalnum() for id in ids):
        shapes = " or ".join(shape for (_, person), shape in EXAMPLE.items() if person is is_person)
        raise click.UsageError(f"“{name}” is not of the shape {shapes}.")
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
        return "There was nothing about them."
    said = ", ".join(f"{name} ({number:,})" for name, number in forgotten.erased.items())
    later = "" if forgotten.is_purged else " Traces are left while others read the database: say it again later."
    return f"Erased: {said}.{later}"
