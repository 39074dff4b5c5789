"""A destination's own order: its weights, its team, its reader."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.models.digest import Ranking
from bot.ranking import NO_BASELINE, SourceWeights, rank
from bot.ranking.personalization import Personalization, personalize
from bot.ranking.similarity import ReadingProfile
from bot.ranking.surprisal import MAX_SURPRISAL, points
from tests.helpers import factories

PLACES = ["hackernews", "huggingface", "x"]
counts = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=6)
factors = st.dictionaries(st.sampled_from(PLACES), st.floats(0.5, 2)).map(
    lambda given: SourceWeights(tuple(given.items()))
)
GRAPHS = {"title": "Graph transformers", "abstract": "Attention over the edges of graphs."}
STARS = {"title": "Dust of stars", "abstract": "Spectra of old galaxies and their dust."}
SAVED = factories.paper(
    "1901.00001", title="Learning on graphs", abstract="We learn over the edges of graphs with attention."
)


def candidates(all_counts):
    return [
        factories.candidate(
            f"2008.{number:05}",
            *(
                factories.mention(f"2008.{number:05}", source, likes=likes)
                for source, likes in zip(PLACES, seen, strict=True)
            ),
        )
        for number, seen in enumerate(all_counts)
    ]


def hot(*papers, weights=SourceWeights()):  # noqa: B008 - a value
    return rank(Ranking.HOT, papers, 0, NO_BASELINE, weights)


def ids(ranked):
    return [each.candidate.paper.id for each in ranked]


@given(counts, factors)
def test_a_ranking_that_is_weighed_afterwards_is_as_if_it_had_been_before(seen, weights):
    papers = candidates(seen)

    after, before = personalize(hot(*papers), Personalization(weights)), hot(*papers, weights=weights)

    assert {e.candidate.paper.id: pytest.approx(e.score) for e in before} == {
        e.candidate.paper.id: e.score for e in after
    }


@given(counts, factors, st.integers(1, 50), st.floats(0, 1))
def test_reasons_add_up_to_the_score_whatever_it_is_tuned_by(seen, weights, likes, mine):
    tuning = Personalization(weights, (("2008.00000", likes),), ReadingProfile((SAVED,)), mine)

    for each in personalize(hot(*candidates(seen)), tuning):
        assert math.fsum(reason.points for reason in each.reasons) == pytest.approx(each.score)
        assert 0 <= each.score <= 100


def test_what_the_team_likes_stands_higher_and_says_by_how_many_and_not_by_whom():
    papers = candidates([(40, 0, 0), (41, 0, 0)])

    (first, second) = personalize(hot(*papers), Personalization(team=(("2008.00000", 3),)))

    assert ids([first, second]) == ["2008.00000", "2008.00001"]
    assert "saved or liked by 3 people on your team" in wording.reasons(first)
    assert not any("team" in reason for reason in wording.reasons(second))


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_more_of_the_team_is_never_less_and_no_team_decides_alone(one, other):
    scores = [
        personalize(hot(factories.candidate()), Personalization(team=(("2008.10599", likes),)))[0].score
        for likes in sorted((one, other))
    ]

    assert scores == sorted(scores)
    assert scores[-1] <= points(MAX_SURPRISAL)


def test_heat_alone_is_the_order_at_nought_percent_and_nearness_alone_at_hundred():
    others = [factories.candidate(f"2008.{number:05}", **STARS) for number in range(3, 10)]
    hotter = factories.candidate("2008.00001", factories.mention("2008.00001", likes=500), **STARS)
    nearer = factories.candidate("2008.00002", factories.mention("2008.00002", likes=1), **GRAPHS)
    ranked = hot(hotter, nearer, *others)

    by_mine = {
        mine: personalize(ranked, Personalization(profile=ReadingProfile((SAVED,)), mine=mine)) for mine in (0.0, 1.0)
    }

    assert by_mine[0.0] == ranked
    assert ids(by_mine[1.0])[0] == "2008.00002"
    assert wording.reasons(by_mine[1.0][0]) == ["because you saved “Learning on graphs”"]


def test_who_saved_nothing_gets_heat():
    ranked = hot(*candidates([(1, 2, 3), (4, 5, 6)]))

    assert personalize(ranked, Personalization(profile=ReadingProfile(()), mine=0.8)) == ranked
