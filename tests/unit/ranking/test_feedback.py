"""Feedback of a channel moves its own weights: a little, in the right direction, and never beyond its bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.ranking.feedback import MAX_WEIGHT, MIN_WEIGHT, Feedback, source_weights

PLACES = ["hackernews", "huggingface", "reddit", "x"]
said = st.builds(Feedback, st.booleans(), st.lists(st.sampled_from(PLACES), unique=True).map(sorted).map(tuple))


def test_what_is_liked_lifts_its_place_and_what_is_not_lowers_it():
    weights = source_weights([Feedback(True, ("hackernews",))] * 10 + [Feedback(False, ("x",))] * 10)

    assert weights.factors == (("hackernews", 2**0.5), ("x", 2**-0.5))
    assert weights.for_source("reddit") == 1


def test_likes_and_dislikes_balance():
    assert source_weights([Feedback(True, ("x",)), Feedback(False, ("x",))]).factors == ()


def test_a_paper_that_many_talk_about_speaks_for_each_of_them_less():
    alone, shared = source_weights([Feedback(True, ("x",))]), source_weights([Feedback(True, ("x", "reddit"))])

    assert alone.for_source("x") > shared.for_source("x") == shared.for_source("reddit") > 1


@given(st.lists(said), st.integers(0, 100_000))
def test_no_feedback_leaves_the_bounds(given_, times):
    for all_said in (given_, [Feedback(True, ("x",))] * times, [Feedback(False, ("x",))] * times):
        assert all(MIN_WEIGHT <= factor <= MAX_WEIGHT for _, factor in source_weights(all_said).factors)


@given(st.lists(said), st.randoms())
def test_the_order_of_feedback_makes_no_difference(given_, chance):
    assert source_weights(chance.sample(given_, len(given_))) == source_weights(given_)


@given(st.lists(said), st.sampled_from(PLACES))
def test_one_more_like_never_lowers_its_place_and_one_more_dislike_never_lifts_it(given_, place):
    before = source_weights(given_).for_source(place)

    assert (
        source_weights([*given_, Feedback(True, (place,))]).for_source(place)
        >= before
        >= source_weights([*given_, Feedback(False, (place,))]).for_source(place)
    )
