"""People on the stand-in of Discord: what they type, press and choose reaches a client over the gateway.

It keeps to what the real one allows of an interaction: one first answer, others for a quarter of
an hour, commands and options as they were told, messages and forms within their limits.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.helpers.fake_servers import discord_shapes as shapes
from tests.helpers.fake_servers.discord import DiscordStandIn, now, running
from tests.helpers.fake_servers.discord_calls import Call, Refused
from tests.helpers.fake_servers.discord_rules import form_refusal, refusal, walk
from tests.helpers.fake_servers.discord_shapes import Answer, Place
from tests.helpers.fake_servers.serving import PATIENCE, until

ADA, BOB = "400", "401"
NAMES = {ADA: "ada", BOB: "bob"}
DIRECT = {ADA: "500", BOB: "501"}
MANAGE_CHANNELS = 1 << 4
ANSWERED = 30.0  # seconds for the first answer; Discord waits three, but on no busy machine
USABLE = timedelta(minutes=15)
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
MESSAGE, LOADING, UPDATING, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9
LATE, AGAIN, GONE, EXPIRED = 10062, 40060, 10008, 50027
EPHEMERAL, THINKING = 1 << 6, 1 << 7
KINDS = {str: 3, int: 4, bool: 5, float: 10}


@dataclass
class Question:
    """One thing that someone asks. `first` is the first answer, `shown` the messages of the answer as they are now."""

    id: str
    token: str
    made: datetime
    pressed: Answer | None = None
    first: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    shown: list[Answer] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def message(self) -> Answer:
        return self.shown[-1]

    @property
    def said(self) -> str:
        """All that the last message of the answer says."""
        return "\n".join(part["content"] for part in walk(self.message["components"]) if "content" in part)

    @property
    def form(self) -> Answer:
        answer: Answer = self.first.result()["data"]
        return answer

    @property
    def offered(self) -> list[str]:
        return [choice["name"] for choice in self.first.result()["data"]["choices"]]

    async def answered(self, seconds: float = PATIENCE) -> Question:
        """Wait until something is shown that is not to be replaced for loading."""
        async with asyncio.timeout(seconds):
            await self.done.wait()
        return self


class DiscordServer(DiscordStandIn):
    """The stand-in with people in it. `user` asks with `permissions`, in their direct messages with `directly`."""

    def __init__(self, *channels: Place, clock: Callable[[], datetime]) -> None:
        super().__init__(*channels, clock=clock)
        self.commands: dict[str, Answer] = {}
        self.permissions = sum(shapes.PERMISSIONS.values()) | MANAGE_CHANNELS
        self.ours = sum(shapes.PERMISSIONS.values())  # what the bot may do where someone asks
        self.user, self.directly = ADA, False
        self.locale = "en-US"  # of the person's client, which shows commands by their names in that language
        self.context = 1  # of what is asked directly: with the bot, or between others (2)
        self.last_interaction: Answer = {}  # the last interaction, as the gateway told of it
        self._questions: dict[str, Question] = {}
        self._routes |= {
            r"PUT /applications/(\d+)/commands": self._sync,
            r"POST /users/@me/channels": lambda call: self._direct(str(call.arguments["recipient_id"])),
            r"POST /interactions/(\d+)/(\w+)/callback": self._first,
            r"POST /webhooks/\d+/(\w+)": self._further,
            r"GET /webhooks/\d+/(\w+)/messages/@original": self._original,
            r"PATCH /webhooks/\d+/(\w+)/messages/@original": self._edit,
            r"DELETE /webhooks/\d+/(\w+)/messages/@original": self._take_back,
        }

    @property
    def questions(self) -> list[Question]:
        """All that was asked, in order."""
        return list(self._questions.values())

    async def type(self, name: str, **options: str | float) -> Question:
        """Send a command, sub-command and all: ``digest set``."""
        return await self._ask(COMMAND, self._typed(name, options, focused=None))

    async def complete(self, name: str, option: str, typed: str) -> list[str]:
        """Type into an option, and return what is offered."""
        question = await self._ask(AUTOCOMPLETE, self._typed(name, {option: typed}, focused=option))
        return question.offered

    async def look_up(self, message: Answer) -> Question:
        """Choose the command on a message."""
        data = {"id": "1", "name": "Look up papers", "type": 3, "target_id": message["id"]}
        return await self._ask(COMMAND, data | {"resolved": {"messages": {message["id"]: message}}})

    async def press(self, message: Answer, label: str) -> Question:
        """Press a button of a message."""
        button = next(part for part in walk(message["components"]) if part.get("label") == label)
        return await self._ask(COMPONENT, {"custom_id": button["custom_id"], "component_type": 2}, message)

    async def choose(self, message: Answer, label: str) -> Question:
        """Choose from the menu of a message what begins like *label*."""
        menu = next(part for part in walk(message["components"]) if "options" in part)
        value = next(option["value"] for option in menu["options"] if option["label"].startswith(label))
        chosen = {"custom_id": menu["custom_id"], "component_type": 3, "values": [value]}
        return await self._ask(COMPONENT, chosen, message)

    async def submit(self, form: Answer, **given: str) -> Question:
        """Submit a form with some fields changed."""
        fields = [label["component"] for label in form["components"]]
        labels = [{"type": 18, "id": number, "component": _filled(each, given)} for number, each in enumerate(fields)]
        return await self._ask(SUBMIT, {"custom_id": form["custom_id"], "components": labels})

    async def connected(self) -> None:
        """Wait until a client listens."""
        await until(lambda: self.sockets)

    async def _ask(self, type: int, data: Answer, message: Answer | None = None) -> Question:
        """Bring a question to the client, and wait for its first answer. Raises TimeoutError if that is late."""
        await self.connected()
        made = self._clock()
        question = Question(self._id(made), f"token{next(self._ids)}", made, message)
        self._questions[question.token] = question
        told = self._where() | {"id": question.id, "application_id": "100", "type": type, "data": data}
        more = {"token": question.token, "version": 1, "locale": self.locale, "attachment_size_limit": 10 << 20}
        self.last_interaction = told | more | ({"message": message} if message else {})
        await self.tell("INTERACTION_CREATE", self.last_interaction)
        async with asyncio.timeout(ANSWERED):
            await asyncio.shield(question.first)
        return question

    @property
    def _person(self) -> Answer:
        return shapes.user(self.user, NAMES[self.user])

    def _where(self) -> Answer:
        ours = {"app_permissions": str(self.ours), "entitlements": []}
        if self.directly:
            direct = self._direct(self.user)
            return ours | {"user": self._person, "channel": direct, "channel_id": direct["id"], "context": self.context,
                           "authorizing_integration_owners": {"1": self.user}}  # fmt: skip
        place = next(iter(self.places.values()))
        member = shapes.member() | {"user": self._person, "roles": [], "permissions": str(self.permissions)}
        return ours | {
            "guild_id": shapes.SERVER, "guild": {"id": shapes.SERVER, "features": [], "locale": "en-US"},
            "channel": shapes.shown(place), "channel_id": place.id, "member": member, "context": 0,
            "authorizing_integration_owners": {"0": shapes.SERVER},
        }  # fmt: skip

    def _typed(self, name: str, options: dict[str, Any], focused: str | None) -> Answer:
        """Put a command together; it and its options have to be as the client told them."""
        shown, *further = name.split()
        known, given = self._named(shown, self.commands.values()), _given(options, focused)
        first = known["name"]
        needed = int(known.get("default_member_permissions") or 0)
        assert self.permissions & needed == needed, f"{first} is not shown to them"
        inner = given
        steps = []
        for step in further:
            known = self._named(step, known["options"])
            steps.append(known["name"])
        for step in steps[::-1]:
            inner = [{"type": 1, "name": step, "options": inner}]
        told = {option["name"]: option["type"] for option in known.get("options", [])}
        assert {option["name"]: option["type"] for option in given}.items() <= told.items(), f"not options of {name}"
        return {"id": "1", "name": first, "type": 1, "options": inner}

    def _named(self, shown: str, among: Iterable[Answer]) -> Answer:
        """Return the command or sub-command that the person's client shows by a name."""
        return {(each.get("name_localizations") or {}).get(self.locale, each["name"]): each for each in among}[shown]

    def _sync(self, call: Call, _: str) -> list[Answer]:
        told: Iterable[Answer] = call.arguments  # type: ignore[assignment] # here it is a list
        kept = {"application_id": "100", "version": "1", "description": ""}
        listed = [{"id": self._id(self._clock())} | kept | each for each in told]
        self.commands = {each["name"]: each for each in listed}
        return listed

    def _direct(self, user: str) -> Answer:
        place = self.places.setdefault(DIRECT[user], Place(DIRECT[user], NAMES[user], 1))
        return {"id": place.id, "type": 1, "recipients": [shapes.user(user, NAMES[user])], "flags": 0}

    def _first(self, call: Call, id: str, token: str) -> Answer:
        question, kind, data = self._questions[token], call.arguments["type"], call.arguments.get("data") or {}
        if question.first.done():
            raise Refused(400, AGAIN, "Interaction has already been acknowledged.")
        if question.id != id or self._clock() - question.made > timedelta(seconds=ANSWERED):
            raise Refused(404, LATE, "Unknown interaction")
        complaint = form_refusal(data) if kind == FORM else refusal(data) if kind in {MESSAGE, UPDATE} else None
        if complaint:
            raise Refused(400, 50035, f"Invalid Form Body: {complaint}")
        question.first.set_result(call.arguments)
        resource: Answer = {"type": kind}
        if kind in {MESSAGE, LOADING}:
            data |= {"flags": data.get("flags", 0) | (THINKING if kind == LOADING else 0)}
            resource["message"] = self._show(question, data, call, done=kind == MESSAGE)
        elif question.pressed:
            question.shown.append(question.pressed)
        return {"interaction": {"id": id, "type": COMMAND}, "resource": resource}

    def _further(self, call: Call, token: str) -> Answer:
        question = self._usable(token)
        self._check(call.arguments)
        return self._show(question, call.arguments, call, done=True)

    def _original(self, _: Call, token: str) -> Answer:
        question = self._usable(token)
        if not question.shown:
            raise Refused(404, GONE, "Unknown Message")
        return question.shown[0]

    def _edit(self, call: Call, token: str) -> Answer:
        question, original = self._usable(token), self._original(call, token)
        self._check({"flags": original["flags"]} | call.arguments)
        flags = (original["flags"] | call.arguments.get("flags", 0)) & ~THINKING
        original |= {"components": call.arguments["components"], "flags": flags}
        original["uploaded"] = call.arguments.get("uploaded", [])
        question.done.set()
        return original | {"attachments": []}

    def _take_back(self, _: Call, token: str) -> Answer:
        question = self._usable(token)
        original = question.shown.pop(0)
        for place in self.places.values():
            place.messages = [message for message in place.messages if message is not original]
        return {}

    def _usable(self, token: str) -> Question:
        question = self._questions.get(token)
        if question is None or self._clock() - question.made > USABLE:
            raise Refused(401, EXPIRED, "Invalid Webhook Token")
        return question

    def _check(self, message: Answer) -> None:
        if complaint := refusal(message):
            raise Refused(400, 50035, f"Invalid Form Body: {complaint}")

    def _show(self, question: Question, data: Answer, call: Call, *, done: bool) -> Answer:
        """Show a message; to everyone, unless it is for one person alone."""
        place = self.places["500"] if self.directly else next(iter(self.places.values()))
        message = shapes.stored(self._id(self._clock()), place, {"components": [], "flags": 0} | data, self._clock())
        asked = {"id": question.id, "type": COMMAND, "user": self._person,
                 "authorizing_integration_owners": {}}  # fmt: skip
        message |= {"interaction_metadata": asked, "uploaded": call.arguments.get("uploaded", [])}
        if not message["flags"] & EPHEMERAL:
            place.messages.append(message)
        question.shown.append(message)
        if done:
            question.done.set()
        return message


def _given(options: dict[str, Any], focused: str | None) -> list[Answer]:
    return [
        {"type": KINDS[type(value)], "name": name, "value": value} | ({"focused": True} if name == focused else {})
        for name, value in options.items()
    ]


def _filled(field: Answer, given: dict[str, str]) -> Answer:
    """Fill one field of a form: with what is given, else with what it shows."""
    name = field["custom_id"]
    answer = {"type": field["type"], "id": 1, "custom_id": name}
    if "options" in field:
        shown = [option["value"] for option in field["options"] if option.get("default")]
        return answer | {"values": [given[name]] if name in given else shown}
    return answer | {"value": given.get(name, field.get("value") or "")}


@asynccontextmanager
async def people(*channels: Place, clock: Callable[[], datetime] = now) -> AsyncIterator[DiscordServer]:
    """Run a server with Ada in it."""
    async with running(DiscordServer(*channels, clock=clock)) as server:
        yield server
