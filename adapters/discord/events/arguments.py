"""Turn what Discord sends into what commands take, and completions into what it accepts. Pure.

https://docs.discord.com/developers/interactions/application-commands#autocomplete
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discord import ForumChannel, Message, MessageSnapshot, Thread
from discord.app_commands import Choice

from bot.arxiv import identifiers
from bot.commands.named_options import NO_TAG
from bot.commands.spec import Suggestion
from bot.models.command import ShowPapers
from bot.text.truncate import truncate

MAX_CHOICE_LENGTH = 100
MAX_CHOICES = 25


def complete_tag(typed: str, place: object) -> list[Suggestion]:
    """Complete the tags of a forum."""
    offered = (*(tags_of(place) or ()), NO_TAG)
    return [(name, name) for name in offered if typed.casefold().strip() in name.casefold()]


def tags_of(place: object) -> list[str] | None:
    """Return the names of a forum's tags that anyone may use. None if posts to *place* are not in a forum."""
    forum = place.parent if isinstance(place, Thread) else place
    return [tag.name for tag in forum.available_tags if not tag.moderated] if isinstance(forum, ForumChannel) else None


def choices(offered: Iterable[Suggestion]) -> list[Choice[str]]:
    """Return valid choices: one overlong value would fail them all."""
    fitting = [(label, value) for label, value in offered if 0 < len(value) <= MAX_CHOICE_LENGTH]
    return [Choice(name=truncate(label, MAX_CHOICE_LENGTH), value=value) for label, value in fitting[:MAX_CHOICES]]


def look_up(message: Message) -> ShowPapers:
    """Return the papers in a message or in the messages it forwards."""
    messages: list[Message | MessageSnapshot] = [message, *message.message_snapshots]
    return ShowPapers(tuple(identifiers.find_within([_texts(each) for each in messages])))


def _texts(message: Message | MessageSnapshot) -> list[Any]:
    """Return the text of a message, its embeds and its components."""
    embeds = [embed.to_dict() for embed in message.embeds]
    components = [component.to_dict() for component in message.components]
    return [message.content, embeds, components]
