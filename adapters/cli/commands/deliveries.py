"""``hotpapers deliveries``: list deliveries, retry failed ones."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import datetime

import click

from adapters.cli import wiring
from adapters.cli.commands.post import counted, deliver_now, raise_if_partial
from adapters.cli.commands.status import STATES
from bot import wording
from bot.models.post import PostState
from bot.store.tables import deliveries as stored
from bot.store.tables.deliveries import DeliverySummary
from bot.text.sanitize import sanitize

NAMES = [state.value for state in PostState]
MAX_NUMBER = 2**63 - 1  # SQLite counts no further
WIDE = 160  # columns, in a pipe
NONE = "No deliveries yet. Post one with `hotpapers post`, or start the bot with `hotpapers run`."


@click.group(invoke_without_command=True)
@click.option(
    "--state",
    type=click.Choice(NAMES),
    help="State of at least one message",
)
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_NUMBER),
    default=20,
    show_default=True,
    metavar="N",
    help="Maximum number of deliveries, newest first",
)
@click.option("--most", "old_limit", type=click.IntRange(1, MAX_NUMBER), hidden=True)  # the old name of --limit
@click.option("--json", "as_json", is_flag=True, help="JSON output")
@click.pass_context
def deliveries(context: click.Context, state: str | None, limit: int, old_limit: int | None, *, as_json: bool) -> None:
    """List deliveries, retry failed ones.

    A delivery is a digest or report for one destination. It has one or more messages.

    \b
    States of a message:
      pending     not sent yet
      sending     being sent
      unknown     sent, no response; checked before resending
      postponed   not sent; the platform asked to wait
      done        posted
      dead        failed permanently

    \b
    Examples:
      hotpapers deliveries
      hotpapers deliveries --state dead
      hotpapers deliveries retry 7
      hotpapers deliveries give-up 7
    """  # noqa: D301 - \b keeps click from joining lines
    if context.invoked_subcommand is None:
        found = asyncio.run(_read(state, old_limit or limit))
        click.echo(_as_json(found) if as_json else _as_table(found, state, wiring.now()))


@deliveries.command(short_help="Retry failed or waiting messages")
@click.argument("number", metavar="ID", type=click.IntRange(1, MAX_NUMBER))
@click.option(
    "--skip-lookup",
    is_flag=True,
    help="Resend without checking. Use only if you checked that the message isn't there",
)
@click.option("--unseen", is_flag=True, hidden=True)  # the old name of --skip-lookup
def retry(number: int, *, skip_lookup: bool, unseen: bool) -> None:
    """Retry failed or waiting messages of a delivery.

    ID is its number in `hotpapers deliveries`. Messages that may have arrived are checked before they are resent. You
    can run this while `hotpapers run` is active.

    \b
    Examples:
      hotpapers deliveries retry 7
    """  # noqa: D301 - \b keeps click from joining lines
    asyncio.run(_retry(number, skip_lookup=skip_lookup or unseen))


@deliveries.command("give-up", short_help="Stop posting what is waiting")
@click.argument("number", metavar="ID", type=click.IntRange(1, MAX_NUMBER))
def give_up(number: int) -> None:
    """Stop posting a delivery that is waiting.

    ID is its number in `hotpapers deliveries`. The next digest can then be posted. Messages that were posted stay.
    `hotpapers deliveries retry` takes it back.

    \b
    Examples:
      hotpapers deliveries give-up 7
    """  # noqa: D301 - \b keeps click from joining lines
    asyncio.run(_give_up(number))


async def _give_up(number: int) -> None:
    async with await wiring.open_store(wiring.read_settings()) as store:
        there, count = await store.write(stored.give_up, number, wiring.now())
    click.echo(f"Delivery {number} to {there} is given up: {counted(count)} will not be posted.")


async def _read(state: str | None, limit: int) -> list[DeliverySummary]:
    async with await wiring.open_store(wiring.read_settings()) as store:
        return await store.read(stored.list_deliveries, PostState(state) if state else None, limit)


async def _retry(number: int, *, skip_lookup: bool) -> None:
    settings = wiring.read_settings()
    terms = wiring.delivery_policy(settings)
    async with await wiring.open_store(settings) as store:
        there = await store.write(stored.retry, number, wiring.now(), terms.settle, unseen=skip_lookup)
        async with wiring.connect_platform(there.platform, settings) as platform:
            delivered = await deliver_now(store, platform, number, terms)
    raise_if_partial(delivered, number, there)
    click.echo(f"Delivery {number} posted to {there}: {counted(delivered.done)}.")


def _as_table(found: Sequence[DeliverySummary], state: str | None, now: datetime) -> str:
    if not found:
        return f"No delivery has a message in state {state}." if state else NONE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("ID", "To", "What", "Age", "Messages", "Problem", box=None, pad_edge=False)
    for each in found:
        counts = ", ".join(f"{each.posts[kind]} {words}" for kind, words in STATES.items() if kind in each.posts)
        age = wording.age(now - each.created)
        cells = (f"{each.number}", f"{each.destination}", _what(each), age, counts, _problem(each))
        table.add_row(*(Text(sanitize(cell)) for cell in cells))
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    with console.capture() as written:
        console.print(table)
    return "\n".join(line.rstrip() for line in written.get().splitlines())


def _what(each: DeliverySummary) -> str:
    return f"report until {each.date}" if each.is_report else f"digest of {each.date}"


def _problem(each: DeliverySummary) -> str:
    again = f"; retry {wording.instant(each.retry_at)}" if each.retry_at else ""
    return f"{each.problem}{again}" if each.problem else again.removeprefix("; ")


def _as_json(found: Sequence[DeliverySummary]) -> str:
    return json.dumps({"deliveries": [_json(each) for each in found]}, ensure_ascii=False, indent=2)


def _json(each: DeliverySummary) -> dict[str, object]:
    place = each.destination
    return {
        "number": each.number,
        "kind": "report" if each.is_report else "digest",
        "platform": place.platform,
        "workspace": place.workspace,
        "channel": place.channel,
        "date": each.date.isoformat(),
        "created": each.created.isoformat(),
        "messages": {state.value: number for state, number in each.posts.items()},
        "retry_at": each.retry_at and each.retry_at.isoformat(),
        "reason": each.problem,
    }
