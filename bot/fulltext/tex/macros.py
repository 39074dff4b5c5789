r"""Expand the macros of authors: ``\newcommand``, ``\def``, ``\DeclareMathOperator``.

Definitions are only substituted, nothing is computed. Remarks of authors are removed: macros that color their argument,
such as ``\newcommand{\ann}[1]{\textcolor{red}{[Ann: #1]}}``, and the usual ``\todo``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import SourceError
from bot.fulltext import sentences
from bot.fulltext.tex.tokens import arguments, group, option, skip_blanks

MAX_DEPTH = 8
MAX_LENGTH = 4 << 20  # characters of an expanded text
MAX_MACROS = 2000
_DEFINING = re.compile(
    r"\\(?P<how>(?:re|provide)?(?:new)?command|DeclareRobustCommand|DeclareMathOperator|def|gdef|edef|let"
    r"|(?:re)?newenvironment)(?P<star>\*?)(?![A-Za-z])"
)
_NAME = re.compile(r"\s*\{?\s*(\\(?:[A-Za-z@]+|.)|[A-Za-z]+\*?(?=\s*\}))\s*\}?")
_USE = re.compile(r"\\(begin|end)\{([A-Za-z]+\*?)\}|\\([A-Za-z@]+)\*?")
_COLOUR = re.compile(r"\\(?:text)?color(?![A-Za-z])|\\hl(?![A-Za-z])")
_MARGIN = re.compile(r"\\marginpar|\\marginnote|\\todo|\\pdfcomment")
COMMENT_MACROS = {
    "todo", "fixme", "note", "missing", "fxnote", "marginpar", "marginnote", "comment", "hide", "ignore", "TODO", "XXX",
    "phantom", "hphantom", "vphantom",
}  # fmt: skip
REVISION = re.compile(
    r"rev|new|add|chang|edit|updat|fix|final|red|blue|green|best|second|first|hl|high|emph|mark", re.IGNORECASE
)
SHORT = 25  # characters; shorter colored texts are numbers or words, not remarks
STRUCTURE = {
    "part", "section", "subsection", "subsubsection", "paragraph", "subparagraph", "title", "author", "abstract",
    "caption", "label", "ref", "eqref", "cite", "citep", "citet", "begin", "end", "item", "input", "includegraphics",
    "bibitem", "bibliography", "footnote", "maketitle", "thanks", "document", "tag", "multicolumn", "multirow",
    "figure", "table", "equation", "align", "thebibliography", "frac", "left", "right", "text", "appendix",
}  # fmt: skip
"""Never expanded, even if a style redefines them, because the reader looks for them."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro's definition: *count* arguments, the first with a *default* if it has one."""

    body: str
    count: int = 0
    default: str | None = None


def definitions(text: str) -> tuple[dict[str, Macro], str]:
    """Return the macros that a text defines, and the text without the definitions."""
    found: dict[str, Macro] = {}
    pieces, at = [], 0
    for match in _DEFINING.finditer(text):
        if match.start() < at:
            continue
        read = _definition(text, match)
        if read is None:
            continue
        defined, end = read
        if len(found) < MAX_MACROS:
            found |= {name: macro for name, macro in defined.items() if name.rpartition(":")[2] not in STRUCTURE}
        pieces.append(text[at : match.start()])
        at = end
    return found, "".join(pieces) + text[at:]


PAINT = {"textcolor": Macro("#3", 3, ""), "colorbox": Macro("#3", 3, "")}


def expand(text: str, macros: Mapping[str, Macro]) -> str:
    """Expand all macros in a text, also nested ones.

    Raises SourceError if the text grows without end.
    """
    for _ in range(MAX_DEPTH):
        written = _once(text, macros)
        if written == text:
            break
        text = written
    return text


def of_style(text: str) -> dict[str, Macro]:
    """Return the macros of a style file that authors use in texts; internal ones are left out."""
    return {name: macro for name, macro in definitions(text)[0].items() if "@" not in name + macro.body}


