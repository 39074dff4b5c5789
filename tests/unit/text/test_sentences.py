from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.summarizer.sentences import split


@pytest.mark.parametrize(
    "sentences",
    [
        ["Something is hard.", "We propose a thing.", "It works."],
        ["We follow, e.g. Turing et al. (1950) and Fig. 3 of Dr. Lovelace, cf. Sec. 2.", "It works."],
        ["This extends Turing et al.", "We show that it works in the U.S. Army, i.e. Python 3.11.2."],
        ["It is 3.5 times faster vs. Adam.", "word2vec is not.", "Ωmega is."],
        ["Does it scale?", "Yes!", "“It does.”", "(We tried.)", "• So did A. M. Turing."],
        ["We compare apples, pears, etc. Pears win.", "We do so on plan B.", "However, A. Turing did not."],
        ["As follows: 1. We read. 2. We write. 3. We sleep.", "It works."],
        ["We make two contributions: (i) We read. (ii) We write.", "It works."],
        ["There are three.", "1. We read.", "2. We write."],
        ["It was shown (Comm. Pure Appl. Math. Lett. 3, see also Adv. Math. 2024).", "We show more."],
        ["x ∈ [0, 1).", "All is well…", "Code: https://a.b/c.html."],
    ],
)
def test_a_text_is_cut_where_its_sentences_end(sentences):
    assert split(" ".join(sentences)) == sentences


@given(st.text(st.sampled_from('aB1 .?!()[]"“”•,') | st.characters()))
def test_joined_sentences_are_the_same_words(text):
    sentences = split(text)

    assert "".join(" ".join(sentences).split()) == "".join(text.split())
    assert all(sentence and sentence == sentence.strip() for sentence in sentences)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Reading is hard.We propose a bot.", ["Reading is hard.", "We propose a bot."]),
        ("It is hard!However, we try.", ["It is hard!", "However, we try."]),
        ("We cite [1].The rest is ours.", ["We cite [1].", "The rest is ours."]),
        ("Models are large.Diffusion models are larger.", ["Models are large.", "Diffusion models are larger."]),
        ("We use Node.js, ASP.NET and e.g.Python.", ["We use Node.js, ASP.NET and e.g.Python."]),
        ("Code is at https://a.b/C.D and in the U.S.A.", ["Code is at https://a.b/C.D and in the U.S.A."]),
    ],
)
def test_sentences_that_stick_together_are_parted(text, sentences):
    assert split(text) == sentences


def test_no_text_has_no_sentences():
    assert split("") == split(" \n") == []
