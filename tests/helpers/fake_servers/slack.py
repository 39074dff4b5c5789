"""A Slack workspace on the loopback: the Web API that posting, reading back and checking need.

It stores messages as the real one does, refuses what the real one refuses, and fails as it is told to.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from tests.helpers.fake_servers import serving
from tests.helpers.fake_servers.slack_rules import refusal

TOKEN = "xoxb-stand-in"
TEAM = "T0FAKE"
SCOPES = ("chat:write", "channels:read", "channels:history")
NEEDED = {
    "chat.postMessage": "chat:write",
    "chat.delete": "chat:write",
    "conversations.info": "channels:read",
    "users.conversations": "channels:read",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
}

READINGS = {"conversations.history", "conversations.replies"}
MINUTE = timedelta(minutes=1)

Answer = dict[str, Any]


@dataclass
class Channel:
    """A channel with its messages in the order they came, those of threads among them."""

    id: str = "C0GENERAL"
    name: str = "general"
    member: bool = True
    archived: bool = False
    private: bool = False
    messages: list[Answer] = field(default_factory=list)


@dataclass
class Trouble(serving.Trouble):
    """How a call fails, with Slack's name for it."""

    error: str = "internal_error"


@dataclass
class Upload:
    """A file that was brought; *kept* once someone said what it is for."""

    name: str
    length: int
    speech: str = ""
    body: bytes = b""
    kept: bool = False


