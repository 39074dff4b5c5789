"""What choosing the one line of an abstract costs, beside looking for the cues in its sentences and nothing else."""

from __future__ import annotations

from itertools import islice

from benchmarks.timing import Row, each, row
from benchmarks.world import lines
from bot.models.papers import Paper
from bot.pipeline import import_jsonl
from bot.text.summarizer import sentences
from bot.text.summarizer.cues import CUES
from bot.text.summarizer.ranker import summarize

ABSTRACTS = 300


def of_summaries() -> list[Row]:
    """Summarize abstracts, and look for the cues in the same."""
    papers = import_jsonl.parse_jsonl(islice(lines(), ABSTRACTS)).papers
    summarize("", "The weights are read once.")
    choosing = each(papers, lambda paper: summarize(paper.title, paper.abstract))
    return [row("the summary of an abstract", choosing, "searching the cues alone", each(papers, _cues))]


def _cues(paper: Paper) -> list[bool]:
    found = sentences.split(paper.abstract)
    return [bool(cue.search(sentence.lower())) for sentence in found for cue in CUES.values()]
