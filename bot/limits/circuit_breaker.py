"""Stop sending requests for a while after too many were refused. Pure: times are arguments.

Discord bans an address that makes 10,000 invalid requests (401, 403, 429) in ten minutes:
https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

from __future__ import annotations

from collections import defaultdict, deque

Seconds = float

WINDOW = 600.0
FAILURE_THRESHOLD = 500  # of all tenants together: a twentieth of Discord's limit
TENANT_FAILURE_THRESHOLD = 50  # so that one tenant can't use up the limit of all
RECOVERY_TIMEOUT = 300.0  # seconds until a refused token is tried again
ALL_TENANTS = ""

TOO_MANY_FAILURES = "too much of what is asked there is refused"


class CircuitBreaker:
    """Counts refused requests, for each tenant and for all together, and opens a circuit when there are too many."""

    def __init__(self) -> None:
        self._refusals: dict[str, deque[Seconds]] = defaultdict(deque)
        self._open: dict[str, tuple[Seconds, str]] = {}

    def retry_in(self, tenant: str, now: Seconds) -> Seconds:
        """Return how many seconds *tenant* has to wait before its next request; 0 if none.

        After RECOVERY_TIMEOUT one request may test a refused token. The others wait for that time again.
        """
        for name in {ALL_TENANTS, tenant} & self._open.keys():
            until, why = self._open[name]
            if now < until:
                return until - now
            self._open[name] = now + RECOVERY_TIMEOUT, why
        return max(
            self._time_until_below(ALL_TENANTS, FAILURE_THRESHOLD, now),
            self._time_until_below(tenant, TENANT_FAILURE_THRESHOLD, now),
        )

    def record_failure(self, tenant: str, now: Seconds) -> None:
        """Count a refused request."""
        for name in {ALL_TENANTS, tenant}:
            self._refusals[name].append(now)

    def open(self, tenant: str, why: str, now: Seconds) -> None:
        """Stop a tenant at once, because its token was refused."""
        self._open[tenant] = now + RECOVERY_TIMEOUT, why

    def record_success(self, tenant: str) -> None:
        """Close the circuit of a tenant whose token was accepted."""
        self._open.pop(tenant, None)

    def open_circuits(self, now: Seconds) -> dict[str, str]:
        """Return the reason for each stopped tenant. The empty name means all tenants."""
        counted = {
            name: TOO_MANY_FAILURES
            for name in tuple(self._refusals)
            if self._time_until_below(name, FAILURE_THRESHOLD if name == ALL_TENANTS else TENANT_FAILURE_THRESHOLD, now)
            > 0
        }
        return counted | {name: why for name, (_, why) in self._open.items()}

    def _time_until_below(self, tenant: str, limit: int, now: Seconds) -> Seconds:
        """Return the seconds until fewer than *limit* refusals lie within the window."""
        refusals = self._refusals.get(tenant)
        while refusals and refusals[0] <= now - WINDOW:
            refusals.popleft()
        if not refusals:
            self._refusals.pop(tenant, None)
            return 0.0
        return max(refusals[-limit] + WINDOW - now, 0.0) if len(refusals) >= limit else 0.0
