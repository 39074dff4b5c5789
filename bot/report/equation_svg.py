"""Render equations from LaTeX to SVG with alt text, through mathra, which runs no code and reads no file.

The typesetter is the package mathra.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import mathra

from bot.fulltext import latex_math

MAX_LENGTH = 8000  # characters; mathra takes seconds for tens of thousands
MAX_WIDTH = 30.0  # em, of a line on a slide
PAD = 250  # of 1000 units an em: mathra's box cuts what hangs over
_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)" width="[^"]*" height="[^"]*" style="[^"]*"')
_ALIGNED = re.compile(r"\\begin\{(aligned|align\*?|split)\}(.*)\\end\{\1\}", re.DOTALL)
_ROW = re.compile(r"(\\\\)\s*\[")


@dataclass(frozen=True, slots=True)
class RenderedEquation:
    """A rendered equation: `svg`, *width* by *height* in em, and its alt text. Without `svg`, the LaTeX is shown."""

    latex: str
    alt_text: str
    svg: str = ""
    width: float = 0.0
    height: float = 0.0


@lru_cache(maxsize=512)
def render_equation(latex: str) -> RenderedEquation:
    """Return a rendered equation, broken at its summands if it is too long for a line.

    An equation that can't be rendered reliably stays LaTeX, because a wrong equation would look right.
    """
    if len(latex) > MAX_LENGTH:
        return RenderedEquation(latex[:MAX_LENGTH], "")
    set_whole = _set(latex)
    if set_whole.width <= MAX_WIDTH:
        return set_whole
    set_broken = _set(_broken(latex))
    return set_broken if set_broken.svg and set_broken.width < set_whole.width else set_whole


def _set(latex: str) -> RenderedEquation:
    try:
        made = mathra.render(_ROW.sub(r"\1 {}[", latex))
    except (ValueError, RecursionError) as error:  # nested too deeply, or too many macros
        return RenderedEquation(latex, f"an equation that could not be set: {type(error).__name__}")
    box = _BOX.search(made["svg"])
    if made["warnings"] or box is None:
        return RenderedEquation(latex, made["speech"])
    x, y, width, height = map(float, box.groups())
    x, y, width, height = x - PAD, y - PAD, width + 2 * PAD, height + 2 * PAD
    frame = f'viewBox="{x:g} {y:g} {width:g} {height:g}" width="{width / 1000:g}em" height="{height / 1000:g}em"'
    svg = made["svg"][: box.start()] + frame + made["svg"][box.end() :]
    return RenderedEquation(latex, made["speech"], svg.replace("currentColor", "#000000"), width / 1000, height / 1000)


def _broken(latex: str) -> str:
    """Return the equation with summands of long rows on lines of their own, as many per line as fit."""
    inside = _ALIGNED.fullmatch(latex.strip())
    body = inside[2] if inside else latex
    if r"\begin" in body:
        return latex
    lines = r" \\ ".join(line for row in body.split(r"\\") for line in _lines(row.strip()))
    return rf"\begin{{aligned}}{lines}\end{{aligned}}"


def _lines(row: str) -> list[str]:
    width = _set(row.replace("&", " ")).width
    if width <= MAX_WIDTH:
        return [row]
    left, right = latex_math.sides(row)
    most = len(row) * (MAX_WIDTH - 3) / width  # characters for a line, less what it is moved in
    lines = [f"{left} &=" if left else "&"]
    for summand in latex_math.summands(right):
        if len(lines[-1]) + len(summand) < most or lines[-1].endswith("="):
            lines[-1] += f" {summand}"
        else:
            lines.append(rf"&\quad {summand}")
    return lines
