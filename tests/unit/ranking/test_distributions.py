from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import data
from bot.ranking.distributions import AGE_BUCKETS, PRIOR_WEIGHT, Distributions, Sample, age_bucket, fit, prior_tail

CS, LG = ("cs.CV",), ("cs.LG",)
DAY = 2
counts = st.lists(st.integers(0, 10**6), max_size=40)


def learned(*counts, category=CS):
    return fit(Sample("x", DAY, category, count) for count in counts)


def test_without_history_the_shipped_shares_are_the_measure():
    assert Distributions().tail_share("huggingface", None, CS, 50) == pytest.approx(0.047)


def test_what_was_seen_and_what_is_shipped_are_mixed_by_their_numbers():
    seen = learned(*([10] * 300), category=())
    shipped = prior_tail("x").top(20, DAY)

    assert seen.tail_share("x", DAY, (), 20) == pytest.approx(PRIOR_WEIGHT * shipped / (300 + PRIOR_WEIGHT))
    assert seen.tail_share("x", DAY, (), 10) == pytest.approx(
        (300 + PRIOR_WEIGHT * prior_tail("x").top(10, DAY)) / (300 + PRIOR_WEIGHT)
    )


def test_only_papers_of_that_age_are_compared():
    assert learned(*([1000] * 500)).tail_share("x", 0, CS, 100) == Distributions().tail_share("x", 0, CS, 100)


def test_a_large_category_shifts_the_share_by_a_tenth_of_what_it_shows():
    loud, quiet = [1000] * 5000, [1] * 5000
    mixed = fit([*(Sample("x", DAY, CS, n) for n in loud), *(Sample("x", DAY, LG, n) for n in quiet)])

    assert mixed.tail_share("x", DAY, CS, 500) == pytest.approx(0.55, abs=0.01)
    assert mixed.tail_share("x", DAY, LG, 500) == pytest.approx(0.45, abs=0.01)
    assert mixed.tail_share("x", DAY, ("q-bio",), 500) == pytest.approx(0.5, abs=0.01)


def test_a_category_of_a_few_papers_hardly_shifts_it():
    mixed = fit([*(Sample("x", DAY, LG, 1) for _ in range(1000)), Sample("x", DAY, CS, 1000)])

    assert mixed.tail_share("x", DAY, CS, 500) < 0.02


def test_less_attention_is_as_unusual_early_as_more_is_later():
    shares = [Distributions().tail_share("hackernews", age, CS, 100) for age in range(len(AGE_BUCKETS) + 1)]

    assert shares == sorted(shares)
    assert shares[0] < shares[-1] / 2


@pytest.mark.parametrize(("hours", "age"), [(-5, 0), (0, 0), (5.9, 0), (6, 1), (24, 2), (72, 3), (168, 4), (999, 5)])
def test_ages_begin_and_end(hours, age):
    assert age_bucket(timedelta(hours=hours)) == age


@given(counts, counts, st.integers(0, 10**7), st.integers(0, 10**7))
def test_more_is_never_less_unusual(of_cv, of_lg, one, other):
    mixed = fit([*(Sample("x", DAY, CS, n) for n in of_cv), *(Sample("x", DAY, LG, n) for n in of_lg)])
    less, more = sorted((one, other))

    for age in (None, DAY, DAY + 1):
        assert 0 < mixed.tail_share("x", age, CS, more) <= mixed.tail_share("x", age, CS, less) <= 1


@given(counts, st.randoms())
def test_it_is_learned_whatever_comes_first(seen, chance):
    assert learned(*chance.sample(seen, len(seen))) == learned(*seen)


def test_the_shipped_shares_fall_and_tell_how_attention_grows():
    for shipped in json.loads(data.read("prior.json"))["sources"].values():
        counts, shares = zip(*shipped["tail"], strict=True)
        assert list(counts) == sorted(counts)
        assert list(shares) == sorted(shares, reverse=True)
        assert shipped["growth"] == sorted(shipped["growth"])
        assert len(shipped["growth"]) == len(AGE_BUCKETS) + 1
