"""How much a place counts for one channel. Pure."""

from __future__ import annotations

from dataclasses import dataclass

LEAST, MOST = 0.5, 2.0  # no place is ever silenced by feedback, none decides alone


@dataclass(frozen=True, slots=True)
class Weights:
    """A factor for the surprise of each source that has one, between `LEAST` and `MOST`; 1 for all others."""

    factors: tuple[tuple[str, float], ...] = ()

    def of(self, source: str) -> float:
        """Return the factor of a source, within its bounds."""
        return min(max(dict(self.factors).get(source, 1.0), LEAST), MOST)
