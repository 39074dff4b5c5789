"""How near papers are to what someone saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ranking import similarity
from bot.ranking.similarity import PaperIndex, ReadingProfile, most_similar
from bot.ranking.terms import count_terms
from tests.helpers import factories


def unsigned(id, **given):
    return factories.paper(id, **{"authors": (), "categories": ()} | given)


GRAPH = unsigned("1", title="Graph transformers", abstract="Attention over the edges of graphs.")
MORE_GRAPH = unsigned("2", title="Transformers on a graph", abstract="The edges get attention.")
STARS = unsigned("3", title="Dust of stars", abstract="Spectra of old galaxies and their dust.")
GALAXY = unsigned("4", title="Galaxies with dust", abstract="We measure spectra.")
NOTHING = unsigned("5", title="∅", abstract="")

papers = st.lists(st.sampled_from([GRAPH, MORE_GRAPH, STARS, GALAXY, NOTHING]), min_size=1, max_size=8)


def test_papers_of_the_same_words_are_near_and_name_the_saved_one_they_are_nearest_to():
    near, far = most_similar([MORE_GRAPH, GALAXY], ReadingProfile((GRAPH,)), 1)

    assert near == (0.5, GRAPH)
    assert far is None
    assert [each.nearest for each in most_similar([MORE_GRAPH, GALAXY], ReadingProfile((STARS, GRAPH)), 1)] == [
        GRAPH,
        STARS,
    ]


def test_only_the_nearest_share_is_near():
    assert most_similar([MORE_GRAPH, GALAXY], ReadingProfile((STARS, GRAPH)), 1).count(None) == 0
    assert most_similar([MORE_GRAPH, GALAXY], ReadingProfile((STARS, GRAPH)), 0.5).count(None) == 1


def test_what_was_saved_itself_is_not_near():
    assert most_similar([GRAPH, GALAXY], ReadingProfile((GRAPH,)), 1) == [None, None]


def test_what_was_dismissed_is_farther():
    shown = [GALAXY, MORE_GRAPH]

    (before, _), (after, graph) = (
        most_similar(shown, ReadingProfile((STARS, GRAPH), dismissed), 1) for dismissed in ((), (GALAXY,))
    )

    assert before is not None
    assert graph == (0.5, GRAPH)
    assert after is None or after.share == 1


def test_each_of_several_interests_finds_papers():
    half = [unsigned(f"9{n}", title=f"Sheep {n}", abstract="Wool of sheep and lambs.") for n in range(2)]
    interests = ReadingProfile((*half, STARS, GRAPH))

    assert [each and each.nearest for each in most_similar([MORE_GRAPH, GALAXY], interests, 1)] == [GRAPH, STARS]


def test_papers_by_people_whose_papers_were_saved_are_nearer():
    same, other = (
        unsigned(id, title="Something else", abstract="", authors=(author,))
        for id, author in (("8", "Emmy Noether"), ("9", "Alan Turing"))
    )
    saved = unsigned("7", title="A first", abstract="", authors=("Emmy Noether",))

    near, far = most_similar([same, other], ReadingProfile((saved,)), 1)

    assert near == (0.5, saved)
    assert far is None


def test_frequencies_of_the_store_weigh_words_by_how_rare_they_are_there():
    stored = count_terms(factories.paper(f"{n}", title=f"Graphs {n}", abstract="dust" * (n % 3 == 0)) for n in range(9))

    assert stored.rarity("dust") > stored.rarity("graphs")
    assert stored.rarity("unseen") > stored.rarity("dust")


def test_without_numpy_the_answers_are_the_same(monkeypatch):
    shown = [GRAPH, MORE_GRAPH, STARS, GALAXY, NOTHING]
    profile = ReadingProfile((STARS, GRAPH), (GALAXY,))
    fast = PaperIndex(shown).compare(profile)

    monkeypatch.setattr(similarity, "np", None)

    for one, other in zip(fast, PaperIndex(shown).compare(profile), strict=True):
        assert one.similarity == pytest.approx(other.similarity)
        assert one.nearest == other.nearest


def test_a_word_that_all_papers_have_says_nothing():
    every = [unsigned(str(number), title="We propose", abstract="") for number in range(3)]

    assert most_similar(every[1:], ReadingProfile((every[0],)), 1) == [None, None]


@given(papers, papers, papers, st.randoms())
def test_shares_are_shares_and_the_order_of_papers_makes_no_difference(shown, saved, dismissed, chance):
    profile = ReadingProfile(tuple(saved), tuple(dismissed))
    mixed = chance.sample(shown, len(shown))

    found = dict(zip(shown, most_similar(shown, profile, 1), strict=True))

    assert all(near is None or 0 < near.share <= 1 for near in found.values())
    assert dict(zip(mixed, most_similar(mixed, profile, 1), strict=True)) == found
