from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.truncate import truncate, truncate_list

WORDS = st.lists(st.text("abéö𝒪漢,.", min_size=1, max_size=9), max_size=9).map(" ".join)
LIMITS = st.integers(0, 40)
PEOPLE = st.lists(st.sampled_from(["e\u0301", "👍🏽", "👩\u200d🔬", "🇪🇺", "x\u0302\u0332", "❤\ufe0f"]), max_size=9)


@given(st.text(), LIMITS)
def test_a_shortened_text_is_never_longer_than_asked(text, limit):
    assert len(truncate(text, limit)) <= limit


@given(WORDS, LIMITS)
def test_a_text_that_fits_stays_as_it_is(text, limit):
    assert (truncate(text, limit) == text) == (len(text) <= limit)


@given(WORDS, st.integers(11, 40))
def test_a_text_is_cut_behind_a_whole_word(text, limit):
    kept = truncate(text, limit).removesuffix("…")

    assert text.startswith(kept)
    assert not text[len(kept) :].lstrip(",.") or text[len(kept) :].lstrip(",.").startswith(" ")


@given(PEOPLE, LIMITS)
def test_no_character_as_people_see_it_is_divided(seen, limit):
    kept = truncate("".join(seen), limit).removesuffix("…")

    assert kept in {"".join(seen[:count]) for count in range(len(seen) + 1)}


@pytest.mark.parametrize(
    ("limit", "shown"), [(0, ""), (1, "…"), (2, "W…"), (3, "We…"), (9, "We show…"), (10, "We show it")]
)
def test_a_cut_text_ends_in_an_ellipsis(limit, shown):
    assert truncate("We show it", limit) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, ""), (2, "A0, A1"), (3, "A0, A1, A2"), (4, "A0, A1 and 2 more"), (3_303, "A0, A1 and 3,301 more")],
)
def test_many_names_are_counted(count, shown):
    assert truncate_list(tuple(f"A{number}" for number in range(count)), 2) == shown
