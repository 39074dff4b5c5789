"""What Discord's objects look like, as far as a client needs them."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.helpers.fake_servers.discord_rules import walk

BOT, SERVER, OWNER, ROLE = "101", "200", "102", "201"
PERMISSIONS = {
    "view": 1 << 10, "send": 1 << 11, "attach": 1 << 15, "history": 1 << 16, "open threads": 1 << 35,
    "send in threads": 1 << 38,
}  # fmt: skip
TEXT, VOICE, NEWS, THREAD, STAGE, FORUM = 0, 2, 5, 11, 13, 15

REQUIRE_TAG = 1 << 4

Answer = dict[str, Any]

VOICES: Answer = {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
KINDS: dict[int, Answer] = {VOICE: VOICES, STAGE: VOICES, FORUM: {}}
"""What channels of a kind have beside others."""


@dataclass
class Place:
    """A channel or a thread, with its messages in the order they came. *denied* names what the bot may not do."""

    id: str = "300"
    name: str = "general"
    type: int = TEXT
    denied: set[str] = field(default_factory=set)
    parent: Place | None = None
    locked: bool = False
    archived: bool = False
    tags: tuple[str, ...] = ()  # of a forum; those in capitals are for moderators
    needs_tag: bool = False
    applied: tuple[str, ...] = ()  # of a post in a forum
    messages: list[Answer] = field(default_factory=list)

    def may(self, action: str) -> bool:
        return action not in (self.parent or self).denied


def user(id: str, name: str) -> Answer:
    return {"id": id, "username": name, "discriminator": "0", "avatar": None, "bot": id == BOT}


def server() -> Answer:
    """Show the server: everyone may do everything but open threads, which the bot's role may."""
    everything = sum(PERMISSIONS.values())
    roles = [_role(SERVER, "@everyone", everything & ~PERMISSIONS["open threads"]), _role(ROLE, "bots", everything)]
    return {"id": SERVER, "name": "Stand-in", "owner_id": OWNER, "roles": roles}


def member() -> Answer:
    return {"user": user(BOT, "hotpapers"), "roles": [ROLE], "joined_at": None, "flags": 0}


def _role(id: str, name: str, permissions: int) -> Answer:
    return {"id": id, "name": name, "permissions": str(permissions), "position": 0, "colors": {"primary_color": 0}}


def shown(place: Place) -> Answer:
    """Show a channel or thread; what is denied is denied to the role, after the role was allowed it."""
    denied = sum(PERMISSIONS[action] for action in place.denied)
    overwrites = [{"id": ROLE, "type": 0, "allow": "0", "deny": str(denied)}]
    seen = {"id": place.id, "type": place.type, "name": place.name, "position": 0, "guild_id": SERVER}
    if place.parent is None:
        tags = {"available_tags": [_tag(tag) for tag in place.tags]} if place.type == FORUM else {}
        flags = REQUIRE_TAG if place.needs_tag else 0
        own = {"permission_overwrites": overwrites, "nsfw": False, "flags": flags}
        return seen | KINDS.get(place.type, {}) | tags | own
    metadata = {
        "archived": place.archived,
        "auto_archive_duration": 10080,
        "archive_timestamp": "2020-08-25T00:00:00+00:00",
    }
    more = {"message_count": 0, "member_count": 1, "thread_metadata": metadata | {"locked": place.locked}}
    return seen | {"parent_id": place.parent.id, "owner_id": BOT, "applied_tags": list(place.applied)} | more


def _tag(name: str) -> Answer:
    return {"id": tag_id(name), "name": name, "moderated": name.isupper(), "emoji_id": None, "emoji_name": None}


def tag_id(name: str) -> str:
    return str(sum(map(ord, name)))


def stored(id: str, place: Place, message: Answer, now: datetime) -> Answer:
    """Store a message as the real one does: without its nonce, every component numbered."""
    components = json.loads(json.dumps(message["components"]))
    every = list(walk(components))
    taken = {component.get("id") for component in every}
    free = (number for number in itertools.count(1) if number not in taken)
    for component in every:
        component["id"] = component.get("id") or next(free)
    fixed = {"type": 0, "content": "", "embeds": [], "attachments": [], "mentions": [], "mention_roles": []}
    flags = {"tts": False, "pinned": False, "mention_everyone": False, "edited_timestamp": None}
    own = {"id": id, "channel_id": place.id, "author": user(BOT, "hotpapers"), "timestamp": now.isoformat()}
    return fixed | flags | own | {"components": components, "flags": message["flags"]}


APPLICATION = {
    "id": "100", "name": "Stand-in", "description": "", "icon": None, "bot_public": True, "flags": 0,
    "bot_require_code_grant": False, "owner": user(OWNER, "ada"), "verify_key": "0", "team": None,
}  # fmt: skip
SESSIONS = {
    "shards": 1,
    "session_start_limit": {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1},
}
READY = {
    "v": 10, "user": user(BOT, "hotpapers"), "session_id": "1", "shard": [0, 1],
    "guilds": [{"id": SERVER, "unavailable": True}], "application": {"id": "100", "flags": 0},
}  # fmt: skip
