"""Parse Slack payloads into requests. Pure.

Payloads: https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from adapters.slack.messages.controls import PREFIX
from adapters.slack.messages.forms import ResponseTarget, submitted
from bot.arxiv import identifiers
from bot.commands.registry import COMMANDS
from bot.errors import CommandError
from bot.models.command import Command, ShowHelp, ShowPapers

Payload = Mapping[str, Any]

SLASH_COMMANDS = ("/hotpapers", *(f"/{slash.name}" for slash in COMMANDS.own_slashes))
LOOK_UP = f"{PREFIX}look_up"
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
"""Errors that parsing an unexpected payload may raise."""
NEEDED = (
    "actions", "api_app_id", "authorizations", "channel", "channel_id", "command", "container", "enterprise", "event",
    "event_id", "message", "response_url", "team", "team_id", "text", "trigger_id", "user", "user_id", "view",
)  # fmt: skip
OF_MESSAGE = ("text", "blocks", "attachments", "ts", "thread_ts", "user")
OF_VIEW = ("id", "type", "private_metadata", "state", "app_installed_team_id")
MENTION = re.compile(r"\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>[\s:,]*")  # a mention at the start of a message


@dataclass(frozen=True, slots=True)
class SlackRequest:
    """A request. `event` stays the same when Slack repeats it; `trigger` can open a view for 3 seconds.

    A request without a channel comes from the Home tab or from a modal opened there, which is *modal*. *window* is the
    external ID of the view that is open for the reply.
    """

    event: str
    user: str
    command: Command
    origin: ResponseTarget
    trigger: str = ""
    replaces: bool = False
    is_in_view: bool = False
    modal: str = ""
    window: str = ""


def read(kind: str, payload: Payload) -> SlackRequest:
    """Parse a payload of a kind in `READERS`. Raises one of `UNREADABLE`."""
    return READERS[kind](payload)


def event(kind: str, payload: Payload) -> str:
    """Return an ID that stays the same when Slack repeats a payload. Raises one of `UNREADABLE`."""
    names = {"form": ("view", "id"), "mention": ("event_id",), "message": ("event_id",)}
    value: Any = payload
    for name in names.get(kind, ("trigger_id",)):
        value = value[name]
    return str(value)


def user(payload: Payload) -> str:
    """Return the user ID. Raises one of `UNREADABLE`."""
    if "user_id" in payload:
        return str(payload["user_id"])
    return str(payload["event"]["user"] if "event" in payload else payload["user"]["id"])


def kept(payload: Payload, kind: str) -> str:
    """Return the fields needed to parse a payload later, as JSON."""
    needed = {name: payload[name] for name in NEEDED if name in payload}
    message = OF_MESSAGE if kind == "shortcut" else OF_MESSAGE[3:]
    for name, parts in (("message", message), ("view", OF_VIEW)):
        if isinstance(whole := needed.get(name), Mapping):
            needed[name] = {part: whole[part] for part in parts if part in whole}
    return json.dumps(needed)


def from_slash_command(payload: Payload) -> SlackRequest:
    """Parse a slash command."""
    said = payload.get("text") or ""
    command = _command(partial(COMMANDS.parse_slash, payload["command"]), said)
    origin = ResponseTarget(payload["channel_id"], payload.get("response_url"))
    return SlackRequest(payload["trigger_id"], user(payload), command, origin, payload["trigger_id"])


def from_action(payload: Payload) -> SlackRequest:
    """Parse a button press or a menu choice."""
    action, container = payload["actions"][0], payload.get("container") or {}
    said = action["selected_option"]["value"] if "selected_option" in action else action["value"]
    command = _command(COMMANDS.parse, said)
    view = payload.get("view") or {}
    modal = view.get("id", "") if view.get("type") == "modal" else ""
    is_answer = container.get("is_ephemeral") or command.is_public or modal
    return SlackRequest(
        payload["trigger_id"],
        user(payload),
        command,
        _origin(payload),
        payload["trigger_id"],
        replaces=bool(is_answer) and command.replaces_message,
        is_in_view=bool(view),
        modal=modal,
    )


def from_shortcut(payload: Payload) -> SlackRequest:
    """Parse the message shortcut: every paper in its text, links and attachments."""
    parts = [payload["message"].get(part) for part in OF_MESSAGE[:3]]
    command = ShowPapers(tuple(identifiers.find_within(parts)))
    return SlackRequest(payload["trigger_id"], user(payload), command, _origin(payload), payload["trigger_id"])


def from_view_submission(payload: Payload) -> SlackRequest:
    """Parse a valid form. Repeated submissions have the same event ID."""
    form = submitted(payload["view"])
    if form.command is None:
        raise ValueError("form with errors")
    return SlackRequest(
        event("form", payload), user(payload), form.command, form.origin, window=window(payload, form.origin)
    )


def window(payload: Payload, origin: ResponseTarget) -> str:
    """Return the ID of the view for the reply to a form that has no channel."""
    return "" if origin.channel else f"{PREFIX}{payload.get('trigger_id') or payload['view']['id']}"


def mentioned(payload: Payload) -> SlackRequest:
    """Parse a message to the app: the text after the mention, or all of a direct message."""
    said = payload["event"]
    command = _command(COMMANDS.parse, MENTION.sub("", said.get("text") or "", count=1))
    origin = ResponseTarget(said["channel"], None, said.get("thread_ts"))
    return SlackRequest(payload["event_id"], said["user"], command, origin)


def is_said_to_us(payload: Payload) -> bool:
    """Return whether an event is a new message by a person."""
    said = payload["event"]
    return bool(said.get("user")) and not said.get("bot_id") and said.get("subtype") in {None, "file_share"}


def is_direct(payload: Payload) -> bool:
    """Return whether an event is a direct message by a person."""
    return payload["event"].get("channel_type") == "im" and is_said_to_us(payload)


def _origin(payload: Payload) -> ResponseTarget:
    """Return where a control was pressed. Replies stay in its thread, except for the first message."""
    message, container = payload.get("message") or {}, payload.get("container") or {}
    channel = (payload.get("channel") or {}).get("id") or container.get("channel_id")
    thread = container.get("thread_ts") or message.get("thread_ts")
    is_first = thread in {container.get("message_ts"), message.get("ts")}
    return ResponseTarget(channel, payload.get("response_url"), None if is_first else thread)


def _command(read: Callable[[str], Command], text: str) -> Command:
    try:
        return read(text)
    except CommandError as error:
        return ShowHelp(str(error))


READERS: Mapping[str, Callable[[Payload], SlackRequest]] = {
    "command": from_slash_command,
    "press": from_action,
    "shortcut": from_shortcut,
    "form": from_view_submission,
    "mention": mentioned,
    "message": mentioned,
}
