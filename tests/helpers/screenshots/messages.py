"""Messages as HTML pages: Slack's Block Kit and Discord's components, in colors and type like those of the clients.

Only the parts that hotpapers sends are drawn, and a part that is not known is an error: a picture never leaves out
what people would see. https://docs.slack.dev/reference/block-kit/blocks and
https://docs.discord.com/developers/components/reference
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

LINK = re.compile(r"\[((?:\\.|[^\]\\])+)\]\(<([^>]+)>\)")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
TIME = re.compile(r"<t:(\d+):([FR])>")
BACKSLASH = re.compile(r"\\([^\w\s])")
SIZES = {"# ": "h1", "## ": "h2", "### ": "h3", "-# ": "small"}


def slack_page(body: dict[str, Any], *, dark: bool = False) -> str:
    """Draw a body of chat.postMessage."""
    return _template("slack.html").render(body=body, dark=dark)


def discord_page(body: dict[str, Any], *, dark: bool = True) -> str:
    """Draw a body of POST /channels/{id}/messages that consists of components."""
    return _template("discord.html").render(body=body, dark=dark)


def markdown(text: str) -> Markup:
    """Write the Markdown of a text display as HTML: bold, links, headings and small lines."""
    return Markup("").join(_line(line) for line in text.split("\n"))


def _line(line: str) -> Markup:
    start = next((start for start in SIZES if line.startswith(start)), "")
    return Markup('<div class="{}">{}</div>').format(SIZES.get(start, "line"), _inline(line.removeprefix(start)))


def _inline(text: str) -> Markup:
    html = str(escape(text)).replace("&lt;", "<").replace("&gt;", ">")
    html = TIME.sub(_time, html)
    html = LINK.sub(r'<a href="\2">\1</a>', html)
    return Markup(BACKSLASH.sub(r"\1", BOLD.sub(r"<b>\1</b>", html)))  # noqa: S704 - a picture of our own messages


def _time(shown: re.Match[str]) -> str:
    """Write a time as a reader in UTC sees it within the hour."""
    return "an hour ago" if shown[2] == "R" else f"{datetime.fromtimestamp(int(shown[1]), UTC):%A, %d %B %Y at %H:%M}"


def _unknown(part: dict[str, Any]) -> None:
    raise ValueError(f"no picture of {part.get('type')!r} yet")


def _template(name: str):
    environment = Environment(
        loader=PackageLoader("tests.helpers.screenshots"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["markdown"] = markdown
    environment.globals["unknown"] = _unknown
    return environment.get_template(name)
