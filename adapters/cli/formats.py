"""Output formats of a digest."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from importlib import import_module

from bot.models.digest import Digest
from bot.models.platform import CHAT_INFOS


def _terminal(digest: Digest) -> str:
    from rich.console import Console

    from adapters.terminal import render

    console = Console()  # reads the terminal's size and colors, and NO_COLOR
    return render(digest, console.width, color=console.is_terminal and not console.no_color)


def _markdown(digest: Digest) -> str:
    from adapters.site import markdown

    return markdown.render(digest)


def _html(digest: Digest) -> str:
    from adapters.site import html

    return html.render(digest)


def _json(digest: Digest) -> str:
    from adapters.site.json import render

    return render(digest)


def _chat(platform: str, digest: Digest) -> str:
    bodies = import_module(f"adapters.{platform}.messages.digest").render(digest)
    return json.dumps({"posts": bodies}, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Digest], str]] = {
    "terminal": _terminal,
    "markdown": _markdown,
    "html": _html,
    "json": _json,
    **{name: partial(_chat, name) for name in CHAT_INFOS},
}
"""Name → function that renders a digest. Each imports its renderer only when called."""
