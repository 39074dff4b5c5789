"""Train the ranker of sentences: ``make train``, or ``python -m training FOLDER``. It takes about half a minute.

Reads `scitldr-a-train.jsonl.gz` in FOLDER and writes `bot/data/summary.json`: the same bytes for the same file. The
two constants were chosen by the cross-validation that this prints; nothing else than the training set is looked at.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot import data
from bot.evaluation.rouge import Rouge, best
from bot.text.summarizer.features import features, terms
from bot.text.summarizer.ranker import idf, without_lead_in

Array = NDArray[np.float64]

PULL = 0.01  # of each weight towards 0
TEMPERATURE = 0.1  # ROUGE: how much better a sentence has to be to be wanted e times as much
FOLDS = 5
RARE = 20  # sentences: a feature of fewer teaches nothing
MIN_USES = 3  # abstracts: a term of fewer is as good as unknown
MIN_SPREAD = 0.1  # so that what is nearly constant is not blown up
STEPS = 8  # of Newton's: from the sixth on they are rounding
ABOUT = [
    "Written by `make train`, never by hand. What of a sentence makes it the line that says what a paper is about.",
    "Trained on the 1,992 abstracts of SciTLDR-A's training set (https://github.com/allenai/scitldr, Apache-2.0).",
    "weights: of each feature (bot/text/summarizer/features.py, bot/text/summarizer/cues.py).",
    "uses: how many of the abstracts have these terms, so that rare ones tell more.",
]


@dataclass(frozen=True, slots=True)
class Example:
    """An abstract's sentences, the title, and how well each sentence would do as the line."""

    title: str
    sentences: tuple[str, ...]
    scores: tuple[Rouge, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All sentences as rows of features; *starts* says where each abstract's begin."""

    names: tuple[str, ...]
    rows: Array
    scores: Array
    starts: NDArray[np.intp]

    def of(self, abstracts: Sequence[int]) -> Table:
        """Return the rows of some abstracts."""
        ends = [*self.starts[1:], len(self.rows)]
        spans = [np.arange(self.starts[one], ends[one]) for one in abstracts]
        rows = np.concatenate(spans)
        starts = np.cumsum([0, *map(len, spans[:-1])])
        return Table(self.names, self.rows[rows], self.scores[rows], starts)


def main() -> None:
    """Train, say how well it does on what it was not trained on, and write the data file."""
    examples = read(Path(sys.argv[1]) / "scitldr-a-train.jsonl.gz")
    uses = count_uses(examples)
    table = tabulate(examples, idf(uses, len(examples)))
    figures = " / ".join(f"{100 * figure:.2f}" for figure in cross_validate(table))
    print(f"{len(examples)} abstracts, {len(table.names)} features")
    print(f"ROUGE-1/2/L in {FOLDS}-fold cross-validation: {figures}")
    weights = dict(zip(table.names, map(float, fit(table).round(3)), strict=True))
    path = Path(data.__file__).parent / "summary.json"
    path.write_text(written(weights, uses, len(examples)), encoding="utf-8")
    print(f"written: {path}, {path.stat().st_size:,} bytes")


def read(path: Path) -> list[Example]:
    """Read the training set and score each of its sentences, as it would be shown."""
    with gzip.open(path, "rt", encoding="utf-8") as lines, ProcessPoolExecutor() as processes:
        return list(processes.map(_example, lines, chunksize=50))


def count_uses(examples: Sequence[Example]) -> dict[str, int]:
    """Count in how many abstracts (titles included) each term stands that stands in enough."""
    uses = Counter(term for one in examples for term in {*terms(" ".join((one.title, *one.sentences)))})
    return {term: count for term, count in uses.items() if count >= MIN_USES}


def tabulate(examples: Sequence[Example], rare: dict[str, float]) -> Table:
    """Make the table of all features that are found in enough sentences."""
    found = [features(one.sentences, one.title, rare) for one in examples]
    often = Counter(name for sentences in found for own in sentences for name, value in own.items() if value)
    names = tuple(sorted(name for name, count in often.items() if count >= RARE))
    rows = [[own.get(name, 0.0) for name in names] for sentences in found for own in sentences]
    starts = np.cumsum([0, *(len(one.sentences) for one in examples[:-1])])
    return Table(names, np.array(rows), np.array([score for one in examples for score in one.scores]), starts)


def fit(table: Table) -> Array:
    """Return the weights that make the better sentences of each abstract likelier (softmax, Newton's method).

    The problem is convex and solved to the end, so the weights do not depend on how it is solved.
    """
    spread = np.maximum(table.rows.std(axis=0), MIN_SPREAD)
    rows = (table.rows - table.rows.mean(axis=0)) / spread
    wanted = _shares(table.scores.mean(axis=1) / TEMPERATURE, table.starts)
    count = len(table.starts)
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        shares = _shares(rows @ weights, table.starts)
        slope = rows.T @ (shares - wanted) / count + PULL * weights
        means = np.add.reduceat(rows * shares[:, None], table.starts)
        bend = (rows.T @ (rows * shares[:, None]) - means.T @ means) / count + PULL * np.eye(len(weights))
        weights = weights - np.linalg.solve(bend, slope)
    return np.asarray(weights / spread)


def cross_validate(table: Table) -> Array:
    """Return ROUGE of the sentences chosen in each part by what the others teach."""
    everything = range(len(table.starts))
    chosen = []
    for fold in range(FOLDS):
        weights = fit(table.of([one for one in everything if one % FOLDS != fold]))
        held_out = table.of([one for one in everything if one % FOLDS == fold])
        parts = np.split(held_out.rows @ weights, held_out.starts[1:])
        firsts = [start + int(part.argmax()) for start, part in zip(held_out.starts, parts, strict=True)]
        chosen.append(held_out.scores[firsts])
    return np.asarray(np.concatenate(chosen).mean(axis=0))


def written(weights: dict[str, float], uses: dict[str, int], abstracts: int) -> str:
    """Write the data file: weights a line each, terms by how many abstracts have them."""
    by_count = {str(count): " ".join(sorted(t for t, c in uses.items() if c == count)) for count in {*uses.values()}}
    ordered = dict(sorted(by_count.items(), key=lambda pair: int(pair[0])))
    whole = {"about": ABOUT, "abstracts": abstracts, "weights": weights, "uses": ordered}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _example(line: str) -> Example:
    item = json.loads(line)
    scores = tuple(best(without_lead_in(sentence), item["target"]) for sentence in item["source"])
    return Example(item["title"], tuple(item["source"]), scores)


def _shares(worth: Array, starts: NDArray[np.intp]) -> Array:
    """Turn the worth of sentences into shares that add up to 1 in each abstract."""
    lengths = np.diff([*starts, len(worth)])
    raised = np.exp(worth - np.repeat(np.maximum.reduceat(worth, starts), lengths))
    return np.asarray(raised / np.repeat(np.add.reduceat(raised, starts), lengths))


if __name__ == "__main__":
    main()
