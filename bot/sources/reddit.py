"""Posts on Reddit that link to papers, found by the search of all of it.

API: https://www.reddit.com/dev/api#GET_search
Who asks: https://github.com/reddit-archive/reddit/wiki/OAuth2 (application only)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from bot.arxiv import identifiers
from bot.arxiv.calendar import Window
from bot.errors import SourceError
from bot.http.client import Posted, Token, Web
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import parsing
from bot.sources.auth import Account, secret
from bot.sources.pagination import Page, read_all
from bot.sources.source import Answer, Ask, talk
from bot.text.link_only import is_bare

NAME = "reddit"
PLACES = ("arxiv.org", "alphaxiv.org", "huggingface.co/papers")
QUERIES = tuple(f"{part}:{place}" for part in ("url", "selftext") for place in PLACES)
PAGE = 100  # the API's most
MOST_PAGES = 10  # of a search; the API has no more than a thousand posts
SPANS = {"week": timedelta(days=7), "month": timedelta(days=30), "year": timedelta(days=365)}
MARGIN = timedelta(minutes=1)  # before a token expires
GONE = {"[deleted]", "[removed]"}


async def fetch(web: Web, ask: Ask) -> Answer:
    """Ask for everything that links to papers, newest first, back to the first listing."""
    if not ask.listings:
        return Answer()
    window = talk(ask)
    items: list[Json] = []
    notes: dict[str, None] = {}
    for query in QUERIES:
        found, odd = await read_all(
            partial(_page, web, ask.now, window, query), lambda item: parsing.find(item, "data", "name"), MOST_PAGES
        )
        items += found
        notes |= dict.fromkeys(odd)
    return parsing.stale(parsing.noted(parse(items, ask.now), *notes), window.start)


def parse(items: list[Json], now: datetime) -> Answer:
    """Return a mention for every paper that a post links to or names.

    A post that is a link has a title and no text by its nature, and others vote on it; bare is one with a text that
    has no words of its own. What was removed, or is for adults, is none of ours.
    """
    return parsing.told(NAME, items, partial(_mentions, now=now), now)


async def _page(web: Web, now: datetime, window: Window, query: str, after: str) -> Page:
    """Return a page of a search; nothing follows what is older than *window*."""
    params: dict[str, str | int] = {
        "q": query, "sort": "new", "t": _span(now - window.start), "type": "link", "limit": PAGE, "raw_json": 1,
    }  # fmt: skip
    if after:
        params["after"] = after
    body = await ACCOUNT.get_json(web, now, f"{web.settings.reddit_url}/r/all/search", params)
    items = parsing.expect(body, list, "data", "children")
    following = parsing.text(parsing.find(body, "data", "after"))
    return Page(items, following if not items or _created(items[-1], now) >= window.start else "")


def _span(age: timedelta) -> str:
    return next((name for name, span in SPANS.items() if age <= span), "all")


def _created(item: Json, now: datetime) -> datetime:
    """Return when a post was made; one that does not say so ends no list."""
    try:
        return parsing.instant(parsing.find(item, "data", "created_utc"))
    except ValueError:
        return now


def _mentions(item: Json, now: datetime) -> Iterator[Mention]:
    post = parsing.find(item, "data")
    number = parsing.text(parsing.find(post, "id"))
    if not (number.isascii() and number.isalnum()):
        raise ValueError("no post")
    if parsing.find(post, "removed_by_category") or parsing.find(post, "over_18") is True:
        return
    title, body = parsing.text(parsing.find(post, "title")), parsing.lines(parsing.find(post, "selftext"))
    author = parsing.text(parsing.find(post, "author"))
    parent = parsing.text(parsing.find(post, "crosspost_parent"))
    engagement = Engagement(
        likes=parsing.count(parsing.find(post, "score")), replies=parsing.count(parsing.find(post, "num_comments"))
    )
    for paper in identifiers.find_all(parsing.text(parsing.find(post, "url")), title, body):
        yield Mention(
            paper=paper,
            source=NAME,
            id=number,
            url=f"https://www.reddit.com/comments/{number}",
            author="" if author in GONE else author,
            created=parsing.instant(parsing.find(post, "created_utc")),
            engagement=engagement,
            observed=now,
            crosspost_of=parent.removeprefix("t3_") or None,
            bare=bool(body) and is_bare(body, title),
        )


async def _log_in(web: Web, now: datetime, _: Token | None) -> Token:
    settings = web.settings
    if settings.reddit_client_id is None or settings.reddit_client_secret is None:
        raise SourceError("no REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET are set")
    who = settings.reddit_client_id.get_secret_value(), settings.reddit_client_secret.get_secret_value()
    body = await web.post_json(settings.reddit_token_url, Posted(form={"grant_type": "client_credentials"}, auth=who))
    try:
        lasting = timedelta(seconds=parsing.count(parsing.find(body, "expires_in")))
        return Token(secret(parsing.find(body, "access_token")), now + lasting - MARGIN)
    except ValueError as error:  # of a wrong id or secret, too, it tells with status 200
        raise SourceError(f"{settings.reddit_token_url}: gave no token") from error


ACCOUNT = Account(NAME, _log_in)
