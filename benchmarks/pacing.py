"""Ten thousand posts at the limits of platforms that count in fixed and in sliding windows: how many pass, how fast.

The clock is a loop's that leaps to what is due next, for at the platforms' own pace this takes more than an hour. What
waits, and for how long, is decided by the code that runs in production; the platform is as far away as is said, give or
take a tenth.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from adapters.discord.platform import Discord
from benchmarks.timing import Row, timed
from bot.limits.rate_limiter import KeyedRateLimiter, RateLimiter
from bot.models.digest import Destination
from bot.runtime.dispatcher import Dispatcher, WorkerPool
from bot.store import Store
from bot.store.tables import outbox
from bot.store.tables.outbox import DeliveryStatus, PendingDelivery
from tests.helpers import factories
from tests.helpers.fake_servers.discord import TOKEN, discord
from tests.helpers.fake_servers.discord_shapes import SERVER, Place
from tests.helpers.fake_servers.limits import Limit, Window
from tests.helpers.virtual_time import run

POSTS, CHANNELS, REAL_POSTS = 10_000, 500, 500
DISCORD, SLACK = (50, 1.0), (1, 1.0)
ROUND_TRIPS = 0.02, 0.1, 0.3


@dataclass
class Platform:
    """A platform that counts, and how we ask it."""

    turns: Callable[[str], RateLimiter]
    limit: Callable[[str], Limit]
    round_trip: float
    refused: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    async def post(self, channel: str) -> None:
        """Ask for our turn, travel, be counted, and travel back."""
        async with self.turns(channel).limit(channel):
            await asyncio.sleep(self._half())
            self.refused += self.limit(channel).refuses(asyncio.get_running_loop().time()) is not None
            await asyncio.sleep(self._half())

    def _half(self) -> float:
        return self.round_trip / 2 * self.chance.uniform(0.9, 1.1)


def of_pacing() -> list[Row]:
    """Post to a platform with one limit for all (Discord's), and to one with a limit for each channel (Slack's)."""
    return [_row(name, window, rtt) for name in ("Discord", "Slack") for window in Window for rtt in ROUND_TRIPS]


async def of_discord(database: Path) -> list[Row]:
    """Post five hundred digests with discord.py, from the outbox to a stand-in on the loopback, by a real clock."""
    places = [Place(str(1000 + number)) for number in range(REAL_POSTS)]
    digest = factories.digest(entries=())
    async with await Store.open(database) as store, discord(*places) as server:
        server.limit_all(*DISCORD)
        platform = Discord(TOKEN, server.url)
        for place in places:
            there = Destination("discord", str(SERVER), place.id)
            await store.write(outbox.enqueue, digest, there, platform.plan_posts(digest), datetime.now(UTC))
        dispatcher = Dispatcher(store, {"discord": platform}, lambda: datetime.now(UTC), asyncio.Event())
        seconds = await timed(dispatcher.run_once)
        await platform.close()
        if 429 in server.statuses or len(server.messages) < REAL_POSTS:
            raise SystemExit("the benchmark was refused, or lost something")
    a_second = REAL_POSTS / seconds
    what = f"{REAL_POSTS} posts with discord.py from the outbox, sliding windows, by a real clock"
    return [(what, f"{a_second:.1f} a second, no 429", f"the limit, {DISCORD[0]}", a_second / DISCORD[0])]


def _row(name: str, window: Window, round_trip: float) -> Row:
    most, seconds = DISCORD if name == "Discord" else SLACK
    best = most * (1 if name == "Discord" else CHANNELS // 10) * seconds / (seconds + round_trip)
    posted, refused = run(_post_all(name, window, round_trip))
    if refused:
        raise SystemExit(f"the benchmark was refused {refused} times")
    what = f"{POSTS:,} posts, {name}'s limit, {window} windows, {1000 * round_trip:.0f} ms away"
    reference = f"limit x window / (window + round trip), {best:.1f}"
    return what, f"{posted:.1f} a second, no 429", reference, posted / best


async def _post_all(name: str, window: Window, round_trip: float) -> tuple[float, int]:
    """Return how many were posted a second, and how many were refused."""
    channels = [f"C{number}" for number in range(CHANNELS if name == "Discord" else CHANNELS // 10)]
    most, seconds = DISCORD if name == "Discord" else SLACK
    limits = KeyedRateLimiter[str, RateLimiter](lambda: RateLimiter(most, seconds))
    counted: dict[str, Limit] = {}
    key = (lambda _: "all") if name == "Discord" else (lambda channel: channel)
    platform = Platform(
        lambda channel: limits[key(channel)],
        lambda channel: counted.setdefault(key(channel), Limit(most, seconds, window)),
        round_trip,
    )

    async def deliver(number: int) -> DeliveryStatus:
        await platform.post(channels[number % len(channels)])
        return DeliveryStatus(done=1, waiting=0, dead=0)

    counter = WorkerPool(deliver, asyncio.Event())
    async with asyncio.TaskGroup() as group:
        waiting = (PendingDelivery(n, Destination(name, channels[n % len(channels)], "C")) for n in range(POSTS))
        counter.submit(waiting, group)
    return POSTS / asyncio.get_running_loop().time(), platform.refused
