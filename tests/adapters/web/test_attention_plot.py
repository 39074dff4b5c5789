"""Attention as steps: what was counted, and nothing between."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adapters.web.attention_plot import MAX_ROWS, draw, totals
from bot.models.papers import Engagement
from bot.store.tables.archive import Observation
from tests.helpers import factories


def seen(source: str, mention: str, hours: float, likes: int) -> Observation:
    return Observation(source, mention, factories.NOON + timedelta(hours=hours), Engagement(0, likes))


def test_the_counts_of_all_posts_of_a_source_are_added():
    told = [seen("x", "1", 0, 3), seen("x", "2", 1, 10), seen("x", "1", 2, 5), seen("hackernews", "1", 2, 7)]

    series = totals(told)

    assert list(series) == ["x", "hackernews"]
    assert [total for _, total in series["x"]] == [3, 13, 15]


def test_one_instant_is_a_table_without_a_drawing():
    attention = draw([seen("x", "1", 0, 3)])

    assert attention.plots == ()
    assert attention.rows == (("Tue 25 Aug 2020, 12:00", (3,)),)


def test_a_paper_that_nobody_discusses_has_neither():
    attention = draw([])

    assert (attention.plots, attention.rows) == ((), ())


observed = st.builds(
    seen,
    st.sampled_from(["x", "hackernews", "huggingface", "reddit", "bluesky", "mastodon", "somewhere"]),
    st.sampled_from("123"),
    st.floats(0, 24 * 400),
    st.integers(0, 10**7),
)


@given(st.lists(observed, max_size=60))
def test_every_drawing_stays_within_its_frame(told):
    attention = draw(sorted(told, key=lambda each: each.observed))

    assert len(attention.rows) <= MAX_ROWS
    for plot in attention.plots:
        for line in plot.lines:
            xs = [float(x) for x in re.findall(r"[MH](-?[\d.]+)", line.path)]
            ys = [float(y) for y in re.findall(r"(?:V|M[\d.]+ )(-?[\d.]+)", line.path)]
            assert min(xs) >= plot.frame.left
            assert max(xs) <= plot.frame.width - plot.frame.right
            assert min(ys) >= plot.frame.top
            assert max(ys) <= plot.frame.height - plot.frame.bottom
        places = sorted(line.y for line in plot.lines)
        assert all(after - before >= 16 for before, after in pairwise(places))
