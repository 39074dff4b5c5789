r"""Analyze formulas by their LaTeX: sides, terms, and the names of losses.

Only what is written is used: a *name* is the symbol of a loss, such as ``\mathcal{L}_{\text{adv}}``, normalized so that
names can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

MIN_LOSS_LENGTH = 12  # characters; less only defines a letter
MAX_FORMULA_LENGTH = 10_000  # characters; longer formulas are ignored
TAIL = 200  # characters at the end that are searched for punctuation
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_DROPPED = re.compile(
    r"%\s*\n|\\(?:displaystyle|textstyle|scriptstyle|nonumber|notag|noindent|IEEE(?:yes|no)number\*?|IEEEeqnarraynumspace"
    r"|normalsize|small|footnotesize|scriptsize|tiny|large|centering|raggedright|allowdisplaybreaks|everymath|medskip|smallskip)"
    r"(?![A-Za-z])|\\(?:label|tag|vspace|vskip|hspace)\*?\s*\{[^{}]*\}|\\!"
    r"|\\(?:set|addto)length\s*(?:\{[^{}]*\}|\\[a-z]+)\s*\{[^{}]*\}"
    r"|\\(?:above|below)display(?:short)?skip\s*=?\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)|\\(?:med|thin|thick)muskip\s*=?\s*-?[\d.]+\s*mu"
)
_RESIZED = re.compile(
    r"\\(?:resizebox\*?\s*\{[^{}]*\}\s*\{[^{}]*\}|scalebox\s*\{[^{}]*\}|adjustbox\s*\{[^{}]*\})\s*\{\s*\$(?P<inner>[^$]*)\$\s*\}"
)
_END = re.compile(r"(?:\s|\\[ ,;:!]|\\q?quad(?![a-z])(?:\s*\(\d+\))?|~|[.,;])+$")
_RELATION = re.compile(r":=|\\coloneqq|\\triangleq|\\equiv|\\doteq|=")
_OPEN, _CLOSE = (
    {"{", "(", "[", "\\{", "\\left", "\\lvert", "\\lVert"},
    {"}", ")", "]", "\\}", "\\right", "\\rvert", "\\rVert"},
)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:aligned|split|align\*?|gathered|array|multlined)\}(?:\{[^{}]*\})?")
_ALIGNED = re.compile(r"\\begin\{(?:aligned|split|gathered)\}(.*)\\end\{(?:aligned|split|gathered)\}", re.DOTALL)
_LETTER = (
    r"\\(?:mathcal|mathscr)\s*\{\s*[LJE]\s*\}|\\(?:mathcal|mathscr)\s*[LJE](?![A-Za-z])"
    r"|\\(?:mathbb|mathrm|mathbf|mathfrak|boldsymbol|bm|operatorname\*?|text|textrm|mathit|mathsf)\s*\{\s*"
    r"(?:[LJ]|(?:[A-Za-z]{1,20}[\s-]*)?[Ll]oss|[Oo]bj)\s*\}"
    r"|(?<![_^{])\\ell(?![A-Za-z])|(?<![A-Za-z\\_^{])(?:[LJ](?![A-Za-z])|[Ll]oss(?=\s*(?:[_^(=:]|$)))"
)
_SCRIPTS = (
    r"(?:\s{0,3}[_^]\s{0,3}(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,40}\}){0,40}\}){0,60}\}|\\[A-Za-z]+(?:\s?\{[^{}]{0,40}\})?"
    r"|[A-Za-z0-9*'])){0,3}"
)
_UNITS = re.compile(
    r"\\(?:mathrm|text|textrm|mbox|rm|si|SI|unit)\s*\{[^{}]*\}|\\[,;:! ]|\\(?:times|cdot|approx|sim|pm|q?quad)(?![a-z])"
)
_BOUNDS = {
    "<",
    ">",
    r"\le",
    r"\leq",
    r"\ge",
    r"\geq",
    r"\leqslant",
    r"\geqslant",
    r"\ll",
    r"\gg",
    r"\lesssim",
    r"\gtrsim",
}
_SUMMAND_ENDS = {"+", "-", "=", "&", "\\\\", ",", "\\quad", "\\qquad"}
_MIN_MAX = r"(?:arg\s*|arg\\?,?\s*)?(?:min|max)(?:imi[sz]e)?"
_EXTREME = re.compile(
    rf"(?:\s|\\[,;:! ]|\\q?quad(?![a-z])|\\limits|[({{])*(?:\\(?:arg)?(?:min|max)(?![a-z])|arg\s*\\?(?:min|max)"
    r"|\\arg(?![a-z])[^A-Za-z]{0,6}(?:min|max)"
    rf"|\\(?:text|mathrm|mathop|operatorname\*?|operatornamewithlimits|mathbf|textrm|rm)\s*\{{\s*(?:\\(?:mathrm|text|rm)\s*\{{?\s*)?\\?{_MIN_MAX}"
    rf"|\\underset\s*\{{(?:[^{{}}]|\{{[^{{}}]{{0,60}}\}}){{0,60}}\}}\s*\{{[^A-Za-z]{{0,3}}(?:(?:text|mathrm|operatorname\*?|rm)\s*\{{?)?\s*\\?{_MIN_MAX})"
)
_BELOW = re.compile(r"^[^_]*_(\{(?:[^{}]|\{[^{}]*\})*\}|[^{}^_]+)")
_STYLE = re.compile(r"\\(?:text|mathrm|textrm|mathcal|mathbf|operatorname|rm|it)(?![A-Za-z])|[{}^*$]")
_WORD_ABOVE = re.compile(r"\^\{?([A-Za-z]{2,}[^{}^_]*)")
NAME = re.compile(f"(?:{_LETTER}){_SCRIPTS}")
_BEFORE_NAME = re.compile(
    rf"(?:\\(?:arg)?(?:min|max)(?:imize)?(?:\\limits)?{_SCRIPTS}|\\(?:text|mathrm)\s?\{{\s?(?:arg\s?)?(?:min|max)[a-z]*\s?\}}{_SCRIPTS}"
    rf"|\\(?:operatorname|underset|mathop)\*?(?:\s?\{{(?:[^{{}}]|\{{[^{{}}]{{0,60}}\}}){{0,60}}\}})+{_SCRIPTS}"
    r"|\\(?:left|quad|[,;:! ])|[-\s(])*"
)


def tidy(latex: str) -> str:
    """Return a formula without numbers, styles and surrounding punctuation; empty if it is too long."""
    plain = _RESIZED.sub(lambda resized: resized["inner"], latex) if len(latex) <= MAX_FORMULA_LENGTH else ""
    plain = " ".join(_DROPPED.sub(" ", plain).split())
    return (plain[:-TAIL] + _END.sub("", plain[-TAIL:])).strip()


def sides(latex: str) -> tuple[str, str]:
    """Return the parts left and right of the first relation outside of brackets; without one, left is empty."""
    plain = _ENVIRONMENT.sub(" ", latex).replace("&", " ")
    for match in _top_level(plain):
        after = plain[match.end() :]
        if _RELATION.fullmatch(match[0]) or (match[0] == ":" and after.startswith("=")):
            return plain[: match.start()].strip(), after.removeprefix("=").strip()
    return "", plain.strip()


def lines(latex: str) -> list[str]:
    """Return the lines of an aligned formula, or the formula itself."""
    inner = _ALIGNED.fullmatch(latex.strip())
    return inner[1].split("\\\\") if inner else [latex]


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return the cells of the lines of one equation as LaTeX."""
    written = [" & ".join(line) if len(lines) > 1 else " ".join(filter(None, line)) for line in lines if any(line)]
    if len(written) < 2:
        return "".join(written)
    return r"\begin{aligned}" + r" \\ ".join(written) + r"\end{aligned}"


