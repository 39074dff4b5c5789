"""Why a paper is hot, in a few words, and what of its counts is doubted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.digest import Doubts, Flag, Ranked, Reason
from bot.models.papers import Engagement
from bot.models.source import SOURCE_INFOS
from bot.wording import phrases
from tests.helpers import factories

LIKES = Engagement(likes=40)


def reason(source, share=0.03, points=10.0, **given):
    return Reason(source, LIKES, points, share, **given)


def ranked(*reasons, flags=()):
    return Ranked(factories.candidate(), 50, reasons, frozenset(flags))


@pytest.mark.parametrize(
    ("reasons", "flags", "phrase"),
    [
        ([], (), "no discussion yet"),
        ([reason("huggingface"), reason("x", 0.09, 5)], (), "top 3% on Hugging Face, top 9% on X"),
        ([reason("hackernews", 0.9, 1)], (), "discussed on Hacker News"),
        ([reason("x", 0.002, alone=1.0)], (), "only on X: top 0.2% there"),
        ([reason("x"), reason("team", points=20)], (), "40 of your team liked it, top 3% on X"),
        ([reason("x")], (Flag.RISING,), "rising fast, top 3% on X"),
        ([reason("x", doubts=Doubts(likes=900))], (Flag.ANOMALOUS,), "some counts look bought, top 3% on X"),
        ([reason("x", doubts=Doubts(reposts=900))], (Flag.ANOMALOUS,), "some counts look wrong, top 3% on X"),
        ([reason("x", None)], (), "40 on X"),
    ],
)
def test_a_phrase_says_why_a_paper_is_hot(reasons, flags, phrase):
    assert phrases.phrase(ranked(*reasons, flags=flags)) == phrase


some = st.builds(
    reason, st.sampled_from([*SOURCE_INFOS, "team"]), st.floats(0, 1) | st.none(), st.floats(0, 60),
    alone=st.sampled_from([0.0, 1.0]),
)  # fmt: skip


@given(st.lists(some, max_size=6), st.sets(st.sampled_from(list(Flag))))
def test_a_phrase_has_at_most_twelve_words(reasons, flags):
    assert 1 <= len(phrases.phrase(ranked(*reasons, flags=flags)).split()) <= phrases.MAX_WORDS


@pytest.mark.parametrize(("score", "bar"), [(0, "▱▱▱▱▱ 0"), (44, "▰▰▱▱▱ 44"), (62.4, "▰▰▰▱▱ 62"), (99.9, "▰▰▰▰▰ 100")])
def test_a_score_is_a_small_bar(score, bar):
    assert phrases.bar(score) == bar


def test_doubts_name_accounts_and_times():
    links = tuple(
        factories.mention(id=f"{number}", author=f"new{number}", created=factories.NOON + timedelta(minutes=number))
        for number in range(7)
    )

    (told,) = phrases.doubts(reason("x", doubts=Doubts(newcomers=links)))

    assert told == (
        "7 link-only posts by accounts that are new here count as one: new0, new1, new2, new3, new4 and 2 more, "
        "Tue 25 Aug, 12:00 to 12:06 UTC"
    )


def test_without_doubts_nothing_is_said():
    assert phrases.doubts(reason("x")) == []
