"""Hacker News."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import Engagement
from bot.sources import hackernews
from bot.sources.hackernews import parse
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.hackernews import HackerNews
from tests.helpers.fake_servers.serving import Service, instead, serving
from tests.helpers.fake_servers.sources import settings
from tests.helpers.fake_servers.world import NOW, World, ask
from tests.helpers.mutations import mutated

STORY = factories.mention(
    "2601.07348",
    source="hackernews",
    id="46000000",
    url="https://news.ycombinator.com/item?id=46000000",
    author="reader",
    created=datetime(2026, 1, 15, 2, tzinfo=UTC),
    engagement=Engagement(likes=210, replies=40),
    observed=NOW,
)
COMMENT = replace(STORY, id="46000100", url="https://news.ycombinator.com/item?id=46000100", engagement=Engagement())


def test_points_are_likes_and_comments_are_replies():
    assert parse([source_payloads.hit(STORY)], NOW).mentions == (STORY,)


def test_a_comment_is_a_mention_whose_points_no_one_tells():
    assert parse([source_payloads.hit(COMMENT)], NOW).mentions == (COMMENT,)


@pytest.mark.parametrize(
    "link",
    [
        "https://arxiv.org/pdf/2601.07348v2.pdf",
        "http://export.arxiv.org/abs/2601.07348",
        "https://arxiv.org/html/2601.07348v1#S3",
        "https://www.alphaxiv.org/abs/2601.07348",
        "https://huggingface.co/papers/2601.07348",
        "https://doi.org/10.48550/arXiv.2601.07348",
    ],
)
@pytest.mark.parametrize("seen", [STORY, COMMENT], ids=["story", "comment"])
def test_links_of_every_kind_count(seen, link):
    assert [mention.paper for mention in parse([source_payloads.hit(seen, lambda _: link)], NOW).mentions] == [
        "2601.07348"
    ]


def test_a_story_of_two_papers_is_a_mention_of_each():
    hit = source_payloads.hit(STORY) | {"story_text": "Compare https://arxiv.org/abs/2512.00042."}

    assert [(mention.id, mention.paper) for mention in parse([hit], NOW).mentions] == [
        ("46000000", "2601.07348"),
        ("46000000", "2512.00042"),
    ]


def test_a_hit_without_a_paper_is_no_mention_and_no_fault(caplog):
    hit = source_payloads.hit(STORY, lambda _: "https://arxiv.org/list/cs.CV/recent")

    assert parse([hit], NOW).mentions == ()
    assert caplog.text == ""


@pytest.mark.parametrize(
    "wrong", [{"objectID": "x"}, {"objectID": None}, {"points": "many"}, {"created_at_i": 10**18}, {"url": 7}]
)
def test_a_bad_hit_is_left_out_and_counted(wrong, caplog):
    with caplog.at_level(logging.WARNING):
        mentions = parse([source_payloads.hit(STORY), source_payloads.hit(STORY) | wrong], NOW).mentions

    assert mentions == (STORY,)
    assert "items skipped: source=hackernews count=1 total=2" in caplog.text


@given(mutated([source_payloads.hit(STORY), source_payloads.hit(COMMENT)]))
def test_whatever_it_answers_is_mentions_or_a_source_error(hits):
    try:
        mentions = parse(hits, NOW).mentions
    except SourceError:
        return

    for mention in mentions:
        assert mention.created <= NOW
        assert mention.engagement.likes >= 0
        (mention.author + mention.url).encode()


async def test_the_window_goes_from_the_first_listing_to_a_week_after_the_last(served, web):
    days = (date(2025, 12, 1), date(2025, 12, 3))

    await hackernews.fetch(web, ask(listings=days))

    since, until = datetime(2025, 12, 1, tzinfo=UTC), datetime(2025, 12, 10, tzinfo=UTC)
    assert {request.query["numericFilters"] for request in served.service.asked} == {
        f"created_at_i>={since.timestamp():.0f},created_at_i<{until.timestamp():.0f}"
    }


async def test_listings_ahead_ask_nothing(served, web):
    answer = await hackernews.fetch(web, ask(listings=(date(2027, 1, 1),)))

    assert (answer.mentions, served.asked) == ((), [])


async def test_what_was_said_this_very_second_counts(served, web):
    await hackernews.fetch(web, ask())

    assert served.service.asked[0].query["numericFilters"].endswith(f"<{NOW.timestamp() + 1:.0f}")


def many(count: int) -> World:
    """Return a world where *count* comments fall close together."""
    comments = [
        replace(COMMENT, id=str(47000000 + n), url="", created=COMMENT.created + timedelta(seconds=n // 3))
        for n in range(count)
    ]
    return World((), (), tuple(comments))


@asynccontextmanager
async def asking(standin: HackerNews) -> AsyncIterator[HttpClient]:
    service = Service()
    async with serving(service.application(standin.routes())) as base, HttpClient(settings(base), nullcontext) as web:
        yield web


@pytest.mark.parametrize(("reach", "count"), [(1000, 1000), (1000, 2500), (10, 100)])
async def test_more_hits_than_a_search_gives_are_found_in_shorter_windows(impatient, monkeypatch, reach, count):
    monkeypatch.setattr(hackernews, "WITHIN_REACH", reach)

    async with asking(HackerNews(many(count), reach)) as web:
        answer = await hackernews.fetch(web, ask())

    assert len({mention.id for mention in answer.mentions}) == count


async def test_more_hits_in_a_second_than_a_search_gives_is_a_source_error(impatient, monkeypatch):
    monkeypatch.setattr(hackernews, "WITHIN_REACH", 1)

    async with asking(HackerNews(many(100), reach=1)) as web:
        with pytest.raises(SourceError, match="more than 1 hits in one second"):
            await hackernews.fetch(web, ask(now=NOW + timedelta(microseconds=999_999)))


async def test_smaller_pages_than_we_ask_for_are_all_read(impatient):
    async with asking(HackerNews(many(100), most=7)) as web:
        answer = await hackernews.fetch(web, ask())

    assert len({mention.id for mention in answer.mentions}) == 100


async def test_fewer_hits_than_promised_are_an_outage(served, web):
    served.service.always = instead(source_payloads.body(source_payloads.hits([source_payloads.hit(STORY)], total=2)))

    with pytest.raises(SourceError, match="promised 2 hits and gave 1"):
        await hackernews.fetch(web, ask())


async def test_an_estimate_is_no_promise(served, web):
    body = source_payloads.hits([source_payloads.hit(STORY)], total=2) | {"exhaustiveNbHits": False}
    served.service.always = instead(source_payloads.body(body))

    assert (await hackernews.fetch(web, ask())).mentions == (STORY,)


def test_a_recorded_hit_is_read(shared: Path):
    body = json.loads((shared / "payloads/hn_algolia/api_v1_search_hitsPerPage_1_tags_story.json").read_text())
    (hit,) = body["hits"]

    (mention,) = parse([hit | {"url": "https://arxiv.org/abs/2601.07348"}], NOW).mentions

    assert (mention.id, mention.engagement) == ("3078128", Engagement(likes=4271, replies=376))
    assert mention.created == datetime(2011, 10, 5, 23, 42, 23, tzinfo=UTC)
