r"""The loss of a paper and its terms, or its core equation, or nothing: a wrong one would look right.

What speaks for an equation is learned from judging 27 papers by hand; the weights are the findings of that. A label
says what the equation is and no more: "The whole loss function" only where the left side is \mathcal{L} or says total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.text.latex import to_unicode
from bot.weekly import mathematics, prose
from bot.weekly.fulltext import Equation, FullText
from bot.weekly.picking.scoring import Pick, best, clue, weigh

LOSS_FLOOR, CORE_FLOOR = 5.0, 4.0
WHOLE = "The whole loss function"
OBJECTIVE = "The objective"
CORE = "Core equation"
MOST_TERMS = 6
LONGEST_SENTENCE = 600  # characters of it that are weighed
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
    """Return what the terms of a loss are, in its order; a term that is defined nowhere else is left out.

    A line is a sentence of the paper that names the term, and explains no other one.
    """
    defined = _definitions(text.equations, whole)
    wanted = [name for name in mathematics.names(_right(whole)) if name in defined and name != _name(whole)]
    naming = _naming(text) if wanted else {}
    found: list[Term] = []
    used: set[str] = set()
    for name in wanted[:MOST_TERMS]:
        line = _line(naming.get(name, []), text.equations[defined[name]], used)
        used.add(line)
        if all(term.index != defined[name] for term in found):
            found.append(Term(defined[name], name, line))
    return tuple(found)


def called(name: str) -> str:
    """Say which loss has that name: ``The adv loss``, ``The total loss of G``; nothing of a letter alone."""
    below, above = (to_unicode(f"${each}$") if each else "" for each in mathematics.scripts(name))
    if below and above:
        return f"The {above} loss of {below}"
    return f"The {below or above} loss" if below or above else ""


def sentence_of(equation: Equation) -> str:
    """Return the sentence that introduces an equation."""
    if equation.is_inline:
        return prose.holding(equation.before, equation.latex)[:LONGEST_SENTENCE]
    return prose.last(equation.before)[-LONGEST_SENTENCE:]


def _loss_score(equation: Equation) -> float:
    left, right = mathematics.sides(equation.latex)[0], _right(equation)
    own = mathematics.own_name(left)
    is_extreme = bool(_EXTREME.search(equation.latex))
    if not own and not is_extreme:
        return 0.0
    parts = [name for name in mathematics.names(right) if name != own]
    said = weigh(sentence_of(equation), SENTENCE)
    score = said + weigh(equation.section, SECTION) + 3 * bool(own)
    score += 4.8 * (len(parts) >= 2) + 1.5 * is_extreme + bool(_WEIGHT.search(right))
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
    name = _name(equation)
    if not name:
        return OBJECTIVE
    is_whole = not all(mathematics.scripts(name)) and mathematics.subscript(name).lower().strip("()") in TOTAL
    return WHOLE if is_whole else called(name)


def _name(equation: Equation) -> str:
    return mathematics.own_name(mathematics.sides(equation.latex)[0])


def _right(equation: Equation) -> str:
    """Return the right side of a loss over all of its lines, without losses that are defined in lines of their own."""
    first, *more = mathematics.lines(equation.latex)
    going_on = takewhile(lambda line: not mathematics.own_name(mathematics.sides(line)[0]), more)
    return " ".join([mathematics.sides(first)[1], *going_on])


def _definitions(equations: Sequence[Equation], whole: Equation) -> dict[str, int]:
    """Return where each loss stands alone on the left of a line; a display comes before an inline one."""
    found: dict[str, int] = {}
    for index, each in sorted(enumerate(equations), key=lambda pair: pair[1].is_inline):
        for line in mathematics.lines(each.latex):
            left = mathematics.sides(line)[0]
            name = mathematics.own_name(left)
            if name and each is not whole and not _GRADIENT.search(left):
                found.setdefault(name, index)
    return found


def _naming(text: FullText) -> dict[str, list[str]]:
    """Return the sentences that name one loss and no other, by its name."""
    found: dict[str, list[str]] = {}
    for sentence in (
        s for section in text.sections for paragraph in section.paragraphs for s in prose.split(paragraph)
    ):
        named = {each for formula in prose.formulas(sentence) for each in mathematics.names(formula)}
        if len(named) == 1 and _is_readable(sentence):
            found.setdefault(named.pop(), []).append(sentence)
    return found


def _line(naming: Sequence[str], defining: Equation, used: set[str]) -> str:
    """Return the sentence that says what a term is: near its equation first, then anywhere; empty if there is none."""
    near = {*prose.split(defining.before), *prose.split(defining.after)}
    free = [sentence for sentence in naming if sentence not in used]
    return max(free, key=lambda sentence: sentence in near, default="")


def _is_readable(sentence: str) -> bool:
    return 25 <= len(sentence) <= 260 and sentence[:1].isupper() and sentence.endswith((".", ":"))
