"""Unfurl pasted links to papers, if enabled in the settings. Pure.

Events and answers: https://docs.slack.dev/messaging/unfurling-links-in-messages
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.messages.blocks import Element, line
from adapters.slack.messages.papers import TITLE, glance
from bot.arxiv import identifiers
from bot.models.digest import Entry
from bot.models.papers import PaperId

DOMAINS = ("arxiv.org",)
MAX_LINKS = 5  # links per message


@dataclass(frozen=True, slots=True)
class SharedLinks:
    """Paper links per message. `where` identifies the message in chat.unfurl."""

    event: str
    user: str
    channel: str
    links: tuple[tuple[str, PaperId], ...]
    where: dict[str, str]


def shared(payload: Mapping[str, Any]) -> SharedLinks:
    """Parse a link_shared event. Links to no paper are left out."""
    event = payload["event"]
    named = [(link["url"], identifiers.parse(link["url"])) for link in event["links"]]
    links = tuple((url, found.id) for url, found in named if found)[:MAX_LINKS]
    keys = ("unfurl_id", "source") if "unfurl_id" in event else ("channel", "message_ts")
    where = {key.removeprefix("message_"): event[key] for key in keys}
    return SharedLinks(payload["event_id"], event["user"], event["channel"], links, where)


def unfurled(entry: Entry) -> Element:
    """Return a paper as an unfurl."""
    return {"blocks": glance(entry, line(entry.title, TITLE))}
