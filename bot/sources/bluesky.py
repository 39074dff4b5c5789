"""Posts on Bluesky that link to papers, found by the domains they link to.

API: https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
Who asks: https://docs.bsky.app/docs/api/com-atproto-server-create-session (with an app password)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from bot.arxiv import identifiers
from bot.arxiv.calendar import Window
from bot.errors import Denied, SourceError
from bot.http.client import Posted, Token, Web, bearer
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import parsing
from bot.sources.auth import Account, secret
from bot.sources.pagination import Page, read_all
from bot.sources.source import Answer, Ask, talk
from bot.text.link_only import is_bare

NAME = "bluesky"
DOMAINS = ("arxiv.org", "alphaxiv.org", "huggingface.co")
EVERYTHING = "*"  # the query is required: github.com/bluesky-social/indigo, search/parse_query.go
PAGE = 100  # the API's most
MOST_PAGES = 100  # of one day and domain
DAY = timedelta(days=1)
LASTING = timedelta(hours=1)  # a token has some two hours
POST = re.compile(r"at://(?P<account>did:[a-z]+:[A-Za-z0-9._:%-]+)/app\.bsky\.feed\.post/(?P<key>[A-Za-z0-9._~:-]+)")


async def fetch(web: Web, ask: Ask) -> Answer:
    """Ask for everything that links to papers, day by day: a search has an end after some thousand posts."""
    if not ask.listings:
        return Answer()
    window = talk(ask)
    items: list[Json] = []
    notes: dict[str, None] = {}
    for domain in DOMAINS:
        for day in _days(window):
            found, odd = await read_all(
                partial(_page, web, ask.now, day, domain), lambda item: parsing.find(item, "uri"), MOST_PAGES
            )
            items += found
            notes |= dict.fromkeys(odd)
    return parsing.stale(parsing.noted(parse(items, ask.now), *notes), window.start)


def parse(items: list[Json], now: datetime) -> Answer:
    """Return a mention for every paper that a post itself links to or names; the search finds others, too.

    Quotes are posts of their own, and the search has no reposts.
    """
    return parsing.told(NAME, items, partial(_mentions, now=now), now)


def _days(window: Window) -> Iterator[Window]:
    start = window.start
    while start < window.end:
        yield Window(start, min(start + DAY, window.end))
        start += DAY


async def _page(web: Web, now: datetime, window: Window, domain: str, cursor: str) -> Page:
    params: dict[str, str | int] = {
        "q": EVERYTHING, "domain": domain, "sort": "latest", "limit": PAGE,
        "since": f"{window.start:%Y-%m-%dT%H:%M:%SZ}", "until": f"{window.end:%Y-%m-%dT%H:%M:%SZ}",
    }  # fmt: skip
    if cursor:
        params["cursor"] = cursor
    body = await ACCOUNT.get_json(web, now, f"{web.settings.bluesky_url}/xrpc/app.bsky.feed.searchPosts", params)
    return Page(parsing.expect(body, list, "posts"), parsing.text(parsing.find(body, "cursor")))


def _mentions(post: Json, now: datetime) -> Iterator[Mention]:
    uri = POST.fullmatch(parsing.text(parsing.find(post, "uri")))
    if uri is None:
        raise ValueError("no post")
    text, author = parsing.lines(parsing.find(post, "record", "text")), parsing.find(post, "author")
    engagement = Engagement(
        reposts=parsing.count(parsing.find(post, "repostCount")),
        likes=parsing.count(parsing.find(post, "likeCount")),
        replies=parsing.count(parsing.find(post, "replyCount")),
    )
    for paper in identifiers.find_all(*_links(post), text):
        yield Mention(
            paper=paper,
            source=NAME,
            id=uri[0],
            url=f"https://bsky.app/profile/{uri['account']}/post/{uri['key']}",
            author=parsing.text(parsing.find(author, "handle")),
            created=parsing.instant(parsing.find(post, "record", "createdAt")),
            engagement=engagement,
            observed=now,
            bare=is_bare(text, *_titles(post)),
            name=parsing.text(parsing.find(author, "displayName")),
        )


def _links(post: Json) -> Iterator[str]:
    """Yield the addresses that a post's own text and cards lead to, not those of a post that it quotes."""
    for facet in _list(post, "record", "facets"):
        for feature in _list(facet, "features"):
            yield parsing.text(parsing.find(feature, "uri"))
    for card in _cards(post):
        yield parsing.text(parsing.find(card, "uri"))


def _titles(post: Json) -> Iterator[str]:
    for card in _cards(post):
        yield parsing.text(parsing.find(card, "title"))


def _cards(post: Json) -> Iterator[Json]:
    yield parsing.find(post, "record", "embed", "external")
    yield parsing.find(post, "record", "embed", "media", "external")  # beside a quote


def _list(item: Json, *keys: str) -> list[Json]:
    found = parsing.find(item, *keys)
    return found if isinstance(found, list) else []


async def _log_in(web: Web, now: datetime, before: Token | None) -> Token:
    """Renew the token from *before*, or log in anew where it cannot be."""
    if before is not None:
        try:
            return await _session(web, now, "refreshSession", Posted(headers=bearer(before.renewal)))
        except Denied as error:
            if error.status is None:
                raise
    settings = web.settings
    if not settings.bluesky_handle or settings.bluesky_app_password is None:
        raise SourceError("no BLUESKY_HANDLE and BLUESKY_APP_PASSWORD are set")
    password = settings.bluesky_app_password.get_secret_value()
    return await _session(
        web, now, "createSession", Posted(json={"identifier": settings.bluesky_handle, "password": password})
    )


async def _session(web: Web, now: datetime, call: str, posted: Posted) -> Token:
    url = f"{web.settings.bluesky_url}/xrpc/com.atproto.server.{call}"
    body = await web.post_json(url, posted)
    try:
        access, renewal = secret(parsing.find(body, "accessJwt")), secret(parsing.find(body, "refreshJwt"))
    except ValueError as error:
        raise SourceError(f"{url}: gave no token") from error
    return Token(access, now + LASTING, renewal)


ACCOUNT = Account(NAME, _log_in)
