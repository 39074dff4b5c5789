"""Hugging Face's daily papers."""

import json
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from bot.errors import SourceError
from bot.models.papers import Engagement, ExternalSummary
from bot.sources import huggingface
from bot.sources.huggingface import parse
from bot.sources.pagination import REPEATED
from bot.text import links
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.serving import instead
from tests.helpers.fake_servers.world import DAY, NOW, ask
from tests.helpers.mutations import mutated

SEEN = factories.mention(
    "2601.07348",
    source="huggingface",
    id="2601.07348",
    url="https://huggingface.co/papers/2601.07348",
    author="librarian",
    created=datetime(2026, 1, 15, 0, 23, 14, tzinfo=UTC),
    engagement=Engagement(likes=55, replies=1),
    observed=NOW,
    code="https://github.com/QuantaAlpha/EvoControl",
    name="The Librarian",
)


def asked_days(served) -> list[str]:
    return [request.query["date"] for request in served.service.asked]


def test_upvotes_are_likes_and_comments_are_replies():
    assert parse([source_payloads.daily_paper(SEEN)], NOW).mentions == (SEEN,)


def test_a_day_without_papers_is_a_quiet_day():
    assert parse([], NOW).mentions == ()


@pytest.mark.parametrize(
    "place",
    [
        {"submittedBy": {"user": "ada"}},
        {"submittedBy": {"name": "ada"}},
        {"paper": {"submittedOnDailyBy": {"user": "ada"}}},
    ],
)
def test_who_listed_a_paper_is_found_wherever_it_stands(place):
    item = {"publishedAt": "2026-01-15T00:00:00Z"} | place
    item["paper"] = {"id": "2601.07348"} | item.get("paper", {})

    assert [mention.author for mention in parse([item], NOW).mentions] == ["ada"]


def test_everything_but_the_paper_and_its_time_may_be_missing():
    item = {"paper": {"id": "2601.07348"}, "publishedAt": "2026-01-14T19:23:13.000Z"}

    (mention,) = parse([item], NOW).mentions

    assert (mention.author, mention.engagement, mention.code) == ("", Engagement(), None)
    assert mention.created == datetime(2026, 1, 14, 19, 23, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("repository", "code"),
    [
        ("https://github.com/a/b", "https://github.com/a/b"),
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b"),
        ("http://github.com/a/b", None),
        ("https://github.com.evil.example/a/b", None),
        ("https://github.com@evil.example/a", None),
        ("https://huggingface.co/a/b", None),
        ('https://github.com/a"onclick=x', None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_code_is_linked_at_github_and_gitlab_only(repository, code):
    (mention,) = parse([source_payloads.daily_paper(SEEN, githubRepo=repository)], NOW).mentions

    assert mention.code == code


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "not a paper"},
        {"upvotes": "many"},
        {"upvotes": 10**12},
        {"upvotes": True},
        {"submittedOnDailyAt": "soon"},
    ],
)
def test_a_bad_item_is_left_out_and_counted(wrong, caplog):
    with caplog.at_level(logging.WARNING):
        mentions = parse([source_payloads.daily_paper(SEEN), source_payloads.daily_paper(SEEN, **wrong)], NOW).mentions

    assert mentions == (SEEN,)
    assert "items skipped: source=huggingface count=1 total=2" in caplog.text


def test_less_than_nothing_is_nothing_and_tomorrow_is_now():
    (mention,) = parse(
        [source_payloads.daily_paper(SEEN, upvotes=-5, submittedOnDailyAt="2199-01-01T00:00:00Z")], NOW
    ).mentions

    assert (mention.engagement.likes, mention.created) == (0, NOW)


@given(mutated([source_payloads.daily_paper(SEEN), source_payloads.daily_paper(SEEN)]))
def test_whatever_it_answers_is_mentions_or_a_source_error(body):
    try:
        mentions = parse(body, NOW).mentions
    except SourceError:
        return

    for mention in mentions:
        assert mention.created <= NOW
        assert mention.engagement.likes >= 0
        assert mention.code is None or links.is_allowed_link(mention.code)
        (mention.author + mention.url).encode()


