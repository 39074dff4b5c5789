"""Reddit."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import Engagement
from bot.sources import reddit
from bot.sources.reddit import parse
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.serving import instead
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fake_servers.world import DAY, NOW, ask
from tests.helpers.mutations import mutated

LINK = factories.mention(
    "2601.07348",
    source="reddit",
    id="1qd1",
    url="https://www.reddit.com/comments/1qd1",
    author="redditor",
    created=NOW - timedelta(hours=3),
    engagement=Engagement(likes=90, replies=12),
    observed=NOW,
)
TEXT = replace(LINK, id="1qd2", url="https://www.reddit.com/comments/1qd2")


def asked(served, name: str) -> list[str | None]:
    return [request.query.get(name) for request in served.service.asked if request.method == "GET"]


def test_scores_are_likes_of_links_and_of_texts():
    items = [source_payloads.reddit_post(LINK), source_payloads.reddit_post(TEXT)]

    assert parse(items, NOW).mentions == (LINK, TEXT)


def test_a_crosspost_names_the_post_whose_discussion_it_opens_elsewhere():
    (mention,) = parse([source_payloads.reddit_post(replace(LINK, crosspost_of="1qd0"))], NOW).mentions

    assert mention.crosspost_of == "1qd0"


@pytest.mark.parametrize("gone", [{"removed_by_category": "moderator"}, {"over_18": True}])
def test_what_was_removed_or_is_for_adults_is_none_of_ours(gone):
    answer = parse([source_payloads.reddit_post(LINK, **gone)], NOW)

    assert (answer.mentions, answer.notes) == ((), ())


def test_a_deleted_account_has_no_name():
    (mention,) = parse([source_payloads.reddit_post(LINK, author="[deleted]")], NOW).mentions

    assert mention.author == ""


def test_a_text_that_is_but_a_title_and_links_is_bare():
    text = "Something That Was Read\n\nhttps://arxiv.org/abs/2601.07348"

    (mention,) = parse([source_payloads.reddit_post(TEXT, selftext=text)], NOW).mentions

    assert mention.bare


@given(mutated([source_payloads.reddit_post(LINK), source_payloads.reddit_post(TEXT)]))
def test_whatever_it_answers_is_mentions_or_a_source_error(items):
    try:
        answer = parse(items, NOW)
    except SourceError:
        return

    for mention in answer.mentions:
        assert mention.created <= NOW
        assert mention.engagement.likes >= 0
        (mention.author + mention.url + mention.id).encode()


async def test_pages_follow_one_another_back_to_the_first_listing(served, web, monkeypatch):
    monkeypatch.setattr(reddit, "PAGE", 1)
    monkeypatch.setattr(reddit, "QUERIES", ("url:http",))

    answer = await reddit.fetch(web, ask())

    assert asked(served, "after") == [None, *(f"t3_{seen.id}" for seen in answer.mentions[:-1])]
    assert len(answer.mentions) == 3
    assert set(asked(served, "raw_json")) == {"1"}
    assert answer.notes == ()


async def test_nothing_follows_what_is_older_than_the_first_listing(served, web):
    old = source_payloads.reddit_listing([replace(LINK, created=NOW - timedelta(days=3))], "t3_more")
    served.service.next.extend([lambda answer: answer, *[instead(source_payloads.body(old), "application/json")] * 6])

    await reddit.fetch(web, ask())

    assert asked(served, "after") == [None] * len(reddit.QUERIES)


async def test_more_than_the_search_has_is_noted(served, web, monkeypatch):
    monkeypatch.setattr(reddit, "PAGE", 1)
    monkeypatch.setattr(reddit, "MAX_PAGES", 2)
    monkeypatch.setattr(reddit, "QUERIES", ("url:http",))

    answer = await reddit.fetch(web, ask())

    assert (len(answer.mentions), answer.notes) == (2, ("there are more than 2 pages: those behind are left out",))


async def test_one_token_serves_until_it_expires(served, web):
    for hours in (0, 1, 25):
        await reddit.fetch(web, ask(now=NOW + timedelta(hours=hours), listings=(DAY,)))

    assert served.reddit.logins == 2


async def test_a_token_that_is_refused_is_renewed_once(served, web):
    await reddit.fetch(web, ask())
    served.reddit.tokens.clear()

    answer = await reddit.fetch(web, ask())

    assert served.reddit.logins == 2
    assert answer.mentions


async def test_a_wrong_secret_is_told_without_it(impatient):
    async with sources(REDDIT_CLIENT_SECRET="s3cret-word") as served, HttpClient(served.settings, nullcontext) as web:
        with pytest.raises(SourceError, match="HTTP 401") as caught:
            await reddit.fetch(web, ask())

    assert "s3cret" not in str(caught.value)


def test_recorded_posts_are_read(shared: Path):
    body = json.loads((shared / "payloads/reddit/praw_subreddit_search_1.json").read_text())
    items = body["data"]["children"]
    for item in items:
        item["data"]["selftext"] = "see arxiv.org/abs/1508.00001"

    answer = parse(items, NOW)

    assert len(answer.mentions) == len(items)
    assert all(mention.created.year in {2015, 2016, 2014, 2013, 2012} for mention in answer.mentions)