def summands(latex: str) -> list[str]:
    """Return the summands of a side, each with its sign."""
    found, start = [], 0
    for match in _top_level(latex):
        if match[0] in {"+", "-"} and latex[start : match.start()].strip():
            found.append(latex[start : match.start()].strip())
            start = match.start()
    return [*found, latex[start:].strip()]


def names(latex: str) -> list[str]:
    """Return the normalized names of losses in a formula, each once."""
    return list(dict.fromkeys(_written(match[0]) for match in NAME.finditer(latex)))


def summand_span(latex: str, name: str) -> tuple[int, int]:
    """Return where a loss is in a formula: its summand with its weight, or only its name; (0, 0) if it isn't there."""
    relation = next((match.end() for match in _TOKEN.finditer(latex) if _RELATION.fullmatch(match[0])), 0)
    found = [match.span() for match in NAME.finditer(latex) if _written(match[0]) == name]
    if not found:
        return 0, 0
    start, end = next((span for span in found if span[0] >= relation), found[0])
    tokens = list(_TOKEN.finditer(latex))
    before = [match.end() for match in tokens if match.end() <= start and match[0] in _SUMMAND_ENDS]
    after = [match.start() for match in tokens if match.start() >= end and match[0] in _SUMMAND_ENDS]
    wide = (max(before, default=0), min(after, default=len(latex)))
    part = latex[wide[0] : wide[1]]
    depth = sum(_step(match[0], _OPEN, _CLOSE) for match in _TOKEN.finditer(part))
    if depth or "\\begin" in part or "\\end" in part or not _is_balanced(part):
        return start, end
    return wide[0] + len(part) - len(part.lstrip()), wide[0] + len(part.rstrip())


