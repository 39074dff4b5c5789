"""A post's token inside its message: in the numbers of its components, which nobody sees. Pure.

Discord forgets the nonce of a message after minutes. It keeps the number that a component may be given: 32 bits, not
zero, unlike the others of its message. So a message's container and its first text carry 28 bits of the token each.

https://docs.discord.com/developers/components/reference#anatomy-of-a-component
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discord import ui

DIGITS = 7

Message = Mapping[str, Any]
"""A message as the API shows it."""


def embed_token(view: ui.LayoutView, token: str) -> None:
    """Write *token* into a message of at least two components."""
    container, text, *_ = view.walk_children()
    container.id, text.id = _numbers(token)


def has_token(message: Message, token: str) -> bool:
    """Tell whether *message* is the one that was marked with *token*."""
    containers = message.get("components", ())
    texts = [component for container in containers for component in container.get("components", ())]
    return (*[box.get("id") for box in containers], *[text.get("id") for text in texts[:1]]) == _numbers(token)


def _numbers(token: str) -> tuple[int, int]:
    """Return two numbers under 2³⁰; the bits above the token's keep them apart and from zero."""
    first, second = token[:DIGITS], token[DIGITS : 2 * DIGITS]
    return 1 << 28 | int(first, 16), 1 << 29 | int(second, 16)
