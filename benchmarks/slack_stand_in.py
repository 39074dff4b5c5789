"""Answer every call as Slack does, until terminated: ``python -m benchmarks.slack_stand_in`` prints its address."""

from __future__ import annotations

import asyncio
import itertools

from aiohttp import web


async def serve() -> None:
    """Serve on a free port of the loopback."""
    numbers = itertools.count(1)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"ok": True, "team_id": "T0FAKE", "ts": f"1600000000.{next(numbers):06}"})

    app = web.Application()
    app.router.add_route("*", "/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    print(f"http://{host}:{port}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
