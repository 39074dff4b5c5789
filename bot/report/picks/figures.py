"""Pick the figure of a paper's architecture, and a figure of its results."""

from __future__ import annotations

import re

from bot.fulltext import sentences
from bot.fulltext.model import Figure, FullText
from bot.report.picks.scoring import Pick, cue, score, top

ARCHITECTURE_FLOOR, RESULT_FLOOR = 3.0, 2.0
EARLY = 60  # characters of a caption, in which it says what it is
WIDE = 500  # pixels

STRONG = (
    r"\b(?:architecture|framework|overview|pipeline|flow ?chart|schematics?|workflow|overall|block diagram)\b"
    r"|\b(?:training|pre-?training|auto-?encoder|model|network|learning|inference) set-?up\b"
)
EARLY_WORDS = (
    cue(4, STRONG),
    cue(2, r"\b(?:structure|model|network|system|procedures?|method|approach)\b"),
)
WORDS = (
    cue(1.5, r"\b(?:architecture|framework|overview|pipeline|module|encoder|decoder|branch|blocks?)\b"),
    cue(1, r"\b(?:our|proposed)\b|\bwe (?:propose|use|train)"),
    cue(
        -3,
        r"\b(?:accuracy|results?|comparison|curves?|plots?|performance|ablation|error|visuali[sz]ations?)\b",
    ),
    cue(
        -4,
        r"\b(?:prior|previous|existing|related|standard|original) (?:work|method|model|approach|network)",
    ),
    cue(-3, r"\b(?:examples?|samples?|screenshot|data ?sets?|annotation|failure|qualitative)\b"),
    cue(-2, r"\bdifferences? (?:in|between)\b|\bet al\b"),
)
NOT_BUILT = (
    cue(
        -5,
        r"\b(?:trees?|clip(?:s|ped|ping)?|cartoon|toy|MDPs?|histograms?|heat ?maps?|scatter|distributions?|landscapes?"
        r"|curves?|plots?|state space|phase diagram|photo\w*|screenshot|confusion matri\w+|timeline|maps? of)\b",
    ),
)
"""Cues against an architecture, unless the caption calls it one."""
FILE = (cue(2, r"arch|model|pipeline|framework|overview|(?:^|[/_-])net"), cue(-1, r"result|plot|curve|sample|qual"))
SECTION = (
    cue(1, r"\b(?:method|approach|model|introduction|framework|architecture|overview)\b"),
    cue(-2, r"\b(?:appendix|supplement\w*|background|related|experiments?|results?|ablation)\b"),
)
MEASURES = (
    r"(?:errors?|run-?times?|losses|rewards?|returns?|regrets?|speed-?ups?|throughput|latency|convergence"
    r"|precision|recall"
    r"|F1(?:[- ]scores?)?|AUC|ROC|BLEU|ROUGE|RMSE|MSE|MAE|PSNR|SSIM|mAP|IoU|perplexity|success rates?|estimates"
    r"|predictions?|forecasts?|residuals?|scores?|deviations?|variance|(?:learning|training|test|validation) curves?"
    r"|(?:training|test|validation|execution|wall-?clock|running|computation) (?:times?|loss))"
)
RESULT = (
    cue(
        3,
        r"\b(?:results?|comparisons?|qualitative|accuracy|performance|curves?|examples?|reconstructions?"
        r"|outperforms?)\b",
    ),
    cue(1, r"\b(?:our|ours|proposed|baselines?)\b"),
    cue(-3, r"\b(?:architecture|overview|framework|pipeline|failure|ablation|dataset|schematics?|workflow)\b"),
)
MEASURED = (
    cue(
        3,
        r"^\W*(?:(?:\(?[a-d]\)|left|right|top|the|an?|average|mean|median|relative|absolute|estimated|total"
        r"|final)\W+){0,3}"
        rf"(?:[\w-]+\s+){{0,2}}{MEASURES}\b",
    ),
    cue(
        2,
        rf"\b{MEASURES}\b.{{0,60}}\b(?:of|in|for|on|by|over|across|versus|vs|against|between|with|as|per)\b",
    ),
    cue(
        1,
        r"\b(?:versus|vs\.?|as a function of|over time|against|with respect to|(?:error|confidence) (?:bar|interval))",
    ),
)
"""What captions of results say without calling them so: "Error in …", "Runtime of …"."""


_STRONG = re.compile(STRONG, re.IGNORECASE)
_METHOD = re.compile(r"\b(?:methods?|approach|model|architecture|preliminar\w+|background|related)\b", re.IGNORECASE)
_PLAINLY = re.compile(r"\b(?:results?|accuracy|performance|curves?|qualitative)\b", re.IGNORECASE)
_NO_RESULT = re.compile(
    r"\b(?:photo\w*|pictures? of|set-?ups?|data ?sets?|architecture|overview|framework|pipeline|schematics?"
    r"|workflow|screenshots?"
    r"|annotations?|maps? of|illustrat\w+|statistics|distribution of|interface|questionnaire|prompts?"
    r"|instructions?|notations?"
    r"|examples? of (?:the )?(?:data|input|stimul)\w*|environments?|scenarios?|tasks? used|layouts?)\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"\b(?:experiments?|results?|evaluation|simulations?|comparisons?|empirical|numerical)\b", re.IGNORECASE
)


def architectures(text: FullText) -> tuple[Pick, ...]:
    """Return the figures that best show the paper's own architecture."""
    picks = [Pick(index, _architecture(each, index)) for index, each in enumerate(text.figures) if each.graphics]
    return top(picks, ARCHITECTURE_FLOOR)


def results(text: FullText, without: int | None) -> tuple[Pick, ...]:
    """Return the figures that show results, *without* the one already shown."""
    picks = [
        Pick(index, _result(each) + score(each.section, SECTION[1:]) * -0.5)
        for index, each in enumerate(text.figures)
        if index != without
        and each.graphics
        and (each.caption or each.parts)
        and "appendix" not in each.section.lower()
    ]
    return top(picks, RESULT_FLOOR)


def _result(figure: Figure) -> float:
    """Return the score of a caption, or of those of the figure's parts. A method's own quantities are no results."""
    measured = max(score(sentences.first(said), MEASURED) for said in (figure.caption, *figure.parts))
    is_method = bool(_METHOD.search(figure.section)) and not _RESULTS.search(figure.section)
    said = max(score(f"{figure.caption} {part}", RESULT) for part in ("", *figure.parts))
    if is_method:
        return said if _PLAINLY.search(figure.caption) else 0.0
    among_results = bool(_RESULTS.search(figure.section)) and not _NO_RESULT.search(
        " ".join((figure.caption, *figure.parts))
    )
    return said + min(measured, 3.0) + among_results


def _architecture(figure: Figure, index: int) -> float:
    opening = sentences.first(figure.caption)
    early = score(figure.caption[:EARLY], EARLY_WORDS)
    words = score(figure.caption, WORDS[:2]) + score(opening, WORDS[2:])
    words += 0.0 if _STRONG.search(opening) else score(figure.caption, NOT_BUILT)
    names = max((score(name, FILE) for name in figure.graphics), default=0.0)
    if early <= 0 and names <= 0:
        return 0.0
    wide, first = figure.width >= WIDE, max(0.0, 1.5 - index * 0.5)
    return early + words + names + score(figure.section, SECTION) + wide + first
