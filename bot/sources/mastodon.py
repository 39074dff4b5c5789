"""Fetch posts on Mastodon that link to papers: from hashtags and trending links of some servers.

API: https://docs.joinmastodon.org/methods/timelines/ and https://docs.joinmastodon.org/methods/trends/#links
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from urllib.parse import parse_qs, quote, urlsplit

from bot.arxiv import identifiers
from bot.errors import RequestNotServed, SourceError
from bot.http.client import HttpClient, Params
from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import parsing
from bot.sources.pagination import Page, fetch_all_pages
from bot.sources.source import FetchRequest, FetchResult, discussion_window
from bot.text.link_only import is_link_only, visible

NAME = "mastodon"
PAGE = 40  # the API's maximum
TRENDS = 20  # the API's maximum
MAX_PAGES = 25  # a thousand posts of a timeline
EMPTY = {HTTPStatus.NOT_FOUND}  # an unused hashtag, or a link that is no longer trending
CLOSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}  # link timelines need a login there


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Fetch from every server. A failed server is noted; if all fail, raises SourceError."""
    if not ask.listings:
        return FetchResult()
    answers, failures = list[FetchResult](), list[SourceError]()
    for instance in web.settings.mastodon_instances:
        try:
            answers += await _one(web, instance, ask)
        except SourceError as error:
            failures.append(error)
    if failures and not answers:
        raise failures[0]
    return parsing.note_if_stale(
        parsing.with_notes(_merged(answers), *map(str, failures)), discussion_window(ask).start
    )


def parse(items: list[Json], instance: str, now: datetime) -> FetchResult:
    """Return a mention for every paper that a post seen at *instance* links to or names. A boost is a repost."""
    return parsing.build_result(NAME, items, partial(_mentions, instance=instance, now=now), now)


async def _one(web: HttpClient, instance: str, ask: FetchRequest) -> list[FetchResult]:
    """Return the timelines of a server back to the first listing."""
    links = await _trending(web, instance)
    timelines: list[tuple[str, Params]] = [(f"tag/{quote(tag)}", {}) for tag in web.settings.mastodon_hashtags]
    timelines += [("link", {"url": link}) for link in links]
    answers = []
    for path, params in timelines:
        items, odd = await _timeline(web, f"{instance}/api/v1/timelines/{path}", params, discussion_window(ask).start)
        answers.append(parsing.with_notes(parse(items, instance, ask.now), *odd))
    return answers


async def _trending(web: HttpClient, instance: str) -> list[str]:
    """Return the trending links to papers."""
    body = await web.get_json(f"{instance}/api/v1/trends/links", {"limit": TRENDS})
    links = (parsing.get_path(link, "url") for link in parsing.require(body, list))
    return [link for link in links if isinstance(link, str) and identifiers.find_all(link)]


async def _timeline(web: HttpClient, url: str, params: Params, since: datetime) -> tuple[list[Json], tuple[str, ...]]:
    async def ask(before: str) -> Page:
        page = {"limit": PAGE, **params, **({"max_id": before} if before else {})}
        try:
            body, following = await web.get_page(url, page)
        except RequestNotServed as error:
            if error.status not in (EMPTY | CLOSED if "url" in params else EMPTY):
                raise
            return Page([])
        items = parsing.require(body, list)
        is_over = bool(items) and _created(items[-1], since) < since
        return Page(items, "" if is_over else _before(following))

    return await fetch_all_pages(ask, lambda item: parsing.get_path(item, "id"), MAX_PAGES)


def _before(following: str) -> str:
    """Return the position in the address of a next page. Nothing else of that address is used."""
    return parse_qs(urlsplit(following).query).get("max_id", [""])[0]


def _created(post: Json, unknown: datetime) -> datetime:
    """Return the creation time of a post. One without a time doesn't end the timeline."""
    try:
        return parsing.instant(parsing.get_path(post, "created_at"))
    except ValueError:
        return unknown


def _mentions(post: Json, instance: str, now: datetime) -> Iterator[Mention]:
    boosted = parsing.get_path(post, "reblog")
    said = boosted or post  # a boost has no words or counts of its own
    uri, number = parsing.text(parsing.get_path(post, "uri")), parsing.text(parsing.get_path(post, "id"))
    if not uri or not (number.isascii() and number.isalnum()):
        raise ValueError("no post")
    html, account = parsing.text(parsing.get_path(said, "content")), parsing.get_path(post, "account")
    author, engagement = _address(account, instance), _engagement(said)
    for paper in identifiers.find_all(parsing.text(parsing.get_path(said, "card", "url")), html):
        yield Mention(
            paper=paper,
            source=NAME,
            id=uri,
            url=f"{instance}/@{quote(author)}/{number}",
            author=author,
            created=parsing.instant(parsing.get_path(post, "created_at")),
            engagement=engagement,
            observed=now,
            repost_of=parsing.text(parsing.get_path(boosted, "uri")) or None,
            bare=is_link_only(visible(html), parsing.text(parsing.get_path(said, "card", "title"))),
            name=parsing.text(parsing.get_path(account, "display_name")),
        )


def _address(account: Json, instance: str) -> str:
    """Return an account's name with its server, also for accounts of the server itself."""
    name = parsing.text(parsing.get_path(account, "acct"))
    return name if "@" in name or not name else f"{name}@{urlsplit(instance).netloc}"


def _engagement(post: Json) -> Engagement:
    return Engagement(
        reposts=parsing.count(parsing.get_path(post, "reblogs_count")),
        likes=parsing.count(parsing.get_path(post, "favourites_count")),
        replies=parsing.count(parsing.get_path(post, "replies_count")),
    )


def _merged(answers: Iterable[FetchResult]) -> FetchResult:
    """Merge the results of all timelines. Of a post in several, the highest counts are the newest."""
    mentions: dict[tuple[str, str], Mention] = {}
    notes: dict[str, None] = {}
    for answer in answers:
        notes |= dict.fromkeys(answer.notes)
        for seen in answer.mentions:
            known = mentions.get((seen.id, seen.paper), seen)
            mentions[seen.id, seen.paper] = replace(known, engagement=_most(known.engagement, seen.engagement))
    return FetchResult(mentions=tuple(mentions.values()), notes=tuple(notes))


def _most(one: Engagement, other: Engagement) -> Engagement:
    return Engagement(max(one.reposts, other.reposts), max(one.likes, other.likes), max(one.replies, other.replies))
