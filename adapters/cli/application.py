"""The running bot and its services."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from aiohttp.web import Request, Response, get

from adapters.cli import web_pages, wiring
from adapters.cli.fetch_requests import build_request, listings_of, sources_to_poll
from adapters.cli.http_server import serve
from adapters.cli.metrics import Metrics, take_snapshot
from bot import pipeline
from bot.commands.bot import Bot
from bot.commands.context import CommandContext
from bot.http.client import HttpClient
from bot.models.platform import CHAT_INFOS
from bot.pipeline import SummaryProvider, planner, text_backfill
from bot.pipeline.erasure import erase_removed_workspaces
from bot.platforms import ChatPlatform, Platform
from bot.report import optional_deps
from bot.runtime import memory, timer
from bot.runtime.dispatcher import Dispatcher
from bot.runtime.supervisor import Health, Service, record_connection_health
from bot.schedule.polling import last_arxiv_update, should_poll
from bot.store.tables import installation, outbox, posts, source_health

log = logging.getLogger(__name__)

SWEEP_INTERVAL = timedelta(minutes=5)  # between two sweeps for duplicates
POLL_INTERVAL = timedelta(minutes=1)  # between two checks for due sources
ERASURE_INTERVAL = timedelta(hours=1)  # between two erasure runs
PRUNE_INTERVAL = timedelta(days=1)  # between two pruning runs
DATABASE = 1.0  # seconds between two checks of the database
STARTUP_GRACE = timedelta(minutes=3)  # digests wait for the sources after a start, to avoid old data


class BotApplication:
    """A running bot. Lookups for users have their own HTTP client, which has priority at arXiv."""

    def __init__(self, context: CommandContext, web: HttpClient, platforms: Mapping[str, Platform]) -> None:
        self.context, self.web, self.platforms = context, web, platforms
        chats = {name: platform for name, platform in platforms.items() if name in CHAT_INFOS}
        self.chats = cast("dict[str, ChatPlatform]", chats)  # all that have tokens are
        self.summaries = SummaryProvider(context.store, context.settings, context.clock, web)
        self.health = Health(self.chats, looks={"database": context.store.trouble})
        self.metrics = Metrics()
        self.bot = Bot(context, self.metrics.observe_command)
        terms = wiring.delivery_policy(context.settings, in_run=True)
        self.dispatcher = Dispatcher(context.store, platforms, context.clock, asyncio.Event(), terms)
        self._tried: dict[str, float] = {}  # when, by the loop's clock
        self._collected = asyncio.Event()  # the first round of sources

    def services(self) -> dict[str, Service]:
        """Return the concurrent services, by name."""
        return {name: partial(platform.listen, self.bot) for name, platform in self.chats.items()} | {
            "database": self.watch_store,
            "collecting": self.collect,
            "planning": self.planning_loop,
            "reporting": self.reporting_loop,
            "tidying": self.tidy,
            "reading": self.make_texts,
            "delivering": self.dispatcher.run,
            "sweeping": self.duplicate_loop,
            "watching": partial(record_connection_health, self.context.store, self.health),
            "forgetting": self.forget,
            "serving": self.serve,
        }

    async def begin(self) -> None:
        """Count the start, and schedule checks for posts that an earlier run was sending."""
        await self.context.store.write(installation.count_start)
        now = self.context.clock()
        left = await self.context.store.write(posts.recover_interrupted, now, now + self.dispatcher.terms.settle)
        if left:
            log.warning("interrupted posts recovered: count=%d", left)
        waiting = await self.context.store.read(outbox.oldest_pending)
        for name in sorted(waiting.keys() - self.platforms.keys()):
            log.warning("posts blocked: platform=%s reason=not connected", name)

    async def duplicate_loop(self) -> None:
        """Delete duplicate posts periodically, until cancelled."""
        while True:
            for name, platform in self.chats.items():
                await pipeline.delete_duplicates(self.context.store, name, platform, self.context.clock())
            await asyncio.sleep(SWEEP_INTERVAL.total_seconds())

    async def planning_loop(self) -> None:
        """Plan digests when they are due, after a first round of sources, until cancelled."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STARTUP_GRACE.total_seconds()):
                await self._collected.wait()
        await timer.run_when_due(self.plan, self.bot.schedule_changed)

    async def plan(self) -> datetime | None:
        """Add due digests to the outbox and wake the dispatcher. Return when the next one is due."""
        layouts = {name: platform.plan_posts for name, platform in self.platforms.items()}
        context = self.context
        planned = await planner.plan(self.summaries, layouts, context.clock(), context.holidays)
        if planned.planned:
            self.dispatcher.wake_event.set()
        if planned.planned or planned.quiet:
            await asyncio.to_thread(memory.release)
        return planned.next_at

    async def reporting_loop(self) -> None:
        """Create weekly reports when they are due, until cancelled."""
        await timer.run_when_due(self.report, self.bot.report_schedule_changed)

    async def report(self) -> datetime | None:
        """Add due reports to the outbox. Return when the next one is due, or None if there can be none."""
        if not optional_deps.is_installed():
            return None
        from bot.pipeline import scheduled_reports  # needs optional packages
        from bot.pipeline.weekly_reports import ReportContext

        context = self.context
        layouts = {name: platform.plan_posts for name, platform in self.platforms.items()}
        office = ReportContext(context.store, self.web, context.settings, context.holidays)
        next_at = await scheduled_reports.plan_due_reports(office, layouts, context.clock)
        self.dispatcher.wake_event.set()
        return next_at

    async def forget(self) -> None:
        """Erase workspaces some time after the bot was removed from them, until cancelled."""
        after = timedelta(days=self.context.settings.forget_after_days)
        while True:
            await erase_removed_workspaces(self.context.store, after, self.context.clock())
            await asyncio.sleep(ERASURE_INTERVAL.total_seconds())

    async def collect(self) -> None:
        """Poll each source when it is due, until cancelled."""
        await self.bot.refresh()
        while True:
            if await self.collect_due():
                await self.bot.refresh()
            self._collected.set()
            await asyncio.sleep(POLL_INTERVAL.total_seconds())

    async def collect_due(self) -> bool:
        """Poll the due sources. Return whether there were any."""
        context = self.context
        answered = {source.name: source.as_of for source in await context.store.read(source_health.health)}
        ask = build_request(
            context.settings, context.holidays, await listings_of(context.store, context.holidays, None, None)
        )
        news = last_arxiv_update(ask.now, context.holidays)
        due = {
            name: source
            for name, source in sources_to_poll(context.settings, ask).items()
            if should_poll(name, answered.get(name), self._idle(name), news, ask.now)
        }
        if due:
            self._tried |= dict.fromkeys(due, asyncio.get_running_loop().time())
            lines: list[str] = []
            told = await pipeline.collect(context.store, self.web, due, ask, lines.append)
            await asyncio.to_thread(memory.release)
            log.info("sources polled: result=%s", ". ".join(line for line in lines if not line.endswith("…")))
            for source in told.sources:
                self.health.sources.pop(source.name, None)
            self.health.sources |= {source.name: str(source.error) for source in told.sources if not source.ok}
        return bool(due)

    async def tidy(self) -> None:
        """Delete old data now and once a day, until cancelled."""
        while True:
            await pipeline.prune(self.context.store, self.context.settings, self.context.clock())
            await asyncio.sleep(PRUNE_INTERVAL.total_seconds())

    async def make_texts(self) -> None:
        """Make the texts of papers that have none yet, as after an upgrade or a large import, until cancelled."""
        while True:
            await text_backfill.make_texts(self.context.store, sys.maxsize, text_backfill.PAUSE)
            await asyncio.sleep(POLL_INTERVAL.total_seconds())

    async def metrics_endpoint(self, _: Request) -> Response:
        """Return the metrics for Prometheus."""
        now = self.context.clock()
        return self.metrics.show(
            await take_snapshot(self.context.store, self.chats, (self.web, self.context.web), self.health, now), now
        )

    async def serve(self) -> None:
        """Serve health, metrics, the platforms' requests and the web pages, until cancelled."""
        routes = [route for platform in self.chats.values() for route in platform.http_routes()]
        routes.append(get("/metrics", self.metrics_endpoint))
        async with web_pages.open_pages(self.context) as pages:
            if web_pages.are_public_or_local(self.context.settings):
                routes += pages.routes()
            await serve(self.context.settings.listen, self.health, routes)

    async def watch_store(self) -> None:
        """Raise the store's error as soon as the database is unusable or missing."""
        broken = self.context.store.failed
        while not broken.done():
            await self.context.store.look()
            await asyncio.wait({broken}, timeout=DATABASE)
        raise broken.result()

    def _idle(self, source: str) -> timedelta | None:
        """Return the time since a source was polled, or None."""
        tried = self._tried.get(source)
        return None if tried is None else timedelta(seconds=asyncio.get_running_loop().time() - tried)
