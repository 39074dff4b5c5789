"""Run the services of the bot, restart those that end, and report their health."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.errors import FatalStoreError, HotPapersError
from bot.http.platform_clock import TOLERANCE, is_wrong
from bot.limits.circuit_breaker import ALL_TENANTS
from bot.logs import redact
from bot.platforms import ChatPlatform
from bot.store import Store
from bot.store.tables import workspaces

log = logging.getLogger(__name__)

Service = Callable[[], Awaitable[None]]

INITIAL_BACKOFF, MAX_BACKOFF = 1.0, 60.0  # seconds before a service is restarted; doubled each time
BACKOFF_RESET_AFTER = 300.0  # seconds of running after which the backoff starts again
HEALTH_POLL_INTERVAL = 5.0  # seconds
SHUTDOWN_TIMEOUT = 12.0  # seconds for all services to end
NOT_CONNECTED = "there is no connection; it is tried again and again"


@dataclass
class Health:
    """The health that ``/healthz`` shows: the failure of each service that isn't running now.

    `sources` holds failed polls. They don't make the bot unhealthy, because digests are made without that source and
    say so. `looks` are checks that run on each request and return a problem or an empty text.
    """

    chats: Mapping[str, ChatPlatform] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    failures: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    looks: dict[str, Callable[[], str]] = field(default_factory=dict)
    ready: bool = False

    def disconnected(self) -> dict[str, str]:
        """Return the platforms without a connection, with the reason."""
        return {
            name: self.failures.get(name, NOT_CONNECTED) for name, chat in self.chats.items() if not chat.is_connected
        }

    def problems(self) -> dict[str, str]:
        """Return all current problems, by service."""
        seen = {name: trouble for name, look in self.looks.items() if (trouble := look())}
        return self.failures | self.disconnected() | seen


async def supervise(services: Mapping[str, Service], health: Health, stop: asyncio.Event) -> None:
    """Run all services until *stop* is set, and restart each that ends. Then cancel them, within SHUTDOWN_TIMEOUT.

    Raises FatalStoreError if a service did: no service can work then, and all are stopped.
    """
    tasks = [asyncio.create_task(_restart_loop(name, service, health), name=name) for name, service in services.items()]
    stopping = asyncio.create_task(stop.wait())
    health.services = tuple(services)
    health.ready = True
    await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    health.ready = False
    for task in (stopping, *tasks):
        task.cancel()
    ended, late = await asyncio.wait(tasks, timeout=SHUTDOWN_TIMEOUT)
    for task in late:
        log.error("service not stopped: service=%s", task.get_name())
    for task in ended:
        if not task.cancelled() and (error := task.exception()):
            raise error


async def record_connection_health(store: Store, health: Health) -> None:
    """Store paused workspaces, lost connections and clock differences. Runs until cancelled.

    A pause of a whole platform is also reported in *health*.
    """
    told: dict[str, dict[str, str]] = {}
    clocks: dict[str, timedelta | None] = {}
    unheard: dict[str, str] | None = None
    while True:
        if health.disconnected() != unheard:
            unheard = health.disconnected()
            await store.write(workspaces.set_unheard, unheard)
        for name, chat in health.chats.items():
            stops = dict(chat.paused_workspaces())
            if stops != told.get(name):
                await store.write(workspaces.set_stops, name, stops)
                told[name] = stops
            trouble = {f"sending to {name}": stops[ALL_TENANTS]} if ALL_TENANTS in stops else {}
            health.failures.pop(f"sending to {name}", None)
            health.failures.update(trouble)
            await _watch_clock(store, name, chat.ahead, clocks)
        await asyncio.sleep(HEALTH_POLL_INTERVAL)


async def _watch_clock(store: Store, name: str, ahead: timedelta | None, told: dict[str, timedelta | None]) -> None:
    """Store and log a clock difference to a platform when it begins, changes or ends. *told* is the stored one."""
    if ahead is None:  # no response yet
        return
    wrong, before = ahead if is_wrong(ahead) else None, told.get(name)
    is_as_before = wrong == before or bool(wrong and before and abs(wrong - before) < TOLERANCE)
    if name in told and is_as_before:
        return
    told[name] = wrong
    await store.write(workspaces.set_ahead, name, wrong)
    if wrong is not None:
        log.warning("clock skew detected: platform=%s ahead=%.0fs", name, wrong.total_seconds())


async def _restart_loop(name: str, service: Service, health: Health) -> None:
    backoff, previous_failure = INITIAL_BACKOFF, ""
    while True:
        started = asyncio.get_running_loop().time()
        task = asyncio.ensure_future(service())
        try:
            await asyncio.wait([task])
        finally:
            await _cancel_and_wait(task)
        error = None if task.cancelled() else task.exception()
        health.failures[name] = _describe(error)
        if isinstance(error, FatalStoreError):
            raise error
        steady = asyncio.get_running_loop().time() - started > BACKOFF_RESET_AFTER
        whole = None if isinstance(error, HotPapersError) else error
        backoff = INITIAL_BACKOFF if steady else min(backoff * 2, MAX_BACKOFF)
        if steady or whole or health.failures[name] != previous_failure:
            message = "service restarted: service=%s reason=%s retry_in=%.0fs"
            log.error(message, name, _describe(error), backoff, exc_info=whole)
        previous_failure = health.failures[name]
        await asyncio.sleep(backoff)
        health.failures.pop(name)


async def _cancel_and_wait(task: asyncio.Future[None]) -> None:
    """Cancel a service that still runs, and wait for its cleanup."""
    if not task.done():
        task.cancel()
        await asyncio.wait([task])


def _describe(error: BaseException | None) -> str:
    """Return in one line why a service ended."""
    if error is None:
        return "it ended"
    return redact(str(error)) if isinstance(error, HotPapersError) else redact(repr(error))
