"""Lines of papers of many fields: how many point at something that they don't tell, or only repeat the title.

What a line tells can't be measured without people. These two faults can, by their words.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.evaluation import records
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import estimated
from bot.evaluation.records import Json
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.text.summarizer import sentences
from bot.text.summarizer.features import terms
from bot.text.summarizer.pointers import LACK, points_outside
from bot.text.summarizer.ranker import SAYING, best_sentence
from bot.text.tex.to_unicode import to_unicode

PAPERS = 500  # of each group
LEARNING = {"cs.LG", "cs.CL", "cs.CV", "cs.AI", "cs.NE", "stat.ML"}
COLUMNS = ('"this issue"', "or begins with it, these …", "repeats the title")
MAX_POINTING = 0.01


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:
    """Look for both faults in the lines of papers of machine learning and of other fields."""
    rows = records.rows(folder, "arxiv-papers-20k.jsonl")
    tables, bars = [], []
    for done, (name, papers) in enumerate(_groups(rows).items(), start=1):
        lines = [_line(row, trial) for row in papers]
        figures = tuple(estimated([float(fault(*each)) for each in lines]) for fault in FAULTS)
        tables.append(ResultRow(f"{name}, {len(papers)} papers", figures))
        bars.append(Target(f"{name}: share of lines without {COLUMNS[0]}", 1 - figures[0].value, 1 - MAX_POINTING))
        progress(done, 2)
    return Result((ResultTable("share of lines with a fault", COLUMNS, tuple(tables)),), tuple(bars))


def _groups(rows: Sequence[Json]) -> Mapping[str, Sequence[Json]]:
    mixed = random.Random(0).sample(rows, len(rows))
    learning = [row for row in mixed if row["categories"][0] in LEARNING][:PAPERS]
    others = [row for row in mixed if row["categories"][0] not in LEARNING][:PAPERS]
    return {"machine learning": learning, "other fields": others}


def _line(row: Json, trial: Experiment) -> tuple[str, str]:
    title = to_unicode(row["title"])
    return best_sentence(sentences.split(to_unicode(row["abstract"])), title, trial.sentences), title


def _names_a_lack(line: str, _: str) -> bool:
    return bool(LACK.search(line))


def _points(line: str, _: str) -> bool:
    return points_outside(line)


def _repeats(line: str, title: str) -> bool:
    """Return whether a line has at most one term that the title hasn't."""
    return len({*terms(line)} - {*terms(title)} - SAYING) <= 1


FAULTS: tuple[Callable[[str, str], bool], ...] = (_names_a_lack, _points, _repeats)
