"""The HTTP server of a running bot: ``/healthz`` and the routes of others, such as Slack's signed requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast

import click
from aiohttp import web

from adapters.cli.connection_limits import ConnectionLimits
from bot.errors import ConfigError
from bot.logs import redact
from bot.runtime.supervisor import Health

KEEP_ALIVE = 15.0  # seconds that a connection stays open after a response; the next request must be there by then


async def refuse_taken(address: str) -> None:
    """Raise ConfigError if *address* is unavailable, to report it at the start."""
    host, port = _parts(address)
    with _in_a_sentence(address):
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
        server.close()
        await server.wait_closed()


async def serve(address: str, health: Health, routes: Iterable[web.AbstractRouteDef]) -> None:
    """Serve on *address* until cancelled. Raises ConfigError if it is in use."""

    async def healthz(_: web.Request) -> web.Response:
        wrong = health.problems()
        ok = health.ready and not wrong
        told = {"ok": ok, "troubles": _redacted(wrong), "sources": _redacted(health.sources)}
        return web.json_response(told, status=200 if ok else 503)

    application = web.Application()
    application.add_routes([web.get("/healthz", healthz), *routes])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0, keepalive_timeout=KEEP_ALIVE)
    await runner.setup()
    try:
        await _listen(address, cast("Callable[[], asyncio.Protocol]", runner.server))
    finally:
        await runner.cleanup()


async def _listen(address: str, handlers: Callable[[], asyncio.Protocol]) -> None:
    """Accept connections within their limits until cancelled."""
    host, port = _parts(address)
    with _in_a_sentence(address):
        server = await asyncio.get_running_loop().create_server(ConnectionLimits(handlers), host, port)
    try:
        click.echo(f"Serving http://{host}:{server.sockets[0].getsockname()[1]}/healthz", err=True)
        await asyncio.Event().wait()
    finally:
        server.close()


def _redacted(told: Mapping[str, str]) -> dict[str, str]:
    return {name: redact(text) for name, text in told.items()}


def _parts(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


@contextmanager
def _in_a_sentence(address: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(
            f"HOTPAPERS_LISTEN: can't listen on {address} ({error.strerror}). Choose another address or port."
        ) from error