async def test_the_days_from_the_first_listing_to_two_after_the_last_are_asked(served, web):
    await huggingface.fetch(web, ask(listings=(date(2026, 1, 9), date(2026, 1, 12))))

    assert asked_days(served) == [f"2026-01-{day:02d}" for day in range(9, 15)]


async def test_no_day_ahead_is_asked(served, web):
    await huggingface.fetch(web, ask(listings=(DAY,)))

    assert asked_days(served) == ["2026-01-15"]


async def test_a_long_list_is_read_to_its_end(served, web, monkeypatch):
    monkeypatch.setattr(huggingface, "PAGE", 4)

    answer = await huggingface.fetch(web, ask())

    assert {seen for seen in answer.mentions if seen.source == "huggingface"} == set(served.world.said("huggingface"))
    assert len(served.asked) == 5


async def test_a_list_that_repeats_its_page_is_read_once_and_noted(served, web):
    page = [source_payloads.daily_paper(SEEN)] * huggingface.PAGE
    served.service.always = instead(source_payloads.body(page), "application/json")

    answer = await huggingface.fetch(web, ask())

    assert (answer.mentions, answer.notes, len(served.asked)) == ((SEEN,), (REPEATED,), 2)


async def test_yesterdays_list_is_noted(served, web):
    page = [source_payloads.daily_paper(replace(SEEN, created=SEEN.created - timedelta(days=1)))]
    served.service.always = instead(source_payloads.body(page), "application/json")

    answer = await huggingface.fetch(web, ask())

    assert answer.notes == ("the list of 2026-01-15 is that of 2026-01-14",)


def test_the_stars_of_the_code_are_a_mention_on_github():
    answer = parse([source_payloads.daily_paper(SEEN, stars=22)], NOW)

    assert answer.mentions[1:] == (
        factories.mention(
            "2601.07348",
            source="github",
            id="QuantaAlpha/EvoControl",
            url="https://github.com/QuantaAlpha/EvoControl",
            author="QuantaAlpha",
            created=SEEN.created,
            engagement=Engagement(likes=22),
            observed=NOW,
        ),
    )


@pytest.mark.parametrize(
    ("code", "stars"),
    [("https://github.com/a/b", None), (None, 22), ("https://gitlab.com/a/b", 22), ("https://github.com/a", 22)],
)
def test_stars_that_are_not_told_or_of_no_repository_are_none(code, stars):
    answer = parse([source_payloads.daily_paper(replace(SEEN, code=code), stars=stars)], NOW)

    assert [mention.source for mention in answer.mentions] == ["huggingface"]


def test_an_ai_summary_is_a_line_by_hugging_face():
    answer = parse(
        [source_payloads.daily_paper(SEEN, ai_summary="It evolves code."), source_payloads.daily_paper(SEEN)], NOW
    )

    assert answer.summaries == (ExternalSummary(SEEN.paper, "huggingface", "It evolves code.", NOW),)


async def test_a_paper_listed_on_two_days_is_one_mention(served, web):
    served.service.always = instead(source_payloads.body([source_payloads.daily_paper(SEEN)]), "application/json")

    answer = await huggingface.fetch(web, ask(listings=(DAY - timedelta(days=1), DAY)))

    assert answer.mentions == (SEEN,)


@pytest.mark.parametrize(
    ("day", "count", "most"), [("2024-05-27", 13, 32), ("2025-03-03", 7, 7), ("2026-01-15", 16, 55)]
)
def test_recorded_lists_of_three_years_are_read(shared: Path, day, count, most):
    body = json.loads((shared / f"payloads/hf_daily/{day}.json").read_text())

    mentions = [mention for mention in parse(body, NOW).mentions if mention.source == "huggingface"]

    assert len(mentions) == count
    assert max(mention.engagement.likes for mention in mentions) == most