class SlackStandIn:
    """One workspace with one app in it. `url` is the base address of its API."""

    def __init__(self, *channels: Channel, clock: Callable[[], datetime]) -> None:
        self.channels = {channel.id: channel for channel in channels or (Channel(),)}
        self.scopes = list(SCOPES)
        self.needed = NEEDED
        self.token = TOKEN
        self.token_error = "invalid_auth"
        self.pace = timedelta()  # the least time between two messages in a channel
        self.page = 1000  # the most messages in one answer
        self.reads: int | None = None  # so many readings of one kind a minute
        self.reads_wait = "60"
        self.calls: list[tuple[str, Answer]] = []
        self.uploaded: dict[str, Upload] = {}
        self.most_file = 1 << 30  # bytes
        self.url = ""
        self._clock = clock
        self._numbers = itertools.count(1)
        self._reads: list[tuple[str, datetime]] = []
        self._troubles: dict[str, list[Trouble]] = defaultdict(list)
        self._methods = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.delete": self._delete,
            "conversations.info": self._info,
            "users.conversations": self._joined,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "files.getUploadURLExternal": self._offer_upload,
            "files.completeUploadExternal": self._complete_upload,
            "files.delete": self._delete_file,
        }

    @property
    def messages(self) -> list[Answer]:
        """Everything that is posted, channel by channel."""
        return [message for channel in self.channels.values() for message in channel.messages]

    def fail(self, method: str, *troubles: Trouble) -> None:
        """Let the next calls of *method* fail, one after the other."""
        self._troubles[method] += troubles

    def forget_reads(self) -> None:
        """Let a minute pass for readings."""
        self._reads.clear()

    async def serve(self, request: web.Request) -> web.Response:
        """Answer one call, or fail it as was asked for."""
        method = request.match_info["method"]
        arguments = await request.json() if request.content_type == "application/json" else dict(request.query)
        self.calls.append((method, arguments))
        trouble = self._troubles[method].pop(0) if self._troubles[method] else None
        if trouble is None or trouble.keeping:
            answer = self._respond(request, method, arguments)
        if trouble is None:
            return answer
        return await trouble.befall(request, {"ok": False, "error": trouble.error})

    def _respond(self, request: web.Request, method: str, arguments: Answer) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        channel = self.channels.get(arguments.get("channel", ""))
        needed = self.needed.get(method, "")
        if channel and channel.private:
            needed = needed.replace("channels:", "groups:")
        if token != self._token_for(method):
            answer: Answer = {"error": self.token_error if token else "not_authed"}
        elif needed and needed not in self.scopes:
            answer = {"error": "missing_scope", "needed": needed, "provided": ",".join(self.scopes)}
        elif "channel" in arguments and (channel is None or (channel.private and not channel.member)):
            answer = {"error": "channel_not_found"}
        elif self._reads_too_much(method):
            answer = {"error": "ratelimited", "wait": self.reads_wait}
        else:
            answer = self._methods[method](channel, arguments)
        headers = {"X-OAuth-Scopes": ",".join(self.scopes)}
        if answer.get("error") == "ratelimited":
            headers["Retry-After"] = answer.pop("wait", "1")
            return web.json_response({"ok": False} | answer, status=429, headers=headers)
        return web.json_response({"ok": "error" not in answer} | answer, headers=headers)

    def _reads_too_much(self, method: str) -> bool:
        if self.reads is None or method not in READINGS:
            return False
        now = self._clock()
        self._reads = [(known, at) for known, at in self._reads if now - at < MINUTE]
        is_too_much = [known for known, _ in self._reads].count(method) >= self.reads
        self._reads += [] if is_too_much else [(method, now)]
        return is_too_much

    def _token_for(self, _: str) -> str:
        return self.token

    def _auth_test(self, _: None, __: Answer) -> Answer:
        return {"team": "Stand-in", "team_id": TEAM, "user": "hotpapers", "user_id": "U0BOT", "bot_id": "B0BOT"}

    def _post(self, channel: Channel, message: Answer) -> Answer:
        now = self._clock()
        if not channel.member or channel.archived:
            return {"error": "is_archived" if channel.archived else "not_in_channel"}
        last = max((float(stored["ts"]) for stored in channel.messages), default=0.0)
        if now.timestamp() < int(last) + self.pace.total_seconds():
            return {"error": "ratelimited"}
        if error := refusal(message) or self._unknown_picture(message):
            return {"error": error, "response_metadata": {"messages": [f"[ERROR] {error} [json-pointer:/blocks/0]"]}}
        stored = message | {
            "type": "message",
            "bot_id": "B0BOT",
            "ts": f"{int(now.timestamp())}.{next(self._numbers):06d}",
        }
        if not any(start["ts"] == message.get("thread_ts") for start in channel.messages):
            stored.pop("thread_ts", None)  # the real one says nothing and posts into the channel
        stored["blocks"] = [{"block_id": f"b{number}"} | block for number, block in enumerate(message["blocks"])]
        channel.messages.append(stored)
        return {"channel": channel.id, "ts": stored["ts"], "message": stored}

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file, as many as were announced."""
        upload, body = self.uploaded[request.match_info["id"]], await request.read()
        if len(body) != upload.length:
            return web.Response(status=400, text="length")
        upload.body = body
        return web.Response(text="OK")

    def _offer_upload(self, _: None, arguments: Answer) -> Answer:
        length = int(arguments["length"])
        if length > self.most_file:
            return {"error": "file_upload_size_restricted"}
        id = f"F{len(self.uploaded) + 1}"
        self.uploaded[id] = Upload(arguments["filename"], length, arguments.get("alt_txt", ""))
        return {"file_id": id, "upload_url": self.url.removesuffix("api/") + f"upload/{id}"}

    def _complete_upload(self, _: None, arguments: Answer) -> Answer:
        """Show files in a channel or thread, or keep them for blocks; either only once they are there."""
        files = json.loads(arguments["files"])
        if any(not self.uploaded[file["id"]].body for file in files):
            return {"error": "file_not_found"}
        for file in files:
            self.uploaded[file["id"]].kept = True
        if channel := self.channels.get(arguments.get("channel_id", "")):
            if not channel.member:
                return {"error": "not_in_channel"}
            shown = [
                {"id": file["id"], "name": self.uploaded[file["id"]].name, "title": file["title"]} for file in files
            ]
            ts = f"{int(self._clock().timestamp())}.{next(self._numbers):06d}"
            thread = {"thread_ts": arguments["thread_ts"]} if arguments.get("thread_ts") else {}
            channel.messages.append({"type": "message", "ts": ts, "files": shown, "text": "", "blocks": []} | thread)
        return {"files": [{"id": file["id"]} for file in files]}

    def _delete_file(self, _: None, arguments: Answer) -> Answer:
        if self.uploaded.pop(arguments["file"], None) is None:
            return {"error": "file_not_found"}
        for channel in self.channels.values():
            channel.messages = [
                m for m in channel.messages if arguments["file"] not in {f["id"] for f in m.get("files", ())}
            ]
        return {}

    def _unknown_picture(self, message: Answer) -> str | None:
        pictures = [block["slack_file"]["id"] for block in message.get("blocks", ()) if block["type"] == "image"]
        known = all(id in self.uploaded and self.uploaded[id].kept for id in pictures)
        return None if known else "invalid_blocks"

    def _delete(self, channel: Channel, arguments: Answer) -> Answer:
        found = [message for message in channel.messages if message["ts"] == arguments["ts"]]
        for message in found:
            channel.messages.remove(message)
        return {"channel": channel.id, "ts": arguments["ts"]} if found else {"error": "message_not_found"}

    def _info(self, channel: Channel, _: Answer) -> Answer:
        flags = {"is_member": channel.member, "is_archived": channel.archived, "is_private": channel.private}
        return {"channel": {"id": channel.id, "name": channel.name, "is_channel": True} | flags}

    def _joined(self, _: None, arguments: Answer) -> Answer:
        """List the channels that the app is in; private ones need a scope of their own."""
        kinds = str(arguments.get("types", "public_channel"))
        if "private_channel" in kinds and "groups:read" not in self.scopes:
            return {"error": "missing_scope", "needed": "groups:read", "provided": ",".join(self.scopes)}
        joined = [each for each in self.channels.values() if each.member and not each.archived]
        return {"channels": [{"id": each.id, "name": each.name} for each in joined if not each.private]}

    def _history(self, channel: Channel, arguments: Answer) -> Answer:
        if not channel.member:
            return {"error": "not_in_channel"}
        return self._page([message for message in channel.messages if "thread_ts" not in message][::-1], arguments)

    def _replies(self, channel: Channel, arguments: Answer) -> Answer:
        start = [message for message in channel.messages if message["ts"] == arguments["ts"]]
        replies = [message for message in channel.messages if message.get("thread_ts") == arguments["ts"]]
        return self._page(start + replies, arguments) if start else {"error": "thread_not_found"}

    def _page(self, messages: list[Answer], arguments: Answer) -> Answer:
        known = [message for message in messages if float(message["ts"]) > float(arguments.get("oldest", 0))]
        start = int(arguments.get("cursor", 0))
        end = start + min(int(arguments.get("limit", 100)), self.page)
        hidden = set() if arguments.get("include_all_metadata") in {"1", "true"} else {"metadata"}
        shown = [{key: value for key, value in message.items() if key not in hidden} for message in known[start:end]]
        more = {"response_metadata": {"next_cursor": str(end)}} if end < len(known) else {}
        return {"messages": shown, "has_more": bool(more)} | more


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def slack(*channels: Channel, clock: Callable[[], datetime] = now) -> AsyncIterator[SlackStandIn]:
    """Run a workspace with *channels*, or with one that the app is in."""
    stand_in = SlackStandIn(*channels, clock=clock)
    application = web.Application()
    application.router.add_route("*", "/api/{method}", stand_in.serve)
    application.router.add_post("/upload/{id}", stand_in.upload)
    async with serving.serving(application, clock) as url:
        stand_in.url = f"{url}/api/"
        yield stand_in
