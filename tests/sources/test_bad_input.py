"""What holds for every source when its answers are well-formed and wrong."""

import json
import re
from datetime import timedelta
from functools import partial

import pytest

from bot.errors import SourceError
from bot.models.papers import Engagement
from bot.sources import SOURCES, huggingface, parsing
from bot.sources.pagination import REPEATED
from tests.helpers.fake_servers.sources import at_home, everything
from tests.helpers.fake_servers.world import NOW, ask


def altered(change):
    """Answer in JSON as *change* makes it of the right answer; logins stay as they are."""

    def fault(answer):
        body = json.loads(answer.body)
        if "access_token" in body or "accessJwt" in body:
            return answer
        answer.body = json.dumps(change(body)).encode()
        return answer

    return fault


def with_counts(count):
    def change(value):
        if isinstance(value, dict):
            return {key: count if key in COUNTS else change(inner) for key, inner in value.items()}
        return [change(inner) for inner in value] if isinstance(value, list) else value

    return change


def with_times(moment):
    def change(value):
        if isinstance(value, dict):
            return {key: _as(inner, moment) if key in TIMES else change(inner) for key, inner in value.items()}
        return [change(inner) for inner in value] if isinstance(value, list) else value

    return change


def _as(before, moment):
    if isinstance(before, int | float):
        return int(moment.timestamp())
    return f"{moment:%Y-%m-%d}" if len(before) == len("2026-01-15") else f"{moment:%Y-%m-%dT%H:%M:%SZ}"


COUNTS = {
    "citationCount", "favourites_count", "githubStars", "influentialCitationCount", "likeCount", "like_count",
    "numComments", "num_comments", "points", "reblogs_count", "replies_count", "replyCount", "reply_count",
    "repostCount", "retweet_count", "score", "upvotes",
}  # fmt: skip
TIMES = {"submittedOnDailyAt", "created_at_i", "created_utc", "createdAt", "created_at", "publicationDate"}
NAMED_BY_LINKS = [name for name in SOURCES if name not in {"arxiv", "huggingface", "semanticscholar"}]
talkative = pytest.mark.parametrize(
    "source", [source for name, source in SOURCES.items() if name != "arxiv"], ids=[n for n in SOURCES if n != "arxiv"]
)


@talkative
async def test_counts_below_zero_are_zero_and_noted(source, served, web):
    served.service.always = altered(with_counts(-7))

    answer = await source.fetch(web, ask())

    assert answer.mentions
    assert {mention.engagement for mention in answer.mentions} == {Engagement()}
    assert any("below zero" in note for note in answer.notes)


@talkative
async def test_absurd_counts_everywhere_are_an_outage(source, served, web):
    served.service.always = altered(with_counts(10**12))

    with pytest.raises(SourceError, match=r"none of its \d+ items can be read"):
        await source.fetch(web, ask())


@talkative
async def test_times_of_the_future_are_now_and_noted(source, served, web):
    served.service.always = altered(with_times(NOW + timedelta(days=400)))

    answer = await source.fetch(web, ask())

    assert {mention.created for mention in answer.mentions} == {NOW}
    is_usual = source is SOURCES["semanticscholar"]  # issues of journals are dated ahead
    assert is_usual or any("in the future" in note for note in answer.notes)


@talkative
async def test_answers_of_another_week_are_noted(source, served, web):
    served.service.always = altered(with_times(NOW - timedelta(days=5)))

    answer = await source.fetch(web, ask())

    is_usual = source is SOURCES["semanticscholar"]  # papers are as old as they are
    assert is_usual or any("is from before" in note or "is that of" in note for note in answer.notes)


@talkative
async def test_a_page_that_comes_again_and_again_comes_to_an_end(source, served, web, monkeypatch):
    monkeypatch.setattr(huggingface, "PAGE", 1)
    pages = []
    served.service.always = altered(lambda body: repeated(body, pages))

    answer = await source.fetch(web, ask())

    assert {at_home(seen) for seen in answer.mentions} <= everything(served.world, source)
    assert len({(seen.source, seen.id, seen.paper) for seen in answer.mentions}) == len(answer.mentions) > 0
    assert REPEATED in answer.notes or source in WITHOUT_PAGES
    assert len(served.asked) < 20


WITHOUT_PAGES = (SOURCES["hackernews"], SOURCES["mastodon"], SOURCES["semanticscholar"])
"""The first has them within what it counts, the second by links that only say where to go on, the third has none."""


def repeated(body, pages):
    """Give the first page again whatever is asked for, and promise another one wherever services do."""
    is_empty = isinstance(body, dict) and not parsing.get_path(body, "data", "children") and "kind" in body
    if is_empty or (isinstance(body, list) and "history" in body[0]):
        return body
    pages.append(body)
    again = pages[0]
    if "posts" in again:
        again["cursor"] = str(1000 + len(pages))
    if "meta" in again:
        again["meta"]["next_token"] = f"t{len(pages)}"
    if "kind" in again:
        again["data"]["after"] = again["data"]["children"][-1]["data"]["name"]
    return again


@pytest.mark.parametrize("source", [SOURCES[name] for name in NAMED_BY_LINKS], ids=NAMED_BY_LINKS)
async def test_numbers_that_hold_an_identifier_name_no_paper(source, served, web):
    longer = partial(re.sub, r"(2\d{3}\.\d{5})", r"1\g<1>9")
    served.service.always = altered(lambda body: json.loads(longer(json.dumps(body))))

    answer = await source.fetch(web, ask())

    assert answer.mentions == ()
