from __future__ import annotations

from bot.limits.circuit_breaker import MOST, MOST_OF_ONE, PAUSE, WINDOW, Breaker


def test_nobody_waits_while_little_is_refused():
    breaker = Breaker()

    for second in range(MOST_OF_ONE - 1):
        breaker.refused("T1", second)

    assert breaker.wait("T1", 60.0) == 0
    assert breaker.stops(60.0) == {}


def test_a_tenant_whose_requests_are_refused_waits_and_the_others_do_not():
    breaker = Breaker()

    for second in range(MOST_OF_ONE):
        breaker.refused("T1", second)

    assert breaker.wait("T1", 60.0) == WINDOW - 60
    assert breaker.wait("T2", 60.0) == 0
    assert breaker.stops(60.0).keys() == {"T1"}
    assert breaker.wait("T1", WINDOW) == 0
    assert breaker.stops(WINDOW) == {}


def test_all_wait_when_all_together_are_refused_a_twentieth_of_what_is_banned():
    breaker = Breaker()

    for number in range(MOST):
        breaker.refused(f"T{number}", 0.0)

    assert breaker.wait("T-new", 1.0) == WINDOW - 1
    assert breaker.stops(1.0).keys() == {""}


def test_a_refused_token_stops_its_tenant_at_once_and_one_request_finds_out_when_it_is_taken():
    breaker = Breaker()

    breaker.stop("T1", "the token is refused", 0.0)

    assert breaker.wait("T1", 1.0) == PAUSE - 1
    assert breaker.wait("T2", 1.0) == 0
    assert breaker.stops(1.0) == {"T1": "the token is refused"}
    assert [breaker.wait("T1", PAUSE), breaker.wait("T1", PAUSE)] == [0, PAUSE]
    breaker.accepted("T1")
    assert breaker.wait("T1", PAUSE) == 0
    assert breaker.stops(PAUSE) == {}


def test_a_token_of_all_stops_all():
    breaker = Breaker()

    breaker.stop("", "the token is refused", 0.0)

    assert breaker.wait("T1", 1.0) == PAUSE - 1
