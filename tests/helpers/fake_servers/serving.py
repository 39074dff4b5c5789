"""Run an aiohttp application on a free port of the loopback, for as long as a test needs it, and let it fail."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

PATIENCE = 100.0  # seconds, of a machine that does much else
Handler = Callable[[web.Request], Awaitable[web.Response]]
Fault = Callable[[web.Response], web.Response]


@asynccontextmanager
async def serving(application: web.Application, clock: Callable[[], datetime] | None = None) -> AsyncIterator[str]:
    """Serve *application* on 127.0.0.1 and yield its base URL, without a slash at its end.

    Its answers are dated by *clock*, if it has one of its own.
    """
    if clock:
        application.on_response_prepare.append(_dating(clock))
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _dating(clock: Callable[[], datetime]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def date(_: web.Request, answer: web.StreamResponse) -> None:
        answer.headers["Date"] = format_datetime(clock().astimezone(UTC), usegmt=True)

    return date


async def until(holds: Callable[[], object]) -> None:
    """Wait for something that another task or thread does."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.005)


@dataclass
class Trouble:
    """How a call fails. With *keeping* it does its work first; *hang* and *drop* leave it without an answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json"
    keeping: bool = False
    drop: bool = False
    hang: bool = False

    async def befall(self, request: web.Request, said: dict[str, Any], **headers: str) -> web.Response:
        """Answer with what is *said* unless the trouble has a body of its own, if at all."""
        if self.hang:
            await asyncio.Event().wait()
        if self.drop and request.transport:
            request.transport.abort()
        body = self.body or json.dumps(said).encode()
        headers = {"Content-Type": self.content_type} | headers | self.headers
        return web.Response(status=self.status, body=body, headers=headers)


@dataclass
class Service:
    """What stand-ins share: what was asked of them, and what goes wrong with their answers.

    A fault makes of a right answer the wrong one that is sent. Those of `next` befall one answer each; `always`
    befalls all that follow.
    """

    asked: list[web.Request] = field(default_factory=list)
    next: deque[Fault] = field(default_factory=deque)
    always: Fault | None = None

    def application(self, routes: Iterable[web.RouteDef]) -> web.Application:
        application = web.Application(middlewares=[self._befall])
        application.add_routes(routes)
        return application

    @web.middleware
    async def _befall(self, request: web.Request, handler: Handler) -> web.Response:
        self.asked.append(request)
        answer = await handler(request)
        fault = self.next.popleft() if self.next else self.always
        return fault(answer) if fault else answer


def instead(body: bytes, content_type: str = "text/html") -> Fault:
    """Answer with something else."""
    return lambda _: web.Response(body=body, content_type=content_type)


def cut(length: int) -> Fault:
    """Lose the end of an answer, unnoticed by HTTP."""
    return lambda answer: web.Response(body=answer.body[:length], content_type=answer.content_type)


def refused(status: int, body: bytes = b"", retry_after: str | None = None) -> Fault:
    """Answer with an error status."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return lambda _: web.Response(status=status, body=body, headers=headers)
