"""The weights that are tried: ours, or others from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.errors import CommandError
from bot.ranking import NO_WEIGHTS, SourceWeights
from bot.ranking.feedback import MAX_WEIGHT, MIN_WEIGHT
from bot.sources import ALSO_REPORTS, SOURCES
from bot.text.summarizer import ranker
from bot.text.summarizer.ranker import SentenceRanker

PLACES = {*SOURCES, *(place for others in ALSO_REPORTS.values() for place in others)}
SHAPE = '{"sources": {"x": 0.5}, "sentences": {"we propose": 0.9}}'


@dataclass(frozen=True, slots=True)
class Experiment:
    """The weights of the sources in `hot`, and of what a sentence has in choosing the one line."""

    sources: SourceWeights
    sentences: SentenceRanker


def default_experiment() -> Experiment:
    """Return what hotpapers ranks by."""
    return Experiment(NO_WEIGHTS, ranker.trained())


def read(path: Path) -> Experiment:
    """Return ours with the weights in *path* instead of those they name. Raises CommandError."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        sources, sentences = (_numbers(given.pop(part, {})) for part in ("sources", "sentences"))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise CommandError(f"{path} does not hold weights: write {SHAPE}.") from error
    known = ranker.trained()
    unknown = [*given, *sorted(sources.keys() - PLACES), *sorted(sentences.keys() - known.weights.keys())]
    if unknown:
        raise CommandError(f"{path}: there is no weight called “{unknown[0]}”.")
    beyond = [name for name, weight in sorted(sources.items()) if not MIN_WEIGHT <= weight <= MAX_WEIGHT]
    if beyond:
        raise CommandError(f"{path}: the weight of {beyond[0]} is not between {MIN_WEIGHT:g} and {MAX_WEIGHT:g}.")
    return Experiment(
        SourceWeights(tuple(sorted(sources.items()))), replace(known, weights={**known.weights, **sentences})
    )


def _numbers(given: Any) -> dict[str, float]:
    return {str(name): float(weight) for name, weight in given.items()}
