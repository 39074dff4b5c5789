"""``hotpapers subscriptions``: list, set and remove scheduled digests, also of channels without commands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import click

from adapters.cli import wiring
from adapters.cli.destinations import ALL, DestinationArg, place
from bot.commands.context import complete_filter
from bot.commands.registry import COMMANDS
from bot.config import Settings
from bot.errors import CommandError
from bot.models.command import SetDigest
from bot.models.digest import Destination
from bot.models.subscription import Subscription
from bot.store import Store
from bot.store.tables import slots
from bot.store.tables import subscriptions as stored
from bot.wording import subscriptions as describing

EXAMPLE = "cs.CV weekdays 09:00 Europe/Paris"
NO_TIME = f"Add how often and when. For example: {EXAMPLE}"
NOT_HERE = "“mine” only works in a person's own digest."


@click.group(invoke_without_command=True)
@click.pass_context
def subscriptions(context: click.Context) -> None:
    """List, set and remove scheduled digests.

    `hotpapers run` posts them. People set their own in the chat. From here you can set the digest of any channel, also
    of a webhook, where no command can be typed.

    \b
    Examples:
      hotpapers subscriptions
      hotpapers subscriptions set --to webhook:lab cs.CV weekdays 09:00 Europe/Paris top 5
      hotpapers subscriptions remove 3
    """  # noqa: D301 - \b keeps click from joining lines
    if context.invoked_subcommand is None:
        asyncio.run(_list(wiring.read_settings()))


@subscriptions.command("set")
@click.option("--to", type=place, required=True, metavar="DESTINATION", help=f"Destination, such as {ALL}")
@click.argument("words", nargs=-1, required=True, metavar="WHAT EVERY HOW")
def set_(to: DestinationArg, words: Sequence[str]) -> None:
    """Set the digest of a channel, or change it.

    WHAT EVERY HOW is written as in the chat. The destination isn't asked anything but whether it exists.

    \b
    Examples:
      hotpapers subscriptions set --to webhook:lab cs.CV weekdays 09:00 Europe/Paris top 5
    """  # noqa: D301 - \b keeps click from joining lines
    asyncio.run(_set(wiring.read_settings(), to, " ".join(words)))


@subscriptions.command()
@click.argument("number", type=click.IntRange(1))
def remove(number: int) -> None:
    """Remove a digest by its number in the list."""
    asyncio.run(_remove(wiring.read_settings(), number))


async def _list(settings: Settings) -> None:
    async with await wiring.open_store(settings) as store:
        found = await store.read(stored.all_active)
        lines = [await _described(store, each) for each in found]
    click.echo("\n".join(lines) or f"No subscriptions yet. Set one: hotpapers subscriptions set --to … {EXAMPLE}")


async def _set(settings: Settings, to: DestinationArg, text: str) -> None:
    asked = COMMANDS.parse(f"digest {text}")
    if not isinstance(asked, SetDigest) or asked.every is None:
        raise CommandError(NO_TIME)
    if asked.how.mine is not None:
        raise CommandError(NOT_HERE)
    async with wiring.connect_platform(to.platform, settings) as platform:
        there = await platform.resolve_channel(to.channel)
    async with await wiring.open_store(settings) as store:
        known = await store.read(stored.of_channel, there)
        wanted = _wanted(settings, asked, known, there)
        number = await store.write(stored.add, wanted, wiring.now())
        click.echo(f"{'Changed' if known else 'Set'}: {await _described(store, replace(wanted, number=number))}")


async def _remove(settings: Settings, number: int) -> None:
    async with await wiring.open_store(settings) as store:
        found = await store.read(stored.get, number)
        if found is None:
            raise CommandError(f"There is no subscription {number}; `hotpapers subscriptions` lists them.")
        await store.write(stored.remove, number, wiring.now())
    click.echo(f"Removed: {describing.subscription(found)} to {found.destination}.")


def _wanted(settings: Settings, asked: SetDigest, known: Subscription | None, there: Destination) -> Subscription:
    """Return the digest of a channel, with categories and time zone of the settings where none are named."""
    if asked.every is None:
        raise CommandError(NO_TIME)
    every = replace(asked.every, zone=asked.every.zone or settings.timezone)
    what = complete_filter(asked.what, known, settings)
    return Subscription(0, there, known.owner if known else "", True, what, every, asked.how)


async def _described(store: Store, each: Subscription) -> str:
    due = await store.read(slots.next_for_subscription, each.number)
    when = f"next {describing.next_run(due, each.every.zone or 'UTC', wiring.now())}" if due else "paused"
    return f"{each.number}  {each.destination}  {describing.subscription(each)}, {when}"
