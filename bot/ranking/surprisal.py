"""Convert shares to surprisal, in bans, and surprisal to points. Pure.

The surprisal of the top share p is -log10 p: the top 10% is 1 ban, the top 1% is 2. Beyond 2 it bends towards its bound
3. S bans are 100 (1 - 2^(-S / 2)) points: every 2 bans halve the distance to 100, so that papers discussed at many
sources still differ.
"""

from __future__ import annotations

import math

LINEAR_LIMIT = 2.0  # bans; beyond, surprisal bends towards its bound
MAX_SURPRISAL = 3.0
HALVING = 2.0  # bans


def surprisal(top: float) -> float:
    """Return the surprisal, in bans, of being in the *top* share, 0 to 1."""
    unusual = max(-math.log10(top), 0.0)
    room = MAX_SURPRISAL - LINEAR_LIMIT
    return unusual if unusual <= LINEAR_LIMIT else LINEAR_LIMIT + room * (1 - math.exp((LINEAR_LIMIT - unusual) / room))


def points(bans: float) -> float:
    """Return the score of a surprisal."""
    return 100 * (1 - 2 ** (-bans / HALVING))


def surprisal_of_score(score: float) -> float:
    """Return the surprisal of a score; infinite beyond the highest possible score."""
    return -HALVING * math.log2(1 - score / 100) if score < 100 else math.inf
