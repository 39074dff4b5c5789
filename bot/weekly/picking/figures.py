"""The figure that shows how a paper's method is built, and what its results look like."""

from __future__ import annotations

from bot.weekly.fulltext import Figure, FullText
from bot.weekly.picking.scoring import Pick, best, clue, weigh

ARCHITECTURE_FLOOR, RESULT_FLOOR = 3.0, 2.0
EARLY = 60  # characters of a caption, in which it says what it is
WIDE = 500  # pixels

EARLY_WORDS = (
    clue(4, r"\b(?:architecture|framework|overview|pipeline|flow ?chart|schematic|workflow|overall)\b"),
    clue(2, r"\b(?:structure|model|network|system|procedures?|method|approach)\b"),
)
WORDS = (
    clue(1.5, r"\b(?:architecture|framework|overview|pipeline|module|encoder|decoder|branch|blocks?)\b"),
    clue(1, r"\b(?:our|proposed)\b|\bwe (?:propose|use|train)"),
    clue(
        -3,
        r"\b(?:accuracy|results?|comparison|curves?|plots?|performance|ablation|error|visuali[sz]ations?)\b",
    ),
    clue(
        -4,
        r"\b(?:prior|previous|existing|related|standard|original) (?:work|method|model|approach|network)",
    ),
    clue(-3, r"\b(?:examples?|samples?|screenshot|dataset|annotation|failure|qualitative)\b"),
    clue(-2, r"\bdifferences? (?:in|between)\b|\bet al\b"),
)
FILE = (clue(2, r"arch|model|pipeline|framework|overview|(?:^|[/_-])net"), clue(-1, r"result|plot|curve|sample|qual"))
SECTION = (
    clue(1, r"\b(?:method|approach|model|introduction|framework|architecture|overview)\b"),
    clue(-2, r"\b(?:appendix|supplement\w*|background|related|experiments?|results?|ablation)\b"),
)
RESULT = (
    clue(
        3,
        r"\b(?:results?|comparisons?|qualitative|accuracy|performance|curves?|examples?|reconstructions?)\b",
    ),
    clue(1, r"\b(?:our|ours|proposed|baseline)\b"),
    clue(-3, r"\b(?:architecture|overview|framework|pipeline|failure|ablation|dataset)\b"),
)


def architectures(text: FullText) -> tuple[Pick, ...]:
    """Return the figures that show the paper's own architecture best."""
    picks = [Pick(index, _architecture(each, index)) for index, each in enumerate(text.figures) if each.graphics]
    return best(picks, ARCHITECTURE_FLOOR)


def results(text: FullText, without: int | None) -> tuple[Pick, ...]:
    """Return the figures that show results, without one that is shown already."""
    picks = [
        Pick(index, weigh(each.caption, RESULT) + weigh(each.section, SECTION[1:]) * -0.5)
        for index, each in enumerate(text.figures)
        if index != without and each.graphics and each.caption and "appendix" not in each.section.lower()
    ]
    return best(picks, RESULT_FLOOR)


def _architecture(figure: Figure, index: int) -> float:
    early, words = weigh(figure.caption[:EARLY], EARLY_WORDS), weigh(figure.caption, WORDS)
    names = max((weigh(name, FILE) for name in figure.graphics), default=0.0)
    if early <= 0 and names <= 0:
        return 0.0
    wide, first = figure.width >= WIDE, max(0.0, 1.5 - index * 0.5)
    return early + words + names + weigh(figure.section, SECTION) + wide + first
