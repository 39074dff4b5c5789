from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.metrics import estimated, kendall_tau_b, mean, ndcg, spearman

numbers = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=30)


def apart(pairs):
    return [[float(n) for n in column] for column in zip(*pairs, strict=True)]


@pytest.mark.parametrize(
    ("one", "other", "tau", "rho"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], 1, 1),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1, -1),
        ([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.47140452, -0.54073807),  # as scipy.stats has them
        ([1, 1, 1], [1, 2, 3], 0, 0),
    ],
)
def test_correlations_are_those_of_the_books(one, other, tau, rho):
    assert kendall_tau_b(one, other) == pytest.approx(tau)
    assert spearman(one, other) == pytest.approx(rho)


@pytest.mark.parametrize("measure", [kendall_tau_b, spearman])
@given(numbers)
def test_a_correlation_is_symmetric_and_bounded_and_turns_its_sign(measure, pairs):
    one, other = apart(pairs)

    found = measure(one, other)

    assert -1.0000001 <= found <= 1.0000001
    assert measure(other, one) == pytest.approx(found)
    assert measure(one, [-n for n in other]) == pytest.approx(-found)


@pytest.mark.parametrize("measure", [kendall_tau_b, spearman])
@given(numbers)
def test_a_correlation_looks_at_order_alone(measure, pairs):
    one, other = apart(pairs)

    assert measure([n**3 for n in one], other) == pytest.approx(measure(one, other))


def test_gain_is_discounted_by_the_logarithm_of_the_place():
    assert ndcg([3, 2, 1], [0, 1, 0], 3) == pytest.approx(0.6309298)
    assert ndcg([3, 2, 1], [0, 0, 1], 2) == 0
    assert ndcg([1, 1], [1, 0], 1) == 0.5


@given(numbers, st.integers(1, 12))
def test_no_order_gains_more_than_that_of_the_gains(pairs, most):
    scores, gains = apart(pairs)
    gains = [abs(gain) for gain in gains]

    assert 0 <= ndcg(scores, gains, most) <= 1.0000001
    assert ndcg(gains, gains, most) == pytest.approx(1)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=20))
def test_the_mean_lies_in_its_interval(values):
    figure = estimated(values)

    assert min(values) - 1e-9 <= figure.low <= figure.high <= max(values) + 1e-9
    assert figure.value == mean(values)
    assert estimated(values) == figure


def test_an_interval_is_about_two_standard_errors_wide():
    figure = estimated([0.0, 1.0] * 200)

    assert figure.high - figure.low == pytest.approx(4 * 0.5 / 400**0.5, rel=0.1)
