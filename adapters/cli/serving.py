"""The small web server of a running bot: ``/healthz``, and Slack's signed requests where it sends them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import click
from aiohttp import web

from bot.errors import ConfigError
from bot.running import Health


async def serve(address: str, health: Health, routes: Iterable[web.AbstractRouteDef]) -> None:
    """Serve on *address* until cancelled. Raises ConfigError if somebody else does already."""

    async def healthz(_: web.Request) -> web.Response:
        ok = health.ready and not health.troubles
        return web.json_response({"ok": ok, "troubles": health.troubles}, status=200 if ok else 503)

    application = web.Application()
    application.add_routes([web.get("/healthz", healthz), *routes])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    host, _, port = address.rpartition(":")
    try:
        await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        click.echo(f"serving http://{host}:{runner.addresses[0][1]}/healthz", err=True)
        await asyncio.Event().wait()
    except OSError as error:
        raise ConfigError(f"HOTPAPERS_LISTEN: {address} cannot be served ({error.strerror})") from error
    finally:
        await runner.cleanup()
