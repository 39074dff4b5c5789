"""Mastodon."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import Engagement
from bot.sources import mastodon
from bot.sources.mastodon import parse
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.serving import refused
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fake_servers.world import NOW, ask
from tests.helpers.mutations import mutated

HOME = "https://mastodon.social"
CREATED = NOW - timedelta(hours=4)
SEEN = factories.mention(
    "2601.07348",
    source="mastodon",
    id="https://example.social/users/reader/statuses/1",
    url=f"{HOME}/@reader%40example.social/{int(CREATED.timestamp() * 1000) << 16}",
    author="reader@example.social",
    created=CREATED,
    engagement=Engagement(reposts=5, likes=8, replies=1),
    observed=NOW,
    name="A Reader",
)


def paths(served):
    return [request.path_qs for request in served.service.asked]


def test_a_post_is_found_by_the_link_in_its_markup():
    assert parse([source_payloads.status(SEEN)], HOME, NOW).mentions == (SEEN,)


def test_an_account_of_the_server_itself_is_named_with_it():
    post = source_payloads.status(SEEN, account={"acct": "reader", "display_name": "A Reader"})

    (mention,) = parse([post], HOME, NOW).mentions

    assert mention.author == "reader@mastodon.social"


def test_a_boost_is_a_repost_that_carries_the_counts_of_its_original():
    empty = {"content": "", "reblogs_count": 0, "favourites_count": 0}
    boost = source_payloads.status(
        replace(SEEN, id="https://other.social/boost/2"), **empty, reblog=source_payloads.status(SEEN)
    )

    (mention,) = parse([boost], HOME, NOW).mentions

    assert (mention.repost_of, mention.engagement) == (SEEN.id, SEEN.engagement)


def test_a_title_a_link_and_hashtags_are_bare():
    html = '<p>Trees &amp; Graphs<br /><a href="https://arxiv.org/abs/2601.07348">arxiv.org/abs/2601.07348</a> #NLP</p>'

    (mention,) = parse([source_payloads.status(SEEN, content=html)], HOME, NOW).mentions

    assert mention.bare


@given(mutated([source_payloads.status(SEEN), source_payloads.status(SEEN)]))
def test_whatever_it_answers_is_mentions_or_a_source_error(items):
    try:
        answer = parse(items, HOME, NOW)
    except SourceError:
        return

    for mention in answer.mentions:
        assert mention.created <= NOW
        assert min(mention.engagement.reposts, mention.engagement.likes, mention.engagement.replies) >= 0
        (mention.author + mention.name + mention.url).encode()


async def test_timelines_are_read_by_the_links_to_their_pages(served, web, monkeypatch):
    monkeypatch.setattr(mastodon, "PAGE", 1)

    answer = await mastodon.fetch(web, ask())

    onward = [path.partition("max_id=")[2] for path in paths(served) if path.startswith("/api/v1/timelines/tag/arxiv")]
    assert len(answer.mentions) == len(served.world.said("mastodon"))
    assert onward[0] == ""
    assert len(set(onward)) == len(onward) == 3


async def test_only_trending_links_to_papers_are_looked_behind(served, web):
    await mastodon.fetch(web, ask())

    behind = [request.query["url"] for request in served.service.asked if request.path.endswith("/link")]
    assert len(behind) == 2
    assert "https://example.org/news" not in behind


async def test_nothing_follows_what_is_older_than_the_first_listing(served, web, monkeypatch):
    monkeypatch.setattr(mastodon, "PAGE", 1)

    answer = await mastodon.fetch(web, ask(listings=(NOW.date() + timedelta(days=1),), now=NOW + timedelta(days=1)))

    assert len(paths(served)) == 1 + 2 + 2  # what trends, and one page of every timeline
    assert answer.notes == ("all it told is from before 2026-01-16",)


async def test_a_server_that_fails_is_noted_and_the_others_are_read(impatient):
    async with sources() as served:
        settings = served.settings.model_copy(
            update={"mastodon_instances": ("http://127.0.0.1:9", *served.settings.mastodon_instances)}
        )
        async with HttpClient(settings, nullcontext) as web:
            answer = await mastodon.fetch(web, ask())

    assert len(answer.mentions) == len(served.world.said("mastodon"))
    (note,) = answer.notes
    assert note.startswith("http://127.0.0.1:9/api/v1/trends/links: ")


async def test_what_several_timelines_have_is_one_mention_with_the_highest_counts(served, web):
    answer = await mastodon.fetch(web, ask())

    assert len({mention.id for mention in answer.mentions}) == len(answer.mentions)


@pytest.mark.parametrize(("status", "is_error"), [(401, False), (404, False), (500, True)])
async def test_posts_behind_a_link_may_be_closed(served, web, status, is_error):
    served.service.next.extend([lambda answer: answer] * 3 + [refused(status)] * 9)

    if is_error:
        with pytest.raises(SourceError, match="500"):
            await mastodon.fetch(web, ask())
    else:
        assert (await mastodon.fetch(web, ask())).mentions