def _is_balanced(part: str) -> bool:
    """Return whether no bracket closes that was not opened before."""
    depth = 0
    for match in _TOKEN.finditer(part):
        depth += _step(match[0], _OPEN, _CLOSE)
        if depth < 0:
            return False
    return True


def is_constant(latex: str) -> bool:
    r"""Return whether a side is a number with its unit, such as ``-30\,\mathrm{dB}``."""
    return not re.search(r"[A-Za-z]", _UNITS.sub("", latex))


def is_inequality(latex: str) -> bool:
    """Return whether the first relation outside of brackets is a bound."""
    plain = _ENVIRONMENT.sub(" ", latex).replace("&", " ")
    first = next((match[0] for match in _top_level(plain) if match[0] in _BOUNDS or _RELATION.fullmatch(match[0])), "")
    return first in _BOUNDS


def extreme(latex: str) -> str:
    """Return ``min`` or ``max`` if a side, or what follows its relation, starts with it; else an empty text."""
    for side in sides(latex):
        if found := _EXTREME.match(side):
            return "min" if "min" in found[0] else "max"
    return ""


def is_loss_like(latex: str) -> bool:
    """Return whether a formula defines a loss: a name on the left, a substantial right side."""
    left, right = sides(latex)
    return bool(own_name(left)) and len(latex) >= MIN_LOSS_LENGTH and len(right) > len("=0.1")


def own_name(left: str) -> str:
    r"""Return the loss on a left side, without its arguments: ``L`` of ``\min_\theta L(\theta)``."""
    found = NAME.match(left, _BEFORE_NAME.match(left).end())  # type: ignore[union-attr] # it matches nothing, too
    return _written(found[0]) if found else ""


def subscript(name: str) -> str:
    r"""Return the description in a name: ``adv`` of ``\mathcal{L}_{\text{adv}}``, empty for ``\mathcal{L}``.

    Without a subscript, a word as superscript is used: ``CLIP`` of ``L^{CLIP}``, but nothing of ``L^t``.
    """
    below, above = scripts(name)
    return below or above


def scripts(name: str) -> tuple[str, str]:
    """Return the subscript of a name, and the word in its superscript. Letters and numbers there are ignored."""
    below, above = _BELOW.search(name), _WORD_ABOVE.search(name)
    words = _STYLE.sub(" ", below[1]) if below else ""
    return " ".join(words.split()), above[1].strip() if above else ""


def _top_level(latex: str) -> Iterator[re.Match[str]]:
    """Yield every symbol outside of brackets."""
    depth = 0
    for match in _TOKEN.finditer(latex):
        if depth <= 0:
            yield match
        depth += _step(match[0], _OPEN, _CLOSE)


def _step(symbol: str, opening: Collection[str], closing: Collection[str]) -> int:
    return (symbol in opening) - (symbol in closing)


def _written(name: str) -> str:
    r"""Normalize a name: ``\mathcal L_{rec}`` and ``\mathcal{L}_{\text{rec}}`` are the same loss."""
    plain = re.sub(r"\\(?:text|textrm|mathrm|textnormal|mbox|rm|it|bm|boldsymbol|mathit)(?![A-Za-z])", "", name)
    plain = re.sub(r"\\(mathcal|mathscr)\s*\{?\s*([A-Z])\s*\}?", r"\\mathcal{\2}", plain)
    plain = re.sub(r"\s+|\{\s*\}", "", plain)
    while (simpler := re.sub(r"(?<!mathcal)\{([A-Za-z0-9,*']+|\{[^{}]*\})\}", r"\1", plain)) != plain:
        plain = simpler
    return plain
