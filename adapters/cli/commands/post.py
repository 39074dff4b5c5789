"""``hotpapers post``: post a digest."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import click

from adapters.cli import wiring
from adapters.cli.destinations import ALL, DestinationArg, place
from adapters.cli.digest_options import DigestCliOptions, choices
from bot import pipeline, wording
from bot.errors import DeliveryPostponed, DeliveryRefused
from bot.models.digest import Destination, Digest
from bot.pipeline import DeliveryPolicy, DeliveryStatus
from bot.platforms import Platform
from bot.store import Store
from bot.store.tables import outbox, posts

MAX_SLEEP = 10.0  # seconds; another process may finish long before its lease ends
SENT_ELSEWHERE = "another process is sending it"
MAX_WAIT = timedelta(minutes=2)
"""Maximum wait for a rate limit, or until an unconfirmed post can be checked."""


@click.command()
@click.option("--to", type=place, required=True, metavar="DESTINATION", help=f"Destination, such as {ALL}")
@choices
@click.option("--again", is_flag=True, help="Repost a digest that was already posted")
def post(to: DestinationArg, options: DigestCliOptions, *, again: bool) -> None:
    """Post a digest (once per day and channel).

    The destination can be Slack, Discord, a folder or the terminal. A second run with the same destination, date and
    options doesn't post again. Without --date, papers shown there before are left out. An interrupted run continues
    with the next one.

    \b
    Examples:
      hotpapers post --to slack:C0123ABCD
      hotpapers post --to discord:123456789012345678 --category cs.CL --top 5
      hotpapers post --to site:public --date 2026-01-15 --days 1
      hotpapers post --to slack:C0123ABCD --again
    """  # noqa: D301 - \b keeps click from joining lines
    asyncio.run(_post(to, options, again=again))


async def _post(to: DestinationArg, options: DigestCliOptions, *, again: bool) -> None:
    settings = wiring.read_settings()
    holidays, now = wiring.read_holidays(settings), wiring.now()
    wanted = options.wanted(settings, now, holidays)
    async with wiring.connect_platform(to.platform, settings) as platform, await wiring.open_store(settings) as store:
        there = await platform.resolve_channel(to.channel)
        number = None if again else await store.read(outbox.delivery, there, wanted.day, wanted.choices)
        if number is None:
            unseen_by = None if options.listing else there
            async with wiring.open_http_client(settings, store) as web:
                lining = pipeline.SummaryProvider(store, settings, wiring.now, web)
                composed = await pipeline.compose(store, replace(wanted, hide_seen_by=unseen_by), holidays, lining)
                digest = wiring.noted(composed, settings)
            if not digest.entries:
                _tell(to, digest.note)
                return
            number = await enqueue_digest(store, platform, digest, there, again=again)
        elif await store.read(posts.next_post, number) is None:
            _tell(to, f"Already posted to {to} ({wanted.day}). Use --again to post it again.")
            return
        delivered = await deliver_now(store, platform, number, wiring.delivery_policy(settings))
    raise_if_partial(delivered, number, there)
    _tell(to, f"Posted the digest of {wanted.day} to {to}: {counted(delivered.done)}.")


async def enqueue_digest(store: Store, platform: Platform, digest: Digest, there: Destination, *, again: bool) -> int:
    """Add *digest* to the outbox, unless another process did. Return the delivery's number."""
    enqueue = outbox.enqueue_again if again else outbox.enqueue_once
    return await store.write(enqueue, digest, there, platform.plan_posts(digest), wiring.now())


async def deliver_now(store: Store, platform: Platform, number: int, terms: DeliveryPolicy) -> DeliveryStatus:
    """Send the remaining posts of a delivery, with short waits. Return its status."""
    end = wiring.now() + MAX_WAIT
    delivered = await pipeline.deliver(store, platform, number, wiring.now, terms)
    while delivered.waiting and delivered.retry_at and delivered.retry_at < end:
        wait = max((delivered.retry_at - wiring.now()).total_seconds(), 1)
        click.echo(f"Waiting {wait:.0f} s: {delivered.problem or SENT_ELSEWHERE}", err=True)
        await asyncio.sleep(min(wait, MAX_SLEEP))
        delivered = await pipeline.deliver(store, platform, number, wiring.now, terms)
    return delivered


def raise_if_partial(delivered: DeliveryStatus, number: int, there: Destination) -> None:
    """Raise DeliveryPostponed or DeliveryRefused if some messages of a delivery are not posted."""
    total = delivered.done + delivered.waiting + delivered.dead
    if delivered.waiting:
        when = f"after {wording.instant(delivered.retry_at)}" if delivered.retry_at else "later"
        raise DeliveryPostponed(
            f"Posted {delivered.done} of {counted(total)} to {there}. Waiting: {delivered.problem or SENT_ELSEWHERE}. "
            f"Run the command again {when} to continue."
        )
    if delivered.dead:
        raise DeliveryRefused(
            f"{delivered.dead} of {counted(total)} could not be posted to {there}: {delivered.problem}. "
            f"Fix this, then run `hotpapers deliveries retry {number}`, or use --again to post everything again."
        )


def counted(messages: int) -> str:
    """Return a number of messages in words: ``1 message``."""
    return f"{messages} {'message' if messages == 1 else 'messages'}"


def _tell(to: DestinationArg, sentence: str) -> None:
    click.echo(sentence, err=to.platform == "terminal")  # there, the digest alone is the result
