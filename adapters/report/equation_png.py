"""An equation as a PNG with its words, for chats and slides that take no SVG (https://pypi.org/project/resvg-py/)."""

from __future__ import annotations

from functools import lru_cache

import resvg_py

from adapters.report.sandbox import DeckError
from bot.report import equation_svg
from bot.report.equation_svg import RenderedEquation

EM = 64  # pixels
WIDEST = 4096  # pixels; what is wider gets smaller letters
USUAL_EM = 16  # pixels that resvg takes an em for


def equation_png(latex: str) -> tuple[bytes, str]:
    """Return an equation as a PNG on white, and how it is spoken. Raises DeckError where it cannot be set."""
    made = equation_svg.render_equation(latex)
    if not made.svg:
        raise DeckError("the equation cannot be rendered reliably; show its LaTeX")
    return png(made), made.alt_text


@lru_cache(maxsize=32)
def png(made: RenderedEquation) -> bytes:
    """Return an equation that is set as a PNG on white. Remembered: a slide is tried at many sizes."""
    zoom = min(EM, WIDEST / max(made.width, made.height, 1)) / USUAL_EM
    return bytes(resvg_py.svg_to_bytes(svg_string=made.svg, zoom=zoom, background="#ffffff"))
