"""What people ask, as Slack tells it: payloads in, values out. Pure.

Payloads: https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.controls import PREFIX
from adapters.slack.forms import Origin
from bot import identifiers
from bot.commands import grammar
from bot.commands.values import REPLACING, Command, Help, LookUpAll, is_public
from bot.errors import CommandError

Payload = Mapping[str, Any]

COMMANDS = ("/hotpapers", "/paper")
LOOK_UP = f"{PREFIX}look_up"


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that somebody asks. `event` is the same if Slack tells it again; `trigger` opens a form for 3 s.

    Without a channel it was asked on the Home tab, or in a form that was opened there.
    """

    event: str
    workspace: str
    user: str
    command: Command
    origin: Origin
    trigger: str = ""
    replaces: bool = False


def typed(payload: Payload) -> Asked:
    """Read a slash command."""
    said = payload.get("text", "")
    command = _read(grammar.read_paper if payload["command"] == "/paper" else grammar.read, said)
    origin = Origin(payload["channel_id"], payload["response_url"])
    trigger = payload["trigger_id"]
    return Asked(trigger, payload["team_id"], payload["user_id"], command, origin, trigger)


def pressed(payload: Payload) -> Asked:
    """Read a button, or a choice in a menu."""
    action = payload["actions"][0]
    said = action["selected_option"]["value"] if "selected_option" in action else action["value"]
    command = _read(grammar.read, said)
    is_answer = payload["container"].get("is_ephemeral") or is_public(command)
    return _of_person(payload, command, replaces=is_answer and isinstance(command, REPLACING))


def looked_up(payload: Payload) -> Asked:
    """Read the shortcut on a message: every paper that it names, in its text, its links and what it unfurls to."""
    parts = [payload["message"].get(part) for part in ("text", "blocks", "attachments")]
    return _of_person(payload, LookUpAll(tuple(identifiers.find_within(parts))))


def entered(payload: Payload, origin: Origin, command: Command) -> Asked:
    """Read a form; it is the same however often it is submitted."""
    return Asked(payload["view"]["id"], payload["team"]["id"], payload["user"]["id"], command, origin)


def _of_person(payload: Payload, command: Command, *, replaces: bool = False) -> Asked:
    channel = (payload.get("channel") or {}).get("id")
    origin, trigger = Origin(channel, payload.get("response_url")), payload["trigger_id"]
    return Asked(trigger, payload["team"]["id"], payload["user"]["id"], command, origin, trigger, replaces)


def _read(read: Callable[[str], Command], text: str) -> Command:
    try:
        return read(text)
    except CommandError as error:
        return Help(str(error))
