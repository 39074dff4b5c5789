from __future__ import annotations

import pytest

from bot.matching import matcher
from bot.models import Filter
from tests import make


def wants(*words, categories=("cs",), **paper):
    return matcher(Filter(categories, words))(make.paper(**paper))


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("diffusion", "Diffusion Models"),
        ("diffusion models", "On Diffusion  Models"),
        ("schrodinger", 'The Schr\\"odinger Bridge'),
        ("Schrödinger", "The Schrodinger Bridge"),
        ("c++", "Parsing C++ at scale"),
        ("gpt-4", "What GPT-4 knows"),
        ("α-net", "On $\\alpha$-net training"),
    ],
)
def test_a_word_is_found_whatever_its_case_accents_and_latex(word, title):
    assert wants(word, title=title)


@pytest.mark.parametrize(
    ("word", "title"), [("gan", "Organs"), ("net", "Networks"), ("a.c", "abc"), ("(a+)+$", "aaaa")]
)
def test_a_word_is_literal_and_stands_at_word_borders(word, title):
    assert not wants(word, title=title)


def test_every_word_has_to_be_there_and_the_abstract_counts():
    assert wants("walrus", "hard", title="A walrus", abstract="It is hard.")
    assert not wants("walrus", "easy", title="A walrus", abstract="It is hard.")


def test_any_of_the_categories_will_do():
    assert wants(categories=("math.NA", "cs.CV"))
    assert not wants(categories=("math",))
