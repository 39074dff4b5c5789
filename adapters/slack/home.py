"""What a person sees on the Home tab of the app: subscriptions and saved papers. Pure.

Views: https://docs.slack.dev/surfaces/app-home
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adapters.slack.blocks import Block, Element, plain, small
from adapters.slack.replies import groups
from bot.commands.reply import Reply

MOST_BLOCKS = 100
TALKING = "Talk to me with commands, in any channel or under Messages: /hotpapers help. Plain messages do not reach me."


def home(parts: Iterable[tuple[str, Iterable[Reply]]]) -> Element:
    """Show how to talk to us, then replies under their headings; what does not fit is left out, and that is said."""
    blocks: list[Block] = small(TALKING)
    for heading, replies in parts:
        blocks.append({"type": "header", "text": plain(heading)})
        blocks += [block for reply in replies for group in groups(_under(heading, reply)) for block in group]
    if len(blocks) > MOST_BLOCKS:
        blocks = blocks[: MOST_BLOCKS - 1] + small("There is more: ask /hotpapers subscriptions and /hotpapers saved.")
    return {"type": "home", "blocks": blocks}


def _under(heading: str, reply: Reply) -> Reply:
    """Return *reply* as it stands below a heading that it begins with itself."""
    return replace(reply, text=reply.text.removeprefix(f"{heading}:").strip())
