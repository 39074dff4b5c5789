"""A Slack workspace that people talk in: what they do reaches the app by Socket Mode or as signed requests.

It hands out web sockets, response URLs and upload addresses of its own, and keeps to what the real one allows of each:
an acknowledgement, five uses of a response URL within thirty minutes, one view a trigger that is three seconds old at
most, three views above one another.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import WSMsgType, web

from tests.helpers.fake_servers.serving import PATIENCE, serving
from tests.helpers.fake_servers.slack import TEAM, Answer, Channel, SlackStandIn, Trouble, now
from tests.helpers.fake_servers.slack_rules import refusal, view_refusal
from tests.helpers.fake_servers.slack_signed import encoded, request

APP_TOKEN = "xapp-stand-in"
USER, OURSELVES = "U0ADA", "U0BOT"
SCOPES = (
    "chat:write", "commands", "im:write", "users:read", "channels:read", "groups:read", "files:write", "reactions:read",
)  # fmt: skip
NEEDED = {
    "users.info": "users:read",
    "conversations.open": "im:write",
    "chat.update": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.unfurl": "links:write",
}
ACKNOWLEDGED = 30.0  # seconds until an acknowledgement has to be there; Slack waits three, but on no busy machine
USES, USABLE = 5, timedelta(minutes=30)
TRIGGERING = timedelta(seconds=3)  # that a trigger lives
STACKED = 3  # views
HEARD = {"app_mention": "app_mentions:read", "message": "im:history", "link_shared": "links:read"}
"""Events that come only to an app with the scope."""


@dataclass
class Person:
    """Someone in the workspace."""

    id: str = USER
    zone: str = "Europe/Paris"
    admin: bool = False
    reachable: bool = True  # by direct messages
    team: str = TEAM


@dataclass
class ResponseUrl:
    """A way to answer; *shows* is the place in what is seen of what it replaces."""

    made: datetime
    shows: int | None = None
    uses: int = 0


class TalkingSlack(SlackStandIn):
    """A workspace with people in it. `seen` is what they see as answers, `home` what is on each one's Home tab."""

    def __init__(self, *channels: Channel, clock: Callable[[], datetime]) -> None:
        super().__init__(*channels, clock=clock)
        self.scopes = list(SCOPES)
        self.app_token = APP_TOKEN
        self.people = {USER: Person()}
        self.seen: list[Answer] = []
        self.open: list[Answer] = []  # views as they are seen, one above the other
        self.response_troubles: list[Trouble] = []
        self.home: dict[str, Answer] = {}
        self.unfurled: dict[str, Answer] = {}
        self.connections = 0
        self.entrance: str | None = None  # where signed requests go; without it, everything goes through the socket
        self.base = ""
        self._sockets: list[web.WebSocketResponse] = []
        self._awaited: dict[str, asyncio.Future[Answer | None]] = {}
        self._urls: dict[str, ResponseUrl] = {}
        self._triggers: dict[str, datetime] = {}
        self._tickets: set[str] = set()  # each opens one socket
        self._silent: set[web.WebSocketResponse] = set()
        self.turning_away = False  # who comes with a ticket, which is used up all the same
        self.news = asyncio.Event()
        self._ids = itertools.count(1)
        self._methods |= {
            "apps.connections.open": self._connect,
            "users.info": self._person,
            "conversations.open": self._open_direct,
            "views.open": self._open_view,
            "views.push": self._push_view,
            "views.update": self._update_view,
            "chat.postEphemeral": self._whisper,
            "views.publish": self._publish,
            "chat.update": self._update,
            "chat.unfurl": self._unfurl,
        }
        self.needed = self.needed | NEEDED

    # --- what people do ----------------------------------------------------------------------------------------------

    async def command(self, name: str, text: str = "", **given: Any) -> Answer | None:
        """Let someone type a command; return what it is acknowledged with."""
        return await self.deliver("slash_commands", self.typed(name, text, **given))

    def typed(self, name: str, text: str = "", channel: str = "C0GENERAL", user: str = USER, **given: Any) -> Answer:
        """Return the payload of a command."""
        who = {"team_id": TEAM, "user_id": user, "channel_id": channel}
        return (
            who | {"command": name, "text": text, "response_url": self.url_for(), "trigger_id": self.trigger()} | given
        )

    async def press(
        self, place: int | None, value: str, channel: str | None = "C0GENERAL", **given: Any
    ) -> Answer | None:
        """Let someone press what carries *value* on the answer at *place*; nowhere but on Home without a channel."""
        action = {"type": "button", "action_id": "hp:0", "block_id": "b", "value": value}
        where: Answer = {"response_url": self.url_for(place), "channel": {"id": channel}} if channel else {}
        acted = {"actions": [action], "container": self.container(place)} | where | given
        return await self.deliver("interactive", self.acted("block_actions", **acted))

    async def press_in(self, view: Answer, value: str, **given: Any) -> Answer | None:
        """Let someone press what carries *value* in a view: Home or a modal."""
        action = {"type": "button", "action_id": "hp:0", "block_id": "b", "value": value} | given
        container = {"type": "view", "view_id": view["id"]}
        return await self.deliver(
            "interactive", self.acted("block_actions", actions=[action], container=container, view=view)
        )

    async def choose(self, place: int | None, value: str) -> Answer | None:
        """Let someone choose an option of a menu."""
        action = {"type": "static_select", "action_id": "hp:menu", "selected_option": {"value": value}}
        return await self.press(place, "", actions=[action])

    def container(self, place: int | None) -> Answer:
        """Return what a control stands in: an answer that one person sees, or a message."""
        is_ephemeral = place is not None and self.seen[place]["response_type"] == "ephemeral"
        return {"type": "message", "is_ephemeral": is_ephemeral}

    async def submit(self, view: Answer, values: Answer, /, **given: Any) -> Answer | None:
        """Let someone submit a form with *values*; what it is acknowledged with happens to the view."""
        acted = self.acted("view_submission", **{"view": view | {"state": {"values": values}}} | given)
        answer = await self.deliver("interactive", acted)
        self._close(view["id"], answer or {})
        return answer

    @property
    def form(self) -> Answer | None:
        """The form that is seen, if one is."""
        return next((view for view in self.open[-1:] if "submit" in view), None)

    def _close(self, id: str, answer: Answer) -> None:
        place = next((n for n, view in enumerate(self.open) if view["id"] == id), None)
        if place is None or answer.get("response_action") == "errors":
            return
        if answer.get("response_action") == "update":
            assert not view_refusal(answer["view"]), answer
            self.open[place] = answer["view"] | {"id": id}
        else:
            del self.open[place]
        self.news.set()

    async def event(self, type: str, id: str = "", **given: Any) -> None:
        """Let something happen; the app hears of it if it may."""
        if HEARD.get(type, "") not in {"", *self.scopes}:
            return
        event = {"type": type, "event_ts": "1.1"} | given
        outer = {"type": "event_callback", "team_id": TEAM, "event": event, "event_id": id or f"Ev{next(self._ids)}"}
        await self.deliver("events_api", outer | {"authorizations": [{"team_id": TEAM, "user_id": OURSELVES}]})

    def acted(self, type: str, user: str = USER, **given: Any) -> Answer:
        """Return the payload of an interaction."""
        who = {"team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}}
        return {"type": type, "trigger_id": self.trigger()} | who | given

    def trigger(self) -> str:
        self._triggers[trigger := f"trigger-{next(self._ids)}"] = self._clock()
        return trigger

    def url_for(self, place: int | None = None) -> str:
        id = f"{next(self._ids)}"
        self._urls[id] = ResponseUrl(self._clock(), place)
        return f"{self.base}/respond/{id}"

    # --- how it reaches the app --------------------------------------------------------------------------------------

    async def deliver(self, type: str, payload: Answer) -> Answer | None:
        """Bring a payload to the app and return the body of its acknowledgement; TimeoutError if that is late."""
        async with asyncio.timeout(ACKNOWLEDGED):
            return await (self._send(type, payload) if self.entrance is None else self._send_signed(type, payload))

    async def _send(self, type: str, payload: Answer) -> Answer | None:
        await self.until(lambda: self._sockets)
        envelope = f"envelope-{next(self._ids)}"
        self._awaited[envelope] = answer = asyncio.get_running_loop().create_future()
        body = {"envelope_id": envelope, "type": type, "payload": payload, "accepts_response_payload": True}
        await self._sockets[-1].send_json(body)
        return await answer

    async def _send_signed(self, type: str, payload: Answer) -> Answer | None:
        status, text = await self.request(encoded(type, payload))
        assert status == 200, text
        return json.loads(text) if text else None

    async def request(self, body: bytes, **given: str) -> tuple[int, str]:
        """Send one signed request, now or as it is *given*."""
        assert self.entrance
        return await request(self.entrance, body, **{"stamp": f"{self._clock().timestamp():.0f}"} | given)

    async def refresh(self) -> None:
        """Ask the app for a new socket, as Slack does every few hours, and wait until it is there."""
        known = self.connections
        await self._sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
        await self.until(lambda: self.connections > known)

    def fall_silent(self) -> None:
        """Let the socket stay open and nothing come out of it anymore, not even an answer to a ping."""
        self._silent.update(self._sockets)

    async def until(self, seen: Callable[[], Any]) -> Any:
        """Wait for something and return it."""
        async with asyncio.timeout(PATIENCE):
            while not (found := seen()):
                self.news.clear()
                await self.news.wait()
        return found

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """Be one end of a socket."""
        if request.query["ticket"] not in self._tickets or self.turning_away:
            self._tickets.discard(request.query["ticket"])
            raise web.HTTPForbidden
        self._tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._sockets.append(socket)
        self.connections += 1
        self.news.set()
        async for message in socket:
            if socket in self._silent:
                continue
            if message.type is WSMsgType.PING:
                await socket.pong(message.data)
            if message.type is WSMsgType.TEXT:
                answer = message.json()
                if waiting := self._awaited.pop(answer["envelope_id"], None):
                    waiting.set_result(answer.get("payload"))
        self._sockets.remove(socket)
        return socket

    # --- what the app does -------------------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.Response:
        try:
            return await super().serve(request)
        finally:
            self.news.set()

    async def respond(self, request: web.Request) -> web.Response:
        """Take what is said through a response URL."""
        trouble = self.response_troubles.pop(0) if self.response_troubles else None
        answer = await self._respond_to(request) if trouble is None or trouble.keeping else None
        if trouble is None and answer is not None:
            return answer
        assert trouble
        return await trouble.befall(request, {"ok": False, "error": trouble.error})

    async def _respond_to(self, request: web.Request) -> web.Response:
        url = self._urls[request.match_info["id"]]
        url.uses += 1
        if url.uses > USES or self._clock() - url.made > USABLE:
            return web.Response(status=404, text="used_url" if url.uses > USES else "expired_url")
        body = await request.json()
        if error := refusal(body):
            return web.Response(status=400, text=error)
        if body.get("replace_original") and url.shows is not None:
            self.seen[url.shows] = body
        else:
            self.seen.append(body)
            url.shows = len(self.seen) - 1
        self.news.set()
        return web.Response(text="ok")

    def _connect(self, _: None, __: Answer) -> Answer:
        self._tickets.add(ticket := f"{next(self._ids)}")
        return {"url": f"ws{self.base.removeprefix('http')}/link?ticket={ticket}"}

    def _person(self, _: None, arguments: Answer) -> Answer:
        person = self.people.get(arguments["user"])
        if person is None:
            return {"error": "user_not_found"}
        return {
            "user": {
                "id": person.id,
                "tz": person.zone,
                "is_admin": person.admin,
                "is_owner": False,
                "team_id": person.team,
            }
        }

    def _open_direct(self, _: None, arguments: Answer) -> Answer:
        person = self.people.get(arguments["users"])
        if person is None or not person.reachable:
            return {"error": "user_disabled" if person else "user_not_found"}
        id = f"D{person.id[1:]}"
        self.channels.setdefault(id, Channel(id, ""))
        return {"channel": {"id": id}}

    def _open_view(self, _: None, arguments: Answer) -> Answer:
        if error := self._trigger_refusal(arguments["trigger_id"]) or self._view_error(arguments["view"]):
            return {"error": error}
        self.open = []
        return self._show_view(arguments["view"])

    def _push_view(self, _: None, arguments: Answer) -> Answer:
        if error := self._trigger_refusal(arguments["trigger_id"]) or self._view_error(arguments["view"]):
            return {"error": error}
        if len(self.open) >= STACKED:
            return {"error": "push_limit_reached"}
        return self._show_view(arguments["view"])

    def _show_view(self, view: Answer) -> Answer:
        self.open.append(view | {"id": f"V{next(self._ids)}"})
        return {"view": self.open[-1]}

    def _update_view(self, _: None, arguments: Answer) -> Answer:
        """Show another view in place of one that is open still, named by Slack's id or the app's."""
        name, key = ("view_id", "id") if "view_id" in arguments else ("external_id", "external_id")
        place = next((n for n, view in enumerate(self.open) if view.get(key) == arguments[name]), None)
        if place is None:
            return {"error": "not_found"}
        if error := self._view_error(arguments["view"], self.open[place]):
            return {"error": error}
        self.open[place] = arguments["view"] | {"id": self.open[place]["id"]}
        return {"view": self.open[place]}

    def _trigger_refusal(self, trigger: str) -> str | None:
        made = self._triggers.pop(trigger, None)
        if made is None:
            return "exchanged_trigger_id"
        return "expired_trigger_id" if self._clock() - made > TRIGGERING else None

    def _view_error(self, view: Answer, before: Answer | None = None) -> str | None:
        others = [one.get("external_id") for one in self.open if one is not before]
        taken = "external_id" in view and view["external_id"] in others
        return "duplicate_external_id" if taken else view_refusal(view)

    def _whisper(self, channel: Channel, message: Answer) -> Answer:
        """Show a message to one person in a channel."""
        if not channel.member:
            return {"error": "not_in_channel"}
        if message["user"] not in self.people:
            return {"error": "user_not_in_channel"}
        if error := refusal(message):
            return {"error": error}
        self.seen.append(message | {"response_type": "ephemeral"})
        return {"message_ts": f"{next(self._ids)}.0"}

    def _publish(self, _: None, arguments: Answer) -> Answer:
        if error := view_refusal(arguments["view"]):
            return {"error": error}
        self.home[arguments["user_id"]] = arguments["view"]
        return {"view": arguments["view"]}

    def _update(self, channel: Channel, arguments: Answer) -> Answer:
        found = next((message for message in channel.messages if message["ts"] == arguments["ts"]), None)
        if found is None or (error := refusal(arguments)):
            return {"error": "message_not_found" if found is None else error}
        found |= {"text": arguments["text"], "blocks": arguments["blocks"]}
        return {"channel": channel.id, "ts": arguments["ts"]}

    def _unfurl(self, _: Channel | None, arguments: Answer) -> Answer:
        """Show what links lead to: of a message, or of one that is still written."""
        unfurls = arguments["unfurls"]
        unfurls = json.loads(unfurls) if isinstance(unfurls, str) else unfurls
        if not {"channel", "ts"} <= arguments.keys() and not {"unfurl_id", "source"} <= arguments.keys():
            return {"error": "missing_unfurl_id"}
        if any(refusal({"text": "", **shown}) for shown in unfurls.values()):
            return {"error": "cannot_unfurl_url"}
        self.unfurled |= unfurls
        return {}

    @property
    def files(self) -> list[tuple[str, str, bytes]]:
        """Every file that is shown: in which channel, its name, its bytes."""
        return [
            (channel.id, self.uploaded[file["id"]].name, self.uploaded[file["id"]].body)
            for channel in self.channels.values()
            for message in channel.messages
            for file in message.get("files", ())
        ]

    def _token_for(self, method: str) -> str:
        return self.app_token if method == "apps.connections.open" else self.token


@asynccontextmanager
async def talking_slack(*channels: Channel, clock: Callable[[], datetime] = now) -> AsyncIterator[TalkingSlack]:
    """Run a workspace that people talk in."""
    stand_in = TalkingSlack(*channels, clock=clock)
    application = web.Application()
    application.router.add_route("*", "/api/{method}", stand_in.serve)
    application.router.add_get("/link", stand_in.link)
    application.router.add_post("/respond/{id}", stand_in.respond)
    application.router.add_post("/upload/{id}", stand_in.upload)
    async with serving(application, clock) as url:
        stand_in.base, stand_in.url = url, f"{url}/api/"
        yield stand_in
