r"""Pick the loss of a paper with its terms, or its core equation, or nothing: a wrong one would look right.

The weights were fitted to 27 papers judged by hand. A label says only what is certain: "The whole loss function" needs
a left side with \mathcal{L} or "total".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.fulltext import latex_math
from bot.fulltext import sentences as prose
from bot.fulltext.model import Equation, FullText
from bot.report.picks import loss_names
from bot.report.picks.scoring import Pick, cue, top
from bot.report.picks.scoring import score as weigh
from bot.text.tex.to_unicode import to_unicode

LOSS_FLOOR, CORE_FLOOR = 5.0, 4.0
WHOLE = "The whole loss function"
OBJECTIVE = "The objective"
CORE = "Core equation"
MAX_TERMS = 6
MAX_SENTENCE_LENGTH = 600  # characters of it that are weighed
TOTAL = {"", "total", "full", "all", "overall", "final", "tot", "joint", "sum", "train", "training", "model"}

SENTENCE = (
    cue(6, r"\b(?:full|total|overall|final|complete|entire|combined|whole)\b[\w\s,-]{0,40}\b(?:loss|objective|cost)"),
    cue(3, r"\b(?:loss|objective|minimi[sz]\w*|maximi[sz]\w*|optimi[sz]\w*|cost function|trained with)\b"),
    cue(-2, r"\b(?:prior|original(?:ly)?|suggested|previous\w*|standard|vanilla|recall|et al|baseline)\b"),
    cue(
        -4,
        r"(?<!policy )(?<!policy-)\bgradients?\b|\b(?:derivatives?|update rule|discarded|rejected|alternative)\b"
        r"|\bablat\w+|\binstead of using\b|\bpolicy[ -]gradients?\b(?! (?:objective|loss))",
    ),
)
SECTION = (
    cue(
        1.5,
        r"\b(?:method|approach|model|train\w*|objectives?|loss(?:es)?|learning|formulation|optimi[sz]ation)\b",
    ),
    cue(-4, r"\b(?:background|related|preliminar\w+|prior work|review|appendix|supplement\w*|proofs?|baselines?)\b"),
    cue(-2, r"\b(?:experiments?|results?|evaluation|metrics?|ablations?|discussion|limitations?)\b"),
)
CORE_SENTENCE = (
    cue(3, r"\b(?:we|our)\b.{0,40}\b(?:defin\w+|propos\w+|comput\w+|introduc\w+|formulat\w+|model|obtain\w*)\b"),
    cue(1.5, r"\b(?:is defined|are defined|is given by|is computed|as follows)\b"),
    cue(-3, r"\b(?:prior|original(?:ly)?|suggested|previous\w*|standard|recall|et al|proof|lemma|theorem)\b"),
)
_RAW = re.compile(r"[\\{}$]")
_GRADIENT = re.compile(r"\\nabla|\\partial|\\frac\{\s*d|\\leftarrow|\\gets")
_NO_LOSS = re.compile(
    r"\b(?:path|propagation|insertion|transmission|penetration|absorption|packet|heat|pressure|power|weight|mass|return|hearing"
    r"|bone|blood|water|soil|ohmic|dielectric|shadow\w*|economic|crop|yield|bandwidth|throughput|conduction|link|signal|memory"
    r"|job|life|species|habitat|coupling|free[- ]space)[- ]loss(?:es)?\b|\bpathloss\b"
    r"|\bloss (?:at|of) (?:one|1|a|the) (?:met|kilomet|reference)"
    r"|\b(?:lemma|theorem|proof|step[- ]?sizes?)\b",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\b(?:expected|discounted|cumulative|accumulated|total|long[- ]term|average|episod\w+)\b[\w\s,-]{0,30}"
    r"\b(?:returns?|rewards?)\b"
    r"|\bmaximi[sz]\w*\b[^.]{0,60}\b(?:returns?|rewards?)\b",
    re.IGNORECASE,
)
_POLICY_LOSS = re.compile(r"\bpolicy[ -]gradient (?:objective|loss)\b", re.IGNORECASE)
_DISCOUNTED = re.compile(r"\\gamma\s*\^\s*\{?\s*(?:t|k|i)\b")
_MAXIMIZED = re.compile(r"\bmaximi[sz]", re.IGNORECASE)
_IS_LOSS = re.compile(r"\b(?:loss|objective|cost)\b", re.IGNORECASE)
_WHOLE_SAID = re.compile(
    r"\b(?:full|total|overall|final|complete|entire|combined|whole|training)\b[\w\s,-]{0,40}\b(?:loss|objective|cost)\b",
    re.IGNORECASE,
)
_WEIGHT = re.compile(r"\\(?:lambda|alpha|beta|gamma|eta|omega|mu)(?![a-z])|w_")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the whole loss: the equation that defines it, and the sentence that names it.

    `within` is the name of the term that it belongs to, if it isn't in the whole loss itself.
    """

    index: int
    name: str
    line: str = ""
    label: str = ""
    within: str = ""


