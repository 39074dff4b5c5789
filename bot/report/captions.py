"""Captions of figures and tables, cut to what a slide needs, and the address of the whole."""

from __future__ import annotations

import re

from bot.fulltext import sentences as prose
from bot.fulltext.model import Figure, Table
from bot.models.papers import Paper
from bot.report.rich_text import rich, shortened
from bot.text.tex.to_unicode import to_unicode

MAX_LENGTH = 260  # characters of a caption's first sentence
MAX_PANEL_LENGTH = 60
SHORTEST = 12  # characters; a shorter sentence, such as "Overview.", is followed by the next
_MARKING = re.compile(r"\b(?:bold\w*|underlin\w*|shaded|gr[ae]y|best)\b", re.IGNORECASE)


def of_figure(figure: Figure) -> str:
    """Return the label of a figure and the first sentence of its caption."""
    return labeled(figure.label, shortened(rich(_opening(figure.caption), {}), MAX_LENGTH))


def of_table(table: Table) -> str:
    """Return the first sentence of a table's caption, and the ones that explain its bold numbers."""
    first = _opening(table.caption)
    rest = prose.split(table.caption[len(first) :])
    return " ".join([first, *(sentence for sentence in rest if _MARKING.search(sentence))])


def of_panels(figure: Figure, files: int) -> tuple[str, ...]:
    """Return the captions of a figure's panels, ``(a) Calm``; none if they aren't one for each file."""
    if files < 2 or len(figure.parts) != files:
        return ()
    said = (_LETTER.sub("", prose.first(part)) for part in figure.parts)
    return tuple(
        f"({chr(97 + at)}) {shortened(rich(part, {}), MAX_PANEL_LENGTH)}".strip() for at, part in enumerate(said)
    )


_LETTER = re.compile(r"^\s*\(?[a-z]\)\s*[.:]?\s*")


def labeled(label: str, text: str) -> str:
    """Return a caption after its label: ``Figure 1. Overview``."""
    return f"{label}. {text}" if label else text


def credit(paper: Paper, license: str) -> str:
    """Return the author and license line of a figure."""
    first = to_unicode(paper.authors[0]) if paper.authors else "unknown"
    return f"{first}{' et al.' if len(paper.authors) > 1 else ''}, {license}"


def figure_url(paper: Paper, figure: Figure) -> str:
    """Return the address of a figure on arXiv's page."""
    version = f"v{paper.version}" if paper.version else ""
    return f"https://arxiv.org/html/{paper.id}{version}" + (f"#{figure.anchor}" if figure.anchor else "")


def _opening(caption: str) -> str:
    """Return the first sentence of a caption, with the next one if it is only a word."""
    first, *rest = prose.split(caption) or [""]
    return f"{first} {rest[0]}" if rest and len(first) < SHORTEST else first
