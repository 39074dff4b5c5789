"""Hide a post's token in the component IDs of its message. Pure.

Discord forgets a nonce after minutes but keeps component IDs: 32 bits, not zero, unique within the message. So the
container and its first text carry 28 bits of the token each.

https://docs.discord.com/developers/components/reference#anatomy-of-a-component
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import ui

DIGITS = 7

Message = Mapping[str, Any]
"""A message as the API returns it."""


def embed_token(view: ui.LayoutView, token: str) -> None:
    """Store *token* in a message of at least two components."""
    container, text, *_ = view.walk_children()
    container.id, text.id = _numbers(token)


def has_token(message: Message, token: str) -> bool:
    """Return whether *message* carries *token*."""
    containers = message.get("components", ())
    texts = [component for container in containers for component in container.get("components", ())]
    return (*[box.get("id") for box in containers], *[text.get("id") for text in texts[:1]]) == _numbers(token)


def _numbers(token: str) -> tuple[int, int]:
    """Return two IDs under 2³⁰. The bits above the token keep them distinct and nonzero."""
    first, second = token[:DIGITS], token[DIGITS : 2 * DIGITS]
    return 1 << 28 | int(first, 16), 1 << 29 | int(second, 16)
