"""When to stop asking for a while, for what is asked is refused again and again. Pure: instants are passed in.

Discord bans an address that makes 10,000 invalid requests (401, 403, 429) in ten minutes:
https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
"""

from __future__ import annotations

from collections import defaultdict, deque

Seconds = float

WINDOW = 600.0
FAILURE_THRESHOLD = 500  # a twentieth of what is banned, of all together
TENANT_FAILURE_THRESHOLD = 50  # so that one does not use up what all have
RECOVERY_TIMEOUT = 300.0  # between two looks whether a token is taken again
ALL_TENANTS = ""

TOO_MANY_FAILURES = "too much of what is asked there is refused"


class CircuitBreaker:
    """Counts what is refused, by tenant and altogether, and says who has to wait."""

    def __init__(self) -> None:
        self._refusals: dict[str, deque[Seconds]] = defaultdict(deque)
        self._open: dict[str, tuple[Seconds, str]] = {}

    def retry_in(self, tenant: str, now: Seconds) -> Seconds:
        """Return how long nothing may be asked for *tenant*: 0 if it may be.

        After the pause that a refused token takes, one request may go and find out; the others wait once more.
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
        """Count a request that was refused."""
        for name in {ALL_TENANTS, tenant}:
            self._refusals[name].append(now)

    def open(self, tenant: str, why: str, now: Seconds) -> None:
        """Stop a tenant at once: its token is refused."""
        self._open[tenant] = now + RECOVERY_TIMEOUT, why

    def record_success(self, tenant: str) -> None:
        """Forget that a token was refused: it is taken now."""
        self._open.pop(tenant, None)

    def open_circuits(self, now: Seconds) -> dict[str, str]:
        """Return who is stopped, and why; the empty name means all."""
        counted = {
            name: TOO_MANY_FAILURES
            for name in tuple(self._refusals)
            if self._time_until_below(name, FAILURE_THRESHOLD if name == ALL_TENANTS else TENANT_FAILURE_THRESHOLD, now)
            > 0
        }
        return counted | {name: why for name, (_, why) in self._open.items()}

    def _time_until_below(self, tenant: str, most: int, now: Seconds) -> Seconds:
        """Return how long it takes until less than *most* were refused within the window."""
        refusals = self._refusals.get(tenant)
        while refusals and refusals[0] <= now - WINDOW:
            refusals.popleft()
        if not refusals:
            self._refusals.pop(tenant, None)
            return 0.0
        return max(refusals[-most] + WINDOW - now, 0.0) if len(refusals) >= most else 0.0
