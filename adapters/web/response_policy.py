"""What every response of the pages has: security headers, a strong ETag, and how long it may be kept. Pure.

Content security: https://www.w3.org/TR/CSP3/. There is no inline script or style, and nothing of another host.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NEW, PAST, FOREVER = timedelta(minutes=1), timedelta(days=1), timedelta(days=365)
BURST, PER_SECOND = 60.0, 5.0
"""Requests of one address at once, and on average. A reader needs three for a page."""
MAX_ADDRESSES = 10_000


@dataclass(frozen=True, slots=True)
class Freshness:
    """The version of a response, and how long a browser may keep it."""

    etag: str
    max_age: timedelta = NEW

    def headers(self) -> dict[str, str]:
        """Return the headers for caches."""
        age = int(self.max_age.total_seconds())
        immutable = ", immutable" if self.max_age == FOREVER else ""
        return {"ETag": self.etag, "Cache-Control": f"public, max-age={age}{immutable}"}

    def is_known(self, if_none_match: str) -> bool:
        """Return whether a browser has this version already, by what it sent."""
        known = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
        return self.etag in known or "*" in known


def etag_of(*parts: object) -> str:
    """Return a strong ETag of what a response is made of."""
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


class RequestBudget:
    """How many requests each address may still make. Time is given, in seconds."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, address: str, now: float) -> float:
        """Take one request of an address. Return 0, or the seconds until it may make another."""
        left, since = self._left.pop(address, (BURST, now))
        left = min(left + (now - since) * PER_SECOND, BURST)
        allowed = left >= 1
        self._left[address] = (left - allowed, now)
        if len(self._left) > MAX_ADDRESSES:
            del self._left[next(iter(self._left))]
        return 0.0 if allowed else (1 - left) / PER_SECOND
