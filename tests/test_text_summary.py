from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from bot.text.summary import choose, summarize

BACKGROUND = "Reading every new paper of a field takes a lot of time."


@pytest.mark.parametrize(
    ("abstract", "line"),
    [
        (
            f"{BACKGROUND} We first show that it does. We then propose a bot that reads them all.",
            "We then propose a bot",
        ),
        (
            f"{BACKGROUND} In this paper, a bot is built that reads them all. Finally, we sell it to you.",
            "In this paper",
        ),
        (f"{BACKGROUND} We study how long it really takes. Our results are very good.", "We study how long"),
        (f"{BACKGROUND} A bot that reads them all is presented. Time is saved by everybody.", "A bot that reads"),
        (f"{BACKGROUND} Finally, we do so. We do it better than all others did before.", "We do it better"),
        (f"{BACKGROUND} Nobody has so much of it these days any more.", BACKGROUND),
        ("Aims. We propose a bot that reads them all. Methods. We wrote it.", "We propose a bot"),
        (r"We introduce $\mathcal{O}(n)$ bots of Schr\"odinger.", "We introduce 𝒪(n) bots of Schrödinger."),
        ("We propose bots that do it all. This paper has been withdrawn.", "This paper has been withdrawn."),
        ("", ""),
    ],
)
def test_the_line_says_what_was_done(abstract, line):
    assert summarize("Swift Machines", abstract).startswith(line)
    assert bool(line) == bool(summarize("Swift Machines", abstract))


def test_of_two_sentences_alike_the_one_about_the_title_is_chosen():
    sentences = ["We present a tool for everybody that is new.", "We present pocket calculators that count beyond ten."]

    assert choose(sentences, "Counting Beyond Ten with Pocket Calculators") == 1


def test_the_title_is_not_said_twice():
    abstract = "Attention in this paper: all we need. Recurrence was thought to be needed for translation as well."

    assert summarize("Attention in this Paper: All We Need", abstract).startswith("Recurrence")


@given(st.lists(st.text(max_size=60), max_size=8), st.text(max_size=60))
def test_the_choice_is_one_of_the_sentences(sentences, title):
    assert choose(sentences, title) in range(max(len(sentences), 1))


def test_the_lines_of_a_benchmark_are_close_to_what_people_wrote(shared):
    """Scored as SciTLDR is: against the reference with the best ROUGE-1, which decides for all three figures.

    With the best reference for each figure by itself, ROUGE-2 and L are about 0.8 higher.
    """
    scores = [scored(item) for item in read_items(shared / "scitldr-a-dev.jsonl.gz")]

    first, second, longest = (100 * sum(figures) / len(scores) for figures in zip(*scores, strict=True))

    assert (first >= 41.3, second >= 20.0, longest >= 33.2) == (True, True, True), (first, second, longest)


def scored(item: dict[str, list[str] | str]) -> tuple[float, ...]:
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    line = item["source"][choose(item["source"], item["title"])]
    figures = [tuple(figure.fmeasure for figure in scorer.score(target, line).values()) for target in item["target"]]
    return max(figures)


def read_items(path: Path) -> list[dict[str, list[str] | str]]:
    with gzip.open(path, "rt") as lines:
        return [json.loads(line) for line in lines]
