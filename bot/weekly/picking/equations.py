r"""The loss of a paper and its terms, or its core equation, or nothing: a wrong one would look right.

What speaks for an equation is learned from judging 27 papers by hand; the weights are the findings of that. A label
says what the equation is and no more: "The whole loss function" only where the left side is \mathcal{L} or says total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.latex import to_unicode
from bot.weekly import mathematics, prose
from bot.weekly.fulltext import Equation, FullText
from bot.weekly.picking.scoring import Pick, best, clue, weigh

LOSS_FLOOR, CORE_FLOOR = 5.0, 4.0
WHOLE = "The whole loss function"
CORE = "Core equation"
MOST_TERMS = 6
TOTAL = {"", "total", "full", "all", "overall", "final", "tot", "joint", "sum", "train", "training", "model"}

SENTENCE = (
    clue(6, r"\b(?:full|total|overall|final|complete|entire|combined|whole)\b[\w\s,-]{0,40}\b(?:loss|objective|cost)"),
    clue(3, r"\b(?:loss|objective|minimi[sz]\w*|maximi[sz]\w*|optimi[sz]\w*|cost function|trained with)\b"),
    clue(-2, r"\b(?:prior|original(?:ly)?|suggested|previous\w*|standard|vanilla|recall|et al|baseline)\b"),
    clue(-4, r"\b(?:gradients?|derivatives?|update rule|discarded|rejected|alternative|instead of using|ablat\w+)\b"),
)
SECTION = (
    clue(
        1.5,
        r"\b(?:method|approach|model|train\w*|objectives?|loss(?:es)?|learning|formulation|optimi[sz]ation)\b",
    ),
    clue(-4, r"\b(?:background|related|preliminar\w+|prior work|review|appendix|supplement\w*|proofs?|baselines?)\b"),
    clue(-2, r"\b(?:experiments?|results?|evaluation|metrics?|ablations?|discussion|limitations?)\b"),
)
CORE_SENTENCE = (
    clue(3, r"\b(?:we|our)\b.{0,40}\b(?:defin\w+|propos\w+|comput\w+|introduc\w+|formulat\w+|model|obtain\w*)\b"),
    clue(1.5, r"\b(?:is defined|are defined|is given by|is computed|as follows)\b"),
    clue(-3, r"\b(?:prior|original(?:ly)?|suggested|previous\w*|standard|recall|et al|proof|lemma|theorem)\b"),
)
_GRADIENT = re.compile(r"\\nabla|\\partial|\\frac\{\s*d|\\leftarrow|\\gets")
_EXTREME = re.compile(r"\\(?:arg)?m(?:in|ax)(?![a-z])|arg\s*m(?:in|ax)|\\operatorname\*?\{arg")
_WEIGHT = re.compile(r"\\(?:lambda|alpha|beta|gamma|eta|omega|mu)(?![a-z])|w_")


@dataclass(frozen=True, slots=True)
class Term:
    """A loss that the whole one is made of: the equation that says what it is, and the sentence that names it."""

    index: int
    name: str
    line: str = ""


def losses(text: FullText) -> tuple[Pick, ...]:
    """Return the best equations that may be called a loss, each labelled by what it is."""
    picks = [Pick(index, _loss_score(each), _label(each)) for index, each in enumerate(text.equations)]
    return best(picks, LOSS_FLOOR)


def cores(text: FullText, title: str) -> tuple[Pick, ...]:
    """Return the best equations that the paper defines as its own, where it has no loss."""
    words = set(re.findall(r"[a-z]{4,}", title.lower()))
    picks = [Pick(index, _core_score(each, words), CORE) for index, each in enumerate(text.equations)]
    return best(picks, CORE_FLOOR)


def terms(text: FullText, whole: Equation) -> tuple[Term, ...]:
    """Return what the terms of a loss are, in its order; a term that is defined nowhere is left out.

    A line is a sentence of the paper that names the term, and explains no other one.
    """
    own = mathematics.without_arguments(mathematics.sides(whole.latex)[0])
    found: list[Term] = []
    used: set[str] = set()
    for name in mathematics.names(mathematics.sides(whole.latex)[1]):
        index = _definition(text.equations, name, whole)
        if name == own or index is None or len(found) == MOST_TERMS:
            continue
        line = _line(text, name, text.equations[index], used)
        used.add(line)
        found.append(Term(index, name, line))
    return tuple(found)


def sentence_of(equation: Equation) -> str:
    """Return the sentence that introduces an equation."""
    if equation.is_inline:
        return prose.holding(equation.before, equation.latex)
    return prose.last(equation.before)


def _loss_score(equation: Equation) -> float:
    left, right = mathematics.sides(equation.latex)
    named = bool(mathematics.NAME.search(left))
    if not named and not _EXTREME.search(equation.latex):
        return 0.0
    own = mathematics.without_arguments(left)
    parts = [name for name in mathematics.names(right) if name != own]
    said = weigh(sentence_of(equation), SENTENCE)
    score = said + weigh(equation.section, SECTION) + 3 * named
    score += 4.8 * (len(parts) >= 2) + 1.5 * bool(_EXTREME.search(equation.latex)) + bool(_WEIGHT.search(right))
    score -= 6 * bool(_GRADIENT.search(left)) + 2 * equation.is_inline
    return score if said > 0 or len(parts) >= 2 else min(score, LOSS_FLOOR - 1)


def _core_score(equation: Equation, title: set[str]) -> float:
    left, right = mathematics.sides(equation.latex)
    if not left or equation.is_inline or _GRADIENT.search(left) or len(right) < mathematics.SHORTEST_LOSS:
        return 0.0
    names = set(re.findall(r"[a-z]{4,}", left.lower()))
    said = weigh(sentence_of(equation), CORE_SENTENCE)
    return said + weigh(equation.section, SECTION) + 3 * bool(names & title) if said > 0 else 0.0


def _label(equation: Equation) -> str:
    name = mathematics.without_arguments(mathematics.sides(equation.latex)[0])
    kind = to_unicode(f"${index}$") if (index := mathematics.subscript(name)) else ""
    return WHOLE if kind.lower().strip("()") in TOTAL else f"The {kind} loss"


def _definition(equations: Sequence[Equation], name: str, whole: Equation) -> int | None:
    """Return the equation with the name alone on its left; a display comes before an inline one."""
    defining = [
        (each.is_inline, index)
        for index, each in enumerate(equations)
        if each is not whole and mathematics.without_arguments(mathematics.sides(each.latex)[0]) == name
        and not _GRADIENT.search(mathematics.sides(each.latex)[0])
    ]  # fmt: skip
    return min(defining)[1] if defining else None


def _line(text: FullText, name: str, defining: Equation, used: set[str]) -> str:
    """Return the sentence that says what a term is: near its equation first, then anywhere; empty if there is none."""
    near = [*prose.split(defining.before)[::-1], *prose.split(defining.after)]
    anywhere = (s for section in text.sections for paragraph in section.paragraphs for s in prose.split(paragraph))
    for sentence in [*near, *anywhere]:
        named = {each for formula in prose.formulas(sentence) for each in mathematics.names(formula)}
        if named == {name} and sentence not in used and _is_readable(sentence):
            return sentence
    return ""


def _is_readable(sentence: str) -> bool:
    return 25 <= len(sentence) <= 260 and sentence[:1].isupper() and sentence.endswith((".", ":"))
