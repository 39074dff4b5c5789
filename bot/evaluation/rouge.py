"""How much a line shares with lines that people wrote: ROUGE-1, ROUGE-2 and ROUGE-L, as SciTLDR is scored."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from bot.errors import CommandError

if TYPE_CHECKING:
    from rouge_score.rouge_scorer import RougeScorer

Rouge = tuple[float, float, float]
"""F-measures of ROUGE-1, ROUGE-2 and ROUGE-L, 0 to 1."""


def best(line: str, references: Iterable[str]) -> Rouge:
    """Score *line*, with stemming, against the reference with the best ROUGE-1, which decides for all three figures.

    Raises CommandError where the extra `evaluate` is not installed.
    """
    return max(_score(line, reference) for reference in references)


def require() -> None:
    """Raise CommandError where the extra `evaluate` is not installed."""
    _scorer()


def _score(line: str, reference: str) -> Rouge:
    one, two, longest = (figure.fmeasure for figure in _scorer().score(reference, line).values())
    return one, two, longest


@cache
def _scorer() -> RougeScorer:
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError as error:
        raise CommandError(
            "Summaries are scored with rouge-score, which is not installed: pip install 'hotpapers[evaluate]'"
        ) from error
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    stemmer = vars(scorer)["_tokenizer"]._stemmer  # noqa: SLF001 - the library can't be given one
    stemmer.stem = cache(stemmer.stem)  # the same words come again and again: three times as fast
    return scorer
