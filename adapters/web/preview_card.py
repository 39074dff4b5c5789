"""Draw the picture that chats and social networks show with a link: a page's title, and the bar of its score.

OpenGraph: https://ogp.me/. It needs the packages of weekly reports; without them, pages have no picture.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from xml.sax.saxutils import escape

from adapters.web.heat_bar import Segment
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

WIDTH, HEIGHT = 1200, 630
MARGIN, BAR = 80, 28
LINE, LINES = 34, 4  # characters in a line of the title, and lines
TITLE_SIZE, TITLE_STEP, TITLE_TOP = 62, 76, 200
COLORS = {
    "s-x": "#4a4741", "s-huggingface": "#976800", "s-hackernews": "#c2470a", "s-bluesky": "#1b72bd",
    "s-mastodon": "#6a51c4", "s-reddit": "#b32a55", "s-semanticscholar": "#0f7b6c",
}  # fmt: skip
OTHER = "#6d6659"
NEEDED = ("resvg_py", "font_source_sans_pro")


@dataclass(frozen=True, slots=True)
class PreviewCard:
    """What a card shows: a line over the title, the title, a line at the end, and the bar."""

    over: str
    title: str
    foot: str
    segments: tuple[Segment, ...] = ()


def is_available() -> bool:
    """Return whether cards can be drawn here."""
    return all(importlib.util.find_spec(name) for name in NEEDED)


def draw(card: PreviewCard) -> bytes:
    """Return a card as PNG, in the fonts of the packages only."""
    import resvg_py  # takes 30 ms, and is optional

    fonts = str(resources.files("font_source_sans_pro") / "files")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg(card), font_dirs=[fonts], skip_system_fonts=True))


def svg(card: PreviewCard) -> str:
    """Return a card as SVG. Pure."""
    title = [
        _text(line, TITLE_TOP + TITLE_STEP * place, TITLE_SIZE, "#1e1b16", 600)
        for place, line in enumerate(_lines(card.title))
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="Source Sans Pro">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbf9f4"/><rect width="{WIDTH}" height="14" fill="#a8330a"/>',
        _text(card.over, 110, 34, "#a8330a", 600),
        *title,
        *_bar(card.segments),
        _text(truncate(card.foot, 75), HEIGHT - 50, 32, "#635c50", 400),
        "</svg>",
    ]
    return "".join(parts)


def _bar(segments: Sequence[Segment]) -> Iterator[str]:
    scale, y = (WIDTH - 2 * MARGIN) / 100, HEIGHT - 140
    if segments:
        yield f'<rect x="{MARGIN}" y="{y}" width="{WIDTH - 2 * MARGIN}" height="{BAR}" fill="#efeae0"/>'
    for part in segments:
        color = COLORS.get(part.css, OTHER)
        x, width = MARGIN + part.x * scale, part.width * scale
        yield f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{color}"/>'


def _lines(title: str) -> list[str]:
    """Break a title into lines of whole words; what has no room is cut."""
    lines = [""]
    for word in sanitize(title).split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if len(longer) <= LINE or not lines[-1] else [*lines, word]
    return [*lines[: LINES - 1], truncate(" ".join(lines[LINES - 1 :]), LINE)] if len(lines) > LINES else lines


def _text(text: str, y: int, size: int, color: str, weight: int) -> str:
    shown = escape(sanitize(text))
    return f'<text x="{MARGIN}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{color}">{shown}</text>'
