"""Render equations from LaTeX to SVG with alt text, through mathra, which runs no code and reads no file.

The typesetter is the package mathra.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import mathra

from bot.fulltext import latex_math

MAX_LENGTH = 8000  # characters; mathra takes seconds for tens of thousands
MAX_WIDTH = 30.0  # em, of a line on a slide
PAD = 250  # of 1000 units an em: mathra's box cuts what hangs over
INLINE_PAD = 40
INK, FAINT = "#000000", "#7a8794"  # of an equation, and of its parts that aren't highlighted
_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)" width="[^"]*" height="[^"]*" style="[^"]*"')
_HIDDEN = re.compile(r"<metadata>.*?</metadata>|<text [^>]*fill=\"transparent\"[^>]*>.*?</text>", re.DOTALL)
"""Not seen: the source, and text to select that a PDF would show nothing of."""
_ALIGNED = re.compile(r"\\begin\{(aligned|align\*?|split)\}(.*)\\end\{\1\}", re.DOTALL)
_ROW = re.compile(r"(\\\\)\s*\[")


@dataclass(frozen=True, slots=True)
class RenderedEquation:
    """A rendered equation: `svg`, *width* by *height* in em, and its alt text. Without `svg`, the LaTeX is shown.

    `depth` is the part of its height below the line that it is in.
    """

    latex: str
    alt_text: str
    svg: str = ""
    width: float = 0.0
    height: float = 0.0
    depth: float = 0.0


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


@lru_cache(maxsize=2048)
def render_inline(latex: str) -> RenderedEquation:
    """Return a rendered formula of a sentence."""
    return _set(latex, is_inline=True)


def render_highlighted(latex: str, span: tuple[int, int], color: str) -> RenderedEquation:
    """Return a rendered equation with a part of it in a color, and the rest faint; if that fails, without color."""
    start, end = span
    colored = rf"{latex[:start]}\textcolor{{{color}}}{{{latex[start:end]}}}{latex[end:]}" if start < end else latex
    made = render_equation(colored)
    if not made.svg or start == end:
        return render_equation(latex)
    plain = render_equation(latex)
    return replace(made, latex=latex, alt_text=plain.alt_text, svg=made.svg.replace(INK, FAINT))


def _set(latex: str, *, is_inline: bool = False) -> RenderedEquation:
    try:
        made = mathra.render(_ROW.sub(r"\1 {}[", latex), display=not is_inline)
    except (ValueError, RecursionError) as error:  # nested too deeply, or too many macros
        return RenderedEquation(latex, f"an equation that could not be set: {type(error).__name__}")
    box = _BOX.search(made["svg"])
    if made["warnings"] or box is None:
        return RenderedEquation(latex, made["speech"])
    pad = INLINE_PAD if is_inline else PAD
    x, y, width, height = map(float, box.groups())
    x, y, width, height = x - pad, y - pad, width + 2 * pad, height + 2 * pad
    frame = f'viewBox="{x:g} {y:g} {width:g} {height:g}" width="{width / 1000:g}em" height="{height / 1000:g}em"'
    svg = _HIDDEN.sub("", made["svg"][: box.start()] + frame + made["svg"][box.end() :]).replace("currentColor", INK)
    return RenderedEquation(latex, made["speech"], svg, width / 1000, height / 1000, (y + height) / 1000)


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
