"""X, where every post is paid for."""

import json
import logging
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import Engagement
from bot.sources import FetchResult, x
from bot.sources.x import parse
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.serving import cut, instead, refused
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fake_servers.world import DAY, NOW, ask
from tests.helpers.mutations import mutated

SEEN = factories.mention(
    "2601.07348",
    id="2011000000000000000",
    url="https://x.com/i/status/2011000000000000000",
    author="783214",
    created=datetime(2026, 1, 15, 6, tzinfo=UTC),
    engagement=Engagement(reposts=51, likes=216, replies=7),
    observed=NOW,
)


def asked(served, name: str) -> list[str | None]:
    return [request.query.get(name) for request in served.service.asked]


def test_retweets_are_reposts_and_quotes_are_posts_of_their_own():
    page = parse(source_payloads.posts([SEEN]), NOW)

    assert page == x.SearchPage(FetchResult(mentions=(SEEN,)), reads=1, following="")


def test_a_post_without_an_author_is_a_mention_all_the_same():
    post = source_payloads.post(SEEN)
    del post["author_id"]

    (mention,) = parse({"data": [post], "meta": {"result_count": 1}}, NOW).answer.mentions

    assert mention.author == ""


def test_a_repost_is_told_as_one():
    (mention,) = parse(source_payloads.posts([replace(SEEN, repost_of="2010")]), NOW).answer.mentions

    assert mention.repost_of == "2010"


def test_a_link_counts_where_it_leads_to_and_so_does_a_paper_that_is_named():
    post = source_payloads.post(SEEN, lambda _: "https://bit.ly/x") | {"text": "arXiv:2512.00042 https://t.co/a"}
    post["entities"]["urls"][0]["unwound_url"] = "https://arxiv.org/pdf/2601.07348"

    page = parse({"data": [post], "meta": {"result_count": 1}}, NOW)

    assert [mention.paper for mention in page.answer.mentions] == ["2601.07348", "2512.00042"]


def test_no_posts_are_a_quiet_day():
    assert parse(source_payloads.posts([]), NOW) == x.SearchPage(FetchResult(), reads=0, following="")


def test_fewer_posts_than_promised_are_an_outage():
    body = source_payloads.posts([SEEN]) | {"meta": {"result_count": 2}}

    with pytest.raises(SourceError, match="promised 2 posts and gave 1"):
        parse(body, NOW)


def test_a_bad_post_is_left_out_counted_and_paid(caplog):
    body = source_payloads.posts([SEEN, SEEN])
    body["data"][1]["public_metrics"]["like_count"] = "many"

    with caplog.at_level(logging.WARNING):
        page = parse(body, NOW)

    assert (page.answer.mentions, page.reads) == ((SEEN,), 2)
    assert "items skipped: source=x count=1 total=2" in caplog.text


@given(mutated(source_payloads.posts([SEEN, replace(SEEN, id="2011000000000000001")])))
def test_whatever_it_answers_is_mentions_or_a_source_error(body):
    try:
        page = parse(body, NOW)
    except SourceError:
        return

    for mention in page.answer.mentions:
        assert mention.created <= NOW
        assert min(mention.engagement.reposts, mention.engagement.likes, mention.engagement.replies) >= 0
        mention.url.encode()


async def test_the_newest_posts_are_read_page_by_page_until_there_are_no_more(served, web, monkeypatch):
    monkeypatch.setattr(x, "MAX_READS", 10)

    answer = await x.fetch(web, ask())

    assert set(answer.mentions) == set(served.world.said("x"))
    assert answer.reads_spent == served.x.reads == 24
    assert asked(served, "next_token") == [None, "t10", "t20"]


@settings(max_examples=20, deadline=None)
@given(allowance=st.integers(10, 40), most=st.sampled_from([10, 13, 100]))
async def test_the_allowance_is_never_passed_and_what_was_spent_is_told(allowance, most):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(x, "MAX_READS", most)
        async with sources() as served, HttpClient(served.settings, nullcontext) as web:
            answer = await x.fetch(web, ask(quota=allowance))

    assert answer.reads_spent == served.x.reads <= allowance
    assert allowance - answer.reads_spent < x.MIN_PAGE or answer.reads_spent == 24


@pytest.mark.parametrize("allowance", [0, 9])
async def test_a_spent_allowance_is_told_and_nothing_is_asked(served, web, allowance):
    with pytest.raises(SourceError, match="spent until 00:00 UTC") as caught:
        await x.fetch(web, ask(quota=allowance))

    assert (caught.value.reads_spent, served.asked) == (0, [])


async def test_reposts_are_not_asked_for(served, web):
    await x.fetch(web, ask())

    (query,) = asked(served, "query")
    assert query.endswith(") -is:retweet")
    assert len(query) <= 512


@pytest.mark.parametrize(
    ("listing", "start"),
    [(DAY, "2026-01-15T00:00:00Z"), (DAY - timedelta(days=7), "2026-01-08T15:01:00Z")],
    ids=["from the first listing", "as far as the search reaches"],
)
async def test_posts_are_read_from_the_first_listing_on(served, web, listing, start):
    await x.fetch(web, ask(listings=(listing,)))

    assert asked(served, "start_time") == [start]


async def test_a_listing_out_of_reach_is_an_outage_and_costs_nothing(served, web):
    with pytest.raises(SourceError, match="reaches back 7 days"):
        await x.fetch(web, ask(listings=(date(2020, 8, 25),)))
    assert served.asked == []


async def test_a_wrong_token_is_told_without_it(impatient):
    async with sources(X_BEARER_TOKEN="s3cret") as served, HttpClient(served.settings, nullcontext) as web:
        with pytest.raises(SourceError, match="HTTP 401") as caught:
            await x.fetch(web, ask())

    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "spent"),
    [
        (refused(429, retry_after="900"), 10),
        (refused(503), 10),
        (instead(b"<html>"), 20),
        (cut(100), 20),
        (instead(b'{"meta": {"result_count": 5}}'), 20),
    ],
    ids=["limited", "busy", "HTML", "cut", "another shape"],
)
async def test_a_failure_tells_what_was_spent_or_may_have_been(served, web, monkeypatch, fault, spent):
    monkeypatch.setattr(x, "MAX_READS", 10)
    served.service.next.extend([lambda answer: answer, fault])

    with pytest.raises(SourceError) as caught:
        await x.fetch(web, ask())

    assert caught.value.reads_spent == spent
    assert len(served.asked) == 2


async def test_empty_pages_come_to_an_end(served, web):
    page = {"meta": {"result_count": 0, "next_token": "more"}}
    served.service.always = instead(source_payloads.body(page), "application/json")

    answer = await x.fetch(web, ask(quota=50))

    assert (answer.mentions, answer.reads_spent, len(served.asked)) == ((), 0, 5)


def test_recorded_posts_are_read(shared: Path):
    body = json.loads((shared / "payloads/x_v2/test_client_search_recent_tweets_0.json").read_text())
    for post in body["data"]:
        post |= {"created_at": "2022-10-07T23:00:00.000Z", "text": "https://arxiv.org/abs/2210.00001"}

    page = parse(body, NOW)

    assert (page.reads, len(page.answer.mentions), page.following) == (10, 10, body["meta"]["next_token"])
