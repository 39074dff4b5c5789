"""Render equations as PNG with alt text, for chats and slides without SVG support."""

from __future__ import annotations

from functools import lru_cache

import resvg_py

from adapters.report.sandbox import DeckError
from bot.report import equation_svg
from bot.report.equation_svg import RenderedEquation

EM = 64  # pixels
MAX_WIDTH = 4096  # pixels; wider equations are scaled down
USUAL_EM = 16  # pixels per em in resvg


def equation_png(latex: str) -> tuple[bytes, str]:
    """Return an equation as a PNG on white, and its alt text. Raises DeckError if it cannot be rendered."""
    made = equation_svg.render_equation(latex)
    if not made.svg:
        raise DeckError("the equation cannot be rendered reliably; show its LaTeX")
    return png(made), made.alt_text


@lru_cache(maxsize=32)
def png(made: RenderedEquation) -> bytes:
    """Return a rendered equation as a PNG on white. Cached, because a slide is tried at many sizes."""
    zoom = min(EM, MAX_WIDTH / max(made.width, made.height, 1)) / USUAL_EM
    return bytes(resvg_py.svg_to_bytes(svg_string=made.svg, zoom=zoom, background="#ffffff"))
