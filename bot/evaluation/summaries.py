"""The one line against lines that people wrote: every `scitldr-a-*` in the folder.

https://github.com/allenai/scitldr. Compared with the first sentence, and with the best that any sentence could reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.errors import CommandError
from bot.evaluation import records
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import estimated, mean
from bot.evaluation.records import Json
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.evaluation.rouge import Rouge, best
from bot.text.summarizer.ranker import best_sentence, without_lead_in

MIN_ROUGE = (41.6, 20.0, 33.6)
FIGURES = ("ROUGE-1", "ROUGE-2", "ROUGE-L")
TRAINING = "scitldr-a-train"


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:
    """Score the lines of all abstracts in the files that are found. Raises CommandError without any."""
    paths = sorted({*folder.glob("scitldr-a-*.jsonl"), *folder.glob("scitldr-a-*.jsonl.gz")})
    if not paths:
        raise CommandError(f"{folder} has no scitldr-a-*.jsonl or .jsonl.gz; --data names the folder that has them.")
    sets = {path.name.partition(".")[0]: records.read(path) for path in paths}
    tables, bars, done, whole = [], [], 0, sum(map(len, sets.values()))
    for name, items in sets.items():
        scores = []
        for item in items:
            scores.append(_scores(item, trial))
            done += 1
            progress(done, whole)
        table = _table(name, scores)
        tables.append(table)
        bars += [] if name == TRAINING else _bars(name, scores)
    return Result(tuple(tables), tuple(bars))


def _scores(item: Json, trial: Experiment) -> tuple[Rouge, Rouge, Rouge]:
    """Return what the first sentence, our line and the best sentence reach."""
    sentences, references = item["source"], item["target"]
    ours = best(best_sentence(sentences, item["title"], trial.sentences), references)
    every = [best(without_lead_in(sentence), references) for sentence in sentences]
    return best(sentences[0], references), ours, max(every)


def _table(name: str, scores: Sequence[tuple[Rouge, Rouge, Rouge]]) -> ResultTable:
    names = ("first sentence", "hotpapers", "best sentence, known afterwards")
    rows = tuple(
        ResultRow(one, tuple(estimated([100 * score[figure] for score in column]) for figure in range(len(FIGURES))))
        for one, column in zip(names, zip(*scores, strict=True), strict=True)
    )
    trained = "; the weights were trained on these" if name == TRAINING else ""
    return ResultTable(f"{name}: {len(scores)} abstracts, F-measure{trained}", FIGURES, rows, digits=1)


def _bars(name: str, scores: Sequence[tuple[Rouge, Rouge, Rouge]]) -> list[Target]:
    ours = [own for _, own, _ in scores]
    return [
        Target(f"{name}: {figure}", round(100 * mean([score[at] for score in ours]), 2), least)
        for at, (figure, least) in enumerate(zip(FIGURES, MIN_ROUGE, strict=True))
    ]
