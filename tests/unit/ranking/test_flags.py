"""What is special about attention: what cannot be true, what rises, wakes up or surges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf

import pytest

from bot.models.digest import Candidate, Flag, Ranking
from bot.models.papers import Engagement
from bot.ranking import Baseline, rank
from bot.ranking.anomalies import Total, anomalous_listings
from bot.ranking.authorship import is_by_author
from bot.ranking.distributions import Sample, fit
from bot.ranking.flags import is_resurfaced, is_rising, is_surging
from tests.helpers import factories

NOW = datetime(2020, 8, 27, 12, tzinfo=UTC)
KNOWN = Baseline(now=NOW, last_success={"x": NOW, "reddit": NOW})
DAY = timedelta(days=1)


def hot(*candidates, basis=KNOWN):
    return rank(Ranking.HOT, candidates, 0, basis)


def grown(before, after):
    mention = factories.mention("1", likes=after, replies=after)
    return replace(
        factories.candidate("1", mention),
        mentions_yesterday=(replace(mention, engagement=Engagement(likes=before, replies=before)),),
    )


# --- what cannot be true -------------------------------------------------------------------------------------


def test_reposts_without_likes_are_flagged_and_dont_count():
    ring = factories.candidate("1", factories.mention("1", reposts=20_000, likes=0))
    honest = factories.candidate("2", factories.mention("2", reposts=10, likes=60))

    first, second = hot(ring, honest)

    assert (first.candidate, second.candidate) == (honest, ring)
    assert second.score == 0
    assert (first.flags, second.flags) == (frozenset(), {Flag.ANOMALOUS})


def test_what_is_doubted_at_one_place_counts_at_the_others():
    doubted = factories.mention("1", reposts=20_000, likes=0)
    ring, alone = (
        factories.candidate(id, *seen, factories.mention(id, source="reddit", likes=80))
        for id, seen in [("1", [doubted]), ("2", [])]
    )
    below = factories.candidate("3", factories.mention("3", source="reddit", likes=60))

    assert [each.candidate.paper.id for each in hot(ring, alone, below)] == ["1", "2", "3"]


def usual(*counts):
    return fit(Sample("x", 3, (), count) for count in counts)


def test_a_whole_day_that_jumps_is_found():
    basis = replace(KNOWN, distributions=usual(*range(300)))
    today = [Total("x", factories.DAY, 5000 + number) for number in range(8)]

    assert anomalous_listings(today, basis) == {("x", factories.DAY)}


def test_one_hot_paper_is_no_jump():
    basis = replace(KNOWN, distributions=usual(*range(300)))
    today = [Total("x", factories.DAY, count) for count in (9000, 10, 30, 50, 70, 90, 110, 130)]

    assert anomalous_listings(today, basis) == frozenset()


def test_where_little_is_known_nothing_jumps():
    today = [Total("x", factories.DAY, 5000)] * 8

    assert anomalous_listings(today, replace(KNOWN, distributions=usual(*range(50)))) == frozenset()


def test_on_a_day_that_jumps_the_other_places_decide():
    basis = replace(KNOWN, anomalous=frozenset({("x", factories.DAY)}))
    loud = factories.candidate("1", factories.mention("1", likes=9000))
    liked = factories.candidate(
        "2", factories.mention("2", likes=8000), factories.mention("2", source="reddit", likes=60)
    )

    first, second = hot(loud, liked, basis=basis)

    assert (first.candidate, second.candidate) == (liked, loud)
    assert (second.score, second.flags) == (0, {Flag.ANOMALOUS})
    assert second.reasons[0].doubts.is_whole_day


# --- over time -----------------------------------------------------------------------------------------------


def test_attention_that_outruns_its_age_rises():
    assert is_rising(grown(10, 300), KNOWN)
    assert hot(grown(10, 300))[0].flags == {Flag.RISING}


@pytest.mark.parametrize("candidate", [grown(280, 300), grown(1, 5), replace(grown(10, 300), mentions_yesterday=None)])
def test_what_grows_as_usual_or_from_an_unknown_does_not_rise(candidate):
    assert not is_rising(candidate, KNOWN)


def test_a_new_paper_does_not_rise():
    morning = datetime(2020, 8, 25, 12, tzinfo=UTC)

    assert not is_rising(grown(0, 300), replace(KNOWN, now=morning, last_success={"x": morning}))


def of_june(created):
    return Candidate(
        factories.paper("1"),
        factories.DAY - 60 * DAY,
        (factories.mention("1", likes=300, replies=30, created=created),),
    )


def test_an_old_paper_that_is_talked_about_again_wakes_up():
    assert is_resurfaced(of_june(NOW - DAY), KNOWN)
    assert hot(of_june(NOW - DAY))[0].flags == {Flag.RESURFACED}


@pytest.mark.parametrize(
    "candidate", [of_june(NOW - 50 * DAY), factories.candidate("1", factories.mention("1", likes=300))]
)
def test_old_talk_and_new_papers_are_no_sleepers(candidate):
    assert not is_resurfaced(candidate, KNOWN)


@pytest.mark.parametrize(("before", "surges"), [(10, True), (30, False), (100, False), (2000, False), (inf, False)])
def test_what_became_much_hotter_surges(before, surges):
    (ranked,) = hot(factories.candidate("1", factories.mention("1", likes=60, replies=5)))

    assert 35 < ranked.score < 40
    assert is_surging(ranked, before) is surges


# --- whose paper it is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("AdaLovelace", ""), ("lovelace_ada", ""), ("@ada.lovelace@sigmoid.social", ""),
        ("adalovelace.bsky.social", ""), ("countess", "Ada Lovelace"), ("countess", "Ada B. Lovelace"),
        ("", "ADA LOVELACE"),
    ],
)  # fmt: skip
def test_an_author_is_known_by_account_or_name(author, name):
    assert is_by_author([factories.mention(author=author, name=name)], ("Ada B. Lovelace", "Alan Turing"))


@pytest.mark.parametrize(("author", "name"), [("ada", ""), ("alanlovelace", "Ada Turing"), ("", ""), ("yili", "")])
def test_others_are_not_taken_for_authors(author, name):
    assert not is_by_author([factories.mention(author=author, name=name)], ("Ada B. Lovelace", "Alan Turing", "Yi Li"))


def test_a_reason_tells_that_authors_speak_of_their_paper():
    (ranked,) = hot(factories.candidate("1", factories.mention("1", author="ada_lovelace")))

    assert ranked.reasons[0].by_author
