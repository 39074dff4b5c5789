from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import data
from bot.evaluation.rouge import best
from bot.text.summarizer.ranker import SentenceRanker, best_sentence, choose, summarize, trained, without_lead_in

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
        ("To circumvent these limitations, we propose a bot that reads.", "We propose a bot that reads."),
        ("To read faster, we propose a bot that reads.", "We propose a bot that reads."),
        ("In order to alleviate this, we propose a bot that reads.", "We propose a bot that reads."),
        ("To systematically address these old issues, we propose a bot today.", "We propose a bot today."),
        ("To overcome these challenges and read more, we propose a new bot.", "We propose a new bot."),
        ("In light of these challenges, we propose a bot that reads.", "We propose a bot that reads."),
        ("With this in mind, we propose a bot that reads.", "We propose a bot that reads."),
        ("Motivated by these findings, this paper proposes a bot.", "This paper proposes a bot."),
        ("In response, we propose a bot that reads.", "We propose a bot that reads."),
        ("To the best of all of our knowledge, we are first.", "To the best of all of our knowledge, we are first."),
        ("For all papers that are long, we propose a bot.", "For all papers that are long, we propose a bot."),
        ("Abstract: We propose a bot that reads.", "We propose a bot that reads."),
        ("ABSTRACT. We propose a bot that reads.", "We propose a bot that reads."),
        ("Abstract- We propose a bot that reads.", "We propose a bot that reads."),
        ("Abstract—We propose a bot that reads.", "We propose a bot that reads."),
        ("Abstract We propose a bot that reads.", "We propose a bot that reads."),
        ("Background and aims: we propose a bot that reads.", "We propose a bot that reads."),
        ("Methods: In this paper, we propose a new bot.", "We propose a new bot."),
        ("Conclusion. Bots read all papers that there are.", "Bots read all papers that there are."),
        ("TL;DR: we propose a bot that reads.", "We propose a bot that reads."),
        ("2. Bots read all papers that there are.", "Bots read all papers that there are."),
        ("(iii) bots read all papers that there are.", "Bots read all papers that there are."),
        ("• Bots read all papers that there are.", "Bots read all papers that there are."),
        ("Abstract interpretation is a way to read.", "Abstract interpretation is a way to read."),
        ("Results-driven bots read all papers.", "Results-driven bots read all papers."),
        ("3.5 papers an hour are read by a bot.", "3.5 papers an hour are read by a bot."),
        ("A. Turing proposed a bot that reads.", "A. Turing proposed a bot that reads."),
        ("Summary statistics of all papers are read.", "Summary statistics of all papers are read."),
    ],
)
def test_a_lead_in_is_cut_where_a_sentence_is_left(sentence, rest):
    assert without_lead_in(sentence) == rest


def test_of_two_sentences_alike_the_one_about_the_title_is_chosen():
    sentences = [
        "We present a tool for everyone that is new.",
        "We present pocket calculators that count beyond ten at school.",
    ]

    assert best_sentence(sentences, "Counting Beyond Ten with Pocket Calculators") == sentences[1]


def test_the_title_is_not_said_twice():
    abstract = "In this paper: attention is all we need. Recurrence was thought to be needed for translation as well."

    assert summarize("Attention in this Paper: All We Need", abstract).startswith("Recurrence")


def test_the_title_with_a_verb_is_the_title_still():
    abstract = "In this paper, we study bots that read papers. They find errors in every third of a thousand proofs."

    assert summarize("Bots that Read Papers", abstract).startswith("They find errors")


def test_a_line_points_at_nothing_that_is_not_there():
    abstract = "Papers are long. This paper addresses this issue. We propose a bot that reads and sums up papers."

    assert summarize("On Papers", abstract) == "We propose a bot that reads and sums up papers."


def test_a_line_goes_on_to_the_end_of_an_enumeration():
    abstract = f"{BACKGROUND} We propose a bot with three parts: 1. It reads papers. 2. It sums them up. 3. It posts."

    assert summarize("A Bot", abstract).endswith("It sums them up. 3. It posts.")


def test_only_what_is_there_can_be_said():
    assert summarize("Swift Machines", "Swift machines.") == "Swift machines."


def test_other_weights_choose_another_sentence():
    sentences = ["We propose a bot that reads all papers.", "It was tried for a year, and it worked very well."]

    chosen = [choose(sentences, "A Bot", SentenceRanker({place: 1.0}, {})) for place in ("sentence 1", "sentence 2")]

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
    scores = [best(best_sentence(item["source"], item["title"]), item["target"]) for item in items]

    first, second, longest = (100 * sum(figures) / len(scores) for figures in zip(*scores, strict=True))

    assert (first >= 41.5, second >= 20.2, longest >= 33.5) == (True, True, True), (first, second, longest)
