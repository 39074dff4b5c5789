"""Slack as people talk to us there: a client that listens, and what messages say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from aiohttp import web

from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.platform import Slack
from tests.helpers.fake_servers.serving import serving
from tests.helpers.fake_servers.slack import TOKEN
from tests.helpers.fake_servers.slack_socket import TalkingSlack


@asynccontextmanager
async def listening(workspace: TalkingSlack, answerer: Any, access: SlackCredentials) -> AsyncIterator[Slack]:
    platform = Slack(TOKEN, workspace.url, access, delay=timedelta())
    application = web.Application()
    application.add_routes(platform.http_routes())
    async with serving(application) as url:
        workspace.entrance = f"{url}/slack/events" if platform.http_routes() else None
        task = asyncio.create_task(platform.listen(answerer))
        try:
            await until_listening(workspace, platform)
            yield platform
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            await platform.close()


async def until_listening(workspace: TalkingSlack, platform: Slack) -> None:
    await workspace.until(lambda: ("auth.test", {}) in workspace.calls)
    while platform._entrance and not platform._entrance._app:
        await asyncio.sleep(0)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for key, inner in value.items() if key != "text" or not own for text in texts(inner)]
    return [text for inner in value for text in texts(inner)] if isinstance(value, list) else []


def said(message: dict[str, Any]) -> str:
    return "\n".join(texts(message["blocks"]))
