"""Keep the services of a running bot alive, and know how each does."""

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

INITIAL_BACKOFF, MAX_BACKOFF = 1.0, 60.0  # seconds before a part that ended is started again; doubled each time
BACKOFF_RESET_AFTER = 300.0  # seconds after which a part counts as well again
HEALTH_POLL_INTERVAL = 5.0  # seconds between two looks where nothing is sent
SHUTDOWN_TIMEOUT = 12.0  # seconds that parts have to end in
NOT_CONNECTED = "there is no connection; it is tried again and again"


@dataclass
class Health:
    """How the parts do, for ``/healthz``: what went wrong with each that is not running now.

    And with each source at its last look, which is nobody's fault here: digests are made without it, and say so.
    `looks` find out at once whether something is wrong, and with what.
    """

    chats: Mapping[str, ChatPlatform] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    failures: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    looks: dict[str, Callable[[], str]] = field(default_factory=dict)
    ready: bool = False

    def disconnected(self) -> dict[str, str]:
        """Return the platforms on which nobody can talk to us now, and why."""
        return {
            name: self.failures.get(name, NOT_CONNECTED) for name, chat in self.chats.items() if not chat.is_connected
        }

    def problems(self) -> dict[str, str]:
        """Return all that is wrong now, by part."""
        seen = {name: trouble for name, look in self.looks.items() if (trouble := look())}
        return self.failures | self.disconnected() | seen


async def supervise(services: Mapping[str, Service], health: Health, stop: asyncio.Event) -> None:
    """Run all parts until *stop*, and start again each that ends; at the end, cancel them and wait for them a while.

    Raises StoreBroken if a part ended with it: then no part can do its work, and all are stopped.
    """
    tasks = [asyncio.create_task(_restart_loop(name, part, health), name=name) for name, part in services.items()]
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
    """Tell the store where nothing is sent or heard for now, and *health* what of it is a whole platform.

    And whose clock is another than ours. Until cancelled.
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
    """Tell that this machine's clock differs from a platform's, when that begins, changes or ends."""
    if ahead is None:  # nothing was asked yet
        return
    wrong, before = ahead if is_wrong(ahead) else None, told.get(name)
    is_as_before = wrong == before or bool(wrong and before and abs(wrong - before) < TOLERANCE)
    if name in told and is_as_before:
        return
    told[name] = wrong
    await store.write(workspaces.set_ahead, name, wrong)
    if wrong is not None:
        log.warning("clock skew detected: platform=%s ahead=%.0fs", name, wrong.total_seconds())


async def _restart_loop(name: str, part: Service, health: Health) -> None:
    pause, said = INITIAL_BACKOFF, ""
    while True:
        started = asyncio.get_running_loop().time()
        task = asyncio.ensure_future(part())
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
        pause = INITIAL_BACKOFF if steady else min(pause * 2, MAX_BACKOFF)
        if steady or whole or health.failures[name] != said:
            sentence = "service restarted: service=%s reason=%s retry_in=%.0fs"
            log.error(sentence, name, _describe(error), pause, exc_info=whole)
        said = health.failures[name]
        await asyncio.sleep(pause)
        health.failures.pop(name)


async def _cancel_and_wait(task: asyncio.Future[None]) -> None:
    """Cancel a part that still runs and wait until it has cleaned up."""
    if not task.done():
        task.cancel()
        await asyncio.wait([task])


def _describe(error: BaseException | None) -> str:
    """Say in a line why a part ended; what we expect has a sentence of its own."""
    if error is None:
        return "it ended"
    return redact(str(error)) if isinstance(error, HotPapersError) else redact(repr(error))
