"""Fetch posts on X that link to papers. Each returned post is paid for.

Authors are known by id only, which is part of the post; names would triple the price.

API: https://docs.x.com/x-api/posts/search-recent-posts
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial

from bot.arxiv import identifiers
from bot.errors import RequestNotServed, SourceError
from bot.http.client import HttpClient
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention, PaperId
from bot.sources import parsing
from bot.sources.pagination import REPEATED
from bot.sources.source import FetchRequest, FetchResult
from bot.text.link_only import is_link_only

NAME = "x"
QUERY = '(url:"arxiv.org" OR url:"alphaxiv.org" OR url:"huggingface.co/papers") -is:retweet'
"""Excludes reposts: they repeat the original's counts and cost a read each."""
FIELDS = "author_id,created_at,public_metrics,entities,referenced_tweets"
MIN_PAGE, MAX_READS = 10, 100  # posts per page
SEARCH_WINDOW = timedelta(days=7)
MARGIN = timedelta(minutes=1)  # this machine's clock may be behind theirs


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The result of a request, the number of paid posts, and the next cursor, if any."""

    answer: FetchResult
    reads: int
    following: str


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Fetch the newest posts that link to papers, until the end or until the quota is spent."""
    if not ask.listings:
        return FetchResult()
    start = _start(ask)
    params: dict[str, str | int] = {
        "query": QUERY, "sort_order": "recency", "start_time": start, "tweet.fields": FIELDS,
    }  # fmt: skip
    if ask.quota < MIN_PAGE:
        raise SourceError(f"the day's reads are spent until 00:00 UTC: {ask.quota} left, a page takes {MIN_PAGE}")
    mentions: dict[tuple[str, PaperId], Mention] = {}
    notes: dict[str, None] = {}
    spent = 0
    for _ in range(ask.quota // MIN_PAGE):  # bounded, because empty pages cost nothing
        most = min(MAX_READS, ask.quota - spent)
        page = await _page(web, ask.now, {**params, "max_results": most}, spent)
        found = {(mention.id, mention.paper): mention for mention in page.answer.mentions}
        repeats = bool(found) and found.keys() <= mentions.keys()
        mentions |= found
        notes |= dict.fromkeys((*page.answer.notes, *([REPEATED] if repeats else [])))
        spent += page.reads
        params["next_token"] = page.following
        if repeats or not page.following or ask.quota - spent < MIN_PAGE:
            break
    answer = FetchResult(mentions=tuple(mentions.values()), reads_spent=spent, notes=tuple(notes))
    return parsing.note_if_stale(answer, datetime.fromisoformat(start))


def parse(body: Json, now: datetime) -> SearchPage:
    """Return a mention for every paper that the posts link to or name. Quotes are posts of their own."""
    promised = parsing.require(body, int, "meta", "result_count")
    posts = _list(body, "data")
    if len(posts) < promised:
        raise SourceError(f"promised {promised} posts and gave {len(posts)}")
    return SearchPage(
        answer=parsing.build_result(NAME, posts, partial(_mentions, now=now), now),
        reads=len(posts),
        following=parsing.text(parsing.get_path(body, "meta", "next_token")),
    )


def _start(ask: FetchRequest) -> str:
    """Return the start of the search: the first listing, or as far back as the search reaches."""
    reach = ask.now.astimezone(UTC) - SEARCH_WINDOW + MARGIN
    if max(ask.listings) < reach.date():
        raise SourceError(
            f"the search reaches back {SEARCH_WINDOW.days} days, the listing of {max(ask.listings)} is older"
        )
    start = max(datetime.combine(min(ask.listings), time(), UTC), reach)
    return f"{start:%Y-%m-%dT%H:%M:%SZ}"


async def _page(web: HttpClient, now: datetime, params: Mapping[str, str | int], spent: int) -> SearchPage:
    """Return a page. Raises SourceError with the number of reads spent, or possibly spent, so far."""
    token = web.settings.x_bearer_token
    if token is None:
        raise SourceError("no X_BEARER_TOKEN is set")
    try:
        url = f"{web.settings.x_url}/tweets/search/recent"
        return parse(await web.get_paid_json(url, params, token.get_secret_value()), now)
    except RequestNotServed as error:
        raise SourceError(str(error), spent) from error
    except SourceError as error:
        raise SourceError(str(error), spent + int(params["max_results"])) from error


def _mentions(post: Json, now: datetime) -> Iterator[Mention]:
    number = parsing.text(parsing.get_path(post, "id"))
    if not (number.isascii() and number.isdigit()):
        raise ValueError("no post")
    text = parsing.lines(parsing.get_path(post, "text"))
    for paper in identifiers.find_all(*_links(post), text):
        yield Mention(
            paper=paper,
            source=NAME,
            id=number,
            url=f"https://x.com/i/status/{number}",
            author=parsing.text(parsing.get_path(post, "author_id")),
            created=parsing.instant(parsing.get_path(post, "created_at")),
            engagement=_engagement(parsing.get_path(post, "public_metrics")),
            observed=now,
            repost_of=_original(post),
            bare=is_link_only(text),
        )


def _links(post: Json) -> Iterator[str]:
    """Yield the expanded links of a post."""
    for link in _list(post, "entities", "urls"):
        yield parsing.text(parsing.get_path(link, "unwound_url"))
        yield parsing.text(parsing.get_path(link, "expanded_url"))


def _original(post: Json) -> str | None:
    """Return the id of the reposted post, in case the search returns a repost in spite of the query."""
    for other in _list(post, "referenced_tweets"):
        if parsing.get_path(other, "type") == "retweeted":
            return parsing.text(parsing.get_path(other, "id"))
    return None


def _engagement(metrics: Json) -> Engagement:
    return Engagement(
        reposts=parsing.count(parsing.get_path(metrics, "retweet_count")),
        likes=parsing.count(parsing.get_path(metrics, "like_count")),
        replies=parsing.count(parsing.get_path(metrics, "reply_count")),
    )


def _list(item: Json, *keys: str) -> list[Json]:
    found = parsing.get_path(item, *keys)
    return found if isinstance(found, list) else []
