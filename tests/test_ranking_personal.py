"""How near papers are to what somebody saved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.ranking.personal import Profile, nearness
from tests import make

GRAPH = make.paper("1", title="Graph transformers", abstract="Attention over the edges of graphs.")
MORE_GRAPH = make.paper("2", title="Transformers on a graph", abstract="The edges get attention.")
STARS = make.paper("3", title="Dust of stars", abstract="Spectra of old galaxies and their dust.")
GALAXY = make.paper("4", title="Galaxies with dust", abstract="We measure spectra.")
NOTHING = make.paper("5", title="∅", abstract="")

papers = st.lists(st.sampled_from([GRAPH, MORE_GRAPH, STARS, GALAXY, NOTHING]), min_size=1, max_size=8)


def test_papers_of_the_same_words_are_near_and_name_the_saved_one_they_are_nearest_to():
    near, far = nearness([MORE_GRAPH, GALAXY], Profile((GRAPH,)))

    assert near.nearness > far.nearness
    assert near.nearest == GRAPH
    assert nearness([MORE_GRAPH, GALAXY], Profile((STARS, GRAPH)))[1].nearest == STARS


def test_what_was_dismissed_is_farther():
    (without,) = nearness([GALAXY], Profile((STARS, GRAPH)))
    (against,) = nearness([GALAXY], Profile((STARS, GRAPH), (make.paper("6", title="Galaxies", abstract="With dust"),)))

    assert against.nearness < without.nearness


def test_a_word_that_all_papers_have_says_nothing():
    every = [make.paper(str(number), title="We propose", abstract="") for number in range(3)]

    assert [near.nearness for near in nearness(every[1:], Profile((every[0],)))] == [0, 0]


@given(papers, papers, papers, st.randoms())
def test_nearness_is_bounded_and_the_order_of_papers_makes_no_difference(shown, saved, dismissed, chance):
    profile = Profile(tuple(saved), tuple(dismissed))
    mixed = chance.sample(shown, len(shown))

    found = dict(zip(shown, nearness(shown, profile), strict=True))

    assert all(-1 - 1e-9 <= near.nearness <= 1 + 1e-9 for near in found.values())
    assert dict(zip(mixed, nearness(mixed, profile), strict=True)) == found
