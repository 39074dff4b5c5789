from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import data
from bot.evaluation.rouge import best
from bot.text.summary import Ranker, choose, line, summarize, trained, without_lead_in

BACKGROUND = "Reading every new paper of a field takes a lot of time."


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            f"{BACKGROUND} We first show that it does. We then propose a bot that reads them all.",
            "We then propose a bot",
        ),
        (
            f"{BACKGROUND} In this paper, a bot is proposed that reads them all. Finally, we sell it to all of you.",
            "A bot is proposed",
        ),
        (f"{BACKGROUND} We study how long reading takes in practice. Our results are very good.", "We study how long"),
        ("Aims. We propose a bot that reads them all. Methods. We wrote it.", "We propose a bot"),
        (r"We introduce $\mathcal{O}(n)$ bots of Schr\"odinger.", "We introduce 𝒪(n) bots of Schrödinger."),
        ("We propose bots that do it all. This paper has been withdrawn.", "This paper has been withdrawn."),
        ("", ""),
    ],
)
def test_the_line_says_what_was_done(abstract, expected):
    assert summarize("Swift Machines", abstract).startswith(expected)
    assert bool(expected) == bool(summarize("Swift Machines", abstract))


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("In this paper, we propose a bot for papers.", "We propose a bot for papers."),
        ("In this short paper we propose a bot for papers.", "We propose a bot for papers."),
        ("However, in this work, the bot reads all papers.", "The bot reads all papers."),
        ("To address this old problem, we propose a bot that reads.", "We propose a bot that reads."),
        ("To bridge this wide gap, we propose a bot that reads.", "We propose a bot that reads."),
        ("Based on these old findings, we propose a bot for papers.", "We propose a bot for papers."),
        ("Based on this paper of ours, we propose a bot.", "Based on this paper of ours, we propose a bot."),
        ("In this context, we propose a bot for papers.", "We propose a bot for papers."),
        ("To this end we propose a bot for papers.", "We propose a bot for papers."),
        ("Here, we propose a bot for papers.", "We propose a bot for papers."),
        ("Here is a bot that reads all papers.", "Here is a bot that reads all papers."),
        ("In this paper bots are shown to be swift.", "In this paper bots are shown to be swift."),
        ("First results of a bot that reads papers.", "First results of a bot that reads papers."),
        ("In this paper, we prove it.", "In this paper, we prove it."),
    ],
)
def test_a_lead_in_is_cut_where_a_sentence_is_left(sentence, rest):
    assert without_lead_in(sentence) == rest


def test_of_two_sentences_alike_the_one_about_the_title_is_chosen():
    sentences = ["We present a tool for everybody that is new.", "We present pocket calculators that count beyond ten."]

    assert line(sentences, "Counting Beyond Ten with Pocket Calculators") == sentences[1]


def test_the_title_is_not_said_twice():
    abstract = "In this paper: attention is all we need. Recurrence was thought to be needed for translation as well."

    assert summarize("Attention in this Paper: All We Need", abstract).startswith("Recurrence")


def test_only_what_is_there_can_be_said():
    assert summarize("Swift Machines", "Swift machines.") == "Swift machines."


def test_other_weights_choose_another_sentence():
    sentences = ["We propose a bot that reads all papers.", "It was tried for a year, and it worked very well."]

    chosen = [choose(sentences, "A Bot", Ranker({place: 1.0}, {})) for place in ("sentence 1", "sentence 2")]

    assert chosen == [0, 1]


@given(st.lists(st.text(max_size=60), max_size=8), st.text(max_size=60))
def test_the_choice_is_one_of_the_sentences(sentences, title):
    assert choose(sentences, title, trained()) in range(max(len(sentences), 1))


@given(st.text())
def test_what_is_left_of_a_sentence_is_its_end(sentence):
    assert sentence.endswith(without_lead_in(sentence)[1:])


def test_the_data_file_is_small():
    assert len(data.read("summary.json").encode()) < 200_000


def test_the_lines_of_a_benchmark_are_close_to_what_people_wrote(shared):
    with gzip.open(shared / "scitldr-a-dev.jsonl.gz", "rt") as lines:
        items = [json.loads(line) for line in lines]
    scores = [best(line(item["source"], item["title"]), item["target"]) for item in items]

    first, second, longest = (100 * sum(figures) / len(scores) for figures in zip(*scores, strict=True))

    assert (first >= 41.5, second >= 20.2, longest >= 33.5) == (True, True, True), (first, second, longest)
