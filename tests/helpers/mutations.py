"""JSON as a broken or hostile service might send it: a right answer with something else in one or more places."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([-1, 2**63, 10**30]),
    st.floats(),
    st.text(),
    st.sampled_from(
        ["\x00\x1b[31m", "\ud800", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "javascript:"]
    ),
    st.just([]),
    st.just({}),
    st.just([{}]),
)


@st.composite
def mutated(draw: st.DrawFn, payload: Any) -> Any:
    """Return *payload* with junk in up to three places."""
    wrong = copy.deepcopy(payload)
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(wrong))
        if not places:
            return wrong
        container, key = draw(st.sampled_from(places))
        container[key] = copy.deepcopy(draw(JUNK))  # one list in itself would have no end
    return wrong


def _places(value: Any) -> Any:
    """Yield every place inside *value* as a container and a key of it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
