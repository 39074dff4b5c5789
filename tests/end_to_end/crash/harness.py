"""Lives that end at a step, one after the other on one database, and at the end a count of what people see.

Each life begins some seconds after the one before: its clock says so, no one waits. The clock of the platforms goes
with it, so many seconds behind as the bot's is ahead.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.models.digest import Destination, Filter
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.platforms import plan_report_posts
from bot.report import thread
from bot.report.slides import Deck
from bot.sources import SOURCES
from bot.store import Store
from bot.store.tables import outbox, reports, source_health, subscriptions
from tests.end_to_end.crash.crash_points import IN_THREAD, Step
from tests.end_to_end.crash.fake_platforms import Discord, Slack, platform
from tests.end_to_end.crash.process import Lives, Process
from tests.helpers import bot_process, factories
from tests.helpers.fake_servers.discord import TOKEN as DISCORD_TOKEN
from tests.helpers.fake_servers.discord_shapes import SERVER
from tests.helpers.fake_servers.slack import TEAM
from tests.helpers.fake_servers.slack import TOKEN as SLACK_TOKEN
from tests.helpers.fake_servers.slack_socket import APP_TOKEN

DAY = date(2020, 8, 20)  # of a digest that is not planned
PATIENCES = (3, 4, 5, 6, 8, 10, 20, 40, 80, 160)
"""Seconds of a life that settles what is left; what is not settled by then mostly waits for the next life."""
PATIENCE = 200.0  # seconds of a busy machine until a step is reached
NO_FAULTS: Mapping[int, str] = {}
MANY = 50  # posts of one life
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Count:
    """What people saw of everything that was planned, and how often the bot was killed."""

    kills: int = 0
    missed: list[str] = field(default_factory=list)  # steps that were not reached
    posts: int = 0
    lost: int = 0
    doubled: int = 0
    overtaken: int = 0  # by a message that was to come later to the same channel
    planned_twice: int = 0
    left: int = 0  # not settled at the end

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.posts} messages: {self.lost} lost, {self.doubled} doubled,"
            f" {self.overtaken} overtaken"
            f" ({self.planned_twice} planned twice, {self.left} left, {len(self.missed)} steps not reached)"
        )


class Crash:
    """A bot, a platform and a database, over many lives."""

    def __init__(self, stand_in: Slack | Discord, store: Store, lives: Lives, environment: dict[str, str]) -> None:
        self.stand_in, self.store, self.lives, self.environment = stand_in, store, lives, environment
        self.count = Count()
        self.queued = 0  # digests beside those of subscriptions
        self._faults: dict[int, str] = {}  # of the nth post of a life, or the nth reply
        self._only_replies = False
        self._end: tuple[str, str, int] | None = None  # the call at which a life is ended
        self._posts = 0

    async def end_at(self, step: Step, faults: Mapping[int, str] = NO_FAULTS, queued: int = 0) -> None:
        """Let the bot live until *step*, with a digest that is due; *faults* befall the nth posts of that life.

        So many digests are *queued* for the same channel already.
        """
        channel = await self.add_digest(queued)
        if step.before:
            await self._prepare(step, channel)
        self._faults = dict.fromkeys(range(1, MANY), step.fault) if step.fault else dict(faults)
        await self._live(step)
        self.lives.later(step.later)

    async def end_in_report(self, step: Step) -> None:
        """Let the bot live until *step*, with a report on its way to a new channel."""
        channel = self.lives.new_channel()
        self.stand_in.add(channel)
        workspace = TEAM if isinstance(self.stand_in, Slack) else SERVER
        place = Destination("slack" if workspace == TEAM else "discord", workspace, channel)
        slides = thread.SLIDES.dump_json(thread.StoredSlides(Deck("Weekly Report", "a week", (), ()))).decode()
        bulletin = factories.bulletin(slides=slides)
        await self.store.write(reports.enqueue_once, bulletin, place, plan_report_posts(bulletin), self.lives.now())
        self._faults = {}
        await self._live(step)
        self.lives.later(step.later)

    async def _prepare(self, step: Step, channel: str) -> None:
        """Live a life that leaves something to look for."""
        if step.before == "killed":
            await self._live(Step("claim", "after"))
        else:
            self._faults, self._only_replies = dict.fromkeys(range(1, MANY), step.before), step.reply
            await self._live(None, until=partial(self._has_unknown, channel))
            self._only_replies = False
        self.lives.later(step.later)

    async def finish(self) -> Count:
        """Live on undisturbed, with the usual time for a request, until everything is settled, and count."""
        del self.environment["HOTPAPERS_POST_DEADLINE"]
        for patience in PATIENCES:
            self.lives.later(100)  # a claim of the life before is over
            self._faults = {}
            await self._live(None, until=self._is_settled, patience=patience)
            if await self._is_settled():
                break
        return await self._counted()

    async def add_digest(self, queued: int = 0) -> str:
        """Subscribe a new channel to a digest that is due, behind so many *queued* ones; return the channel."""
        now = self.lives.now()
        channel = self.lives.new_channel()
        self.stand_in.add(channel)
        workspace = TEAM if isinstance(self.stand_in, Slack) else SERVER
        place = Destination("slack" if workspace == TEAM else "discord", workspace, channel)
        due = time(now.hour, now.minute)
        every = Schedule(Frequency.DAILY, due, zone="UTC")
        wish = Subscription(
            0, place, "U0ADA", is_channel=True, filter=Filter(("cs",)), every=every, how=DigestOptions(top=2)
        )
        for number in range(queued):
            digest = factories.digest(
                factories.entry("2008.00001"), factories.entry("2008.00002"), date=DAY - number * timedelta(days=1)
            )
            await self.store.write(outbox.enqueue, digest, place, self.stand_in.plan_posts(digest), now)
        self.queued += queued
        await self.store.write(subscriptions.add, wish, now - timedelta(minutes=2))
        await self.store.write(source_health.record_looks, [(name, now) for name in SOURCES])
        return channel

    async def _live(
        self, step: Step | None, until: Callable[[], Awaitable[bool]] | None = None, patience: float = PATIENCE
    ) -> None:
        """Start the bot, and kill it at *step* or when something is so."""
        is_call = step is not None and step.moment in {"arrived", "stored", "answered"}
        self._end = (step.name, step.moment, step.nth) if step and is_call else None
        self._posts = 0
        self.stand_in.told = self._told
        told = [step.name, step.moment, step.nth] if step and not is_call else None
        process = await self.lives.start(self.environment, told)
        ended = asyncio.ensure_future(self.lives.ended())
        reached = asyncio.ensure_future(_holds(until)) if until else ended
        await asyncio.wait({ended, reached}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if not reached.done() and step:
            self.count.missed.append(str(step))
        if reached is not ended:
            reached.cancel()
        if not ended.done():
            os.kill(process, signal.SIGKILL)
        assert await ended == -signal.SIGKILL
        self.count.kills += 1
        self.stand_in.told = staticmethod(lambda _call, _moment: None)

    def _told(self, call: str, moment: str) -> None:
        """End the life at the call that was asked for, and let posts fail that shall."""
        counts = re.fullmatch(self.stand_in.posting, call) and (call.endswith(IN_THREAD) or not self._only_replies)
        if counts and moment == "arrived":
            self._posts += 1
            if fault := self._faults.pop(self._posts, ""):
                self.stand_in.befall(fault)
        if self._end and re.fullmatch(self._end[0], call) and moment == self._end[1]:
            name, _, nth = self._end
            self._end = (name, moment, nth - 1)
            if nth == 1:
                self._end = None
                self.lives.kill()

    async def _has_unknown(self, channel: str) -> bool:
        return ("unknown",) in {row[-1:] for row in await self.store.read(_tokens) if row[0] == channel}

    async def _is_settled(self) -> bool:
        states = await self.store.read(outbox.count_by_state)
        deliveries, due = await self.store.read(_planned)
        return deliveries == due + self.queued and not set(states) & set(outbox.UNSETTLED_STATES)

    async def _counted(self) -> Count:
        rows = await self.store.read(_tokens)
        self.count.posts = self.count.lost = self.count.doubled = self.count.overtaken = self.count.left = 0
        count, shown = self.count, {channel: self.stand_in.shown(channel) for channel, _, _ in rows}
        for channel, token, state in rows:
            copies = sum(self.stand_in.carries(message, token) for message in shown[channel])
            count.posts += 1
            count.lost += copies == 0
            count.doubled += max(copies - 1, 0)
            count.left += state not in {"done", "dead"}
        for channel, messages in shown.items():
            tokens = [token for there, token, _ in rows if there == channel]
            came = [number for message in messages for number in self._numbers(message, tokens)]
            count.overtaken += sum(max(came[:at], default=0) > number for at, number in enumerate(came))
        deliveries, due = await self.store.read(_planned)
        count.planned_twice = deliveries - due - self.queued
        return count

    def _numbers(self, message: Any, tokens: list[str]) -> list[int]:
        """Return as the how manieth of its channel a message was to come."""
        return [number for number, token in enumerate(tokens) if self.stand_in.carries(message, token)]


@asynccontextmanager
async def crashing(
    process: Process, folder: Path, name: str, *, reads_back: bool = True, promise: str = "at-least-once"
) -> AsyncIterator[Crash]:
    """Set up a platform, a database that holds the bundled day, and a bot that does not live yet."""
    database = folder / "hotpapers.db"
    await bot_process.fill(database)
    opening = Store.open(database)
    async with (
        aclosing(Lives(process)) as lives,
        platform(name, lives.there) as stand_in,
        await opening as store,
    ):
        lives.letters = name == "slack"
        if isinstance(stand_in, Slack) and reads_back:
            stand_in.scopes += ["channels:history"]
        urls = {"SLACK_API_URL": NOWHERE, "DISCORD_API_URL": NOWHERE} | {stand_in.settings: stand_in.url}
        tokens = (
            {"SLACK_BOT_TOKEN": SLACK_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
            if name == "slack"
            else {"DISCORD_BOT_TOKEN": DISCORD_TOKEN}
        )
        fixed = {"HOTPAPERS_DATABASE": str(database), "HOTPAPERS_LISTEN": "127.0.0.1:0", "HOTPAPERS_SLACK_DELAY": "0"}
        fixed["HOTPAPERS_POST_DEADLINE"] = "2"  # else a platform that hangs would take its time
        yield Crash(stand_in, store, lives, urls | tokens | fixed | {"HOTPAPERS_PROMISE": promise})


async def _holds(condition: Callable[[], Awaitable[bool]]) -> None:
    while not await condition():
        await asyncio.sleep(0.02)


def _planned(db: Any) -> tuple[int, int]:
    """Return how many deliveries there are, and how many there are to be."""
    (deliveries,) = db.execute("select count(*) from deliveries").fetchone()
    (wished,) = db.execute(
        "select (select count(*) from subscriptions) + (select count(*) from deliveries where choices = ?)",
        [outbox.REPORT],
    ).fetchone()
    return int(deliveries), int(wished)


def _tokens(db: Any) -> list[tuple[str, str, str]]:
    return list(
        db.execute(
            """select channel, token, state from posts join deliveries on deliveries.number = delivery
            order by delivery, position"""
        ).fetchall()
    )
