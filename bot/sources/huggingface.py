"""Papers that Hugging Face lists day by day, with the upvotes they have there.

API: https://huggingface.co/docs/hub/api (`/api/daily_papers`)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bot import identifiers, links
from bot.errors import SourceError
from bot.models import Engagement, Mention
from bot.sources import fields
from bot.sources.source import Answer, Ask
from bot.web import Json, Web

NAME = "huggingface"
LATEST = timedelta(days=2)
"""A paper is listed on the day of its mailing or soon after it."""
PAGE = 100  # the API's most
MOST_PAGES = 20


async def fetch(web: Web, ask: Ask) -> Answer:
    """Ask for the list of every day that can hold a paper of the listings."""
    mentions: dict[str, Mention] = {}
    for day in _days(ask):
        items = await _list_of(web, day)
        mentions |= {mention.id: mention for mention in parse(items, ask.now)}
    return Answer(mentions=tuple(mentions.values()))


def parse(body: Json, now: datetime) -> tuple[Mention, ...]:
    """Return a mention for each paper of a day's list; a day may have none, weekends mostly do."""
    return tuple(fields.read_each(NAME, fields.expect(body, list), lambda item: [_mention(item, now)]))


def _days(ask: Ask) -> list[date]:
    """Return the days to look at, none of them ahead: the API answers those with an error."""
    if not ask.listings:
        return []
    last = min(max(ask.listings) + LATEST, ask.now.astimezone(UTC).date())
    first = min(ask.listings)
    return [first + timedelta(days=passed) for passed in range((last - first).days + 1)]


async def _list_of(web: Web, day: date) -> list[Json]:
    items: list[Json] = []
    for page in range(MOST_PAGES):
        params: dict[str, str | int] = {"date": day.isoformat(), "limit": PAGE, "p": page}
        body = await web.get_json(f"{web.settings.huggingface_url}/daily_papers", params)
        items += fields.expect(body, list)
        if len(body) < PAGE:
            return items
    raise SourceError(f"the list of {day} has no end")


def _mention(item: Json, now: datetime) -> Mention:
    found = identifiers.parse(fields.text(fields.find(item, "paper", "id")))
    if not found:
        raise ValueError("no paper")
    listed = fields.find(item, "paper", "submittedOnDailyAt") or fields.find(item, "publishedAt")
    return Mention(
        paper=found.id,
        source=NAME,
        id=found.id,
        url=f"https://huggingface.co/papers/{found.id}",
        author=next(_names(item), ""),
        created=min(fields.instant(listed), now),
        engagement=Engagement(
            likes=fields.count(fields.find(item, "paper", "upvotes")),
            replies=fields.count(fields.find(item, "numComments")),
        ),
        observed=now,
        code=_repository(fields.text(fields.find(item, "paper", "githubRepo"))),
    )


def _names(item: Json) -> Iterator[str]:
    """Yield what whoever listed the paper is called; where that stands has changed over the years."""
    for place in (("submittedBy", "user"), ("submittedBy", "name"), ("paper", "submittedOnDailyBy", "user")):
        if name := fields.text(fields.find(item, *place)):
            yield name


def _repository(url: str) -> str | None:
    known = url.startswith(("https://github.com/", "https://gitlab.com/"))
    return url if known and links.allowed(url) else None
