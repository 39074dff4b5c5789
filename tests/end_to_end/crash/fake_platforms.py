"""The platforms of a crash: stand-ins that say when a call arrives, is carried out, and is answered."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp import web

from adapters.discord.api.post_tokens import has_token
from adapters.discord.messages import digest as discord_render
from adapters.slack.messages import digest as slack_render
from tests.end_to_end.crash.crash_points import DISCORD_POST, IN_THREAD, SLACK_POST
from tests.helpers.fake_servers import discord, discord_people, slack, slack_socket
from tests.helpers.fake_servers.discord_shapes import Place
from tests.helpers.fake_servers.serving import serving

SOON = 0.003  # seconds in which an answer is on its way
Moment = Callable[[str, str], None]


class _Watched:
    """Says what happens to a call, by its name."""

    told: Moment = staticmethod(lambda _call, _moment: None)

    async def serve(self, request: web.Request) -> web.Response:
        call = await self.named(request)
        self.told(call, "arrived")
        answer: web.Response = await super().serve(request)  # type: ignore[misc]
        self.told(call, "stored")
        asyncio.get_running_loop().call_later(SOON, self.told, call, "answered")
        return answer

    async def named(self, request: web.Request) -> str:
        raise NotImplementedError


class Slack(_Watched, slack_socket.TalkingSlack):
    posting, failing = SLACK_POST, "chat.postMessage"
    plan_posts = staticmethod(slack_render.layout)
    settings = "SLACK_API_URL"

    async def named(self, request: web.Request) -> str:
        method = request.match_info["method"]
        is_reply = method == "chat.postMessage" and (await request.json()).get("thread_ts")
        return method + IN_THREAD * bool(is_reply)

    def befall(self, fault: str) -> None:
        troubles = {
            "kept": slack.Trouble(status=500, keeping=True),
            "hung": slack.Trouble(hang=True, keeping=True),
            "lost": slack.Trouble(drop=True),
            "dropped": slack.Trouble(drop=True, keeping=True),
            "html": slack.Trouble(body=b"<html>hello</html>", content_type="text/html", keeping=True),
            "limited": slack.Trouble(status=429, error="ratelimited", headers={"Retry-After": "20"}),
        }
        self.fail(self.failing, troubles[fault])

    def add(self, channel: str) -> None:
        self.channels[channel] = slack.Channel(channel, channel.lower())

    def shown(self, channel: str) -> list[Any]:
        """Return the messages in a channel and its threads."""
        return self.channels[channel].messages

    def carries(self, message: Any, token: str) -> bool:
        if files := message.get("files"):
            return any(token in file["name"] for file in files)
        return bool(message["metadata"]["event_payload"]["token"] == token)


class Discord(_Watched, discord_people.DiscordServer):
    posting, failing = DISCORD_POST, r"POST /channels/\d+/messages"
    plan_posts = staticmethod(discord_render.layout)
    settings = "DISCORD_API_URL"

    async def named(self, request: web.Request) -> str:
        path = request.match_info["path"]
        place = re.fullmatch(r"channels/(\d+)/messages", path)
        is_reply = place and place[1] in self.places and self.places[place[1]].parent
        return f"{request.method} /{path}" + IN_THREAD * bool(is_reply)

    def befall(self, fault: str) -> None:
        troubles = {
            "kept": discord.Trouble(status=500, keeping=True),
            "hung": discord.Trouble(hang=True, keeping=True),
            "lost": discord.Trouble(drop=True),
            "dropped": discord.Trouble(drop=True, keeping=True),
            "html": discord.Trouble(body=b"<html>hello</html>", content_type="text/html", keeping=True),
            "limited": discord.Trouble(status=429, headers={"Retry-After": "20"}),
        }
        self.fail(self.failing, troubles[fault])

    def add(self, channel: str) -> None:
        self.places[channel] = Place(channel, f"c{channel}")

    def shown(self, channel: str) -> list[Any]:
        """Return the messages in a channel and its threads, as they came."""
        places = [each for each in self.places.values() if channel in (each.id, each.parent and each.parent.id)]
        return sorted((message for place in places for message in place.messages), key=lambda each: int(each["id"]))

    def carries(self, message: Any, token: str) -> bool:
        return has_token(message, token)


@asynccontextmanager
async def platform(name: str, clock: Callable[[], datetime]) -> AsyncIterator[Slack | Discord]:
    """Run a platform without channels of ours."""
    if name == "slack":
        async with _slack(Slack(clock=clock)) as stand_in:
            yield stand_in
    else:
        async with discord.running(Discord(clock=clock)) as server:
            yield server


@asynccontextmanager
async def _slack(stand_in: Slack) -> AsyncIterator[Slack]:
    application = web.Application()
    application.router.add_route("*", "/api/{method}", stand_in.serve)
    application.router.add_get("/link", stand_in.link)
    application.router.add_post("/upload/{id}", stand_in.upload)
    async with serving(application, stand_in._clock) as url:
        stand_in.base, stand_in.url = url, f"{url}/api/"
        yield stand_in
