"""Fetch posts on Reddit that link to papers, through its search.

API: https://www.reddit.com/dev/api#GET_search Authentication: https://github.com/reddit-archive/reddit/wiki/OAuth2
(application only)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from bot.arxiv import identifiers
from bot.arxiv.calendar import Window
from bot.errors import SourceError
from bot.http.client import AccessToken, HttpClient, RequestBody
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import parsing
from bot.sources.auth import TokenAuth, header_safe
from bot.sources.pagination import Page, fetch_all_pages
from bot.sources.source import FetchRequest, FetchResult, discussion_window
from bot.text.link_only import is_link_only

NAME = "reddit"
PLACES = ("arxiv.org", "alphaxiv.org", "huggingface.co/papers")
QUERIES = tuple(f"{part}:{place}" for part in ("url", "selftext") for place in PLACES)
PAGE = 100  # the API's maximum
MAX_PAGES = 10  # per search; the API returns at most a thousand posts
SPANS = {"week": timedelta(days=7), "month": timedelta(days=30), "year": timedelta(days=365)}
MARGIN = timedelta(minutes=1)  # before a token expires
DELETED_AUTHORS = {"[deleted]", "[removed]"}


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Fetch all posts that link to papers, newest first, back to the first listing."""
    if not ask.listings:
        return FetchResult()
    window = discussion_window(ask)
    items: list[Json] = []
    notes: dict[str, None] = {}
    for query in QUERIES:
        found, odd = await fetch_all_pages(
            partial(_page, web, ask.now, window, query), lambda item: parsing.get_path(item, "data", "name"), MAX_PAGES
        )
        items += found
        notes |= dict.fromkeys(odd)
    return parsing.note_if_stale(parsing.with_notes(parse(items, ask.now), *notes), window.start)


def parse(items: list[Json], now: datetime) -> FetchResult:
    """Return a mention for every paper that a post links to or names.

    A link post always has a title and no text, and others vote on it; only a post with a text but without words of its
    own is link-only. Removed and adult posts are skipped.
    """
    return parsing.build_result(NAME, items, partial(_mentions, now=now), now)


async def _page(web: HttpClient, now: datetime, window: Window, query: str, after: str) -> Page:
    """Return a page of a search. It is the last one if it has posts older than *window*."""
    params: dict[str, str | int] = {
        "q": query, "sort": "new", "t": _span(now - window.start), "type": "link", "limit": PAGE, "raw_json": 1,
    }  # fmt: skip
    if after:
        params["after"] = after
    body = await ACCOUNT.get_json(web, now, f"{web.settings.reddit_url}/r/all/search", params)
    items = parsing.require(body, list, "data", "children")
    following = parsing.text(parsing.get_path(body, "data", "after"))
    return Page(items, following if not items or _created(items[-1], now) >= window.start else "")


def _span(age: timedelta) -> str:
    return next((name for name, span in SPANS.items() if age <= span), "all")


def _created(item: Json, now: datetime) -> datetime:
    """Return the creation time of a post. One without a time doesn't end the list."""
    try:
        return parsing.instant(parsing.get_path(item, "data", "created_utc"))
    except ValueError:
        return now


def _mentions(item: Json, now: datetime) -> Iterator[Mention]:
    post = parsing.get_path(item, "data")
    number = parsing.text(parsing.get_path(post, "id"))
    if not (number.isascii() and number.isalnum()):
        raise ValueError("no post")
    if parsing.get_path(post, "removed_by_category") or parsing.get_path(post, "over_18") is True:
        return
    title, body = parsing.text(parsing.get_path(post, "title")), parsing.lines(parsing.get_path(post, "selftext"))
    author = parsing.text(parsing.get_path(post, "author"))
    parent = parsing.text(parsing.get_path(post, "crosspost_parent"))
    engagement = Engagement(
        likes=parsing.count(parsing.get_path(post, "score")),
        replies=parsing.count(parsing.get_path(post, "num_comments")),
    )
    for paper in identifiers.find_all(parsing.text(parsing.get_path(post, "url")), title, body):
        yield Mention(
            paper=paper,
            source=NAME,
            id=number,
            url=f"https://www.reddit.com/comments/{number}",
            author="" if author in DELETED_AUTHORS else author,
            created=parsing.instant(parsing.get_path(post, "created_utc")),
            engagement=engagement,
            observed=now,
            crosspost_of=parent.removeprefix("t3_") or None,
            bare=bool(body) and is_link_only(body, title),
        )


async def _log_in(web: HttpClient, now: datetime, _: AccessToken | None) -> AccessToken:
    settings = web.settings
    if settings.reddit_client_id is None or settings.reddit_client_secret is None:
        raise SourceError("no REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET are set")
    who = settings.reddit_client_id.get_secret_value(), settings.reddit_client_secret.get_secret_value()
    body = await web.post_json(
        settings.reddit_token_url, RequestBody(form={"grant_type": "client_credentials"}, auth=who)
    )
    try:
        lasting = timedelta(seconds=parsing.count(parsing.get_path(body, "expires_in")))
        return AccessToken(header_safe(parsing.get_path(body, "access_token")), now + lasting - MARGIN)
    except ValueError as error:  # a wrong id or secret also has status 200
        raise SourceError(f"{settings.reddit_token_url}: gave no token") from error


ACCOUNT = TokenAuth(NAME, _log_in)