def loss_equations(text: FullText) -> tuple[Pick, ...]:
    """Return the best candidates for a loss equation, each with a label."""
    foreign = {_name(each) for each in text.equations if _is_foreign(each)} - {""}
    scored = (
        (index, each, _loss_score(each)) for index, each in enumerate(text.equations) if _name(each) not in foreign
    )
    reaching = [(index, each, score) for index, each, score in scored if score >= LOSS_FLOOR]
    return top([Pick(index, score, _label(each, text)) for index, each, score in reaching], LOSS_FLOOR)


def core_equations(text: FullText, title: str) -> tuple[Pick, ...]:
    """Return the best equations that the paper defines as its own, if it has no loss."""
    words = set(re.findall(r"[a-z]{4,}", title.lower()))
    picks = [Pick(index, _core_score(each, words), CORE) for index, each in enumerate(text.equations)]
    return top(picks, CORE_FLOOR)


def terms(text: FullText, whole: Equation) -> tuple[Term, ...]:
    """Return the terms of a loss in order, each followed by its own terms.

    A term without a definition is left out. A line is a sentence of the paper about that term alone.
    """
    defined = _definitions(text.equations, whole)
    wanted = list(_wanted(text.equations, whole, defined))
    sentences = loss_names.naming(text) if wanted else {}
    found: list[Term] = []
    used = {loss_names.defining_sentences(whole)[0]}
    for name, within in wanted[:MAX_TERMS]:
        equation = text.equations[defined[name]]
        line = loss_names.line(name, sentences.get(name, []), equation, used)
        used.add(line)
        if all(term.index != defined[name] for term in found):
            found.append(Term(defined[name], name, line, _called(name, equation, text), within))
    return tuple(found)


def called(name: str) -> str:
    """Return the label of a loss name: ``The adv loss``, ``The total loss of G``; empty for a single letter."""
    below, above = (to_unicode(f"${each}$") if each else "" for each in latex_math.scripts(name))
    label = f"The {above} loss of {below}" if below and above else f"The {below or above} loss"
    return label if (below or above) and not _RAW.search(label) else ""


def sentence_of(equation: Equation) -> str:
    """Return the sentence that introduces an equation."""
    if equation.is_inline:
        return prose.sentence_with(equation.before, equation.latex)[:MAX_SENTENCE_LENGTH]
    return prose.last(equation.before)[-MAX_SENTENCE_LENGTH:]


def _loss_score(equation: Equation) -> float:
    left, right = latex_math.sides(equation.latex)[0], _right(equation)
    own, said = latex_math.own_name(left), weigh(sentence_of(equation), SENTENCE)
    parts = [name for name in latex_math.names(right) if name != own]
    is_extreme = bool(latex_math.extreme(equation.latex))
    if _is_no_loss(equation, right) or not (own or is_extreme or _is_loss_alone(equation, left, parts)):
        return 0.0
    score = said + weigh(equation.section, SECTION) + 3 * bool(own)
    score += 4.8 * (len(parts) >= 2) + 1.5 * is_extreme + bool(_WEIGHT.search(right))
    score -= 6 * bool(_GRADIENT.search(left)) + 2 * equation.is_inline
    return score if said > 0 or len(parts) >= 2 else min(score, LOSS_FLOOR - 1)


def _is_no_loss(equation: Equation, right: str) -> bool:
    """Return whether an equation is a bound, a constant, or a maximum over time."""
    sentence = sentence_of(equation)
    own = latex_math.own_name(latex_math.sides(equation.latex)[0])
    is_return = bool(_RETURN.search(sentence)) and own[:1] in {"", "J"} and not _POLICY_LOSS.search(sentence)
    return (
        latex_math.is_inequality(equation.latex)
        or latex_math.is_constant(right)
        or _is_foreign(equation)
        or is_return
        or (bool(_DISCOUNTED.search(right)) and "mathcal{L}" not in equation.latex)
    )


