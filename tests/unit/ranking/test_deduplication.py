from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.papers import Engagement
from bot.ranking.deduplication import deduplicate
from tests.helpers import factories

counts = st.integers(0, 10**6)


def post(id, likes=0, **given):
    return factories.mention(source="reddit", likes=likes, **{"id": id, "author": f"u{id}"} | given)


def counted(*mentions):
    return deduplicate(mentions)["reddit"].counted


def test_what_several_accounts_post_adds_up():
    assert counted(post("1", 5), post("2", 7)) == 12


def test_a_repost_adds_nothing():
    assert counted(post("1", 5), post("2", 5, repost_of="1")) == 5


def test_an_account_counts_once_with_what_went_furthest():
    assert counted(*(post(str(number), number, author="loud") for number in range(100))) == 99


def test_who_is_not_known_is_someone_else_every_time():
    assert counted(post("1", 5, author=""), post("2", 7, author="")) == 12


def test_a_discussion_at_several_places_counts_once():
    opened = post("1", 5)
    shared = post("2", 9, crosspost_of="1")
    again = post("3", 2, crosspost_of="2")

    assert counted(opened, shared, again) == 9


def test_a_discussion_is_of_the_account_that_opened_it():
    opened = post("1", 5, author="ada")
    shared = post("2", 9, author="bob", crosspost_of="1", created=opened.created + timedelta(hours=1))

    assert counted(opened, shared, post("3", 7, author="ada"), post("4", 1, author="bob")) == 10


def test_crossposts_in_a_circle_are_one_discussion():
    assert counted(post("1", 5, crosspost_of="2"), post("2", 9, crosspost_of="1")) == 9


def test_a_bare_link_counts_half():
    assert counted(post("1", 5, bare=True)) == 2.5


def test_all_engagement_is_told_whatever_counts():
    merged = deduplicate([post("1", 5, author="loud"), post("2", 7, author="loud", bare=True)])["reddit"]

    assert merged.engagement == Engagement(0, 12)


def test_reposts_count_as_far_as_likes_support_them():
    ring = post("1", author="ring", engagement=Engagement(reposts=5000, likes=1))

    merged = deduplicate([ring, post("2", 7)])["reddit"]

    assert (merged.counted, merged.trusted) == (5008, 9)
    assert merged.doubts.reposts == 4999


links = st.none() | st.sampled_from("0123456789")
posts = st.lists(st.tuples(counts, st.sampled_from(("ada", "bob", "")), links, st.booleans()), max_size=10).map(
    lambda rows: [
        post(str(number), likes, author=author, crosspost_of=parent, bare=bare)
        for number, (likes, author, parent, bare) in enumerate(rows)
    ]
)


@given(posts, st.randoms())
def test_the_order_of_mentions_never_matters(mentions, chance):
    shuffled = chance.sample(mentions, len(mentions))

    assert {s: (m.counted, m.trusted) for s, m in deduplicate(shuffled).items()} == {
        s: (m.counted, m.trusted) for s, m in deduplicate(mentions).items()
    }


@given(posts.filter(bool), st.data(), counts)
def test_more_engagement_never_counts_less(mentions, data, more):
    index = data.draw(st.integers(0, len(mentions) - 1))
    grown = [*mentions]
    grown[index] = replace(grown[index], engagement=grown[index].engagement + Engagement(likes=more))

    assert counted(*grown) >= counted(*mentions)


@pytest.mark.parametrize("times", [1, 100])
@given(posts, counts)
def test_the_share_of_an_account_is_bounded(times, mentions, likes):
    loud = [post(f"loud-{number}", likes, author="loud") for number in range(times)]

    assert counted(post("0"), *mentions, *loud) - counted(post("0"), *mentions) <= likes
