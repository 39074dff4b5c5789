"""Fetch posts on Bluesky that link to papers, searched by the domain of the link.

API: https://docs.bsky.app/docs/api/app-bsky-feed-search-posts Authentication:
https://docs.bsky.app/docs/api/com-atproto-server-create-session (with an app password)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from bot.arxiv import identifiers
from bot.arxiv.calendar import Window
from bot.errors import RequestNotServed, SourceError
from bot.http.client import AccessToken, HttpClient, RequestBody, bearer
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import parsing
from bot.sources.auth import TokenAuth, header_safe
from bot.sources.pagination import Page, fetch_all_pages
from bot.sources.source import FetchRequest, FetchResult, discussion_window
from bot.text.link_only import is_link_only

NAME = "bluesky"
DOMAINS = ("arxiv.org", "alphaxiv.org", "huggingface.co")
EVERYTHING = "*"  # the query is required: github.com/bluesky-social/indigo, search/parse_query.go
PAGE = 100  # the API's maximum
MAX_PAGES = 100  # per day and domain
DAY = timedelta(days=1)
TOKEN_LIFETIME = timedelta(hours=1)  # a token is valid for about two hours
POST = re.compile(r"at://(?P<account>did:[a-z]+:[A-Za-z0-9._:%-]+)/app\.bsky\.feed\.post/(?P<key>[A-Za-z0-9._~:-]+)")


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Fetch all posts that link to papers, day by day, because a search ends after some thousand posts."""
    if not ask.listings:
        return FetchResult()
    window = discussion_window(ask)
    items: list[Json] = []
    notes: dict[str, None] = {}
    for domain in DOMAINS:
        for day in _days(window):
            found, odd = await fetch_all_pages(
                partial(_page, web, ask.now, day, domain), lambda item: parsing.get_path(item, "uri"), MAX_PAGES
            )
            items += found
            notes |= dict.fromkeys(odd)
    return parsing.note_if_stale(parsing.with_notes(parse(items, ask.now), *notes), window.start)


def parse(items: list[Json], now: datetime) -> FetchResult:
    """Return a mention for every paper that a post itself links to or names. The search finds other posts, too.

    Quotes are posts of their own. The search returns no reposts.
    """
    return parsing.build_result(NAME, items, partial(_mentions, now=now), now)


def _days(window: Window) -> Iterator[Window]:
    start = window.start
    while start < window.end:
        yield Window(start, min(start + DAY, window.end))
        start += DAY


async def _page(web: HttpClient, now: datetime, window: Window, domain: str, cursor: str) -> Page:
    params: dict[str, str | int] = {
        "q": EVERYTHING, "domain": domain, "sort": "latest", "limit": PAGE,
        "since": f"{window.start:%Y-%m-%dT%H:%M:%SZ}", "until": f"{window.end:%Y-%m-%dT%H:%M:%SZ}",
    }  # fmt: skip
    if cursor:
        params["cursor"] = cursor
    body = await ACCOUNT.get_json(web, now, f"{web.settings.bluesky_url}/xrpc/app.bsky.feed.searchPosts", params)
    return Page(parsing.require(body, list, "posts"), parsing.text(parsing.get_path(body, "cursor")))


def _mentions(post: Json, now: datetime) -> Iterator[Mention]:
    uri = POST.fullmatch(parsing.text(parsing.get_path(post, "uri")))
    if uri is None:
        raise ValueError("no post")
    text, author = parsing.lines(parsing.get_path(post, "record", "text")), parsing.get_path(post, "author")
    engagement = Engagement(
        reposts=parsing.count(parsing.get_path(post, "repostCount")),
        likes=parsing.count(parsing.get_path(post, "likeCount")),
        replies=parsing.count(parsing.get_path(post, "replyCount")),
    )
    for paper in identifiers.find_all(*_links(post), text):
        yield Mention(
            paper=paper,
            source=NAME,
            id=uri[0],
            url=f"https://bsky.app/profile/{uri['account']}/post/{uri['key']}",
            author=parsing.text(parsing.get_path(author, "handle")),
            created=parsing.instant(parsing.get_path(post, "record", "createdAt")),
            engagement=engagement,
            observed=now,
            bare=is_link_only(text, *_titles(post)),
            name=parsing.text(parsing.get_path(author, "displayName")),
        )


def _links(post: Json) -> Iterator[str]:
    """Yield the links in a post's own text and cards, without those of a quoted post."""
    for facet in _list(post, "record", "facets"):
        for feature in _list(facet, "features"):
            yield parsing.text(parsing.get_path(feature, "uri"))
    for card in _cards(post):
        yield parsing.text(parsing.get_path(card, "uri"))


def _titles(post: Json) -> Iterator[str]:
    for card in _cards(post):
        yield parsing.text(parsing.get_path(card, "title"))


def _cards(post: Json) -> Iterator[Json]:
    yield parsing.get_path(post, "record", "embed", "external")
    yield parsing.get_path(post, "record", "embed", "media", "external")  # next to a quote


def _list(item: Json, *keys: str) -> list[Json]:
    found = parsing.get_path(item, *keys)
    return found if isinstance(found, list) else []


async def _log_in(web: HttpClient, now: datetime, before: AccessToken | None) -> AccessToken:
    """Renew the token *before*, or log in again if that fails."""
    if before is not None:
        try:
            return await _session(web, now, "refreshSession", RequestBody(headers=bearer(before.renewal)))
        except RequestNotServed as error:
            if error.status is None:
                raise
    settings = web.settings
    if not settings.bluesky_handle or settings.bluesky_app_password is None:
        raise SourceError("no BLUESKY_HANDLE and BLUESKY_APP_PASSWORD are set")
    password = settings.bluesky_app_password.get_secret_value()
    return await _session(
        web, now, "createSession", RequestBody(json={"identifier": settings.bluesky_handle, "password": password})
    )


async def _session(web: HttpClient, now: datetime, call: str, posted: RequestBody) -> AccessToken:
    url = f"{web.settings.bluesky_url}/xrpc/com.atproto.server.{call}"
    body = await web.post_json(url, posted)
    try:
        access, renewal = (
            header_safe(parsing.get_path(body, "accessJwt")),
            header_safe(parsing.get_path(body, "refreshJwt")),
        )
    except ValueError as error:
        raise SourceError(f"{url}: gave no token") from error
    return AccessToken(access, now + TOKEN_LIFETIME, renewal)


ACCOUNT = TokenAuth(NAME, _log_in)
