"""How near papers are to what someone saved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.ranking.similarity import ReadingProfile, most_similar
from tests.helpers import factories

GRAPH = factories.paper("1", title="Graph transformers", abstract="Attention over the edges of graphs.")
MORE_GRAPH = factories.paper("2", title="Transformers on a graph", abstract="The edges get attention.")
STARS = factories.paper("3", title="Dust of stars", abstract="Spectra of old galaxies and their dust.")
GALAXY = factories.paper("4", title="Galaxies with dust", abstract="We measure spectra.")
NOTHING = factories.paper("5", title="∅", abstract="")

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


def test_a_word_that_all_papers_have_says_nothing():
    every = [factories.paper(str(number), title="We propose", abstract="") for number in range(3)]

    assert most_similar(every[1:], ReadingProfile((every[0],)), 1) == [None, None]


@given(papers, papers, papers, st.randoms())
def test_shares_are_shares_and_the_order_of_papers_makes_no_difference(shown, saved, dismissed, chance):
    profile = ReadingProfile(tuple(saved), tuple(dismissed))
    mixed = chance.sample(shown, len(shown))

    found = dict(zip(shown, most_similar(shown, profile, 1), strict=True))

    assert all(near is None or 0 < near.share <= 1 for near in found.values())
    assert dict(zip(mixed, most_similar(mixed, profile, 1), strict=True)) == found
