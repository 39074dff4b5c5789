from __future__ import annotations

from bot.limits.circuit_breaker import (
    FAILURE_THRESHOLD,
    RECOVERY_TIMEOUT,
    TENANT_FAILURE_THRESHOLD,
    WINDOW,
    CircuitBreaker,
)


def test_no_one_waits_while_little_is_refused():
    breaker = CircuitBreaker()

    for second in range(TENANT_FAILURE_THRESHOLD - 1):
        breaker.record_failure("T1", second)

    assert breaker.retry_in("T1", 60.0) == 0
    assert breaker.open_circuits(60.0) == {}


def test_a_tenant_whose_requests_are_refused_waits_and_the_others_do_not():
    breaker = CircuitBreaker()

    for second in range(TENANT_FAILURE_THRESHOLD):
        breaker.record_failure("T1", second)

    assert breaker.retry_in("T1", 60.0) == WINDOW - 60
    assert breaker.retry_in("T2", 60.0) == 0
    assert breaker.open_circuits(60.0).keys() == {"T1"}
    assert breaker.retry_in("T1", WINDOW) == 0
    assert breaker.open_circuits(WINDOW) == {}


def test_all_wait_when_all_together_are_refused_a_twentieth_of_what_is_banned():
    breaker = CircuitBreaker()

    for number in range(FAILURE_THRESHOLD):
        breaker.record_failure(f"T{number}", 0.0)

    assert breaker.retry_in("T-new", 1.0) == WINDOW - 1
    assert breaker.open_circuits(1.0).keys() == {""}


def test_a_refused_token_stops_its_tenant_at_once_and_one_request_finds_out_when_it_is_taken():
    breaker = CircuitBreaker()

    breaker.open("T1", "the token is refused", 0.0)

    assert breaker.retry_in("T1", 1.0) == RECOVERY_TIMEOUT - 1
    assert breaker.retry_in("T2", 1.0) == 0
    assert breaker.open_circuits(1.0) == {"T1": "the token is refused"}
    assert [breaker.retry_in("T1", RECOVERY_TIMEOUT), breaker.retry_in("T1", RECOVERY_TIMEOUT)] == [0, RECOVERY_TIMEOUT]
    breaker.record_success("T1")
    assert breaker.retry_in("T1", RECOVERY_TIMEOUT) == 0
    assert breaker.open_circuits(RECOVERY_TIMEOUT) == {}


def test_a_token_of_all_stops_all():
    breaker = CircuitBreaker()

    breaker.open("", "the token is refused", 0.0)

    assert breaker.retry_in("T1", 1.0) == RECOVERY_TIMEOUT - 1
