"""Read the text of a TeX table cell, without markup.

Known macros are read: styles, symbols, citations. Of an unknown macro, its only argument is kept. If that could differ
from the printed cell, the cell is doubtful: a wrong number is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.fulltext import sentences
from bot.fulltext.tables import UNDERLINED
from bot.fulltext.tex.tokens import arguments, group, option
from bot.text.tex.to_unicode import to_unicode

MAX_DEPTH = 20  # nested groups
_TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z@]+)\*?|\\(?P<sign>.)|(?P<math>\$\$?)|(?P<brace>[{}])|(?P<script>[\^_])|(?P<tie>~)", re.DOTALL
)
_UNIT = r"\s*[-+]?[\d.]*\s*(?:pt|em|ex|cm|mm|in|bp|pc|sp|\\[A-Za-z]+)\s*"
_MEASURE = re.compile(rf"{_UNIT}(?:[/,]{_UNIT})?")
_COLOUR = re.compile(r"colou?r|shade|paint", re.IGNORECASE)
_PARENTHESES = re.compile(r"\s?\([^()]{0,40}\)")
_ACCENTS = set("vcHukrbdt") | set("'`\"^~=.")
SHOWN = {
    # macro: how many arguments it takes, and which of them is printed
    "rotatebox": (2, 1), "raisebox": (2, 1), "scalebox": (2, 1), "resizebox": (3, 2), "parbox": (2, 1),
    "makebox": (1, 0), "framebox": (1, 0), "adjustbox": (2, 1), "multirow": (3, 2), "multirowcell": (2, 1),
    "multirowthead": (2, 1), "href": (2, 1), "hyperref": (1, 0), "makecell": (1, 0), "thead": (1, 0),
    "shortstack": (1, 0), "specialcell": (1, 0), "num": (1, 0), "tablenum": (1, 0), "textcolor": (2, 1),
    "colorbox": (2, 1), "url": (1, 0), "fbox": (1, 0), "mbox": (1, 0), "hbox": (1, 0), "rothead": (1, 0),
    "rotcell": (1, 0), "turn": (2, 1),
    "emph": (1, 0), "underline": (1, 0), "uline": (1, 0), "ul": (1, 0), "text": (1, 0), "bm": (1, 0),
    "boldsymbol": (1, 0),
    **{f"text{style}": (1, 0) for style in ("bf", "it", "sc", "rm", "tt", "sf", "md", "up", "sl", "normal")},
    **{f"math{style}": (1, 0) for style in ("bf", "it", "rm", "tt", "sf")},
}  # fmt: skip
UNSEEN = {
    # macro: how many arguments it takes, none of which is printed
    "color": 1, "cellcolor": 1, "rowcolor": 1, "columncolor": 1, "rowcolors": 3, "arrayrulecolor": 1, "hspace": 1,
    "vspace": 1, "label": 1, "rule": 2, "setlength": 2, "addtolength": 2, "specialrule": 3, "cline": 1, "hhline": 1,
    "Xhline": 1, "Xcline": 2, "cdashline": 1, "noalign": 1, "tnote": 1, "footnote": 1, "tablefootnote": 1,
    "fontsize": 2, "rowfont": 1, "rowstyle": 1, "caption": 1, "phantom": 1, "hphantom": 1, "vphantom": 1, "midrule": 0,
    "toprule": 0, "bottomrule": 0, "hline": 0, "hdashline": 0, "addlinespace": 0, "rowheight": 1,
    "morecmidrules": 0, "thickhline": 0, "belowrulesepcolor": 1, "aboverulesepcolor": 1, "index": 1, "captionsetup": 1,
    "arraybackslash": 0, "endfirsthead": 0, "endhead": 0, "endfoot": 0, "endlastfoot": 0,
}  # fmt: skip
DOUBTFUL = re.compile(
    r"sout|st|xout|cancel|omit|span|csname|expandafter|input|includegraphics|multicolumn|vskip|hskip|kern|g?def"
    r"|(?:pgf|csv|DTL|tikz|Expl|lua|directlua|collectcell|SetCell|Block|foreach|if|else$|fi$|loop|advance)\w*|\w*eval\w*"
)
SYMBOLS = {
    "cmark": "✓", "xmark": "✗", "tick": "✓", "Checkmark": "✓", "CheckmarkBold": "✓", "XSolidBrush": "✗",
    "XSolid": "✗", "crossmark": "✗", "textless": "<", "textgreater": ">", "textasciitilde": "∼", "percent": "%",
    "slash": "/", "textbar": "|", "degree": "°", "quad": " ", "qquad": " ", "enspace": " ", "space": " ",
    "textendash": "–", "textemdash": "—", "newline": " ", "linebreak": " ", "par": " ", "LaTeX": "LaTeX", "TeX": "TeX",
}  # fmt: skip
DINGS = {"51": "✓", "52": "✓", "53": "✗", "54": "✗", "55": "✗", "56": "✗", "72": "★", "73": "☆", "108": "●", "109": "○"}
LAYOUT = {"tabular", "minipage", "center", "flushleft", "flushright", "varwidth", "threeparttable", "small", "turn"}


class DoubtfulCellError(Exception):
    """The text of a cell is uncertain."""


def cell_text(text: str) -> str:
    """Return the text of a cell in one line. Raises DoubtfulCellError."""
    return " ".join(_said(sentences.plain(text), 0).split())


def _said(text: str, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise DoubtfulCellError
    pieces, at = [], 0
    while match := _TOKEN.search(text, at):
        pieces.append(text[at : match.start()])
        piece, at = _READERS[match.lastgroup or ""](text, match, depth + 1)
        pieces.append(piece)
    return "".join([*pieces, text[at:]])


def _brace(text: str, match: re.Match[str], depth: int) -> tuple[str, int]:
    inner = group(text, match.start())
    if inner is None:
        raise DoubtfulCellError
    return _said(inner[0], depth), inner[1]


def _math(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    closing = re.compile(r"(?<!\\)" + re.escape(match[0])).search(text, match.end())
    if closing is None:
        raise DoubtfulCellError
    return _formula(text[match.end() : closing.start()]), closing.end()


def _formula(latex: str) -> str:
    inner = UNDERLINED.sub("", latex).strip()
    return f"${inner}$" if inner and inner != "{}" else ""


def _script(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    """Read a subscript or superscript outside of a formula, which number columns allow."""
    inner, at = arguments(text, match.end(), 1)
    if not inner:
        raise DoubtfulCellError
    return _formula(f"{match[0]}{{{inner[0]}}}"), at


def _tie(_: str, match: re.Match[str], __: int) -> tuple[str, int]:
    return " ", match.end()


def _sign(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    sign = match["sign"]
    if sign == "(":
        end = text.find(r"\)", match.end())
        if end < 0:
            raise DoubtfulCellError
        return _formula(text[match.end() : end]), end + 2
    if sign == "\\":
        return " ", _after_spacing(text, match.end())
    if sign in _ACCENTS:
        return _accented(text, match)
    if sign in "%&#_${}":
        return match[0], match.end()
    return (" " if sign in ",;: " else ""), match.end()


def _after_spacing(text: str, at: int) -> int:
    at += text.startswith("*", at)
    spacing, end = option(text, at)
    return end if spacing is not None and _MEASURE.fullmatch(spacing) else at


def _accented(text: str, match: re.Match[str]) -> tuple[str, int]:
    letters, at = arguments(text, match.end(), 1)
    letter = letters[0] if letters else ""
    return to_unicode(f"{match[0]}{{{letter}}}"), at


def _macro(text: str, match: re.Match[str], depth: int) -> tuple[str, int]:
    name = match["name"]
    if name in _ACCENTS:
        return _accented(text, match)
    read = next((read for known, read in _NAMED if known.fullmatch(name)), None)
    if read:
        return read(text, match, depth)
    if name in SYMBOLS:
        return SYMBOLS[name], _after_empty(text, match.end())
    if name in SHOWN:
        count, printed = SHOWN[name]
        given, at = _given(text, match.end(), count)
        return _said(given[printed], depth), at
    if DOUBTFUL.fullmatch(name):
        raise DoubtfulCellError
    if name in UNSEEN:
        return " ", _given(text, match.end(), UNSEEN[name])[1]
    return _unknown(text, match, depth)


def _given(text: str, at: int, count: int) -> tuple[list[str], int]:
    """Return the arguments of a macro, without options before and between them, and trailing measures."""
    found: list[str] = []
    asked: str | None = ""
    while len(found) < count:
        while asked is not None:
            asked, at = option(text, at)
        more, at = arguments(text, at, 1)
        if not more:
            raise DoubtfulCellError
        found, asked = found + more, ""
    behind, end = option(text, at)
    while behind is not None and _MEASURE.fullmatch(behind):
        at = end
        behind, end = option(text, at)
    return found, at


def is_printed(name: str, taken: str) -> bool:
    """Return whether a macro prints its argument, judged by its name and the argument: no measure, color or rule."""
    return name not in UNSEEN and not _COLOUR.search(name) and not _MEASURE.fullmatch(taken)


def _unknown(text: str, match: re.Match[str], depth: int) -> tuple[str, int]:
    symbol = to_unicode(f"\\{match['name']}")
    if symbol and not symbol.startswith("\\"):
        return symbol, _after_empty(text, match.end())
    at = option(text, match.end())[1] if text.startswith("[", match.end()) else match.end()
    groups: list[str] = []
    while inner := group(text, at):
        groups.append(inner[0])
        at = inner[1]
    printed = [each for each in groups if each.strip() and not _MEASURE.fullmatch(each)]
    if len(printed) > 1:
        raise DoubtfulCellError
    is_printed = bool(printed) and not _COLOUR.search(match["name"])
    return (_said(printed[0], depth) if is_printed else " " * (not groups)), at


def _after_empty(text: str, at: int) -> int:
    return at + 2 * text.startswith("{}", at)


def _cite(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    given, at = _given(text, match.end(), 1)
    return " " + sentences.citation_mark(key.strip() for key in given[0].split(",")), at


def _reference(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    given, at = _given(text, match.end(), 1)
    return f"\\{match['name']}{{{given[0]}}}", at


def _ding(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    given, at = _given(text, match.end(), 1)
    if given[0].strip() not in DINGS:
        raise DoubtfulCellError
    return DINGS[given[0].strip()], at


def _rule(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    at = option(text, match.end())[1]
    trimmed = _PARENTHESES.match(text, at)
    return " ", _given(text, trimmed.end() if trimmed else at, 1)[1]


def _mark(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    return "", option(text, match.end())[1]


def _quantity(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    given, at = _given(text, match.end(), 2)
    unit = {r"\percent": "%", r"\%": "%", r"\degree": "°"}.get(given[1].strip(), given[1])
    if "\\" in given[0] + unit:
        raise DoubtfulCellError
    return f"{given[0]}{unit}" if unit in "%°" else f"{given[0]} {unit}", at


def _ensured(text: str, match: re.Match[str], _: int) -> tuple[str, int]:
    given, at = _given(text, match.end(), 1)
    sign = {"textsuperscript": "^", "textsubscript": "_"}.get(match["name"])
    return _formula(f"{sign}{{{given[0]}}}" if sign else given[0]), at


def _halved(text: str, match: re.Match[str], depth: int) -> tuple[str, int]:
    given, at = _given(text, match.end(), 2)
    return " / ".join(filter(None, (_said(each, depth).strip() for each in given))), at


def _environment(text: str, match: re.Match[str], depth: int) -> tuple[str, int]:
    """Read a table of one column, or an environment that only sets a width. Anything else is doubtful."""
    given, at = _given(text, match.end(), 1)
    closing = rf"\end{{{given[0]}}}"
    end = text.find(closing, at)
    if match["name"] == "end" or given[0] not in LAYOUT or end < 0 or rf"\begin{{{given[0]}}}" in text[at:end]:
        raise DoubtfulCellError
    if given[0] in {"tabular", "minipage", "varwidth", "turn"}:
        _, at = _given(text, at, 1)
    inner = text[at:end]
    if re.search(r"(?<!\\)(?:\\\\)*&", inner):
        raise DoubtfulCellError
    return _said(inner, depth), end + len(closing)


_Reader = Callable[[str, re.Match[str], int], tuple[str, int]]
_READERS: Mapping[str, _Reader] = {
    "name": _macro, "sign": _sign, "math": _math, "brace": _brace, "script": _script, "tie": _tie,
}  # fmt: skip
_NAMED: Sequence[tuple[re.Pattern[str], _Reader]] = (
    (re.compile(r"(?!nocite)[A-Za-z]*[Cc]ite[A-Za-z]{0,9}"), _cite),
    (re.compile(r"(?:eq|auto|c|C|page|v|name)?ref"), _reference),
    (re.compile("ding"), _ding),
    (re.compile("cmidrule"), _rule),
    (re.compile("footnotemark"), _mark),
    (re.compile("SI|qty"), _quantity),
    (re.compile("ensuremath|textsuperscript|textsubscript"), _ensured),
    (re.compile("diagbox|backslashbox|slashbox"), _halved),
    (re.compile("begin|end"), _environment),
)