def _is_foreign(equation: Equation) -> bool:
    """Return whether an equation is about a physical loss, such as a signal's or of heat."""
    after = "" if equation.is_inline else next(iter(prose.split(equation.after)), "")
    return bool(
        _NO_LOSS.search(sentence_of(equation))
        or (_NO_LOSS.search(after) and not _IS_LOSS.search(sentence_of(equation)))
    )


def _is_loss_alone(equation: Equation, left: str, parts: Sequence[str]) -> bool:
    """Return whether the sentence before an equation without a left side calls it a loss."""
    if left or equation.is_inline or len(equation.latex) < latex_math.MIN_LOSS_LENGTH:
        return False
    return bool(_WHOLE_SAID.search(sentence_of(equation))) or (
        len(parts) > 1 and bool(_IS_LOSS.search(sentence_of(equation)))
    )


def _core_score(equation: Equation, title: set[str]) -> float:
    left, right = latex_math.sides(equation.latex)
    if not left or equation.is_inline or _GRADIENT.search(left) or _is_foreign(equation):
        return 0.0
    if len(right) < latex_math.MIN_LOSS_LENGTH:
        return 0.0
    names = set(re.findall(r"[a-z]{4,}", left.lower()))
    said = weigh(sentence_of(equation), CORE_SENTENCE)
    return said + weigh(equation.section, SECTION) + 3 * bool(names & title) if said > 0 else 0.0


def _label(equation: Equation, text: FullText) -> str:
    name = _name(equation)
    if not name:
        is_alone = not latex_math.extreme(equation.latex) and _WHOLE_SAID.search(sentence_of(equation))
        return WHOLE if is_alone else OBJECTIVE
    if name.startswith("J") and _MAXIMIZED.search(sentence_of(equation)):
        return OBJECTIVE
    is_whole = not all(latex_math.scripts(name)) and latex_math.subscript(name).lower().strip("()") in TOTAL
    return WHOLE if is_whole else _called(name, equation, text) or OBJECTIVE


def _called(name: str, equation: Equation, text: FullText) -> str:
    """Return the name of a loss: in the paper's words, or from its subscript."""
    around = (sentence for section in text.sections for said in section.paragraphs for sentence in prose.split(said))
    nearby = loss_names.spoken(name, loss_names.defining_sentences(equation), near=True) or loss_names.titled(
        name, equation
    )
    said = nearby or loss_names.spoken(name, (sentence for sentence in around if name in loss_names.names_in(sentence)))
    return called(name) if not said or all(latex_math.scripts(name)) else f"The {said} loss"


def _name(equation: Equation) -> str:
    return latex_math.own_name(latex_math.sides(equation.latex)[0])


def _right(equation: Equation) -> str:
    """Return the right side of a loss over all lines, without losses that have lines of their own."""
    first, *more = latex_math.lines(equation.latex)
    going_on = takewhile(lambda line: not latex_math.own_name(latex_math.sides(line)[0]), more)
    return " ".join([latex_math.sides(first)[1], *going_on])


def _wanted(equations: Sequence[Equation], whole: Equation, defined: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the names of the terms of a loss, each before its own terms, with the term that they are within."""
    seen = {_name(whole)}
    for name in latex_math.names(_right(whole)):
        if name not in defined or name in seen:
            continue
        seen.add(name)
        yield name, ""
        for inner in latex_math.names(_right(equations[defined[name]])):
            if inner in defined and inner not in seen and inner not in latex_math.names(_right(whole)):
                seen.add(inner)
                yield inner, name


def _definitions(equations: Sequence[Equation], whole: Equation) -> dict[str, int]:
    """Return where each loss is alone on the left of a line. Display equations come before inline ones."""
    found: dict[str, int] = {}
    for index, each in sorted(enumerate(equations), key=lambda pair: pair[1].is_inline):
        for line in latex_math.lines(each.latex):
            left, right = latex_math.sides(line)
            name = latex_math.own_name(left)
            if name and each is not whole and not _GRADIENT.search(left) and not latex_math.is_constant(right):
                found.setdefault(name, index)
    return found
