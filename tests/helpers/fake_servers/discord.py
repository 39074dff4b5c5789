"""A Discord server on the loopback: the REST API that posting, reading back and checking need, and a small gateway.

It stores messages, nonces and threads as the real one does, refuses what the real one refuses, and fails as it is
told to. One runs at a time: discord.py keeps the address of the API for the whole process.
"""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from aiohttp import web

from tests.helpers.fake_servers import discord_shapes as shapes
from tests.helpers.fake_servers import serving
from tests.helpers.fake_servers.discord_calls import VIA, Call, Refused, Trouble, answer, read
from tests.helpers.fake_servers.discord_rules import refusal
from tests.helpers.fake_servers.discord_shapes import FORUM, NEWS, STAGE, THREAD, VOICE, Answer, Place
from tests.helpers.fake_servers.limits import Limit, Window

TOKEN = "stand-in.token"
IDENTIFY, RESUME = 2, 6
GREETED = {IDENTIFY, RESUME}
CROSSPOSTED = 1 << 0
BY_TOKEN = {"interactions", "webhooks"}  # these addresses have a token in them
EPOCH = 1_420_070_400_000  # milliseconds, of all ids: https://docs.discord.com/developers/reference#snowflakes


class DiscordStandIn:
    """One server with one bot in it. `url` is the base address of its API."""

    def __init__(self, *channels: Place, clock: Callable[[], datetime]) -> None:
        self.places = {channel.id: channel for channel in channels or (Place(),)}
        self.token = TOKEN
        self.nonce_kept = timedelta(minutes=2)
        self.limits: dict[str, Limit] = {}  # of messages, by channel or thread
        self.limit_of_all: Limit | None = None  # of requests with the token
        self.statuses: list[int] = []
        self.calls: list[tuple[str, Answer]] = []
        self.uploaded: dict[str, bytes] = {}
        self.most_file = 10 << 20  # bytes: https://docs.discord.com/developers/reference#uploading-files
        self.most_threads = 1000
        self.session_starts = dict(shapes.SESSIONS["session_start_limit"])
        self.url = ""
        self.gateway: list[int] = []  # the operations that clients sent
        self.sockets: list[web.WebSocketResponse] = []
        self.joined = True  # the bot was invited to the server
        self.turning_away = False  # who comes to the gateway
        self._clock = clock
        self._ids, self._sequence = itertools.count(1), itertools.count(1)
        self._nonces: dict[tuple[str, str], tuple[datetime, Answer]] = {}
        self._limit_of_each: Callable[[], Limit] | None = None
        self._troubles: list[tuple[str, Trouble]] = []
        self._routes = {
            "GET /users/@me": lambda _: shapes.user(shapes.BOT, "hotpapers"),
            "GET /users/@me/guilds": lambda _: [shapes.server()] if self.joined else [],
            "GET /oauth2/applications/@me": lambda _: shapes.APPLICATION,
            "GET /gateway/bot": lambda _: (
                {"url": self._gateway_url} | shapes.SESSIONS | {"session_start_limit": self.session_starts}
            ),
            f"GET /guilds/{shapes.SERVER}": lambda _: shapes.server(),
            f"GET /guilds/{shapes.SERVER}/channels": lambda _: [
                shapes.shown(each) for each in self.places.values() if not each.parent
            ],
            f"GET /guilds/{shapes.SERVER}/members/{shapes.BOT}": lambda _: shapes.member(),
            r"GET /channels/(\d+)": lambda _, number: shapes.shown(self._place(number)),
            r"GET /channels/(\d+)/messages": self._read,
            r"POST /channels/(\d+)/messages": self._post,
            r"DELETE /channels/(\d+)/messages/(\d+)": self._delete,
            r"GET /channels/(\d+)/messages/(\d+)": self._show_message,
            r"POST /channels/(\d+)/messages/(\d+)/threads": self._open,
            r"POST /channels/(\d+)/threads": self._open_in_forum,
            f"GET /guilds/{shapes.SERVER}/threads/active": lambda _: self._listed(archived=False),
            r"GET /channels/(\d+)/threads/archived/public": self._archived,
            r"DELETE /channels/(\d+)": self._remove,
            r"POST /channels/(\d+)/messages/(\d+)/crosspost": self._crosspost,
        }

    @property
    def messages(self) -> list[Answer]:
        """Everything that is posted, channel by channel, thread by thread."""
        return [message for place in self.places.values() for message in place.messages]

    @property
    def threads(self) -> list[Place]:
        return [place for place in self.places.values() if place.type == THREAD]

    def limit_channels(self, most: int, seconds: float, window: Window = Window.SLIDING) -> None:
        """Take no more than so many messages in so many seconds, in each channel and thread."""
        self._limit_of_each = lambda: Limit(most, seconds, window)

    def limit_all(self, most: int, seconds: float, window: Window = Window.SLIDING) -> None:
        """Take no more than so many requests in so many seconds, answers to people apart."""
        self.limit_of_all = Limit(most, seconds, window)

    def fail(self, call: str, *troubles: Trouble) -> None:
        """Let the next calls like *call*, a pattern of ``METHOD /path``, fail one after the other."""
        self._troubles += [(call, trouble) for trouble in troubles]

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one call, or fail it as was asked for."""
        line = f"{request.method} /{request.match_info['path']}"
        arguments = await read(request)
        self.calls.append((line, arguments))
        trouble = self._trouble(line)
        if trouble is None or trouble.keeping:
            answered = self._respond(Call(line, arguments, request.headers.get("Authorization")))
        if trouble is None:
            return answered
        return await trouble.befall(request, {"code": trouble.code, "message": "trouble"}, Via=VIA)

    def _trouble(self, line: str) -> Trouble | None:
        found = next((pair for pair in self._troubles if re.fullmatch(pair[0], line)), None)
        if found:
            self._troubles.remove(found)
        return found[1] if found else None

    def _respond(self, call: Call) -> web.Response:
        try:
            status, body = 200, self._route(call)
        except Refused as refused:
            status, body = refused.status, refused.body
        self.statuses.append(status)
        return answer(status, json.dumps(body).encode(), call.headers)

    def _route(self, call: Call) -> Any:
        if call.authorization != f"Bot {self.token}" and call.line.split("/")[1] not in BY_TOKEN:
            raise Refused(401, 0, "401: Unauthorized")
        if call.line.split("/")[1] not in BY_TOKEN:
            self._enforce_over_all(call.headers)
        for pattern, handle in self._routes.items():
            if match := re.fullmatch(pattern, call.line):
                return handle(call, *match.groups())
        raise Refused(404, 0, "404: Not Found")

    def _place(self, id: str) -> Place:
        place = self.places.get(id)
        if place is None:
            raise Refused(404, 10003, "Unknown Channel")
        if not place.may("view"):
            raise Refused(403, 50001, "Missing Access")
        return place

    def _post(self, call: Call, id: str) -> Answer:
        place, message, now = self._place(id), call.arguments, self._clock()
        self._enforce(place, call.headers)
        if place.type == FORUM:
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        if not place.may("send in threads" if place.type == THREAD else "send"):
            raise Refused(403, 50013, "Missing Permissions")
        if place.locked:
            raise Refused(400, 160005, "The thread is locked")
        key = place.id, message.get("nonce", "")
        known = self._nonces.get(key)
        if message.get("enforce_nonce") and known and now - known[0] <= self.nonce_kept:
            return self._again(place, known[1])
        files = {
            file["filename"]: file["content"].encode(errors="surrogateescape") for file in message.get("uploaded", ())
        }
        if sum(map(len, files.values())) > self.most_file:
            raise Refused(413, 40005, "Request entity too large")
        if files and not place.may("attach"):
            raise Refused(403, 50013, "Missing Permissions")
        if complaint := refusal(message):
            raise Refused(400, 50035, f"Invalid Form Body: {complaint}")
        kept = shapes.stored(self._id(now), place, message, now)
        self.uploaded |= files
        place.messages.append(kept)
        self._nonces[key] = now, kept
        return kept | {"nonce": message.get("nonce")}

    def _open_in_forum(self, call: Call, id: str) -> Answer:
        """Open a thread with its first message: without a nonce, which such messages do not have."""
        place, asked, now = self._place(id), call.arguments, self._clock()
        if place.type != FORUM:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        if not place.may("send"):
            raise Refused(403, 50013, "Missing Permissions")
        if not 1 <= len(asked["name"]) <= 100 or (complaint := refusal(asked["message"])):
            raise Refused(400, 50035, f"Invalid Form Body: {complaint if asked['name'] else 'name'}")
        if place.needs_tag and not asked.get("applied_tags"):
            raise Refused(400, 40067, "A tag is required to create a forum post in this channel")
        if {*asked.get("applied_tags", ())} - {*map(shapes.tag_id, place.tags)}:
            raise Refused(400, 50035, "Invalid Form Body: applied_tags")
        if len(self.threads) >= self.most_threads:
            raise Refused(400, 160006, "Maximum number of active threads reached")
        thread = Place(self._id(now), asked["name"], THREAD, parent=place, applied=tuple(asked.get("applied_tags", ())))
        self.places[thread.id] = thread
        thread.messages.append(shapes.stored(thread.id, thread, asked["message"], now))
        return shapes.shown(thread) | {"message": thread.messages[0]}

    def _listed(self, parent: str = "", *, archived: bool) -> Answer:
        among = [each for each in self.threads if each.archived == archived and parent in {"", each.parent.id}]
        return {"threads": [shapes.shown(each) for each in among], "members": [], "has_more": False}

    def _archived(self, _: Call, id: str) -> Answer:
        if not self._place(id).may("history"):
            raise Refused(403, 50013, "Missing Permissions")
        return self._listed(id, archived=True)

    def _remove(self, _: Call, id: str) -> Answer:
        place = self._place(id)
        if "manage threads" in place.parent.denied:
            raise Refused(403, 50013, "Missing Permissions")
        return shapes.shown(self.places.pop(id))

    def _show_message(self, _: Call, id: str, message: str) -> Answer:
        found = [kept for kept in self._place(id).messages if kept["id"] == message]
        if not found:
            raise Refused(404, 10008, "Unknown Message")
        return found[0]

    def _delete(self, call: Call, id: str, message: str) -> Answer:
        place = self._place(id)
        found = [kept for kept in place.messages if kept["id"] == message]
        if not found:
            raise Refused(404, 10008, "Unknown Message")
        place.messages.remove(found[0])
        return {}

    def _again(self, place: Place, message: Answer) -> Answer:
        """Return the message of a nonce; once it was deleted, there is none: discord-api-docs #6647."""
        if message not in place.messages:
            raise Refused(404, 10008, "Unknown Message")
        return message

    def _enforce(self, place: Place, headers: dict[str, str]) -> None:
        """Count the message, say what is left, and refuse what is too much."""
        if self._limit_of_each is None:
            return
        limit, now = self.limits.setdefault(place.id, self._limit_of_each()), time.monotonic()
        wait = limit.refuses(now)
        if wait is not None:
            raise _too_much(wait, headers, "user")
        reset = f"{limit.resets_after(now):.3f}"
        left = {"Limit": limit.most, "Remaining": limit.remaining, "Reset-After": reset, "Bucket": "messages"}
        headers |= {f"X-RateLimit-{name}": str(value) for name, value in left.items()}

    def _enforce_over_all(self, headers: dict[str, str]) -> None:
        wait = self.limit_of_all.refuses(time.monotonic()) if self.limit_of_all else None
        if wait is not None:
            raise _too_much(wait, headers, "global")

    def _read(self, call: Call, id: str) -> list[Answer]:
        """Return messages, newest first, or those that follow on an id; none without the right to read them."""
        place, asked = self._place(id), call.arguments
        if not place.may("history") or place.type == FORUM:
            return []
        limit = int(asked.get("limit", 50))
        if not 1 <= limit <= 100:
            raise Refused(400, 50035, "Invalid Form Body: limit")
        if "after" in asked:
            later = [message for message in place.messages if int(message["id"]) > int(asked["after"])]
            return later[:limit][::-1]
        before = int(asked.get("before", 1 << 63))
        return [message for message in place.messages[::-1] if int(message["id"]) < before][:limit]

    def _open(self, call: Call, id: str, message: str) -> Answer:
        place, name = self._place(id), call.arguments["name"]
        if place.type in {VOICE, STAGE, THREAD}:
            raise Refused(400, 50024, "Cannot execute action on this channel type")
        if not place.may("open threads"):
            raise Refused(403, 50013, "Missing Permissions")
        if all(kept["id"] != message for kept in place.messages):
            raise Refused(404, 10008, "Unknown Message")
        if message in self.places:
            raise Refused(400, 160004, "A thread has already been created for this message")
        if not 1 <= len(name) <= 100:
            raise Refused(400, 50035, "Invalid Form Body: name")
        if len(self.threads) >= self.most_threads:
            raise Refused(400, 160006, "Maximum number of active threads reached")
        self.places[message] = Place(message, name, THREAD, parent=place)
        return shapes.shown(self.places[message])

    def _crosspost(self, call: Call, id: str, message: str) -> Answer:
        place = self._place(id)
        if place.type != NEWS:
            raise Refused(400, 50068, "Invalid message type")
        found = next(kept for kept in place.messages if kept["id"] == message)
        found["flags"] |= CROSSPOSTED
        return found

    def _id(self, now: datetime) -> str:
        return str(((int(now.timestamp() * 1000) - EPOCH) << 22) + next(self._ids))

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Greet a client of the gateway, let it identify itself, and answer its heartbeats."""
        if self.turning_away:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41_250}})
        async for received in socket:
            said = received.json()
            self.gateway.append(said["op"])
            if said["op"] == 1:
                await socket.send_json({"op": 11, "d": None})
            elif said["d"].get("token") != self.token:
                await socket.close(code=4004)
            elif said["op"] in GREETED:
                await self._greet(socket, said["op"])
        self.sockets = [each for each in self.sockets if each is not socket]
        return socket

    async def _greet(self, socket: web.WebSocketResponse, operation: int) -> None:
        """Say hello to who identifies itself or comes back, and tell who identifies itself of the server.

        A server that the bot is in is `unavailable` in the hello and not anymore when it is told of; one that it
        joins says nothing of the kind.
        """
        self.sockets.append(socket)
        if operation == RESUME:
            await self.tell("RESUMED", {})
            return
        await self.tell("READY", shapes.READY | {"resume_gateway_url": self._gateway_url})
        await self.tell("GUILD_CREATE", self.guild() | {"unavailable": False})

    @property
    def _gateway_url(self) -> str:
        return re.sub("^http(.*)/api/v10", r"ws\1/gateway", self.url)

    def guild(self) -> Answer:
        """Show the server as the gateway does."""
        channels = [shapes.shown(each) for each in self.places.values() if not each.parent]
        return shapes.server() | {"channels": channels, "members": [shapes.member()], "member_count": 2}

    async def tell(self, event: str, data: Answer) -> None:
        """Tell the client that came last of an event."""
        await self.sockets[-1].send_json({"op": 0, "t": event, "s": next(self._sequence), "d": data})


def _too_much(wait: float, headers: dict[str, str], scope: str) -> Refused:
    headers |= {"Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": scope}
    headers |= {"X-RateLimit-Global": "true"} if scope == "global" else {}
    return Refused(429, 0, "You are being rate limited.", retry_after=wait, **{"global": scope == "global"})


Server = TypeVar("Server", bound=DiscordStandIn)


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def discord(*channels: Place, clock: Callable[[], datetime] = now) -> AsyncIterator[DiscordStandIn]:
    """Run a server with *channels*, or with one in which the bot may do everything."""
    async with running(DiscordStandIn(*channels, clock=clock)) as stand_in:
        yield stand_in


@asynccontextmanager
async def running(stand_in: Server) -> AsyncIterator[Server]:
    """Run a server on a free port of the loopback."""
    application = web.Application()
    application.router.add_route("*", "/api/v10/{path:.*}", stand_in.serve)
    application.router.add_get("/gateway", stand_in.connect)
    async with serving.serving(application, stand_in._clock) as url:
        stand_in.url = f"{url}/api/v10"
        yield stand_in
