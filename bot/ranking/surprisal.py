"""How unusual something is, in bans, and what that is in points. Pure.

The surprise of being among the top share p is -log10 p: top 10 % is 1 ban, top 1 % is 2. Beyond 2 it bends towards 3,
which it never reaches. S bans are 100 (1 - 2^(-S / 2)) points: each two halve what is missing to 100, so that what many
places talk about still stands apart.
"""

from __future__ import annotations

import math

LINEAR_LIMIT = 2.0  # bans; beyond, surprise bends towards its bound
MAX_SURPRISAL = 3.0
HALVING = 2.0  # bans


def surprisal(top: float) -> float:
    """Return how unusual it is to be among the *top* share, 0 to 1, in bans."""
    unusual = max(-math.log10(top), 0.0)
    room = MAX_SURPRISAL - LINEAR_LIMIT
    return unusual if unusual <= LINEAR_LIMIT else LINEAR_LIMIT + room * (1 - math.exp((LINEAR_LIMIT - unusual) / room))


def points(bans: float) -> float:
    """Return the score of a surprise."""
    return 100 * (1 - 2 ** (-bans / HALVING))


def surprisal_of_score(score: float) -> float:
    """Return the surprise of a score; beyond all of ours it is infinite."""
    return -HALVING * math.log2(1 - score / 100) if score < 100 else math.inf
