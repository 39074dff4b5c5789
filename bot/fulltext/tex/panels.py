"""Split floats into panels with captions of their own, and find the parts (a), (b) of a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.fulltext.tex.tokens import group, option, skip_blanks, without

_CAPTION = re.compile(r"\\caption(?:of\s*\{\w+\})?\*?(?![A-Za-z])")
_GRAPHIC = re.compile(r"\\includegraphics(?![A-Za-z])|\\begin\{tabular")
_BOX = re.compile(r"\\(begin|end)\{minipage\}")
_PART = re.compile(r"\\begin\{sub(?:figure|table)\}|\\(?:subfloat|subfigure|subcaptionbox)(?![A-Za-z])")
_PARTS = ("subfigure", "subtable")
MAX_PANELS = 20


def split_panels(body: str) -> list[str]:
    """Return the panels of a float that have captions of their own, or the float itself."""
    boxes = [box for box in _boxes(body) if _has_own(box)]
    if len(boxes) > 1:
        return boxes[:MAX_PANELS]
    plain = without(body, ("minipage", *_PARTS))
    captions = [match.start() for match in _CAPTION.finditer(plain)]
    graphics = [match.start() for match in _GRAPHIC.finditer(plain)]
    if len(captions) < 2 or len(graphics) < 2 or _PART.search(body) or r"\begin{minipage}" in body:
        return [body]
    ends = captions[1:] if captions[0] < graphics[0] else [_end(plain, caption) for caption in captions[:-1]]
    panels = [plain[start:end] for start, end in zip([0, *ends], [*ends, len(plain)], strict=True)]
    return panels[:MAX_PANELS] if all(map(_has_own, panels)) else [body]


def parts(body: str) -> tuple[str, ...]:
    """Return the captions of the parts of a figure, in TeX."""
    found = []
    for match in _PART.finditer(body):
        if match[0].startswith(r"\begin"):
            end = body.find(r"\end{sub", match.end())
            caption = _CAPTION.search(body, match.end(), end if end > 0 else len(body))
            inner = group(body, skip_blanks(body, option(body, caption.end())[1])) if caption else None
            found.append(inner[0] if inner else "")
        elif match[0] == r"\subcaptionbox":
            inner = group(body, skip_blanks(body, match.end()))
            found.append(inner[0] if inner else "")
        else:
            found.append(option(body, match.end())[0] or "")
    return tuple(caption for caption in found[:MAX_PANELS] if caption.strip())


def _boxes(body: str) -> Iterator[str]:
    """Yield the contents of a float's boxes, not of nested ones."""
    opened: list[int] = []
    for match in _BOX.finditer(body):
        if match[1] == "begin":
            opened.append(match.end())
        elif opened:
            start = opened.pop()
            if not opened:
                yield body[start : match.start()]


def _has_own(panel: str) -> bool:
    plain = without(panel, _PARTS)
    return bool(_CAPTION.search(plain) and _GRAPHIC.search(panel))


def _end(text: str, caption: int) -> int:
    """Return the position after a caption."""
    match = _CAPTION.match(text, caption)
    at = option(text, match.end() if match else caption)[1]
    inner = group(text, skip_blanks(text, at))
    return inner[1] if inner else at