def _once(text: str, macros: Mapping[str, Macro]) -> str:
    pieces, at, length = [], 0, 0
    for match in _USE.finditer(text):
        name = f"{match[1]}:{match[2]}" if match[1] else match[3]
        if match.start() < at or not (name in macros or name in PAINT or name in COMMENT_MACROS):
            continue
        written, end = _written(text, match, name, PAINT.get(name) or macros.get(name))
        pieces += [text[at : match.start()], written]
        length += len(pieces[-1]) + len(pieces[-2])
        if length > MAX_LENGTH:
            raise SourceError("the source's macros grow without end")
        at = end
    return "".join([*pieces, text[at:]])


def _written(text: str, match: re.Match[str], name: str, macro: Macro | None) -> tuple[str, int]:
    """Return the expansion of a macro's use, and the position after it."""
    if macro is None:
        _, start = option(text, match.end())
        inner = group(text, skip_blanks(text, start))
        return ("", inner[1]) if inner else (match[0], match.end())
    start, given = match.end(), []
    if macro.default is not None:
        asked, start = option(text, start)
        given = [macro.default if asked is None else asked]
    more, start = arguments(text, start, macro.count - len(given)) if macro.count else ([], start)
    given += more
    if macro.count and _is_remark(name, macro, given):
        return "", start
    body = _filled(macro.body, given)
    return body + " " * (body[-1:].isalpha() and text[start : start + 1].isalpha()), start


def _is_remark(name: str, macro: Macro, given: list[str]) -> bool:
    """Return whether a macro is for remarks of authors: in the margin, colored with a name, or as a sentence."""
    if name in PAINT:
        return given[1:2] == ["white"] or bool(sentences.REMARK.match(given[-1] if given else ""))
    if _MARGIN.search(macro.body) or name in COMMENT_MACROS:
        return True
    if not _COLOUR.search(macro.body) or "#" not in macro.body:
        return False
    around = re.sub(r"\\[A-Za-z]+\*?(?:\s*\{[^{}#]*\})?|#\d", " ", macro.body)
    if re.search(r"[A-Za-z]{2,}", around):
        return True
    return not REVISION.search(name) and max(map(len, given), default=0) > SHORT


def _filled(body: str, given: list[str]) -> str:
    """Return a macro's body with its arguments. Raises SourceError if it grows without end."""
    length = sum(body.count(f"#{number}") * len(argument) for number, argument in enumerate(given, 1))
    if length > MAX_LENGTH:
        raise SourceError("the source's macros grow without end")
    return re.sub(r"#([1-9])", lambda number: _nth(given, int(number[1])), body)


def _nth(given: list[str], number: int) -> str:
    return given[number - 1] if number <= len(given) else ""


def _definition(text: str, match: re.Match[str]) -> tuple[dict[str, Macro], int] | None:
    """Return the defined macro and the position after its definition; None if it isn't one."""
    name = _NAME.match(text, match.end())
    if name is None or (name[1][0] != "\\") != match["how"].endswith("environment"):
        return None
    key, at = name[1].removeprefix("\\"), name.end()
    if match["how"] == "let":
        other = re.compile(r"\s*=?\s*(\\(?:[A-Za-z@]+|.))").match(text, at)
        return ({key: Macro(other[1])}, other.end()) if other else None
    if match["how"].endswith("def"):
        parameters = re.compile(r"[^{}\\]{0,40}").match(text, at)
        at = parameters.end() if parameters else at
        body = group(text, at)
        return ({key: Macro(body[0], parameters[0].count("#") if parameters else 0)}, body[1]) if body else None
    return _command(text, match, key, at)


def _command(text: str, match: re.Match[str], key: str, at: int) -> tuple[dict[str, Macro], int] | None:
    count, at = option(text, at)
    default, at = option(text, at) if count else (None, at)
    body = group(text, skip_blanks(text, at))
    if body is None:
        return None
    taken = int(count) if count and count.isdecimal() and len(count) == 1 else 0
    if match["how"].endswith("environment"):
        end = group(text, skip_blanks(text, body[1]))
        both = {f"begin:{key}": Macro(body[0], taken, default), f"end:{key}": Macro(end[0] if end else "")}
        return both, end[1] if end else body[1]
    is_operator = match["how"] == "DeclareMathOperator"
    inner = rf"\operatorname{match['star']}{{{body[0]}}}" if is_operator else body[0]
    return {key: Macro(inner, taken, default)}, body[1]
