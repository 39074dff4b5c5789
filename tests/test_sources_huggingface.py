"""Hugging Face's daily papers."""

import json
import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from bot import links
from bot.errors import SourceError
from bot.models import Engagement
from bot.sources import huggingface
from bot.sources.huggingface import parse
from tests import make, payloads
from tests.mutations import mutated
from tests.standins.serving import instead
from tests.standins.world import DAY, NOW, ask

SEEN = make.mention(
    "2601.07348",
    source="huggingface",
    id="2601.07348",
    url="https://huggingface.co/papers/2601.07348",
    author="librarian",
    created=datetime(2026, 1, 15, 0, 23, 14, tzinfo=UTC),
    engagement=Engagement(likes=55, replies=1),
    observed=NOW,
    code="https://github.com/QuantaAlpha/EvoControl",
)


def asked_days(served) -> list[str]:
    return [request.query["date"] for request in served.service.asked]


def test_upvotes_are_likes_and_comments_are_replies():
    assert parse([payloads.daily_paper(SEEN)], NOW) == (SEEN,)


def test_a_day_without_papers_is_a_quiet_day():
    assert parse([], NOW) == ()


@pytest.mark.parametrize(
    "place",
    [
        {"submittedBy": {"user": "ada"}},
        {"submittedBy": {"name": "ada"}},
        {"paper": {"submittedOnDailyBy": {"user": "ada"}}},
    ],
)
def test_whoever_listed_a_paper_is_found_wherever_it_stands(place):
    item = {"publishedAt": "2026-01-15T00:00:00Z"} | place
    item["paper"] = {"id": "2601.07348"} | item.get("paper", {})

    assert [mention.author for mention in parse([item], NOW)] == ["ada"]


def test_everything_but_the_paper_and_its_time_may_be_missing():
    item = {"paper": {"id": "2601.07348"}, "publishedAt": "2026-01-14T19:23:13.000Z"}

    (mention,) = parse([item], NOW)

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
    (mention,) = parse([payloads.daily_paper(SEEN, githubRepo=repository)], NOW)

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
        mentions = parse([payloads.daily_paper(SEEN), payloads.daily_paper(SEEN, **wrong)], NOW)

    assert mentions == (SEEN,)
    assert "items skipped: source=huggingface count=1 of=2" in caplog.text


def test_less_than_nothing_is_nothing_and_tomorrow_is_now():
    (mention,) = parse([payloads.daily_paper(SEEN, upvotes=-5, submittedOnDailyAt="2199-01-01T00:00:00Z")], NOW)

    assert (mention.engagement.likes, mention.created) == (0, NOW)


@given(mutated([payloads.daily_paper(SEEN), payloads.daily_paper(SEEN)]))
def test_whatever_it_answers_is_mentions_or_a_source_error(body):
    try:
        mentions = parse(body, NOW)
    except SourceError:
        return

    for mention in mentions:
        assert mention.created <= NOW
        assert mention.engagement.likes >= 0
        assert mention.code is None or links.allowed(mention.code)
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

    assert set(answer.mentions) == set(served.world.said("huggingface"))
    assert len(served.asked) == 5


async def test_a_list_without_an_end_is_a_source_error(served, web):
    page = [payloads.daily_paper(SEEN)] * huggingface.PAGE
    served.service.always = instead(payloads.body(page), "application/json")

    with pytest.raises(SourceError, match="no end"):
        await huggingface.fetch(web, ask())
    assert len(served.asked) == huggingface.MOST_PAGES


async def test_a_paper_listed_on_two_days_is_one_mention(served, web):
    served.service.always = instead(payloads.body([payloads.daily_paper(SEEN)]), "application/json")

    answer = await huggingface.fetch(web, ask(listings=(DAY - timedelta(days=1), DAY)))

    assert answer.mentions == (SEEN,)


@pytest.mark.parametrize(
    ("day", "count", "most"), [("2024-05-27", 13, 32), ("2025-03-03", 7, 7), ("2026-01-15", 16, 55)]
)
def test_recorded_lists_of_three_years_are_read(shared: Path, day, count, most):
    body = json.loads((shared / f"payloads/hf_daily/{day}.json").read_text())

    mentions = parse(body, NOW)

    assert len(mentions) == count
    assert max(mention.engagement.likes for mention in mentions) == most
