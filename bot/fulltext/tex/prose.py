"""Convert TeX to readable text, with formulas between dollars and marks for citations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.fulltext import sentences
from bot.fulltext.model import FullText, Rows
from bot.fulltext.tex import cells
from bot.text.tex.to_unicode import to_unicode

_CITE = re.compile(
    r"[~\s]{0,9}\\(?!nocite)[A-Za-z]{0,9}[Cc]ite[A-Za-z]{0,9}\*?\s{0,9}(?:\[[^\]]{0,300}\]\s{0,9}){0,2}\{([^{}]*)\}"
)
_REFERENCE = re.compile(r"\\(?P<how>(?:eq|auto|c|C|page|v)?ref)\*?\s{0,9}\{(?P<label>[^{}]*)\}")
_LAYOUT = re.compile(
    r"\\(?:label|vspace|hspace|vskip|index|thispagestyle|pagestyle|footnote|footnotetext|thanks|input|nocite)\*?\s{0,9}\{[^{}]*\}"
    r"|\\(?:noindent|centering|medskip|smallskip|bigskip|newpage|clearpage|maketitle|small|footnotesize|xspace|par)(?![A-Za-z])"
    r"|\\(?:begin|end)\{[^{}]*\}(?:\[[^\]]{0,300}\])?|\\item(?![A-Za-z])"
    r"|\\(?:fi|else|if(?!f(?![A-Za-z]))[A-Za-z@]*)(?![A-Za-z@])"
)
_STYLED = re.compile(r"\\(?:emph|textit|textbf|textsc|textsf|texttt|underline|mbox|text)\s{0,9}\{([^{}]*)\}")
_EMPTY = re.compile(r"(\\[A-Za-z]+(?=\{))?\{\s*\}")
_MACRO = re.compile(r"\\([A-Za-z@]+)\*?(\[[^\[\]{}]{0,80}\])?(?:\{([^{}]{0,500})\})?")
_BRACED = re.compile(r"(^|[\s(~,;:=/-])\{([^{}\\]{0,200})\}")
_FORMULA = re.compile(r"((?<!\\)\$[^$]*\$)")


def read_prose(text: str) -> str:
    """Return TeX as readable text, in one paragraph."""
    text = sentences.spaced(sentences.plain(text))
    text = _CITE.sub(lambda match: " " + sentences.citation_mark(key.strip() for key in match[1].split(",")), text)
    text = re.sub(r"\\\(|\\\)", "$", text)
    pieces = _FORMULA.split(text)  # alternating text and formulas
    said = "".join(piece if number % 2 else _without_unknown(_plain(piece)) for number, piece in enumerate(pieces))
    return " ".join(said.split())


def resolved(text: FullText, labels: Mapping[str, tuple[str, str]]) -> FullText:
    """Return a text with the numbers of figures, tables and equations for their *labels*."""

    def written(said: str) -> str:
        return _REFERENCE.sub(lambda match: _number(match["how"], labels.get(match["label"])), said)

    return replace(
        text,
        sections=tuple(replace(each, paragraphs=tuple(map(written, each.paragraphs))) for each in text.sections),
        equations=tuple(
            replace(each, before=written(each.before), after=written(each.after)) for each in text.equations
        ),
        figures=tuple(replace(each, caption=written(each.caption)) for each in text.figures),
        tables=tuple(
            replace(each, caption=written(each.caption), rows=_rows(each.rows, written)) for each in text.tables
        ),
    )


def _rows(rows: Rows, written: Callable[[str], str]) -> Rows:
    return tuple(tuple(replace(cell, text=written(cell.text).strip()) for cell in row) for row in rows)


def _number(how: str, known: tuple[str, str] | None) -> str:
    if known is None:
        return ""
    kind, number = known
    if how == "eqref":
        return f"({number})"
    return number if how in {"ref", "pageref"} else f"{kind} {number}"


def _without_unknown(text: str) -> str:
    """Remove unknown macros, and the braces of their arguments."""
    text = _EMPTY.sub(lambda match: match[1] or "", text)
    if "\\" in text:
        text = _MACRO.sub(_read_macro, text)
    return _BRACED.sub(r"\1\2", text)


def _read_macro(match: re.Match[str]) -> str:
    name, taken = match[1], match[3] or ""
    if _is_known(name, match[0]):
        return match[0]
    if name == "ding":
        return cells.DINGS.get(taken.strip(), "")
    return cells.SYMBOLS.get(name) or (taken if taken and cells.is_printed(name, taken) else " ")


def _is_known(name: str, used: str) -> bool:
    return bool(_REFERENCE.match(rf"\{name}{{}}")) or "\\" not in to_unicode(used)


def _plain(text: str) -> str:
    return re.sub(r"(?<!\\)~", " ", _STYLED.sub(r"\1", _LAYOUT.sub(" ", text)))
