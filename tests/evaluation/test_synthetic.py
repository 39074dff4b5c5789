from __future__ import annotations

import pytest

from bot.evaluation.synthetic import LEVELS, Scenario, day
from bot.ranking.classic import attention


def total(candidate):
    return sum(attention(mention.engagement) for mention in candidate.mentions)


@pytest.mark.parametrize("kind", list(Scenario))
def test_a_day_is_the_same_at_every_call_and_another_at_every_seed(kind):
    assert day(kind, 1.0, 1) == day(kind, 1.0, 1)
    assert day(kind, 1.0, 1) != day(kind, 1.0, 2)


@pytest.mark.parametrize("kind", list(Scenario))
def test_what_befalls_a_day_changes_no_papers_interest(kind):
    assert day(kind, 1.0, 1).relevance == day(Scenario.CALM, 1.0, 1).relevance


def test_with_little_noise_the_most_interesting_paper_is_talked_about_most():
    made = day(Scenario.CALM, LEVELS[0], 1)

    loudest = max(made.candidates, key=total)

    assert made.relevance[loudest.paper.id] >= sorted(made.relevance.values())[-3]


def test_noise_makes_totals_tell_less():
    calm, noisy = (day(Scenario.CALM, level, 1) for level in (LEVELS[0], LEVELS[-1]))

    def found(made):
        loudest = sorted(made.candidates, key=total)[-10:]
        best = sorted(made.relevance, key=made.relevance.__getitem__)[-10:]
        return len({one.paper.id for one in loudest} & {*best})

    assert found(noisy) < found(calm)


def test_bots_post_by_dozens_from_one_account():
    posts = [m for c in day(Scenario.BOTS, 1.0, 1).candidates for m in c.mentions if m.author.startswith("bot-")]

    assert len({post.author for post in posts}) == 3
    assert len(posts) >= 150


def test_who_is_down_says_nothing():
    made = day(Scenario.OUTAGES, 1.0, 1)

    assert made.silent
    assert not made.silent & {m.source for c in made.candidates for m in c.mentions}


def test_bursts_are_three_posts_that_go_far():
    posts = [m for c in day(Scenario.BURSTS, 1.0, 1).candidates for m in c.mentions if m.author.startswith("stranger")]

    assert len(posts) == 3


def test_campaigns_have_no_replies_reposts_or_known_accounts():
    made, calm = (day(kind, 1.0, 1).candidates for kind in (Scenario.CAMPAIGNS, Scenario.CALM))
    known = {m.author for c in calm for m in c.mentions}
    bought = [m for c in made for m in c.mentions if m.author not in known]

    assert len(bought) == 102
    assert all(m.engagement.reposts == m.engagement.replies == 0 for m in bought)
