"""Bluesky."""

import json
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import Engagement
from bot.sources import bluesky
from bot.sources.bluesky import parse
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fake_servers.world import DAY, NOW, ask
from tests.helpers.mutations import mutated

SEEN = factories.mention(
    "2601.07348",
    source="bluesky",
    id="at://did:plc:reader/app.bsky.feed.post/3mc1",
    url="https://bsky.app/profile/did:plc:reader/post/3mc1",
    author="reader.bsky.social",
    created=NOW - timedelta(hours=2),
    engagement=Engagement(reposts=9, likes=40, replies=2),
    observed=NOW,
    name="A Reader",
)


def searches(served):
    return [request.query for request in served.service.asked if request.method == "GET"]


def test_a_post_is_found_by_the_link_behind_its_text():
    assert parse([source_payloads.bluesky_post(SEEN)], NOW).mentions == (SEEN,)


@pytest.mark.parametrize("place", ["external", "media"])
def test_a_card_leads_to_a_paper_and_tells_its_title(place):
    post = source_payloads.bluesky_post(SEEN, lambda _: "https://example.org")
    card = {"external": {"uri": "https://arxiv.org/pdf/2601.07348", "title": "Attention is all you need"}}
    post["record"] |= {"embed": card if place == "external" else {"media": card}, "text": "Attention is all you need"}

    (mention,) = parse([post], NOW).mentions

    assert (mention.paper, mention.bare) == ("2601.07348", True)


def test_what_only_resembles_a_link_to_a_paper_is_left_out():
    post = source_payloads.bluesky_post(SEEN, lambda _: "https://arxiv.org/list/cs.CL/recent")
    post["embed"] = {"record": {"value": {"text": "https://arxiv.org/abs/2601.07348"}}}  # that of another post

    answer = parse([post], NOW)

    assert (answer.mentions, answer.notes) == ((), ())


@given(mutated([source_payloads.bluesky_post(SEEN), source_payloads.bluesky_post(SEEN)]))
def test_whatever_it_answers_is_mentions_or_a_source_error(items):
    try:
        answer = parse(items, NOW)
    except SourceError:
        return

    for mention in answer.mentions:
        assert mention.created <= NOW
        assert min(mention.engagement.reposts, mention.engagement.likes, mention.engagement.replies) >= 0
        (mention.author + mention.name + mention.url).encode()


async def test_every_day_is_searched_for_every_domain_by_pages(served, web, monkeypatch):
    monkeypatch.setattr(bluesky, "PAGE", 1)
    monkeypatch.setattr(bluesky, "DOMAINS", ("arxiv.org",))

    await bluesky.fetch(web, ask(listings=(DAY - timedelta(days=1), DAY)))

    starts = [query["since"] for query in searches(served)]
    assert starts[0] == "2026-01-14T00:00:00Z"
    assert set(starts) == {"2026-01-14T00:00:00Z", "2026-01-15T00:00:00Z"}
    assert [query.get("cursor") for query in searches(served)][1:4] == [None, "1", "2"]


async def test_a_session_serves_until_it_expires_and_is_renewed_without_the_password(served, web):
    for minutes in (0, 30, 61):
        await bluesky.fetch(web, ask(now=NOW + timedelta(minutes=minutes)))

    assert (served.bluesky.logins, served.bluesky.renewed) == (1, 1)


async def test_a_session_that_cannot_be_renewed_is_made_again(served, web):
    await bluesky.fetch(web, ask())
    served.bluesky.tokens.clear()
    served.bluesky.renewals.clear()

    answer = await bluesky.fetch(web, ask())

    assert served.bluesky.logins == 2
    assert answer.mentions


async def test_a_wrong_password_is_told_without_it(impatient):
    async with sources(BLUESKY_APP_PASSWORD="s3cret-word") as served, HttpClient(served.settings, nullcontext) as web:
        with pytest.raises(SourceError, match="HTTP 401") as caught:
            await bluesky.fetch(web, ask())

    assert "s3cret" not in str(caught.value)


def test_recorded_posts_are_read(shared: Path):
    body = json.loads((shared / "payloads/bluesky/app.bsky.feed.searchPosts_bb16d.json").read_text())
    for post in body["posts"]:
        post["record"]["text"] = "arXiv:2412.00001"

    answer = parse(body["posts"], NOW)

    assert len({mention.id for mention in answer.mentions}) == len(body["posts"]) == 100
    assert answer.notes == ()
