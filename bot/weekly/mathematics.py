r"""What can be told of a formula by its LaTeX: its sides, its terms, the names of losses in it.

Nothing is understood here that is not on the page: a *name* is what stands for a loss, such as
``\mathcal{L}_{\text{adv}}``, written in one way so that two of them can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

SHORTEST_LOSS = 12  # characters; less is a definition of a letter
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.DOTALL)
_DROPPED = re.compile(
    r"%\s*\n|\\(?:displaystyle|textstyle|scriptstyle|nonumber|notag|noindent)(?![A-Za-z])"
    r"|\\(?:label|tag)\*?\s*\{[^{}]*\}|\\!|(?:\\[,;:])+\s*$"
)
_END = re.compile(r"(?:\s|\\[ ,;:!]|\\q?quad(?![a-z])(?:\s*\(\d+\))?|~|[.,;])+$")
_RELATION = re.compile(r":=|\\coloneqq|\\triangleq|\\equiv|\\doteq|=")
_OPEN, _CLOSE = (
    {"{", "(", "[", "\\{", "\\left", "\\lvert", "\\lVert"},
    {"}", ")", "]", "\\}", "\\right", "\\rvert", "\\rVert"},
)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:aligned|split|align\*?|gathered|array|multlined)\}(?:\{[^{}]*\})?")
_LETTER = (
    r"\\(?:mathcal|mathscr|mathbb|mathrm|mathbf|boldsymbol|bm|operatorname\*?|text|textrm|mathit)\s*\{\s*"
    r"(?:[LJEV]|(?:[A-Za-z]+\s*)?[Ll]oss|Obj|obj)\s*\}|\\(?:mathcal|mathscr)\s*[LJE](?![A-Za-z])"
    r"|\\ell(?![A-Za-z])|(?<![A-Za-z\\])[LJ](?![A-Za-z])"
)
_SCRIPTS = r"(?:\s*[_^]\s*(?:\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\[A-Za-z]+(?:\s*\{[^{}]*\})?|[A-Za-z0-9*']))*"
NAME = re.compile(f"(?:{_LETTER}){_SCRIPTS}")


def tidy(latex: str) -> str:
    """Return a formula without numbers, styles and the punctuation of the sentence around it."""
    return " ".join(_END.sub("", _DROPPED.sub(" ", latex)).split())


def sides(latex: str) -> tuple[str, str]:
    """Return what stands left and right of the first relation outside of all brackets; left is empty without one."""
    plain = _ENVIRONMENT.sub(" ", latex).replace("&", " ")
    for before, symbol, after in _top_level(plain):
        if _RELATION.fullmatch(symbol) or (symbol == ":" and after.startswith("=")):
            return before.strip(), after.removeprefix("=").strip()
    return "", plain.strip()


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return the cells of the lines of one equation as LaTeX."""
    written = [" & ".join(line) if len(lines) > 1 else " ".join(filter(None, line)) for line in lines if any(line)]
    if len(written) < 2:
        return "".join(written)
    return r"\begin{aligned}" + r" \\ ".join(written) + r"\end{aligned}"


def summands(latex: str) -> list[str]:
    """Return what a side is the sum of, each with its sign."""
    found, start = [], 0
    for before, symbol, _ in _top_level(latex):
        if symbol in {"+", "-"} and before[start:].strip():
            found.append(latex[start : len(before)].strip())
            start = len(before)
    return [*found, latex[start:].strip()]


def names(latex: str) -> list[str]:
    """Return the names of losses in a formula, each once, in one way of writing."""
    return list(dict.fromkeys(_written(match[0]) for match in NAME.finditer(latex)))


def is_loss_like(latex: str) -> bool:
    """Say whether a formula gives a loss a meaning: a name on the left, something of substance on the right."""
    left, right = sides(latex)
    found = NAME.match(left)
    return bool(found) and len(latex) >= SHORTEST_LOSS and len(right) > len("=0.1")


def without_arguments(left: str) -> str:
    """Return the name that a left side begins with, without what it depends on."""
    found = NAME.search(left)
    return _written(found[0]) if found else ""


def subscript(name: str) -> str:
    r"""Return what a name says of itself: ``adv`` of ``\mathcal{L}_{\text{adv}}``, nothing of ``\mathcal{L}``."""
    _, mark, index = name.partition("_")
    words = re.sub(r"\\(?:text|mathrm|textrm|mathcal|mathbf|operatorname|rm|it)(?![A-Za-z])|[{}^*$]", " ", index)
    return " ".join(words.split()) if mark else ""


def _top_level(latex: str) -> Iterator[tuple[str, str, str]]:
    """Yield every symbol outside of brackets, with what stands before and after it."""
    depth = 0
    for match in _TOKEN.finditer(latex):
        symbol = match[0]
        if depth <= 0:
            yield latex[: match.start()], symbol, latex[match.end() :]
        depth += _step(symbol, _OPEN, _CLOSE)


def _step(symbol: str, opening: Collection[str], closing: Collection[str]) -> int:
    return (symbol in opening) - (symbol in closing)


def _written(name: str) -> str:
    r"""Write a name in one way: ``\mathcal L_{rec}`` and ``\mathcal{L}_{\text{rec}}`` are the same loss."""
    plain = re.sub(r"\\(?:text|textrm|mathrm|textnormal|mbox|rm|it|bm|boldsymbol|mathit)(?![A-Za-z])", "", name)
    plain = re.sub(r"\\(mathcal|mathscr)\s*\{?\s*([A-Z])\s*\}?", r"\\mathcal{\2}", plain)
    plain = re.sub(r"\s+|\{\s*\}", "", plain)
    while (simpler := re.sub(r"(?<!mathcal)\{([A-Za-z0-9,*']+|\{[^{}]*\})\}", r"\1", plain)) != plain:
        plain = simpler
    return plain
