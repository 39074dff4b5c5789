"""Fetch the daily papers of Hugging Face with their upvotes, code repositories and summaries.

API: https://huggingface.co/docs/hub/api (`/api/daily_papers`)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bot.arxiv import identifiers
from bot.http.client import HttpClient
from bot.http.responses import Json
from bot.models.papers import Engagement, ExternalSummary, Mention, PaperId
from bot.sources import parsing
from bot.sources.pagination import Page, fetch_all_pages
from bot.sources.source import FetchRequest, FetchResult
from bot.text import links
from bot.text.truncate import truncate

NAME = "huggingface"
MAX_DELAY = timedelta(days=2)
"""How long after its mailing a paper may be listed."""
PAGE = 100  # the API's maximum
MAX_PAGES = 20


async def fetch(web: HttpClient, ask: FetchRequest) -> FetchResult:
    """Fetch the list of each day that can have papers of the listings."""
    items: list[Json] = []
    notes: dict[str, None] = {}
    for day in _days(ask):
        listed, odd = await _list_of(web, day)
        items += listed
        notes |= dict.fromkeys((*odd, *_of_another_day(listed, day)))
    return parsing.with_notes(parse(items, ask.now), *notes)


def parse(body: Json, now: datetime) -> FetchResult:
    """Return a mention for each listed paper and for its code, and the summaries. Most weekends have none.

    A page there isn't a post, so it can't be link-only.
    """
    items = parsing.require(body, list)
    answer = parsing.build_result(NAME, items, partial(_mentions, now=now), now)
    lines, odd = parsing.parse_items(NAME, items, partial(_lines, now=now))
    return replace(answer, summaries=tuple(lines), notes=tuple(dict.fromkeys((*answer.notes, *odd))))


def _days(ask: FetchRequest) -> list[date]:
    """Return the days to fetch, none in the future, which the API rejects."""
    if not ask.listings:
        return []
    last = min(max(ask.listings) + MAX_DELAY, ask.now.astimezone(UTC).date())
    first = min(ask.listings)
    return [first + timedelta(days=passed) for passed in range((last - first).days + 1)]


async def _list_of(web: HttpClient, day: date) -> tuple[list[Json], tuple[str, ...]]:
    async def ask(page: str) -> Page:
        params: dict[str, str | int] = {"date": day.isoformat(), "limit": PAGE, "p": int(page or 0)}
        items = parsing.require(await web.get_json(f"{web.settings.huggingface_url}/daily_papers", params), list)
        return Page(items, str(int(page or 0) + 1) if len(items) >= PAGE else "")

    return await fetch_all_pages(ask, lambda item: parsing.get_path(item, "paper", "id"), MAX_PAGES)


def _of_another_day(items: list[Json], day: date) -> tuple[str, ...]:
    """Return a note if all items of a list are dated on other days. Some lists have no dates."""
    days = {str(parsing.get_path(item, "paper", "submittedOnDailyAt"))[:10] for item in items}
    is_stale = bool(days) and "None" not in days and day.isoformat() not in days
    return (f"the list of {day} is that of {', '.join(sorted(days))[:30]}",) if is_stale else ()


def _mentions(item: Json, now: datetime) -> Iterator[Mention]:
    paper = _paper(item)
    listed = parsing.get_path(item, "paper", "submittedOnDailyAt") or parsing.get_path(item, "publishedAt")
    page = Mention(
        paper=paper,
        source=NAME,
        id=paper,
        url=f"https://huggingface.co/papers/{paper}",
        author=next(_names(item, "user", "name"), ""),
        created=parsing.instant(listed),
        engagement=Engagement(
            likes=parsing.count(parsing.get_path(item, "paper", "upvotes")),
            replies=parsing.count(parsing.get_path(item, "numComments")),
        ),
        observed=now,
        code=_repository(parsing.text(parsing.get_path(item, "paper", "githubRepo"))),
        name=next(_names(item, "fullname"), ""),
    )
    yield page
    if stars := star(page, parsing.get_path(item, "paper", "githubStars")):
        yield stars


def _lines(item: Json, now: datetime) -> Iterator[ExternalSummary]:
    if summary := parsing.text(parsing.get_path(item, "paper", "ai_summary")):
        yield ExternalSummary(_paper(item), NAME, truncate(summary, parsing.MAX_LINE_LENGTH), now)


def _paper(item: Json) -> PaperId:
    found = identifiers.parse(parsing.text(parsing.get_path(item, "paper", "id")))
    if not found:
        raise ValueError("no paper")
    return found.id


def _names(item: Json, *keys: str) -> Iterator[str]:
    """Yield the names of the person who submitted the paper. Their position in the JSON has changed over the years."""
    for place in (("submittedBy",), ("paper", "submittedOnDailyBy")):
        for key in keys:
            if name := parsing.text(parsing.get_path(item, *place, key)):
                yield name


def _repository(url: str) -> str | None:
    known = url.startswith(("https://github.com/", "https://gitlab.com/"))
    return url if known and links.is_allowed_link(url) else None


GITHUB_NAME = "github"
REPOSITORY = re.compile(r"https://github\.com/(?P<owner>[\w-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?")


def star(seen: Mention, stars: Json) -> Mention | None:
    """Return a mention for the repository that the page *seen* names; None without a repository or stars."""
    found = REPOSITORY.fullmatch(seen.code or "")
    if found is None or stars is None:
        return None
    return Mention(
        paper=seen.paper,
        source=GITHUB_NAME,
        id=f"{found['owner']}/{found['name']}",
        url=f"https://github.com/{found['owner']}/{found['name']}",
        author=found["owner"],
        created=seen.created,  # its creation time is not in the data
        engagement=Engagement(likes=parsing.count(stars)),
        observed=seen.observed,
    )
