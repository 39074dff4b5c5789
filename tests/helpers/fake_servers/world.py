"""One synthesised day, 2026-01-15, as all sources know it: what is true, whatever a stand-in makes of it.

The papers of Hugging Face's list of that day are facts; all else around them is made up.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.arxiv.calendar import Holidays
from bot.models.papers import Announcement, AnnounceType, Engagement, Mention, Paper, PaperId
from bot.sources import FetchRequest

FACTS = Path(__file__).parents[2] / "data" / "day-2026-01-15.json"
DAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 15, tzinfo=UTC)  # ten in the morning in New York
LISTINGS = {  # the cut-offs are at 19:00 UTC in winter
    date(2026, 1, 13): datetime(2026, 1, 9, 19, tzinfo=UTC),
    date(2026, 1, 14): datetime(2026, 1, 12, 19, tzinfo=UTC),
    date(2026, 1, 15): datetime(2026, 1, 13, 19, tzinfo=UTC),
}
END = datetime(2026, 1, 14, 19, tzinfo=UTC)
FIELDS = (
    ("cs.CL",), ("cs.CV", "cs.AI"), ("cs.LG", "stat.ML"), ("cs.AI", "cs.CL", "cs.LG"), ("cs.RO", "cs.CV"),
    ("stat.ML", "cs.LG"), ("math.NA", "cs.NA"), ("math.OC", "cs.LG"), ("hep-th",),
)  # fmt: skip
SUBJECTS = ("proofs", "robots", "proteins", "dialogues", "meshes", "markets", "storms", "melodies", "circuits")
PEOPLE = (r"Erd\H{o}s Ada", "Zhang Wei", r"Jos\'e Mart\'inez", "O'Neil Kim", "Grace Hopper", "John Roe, Jr.")


@dataclass(frozen=True, slots=True)
class World:
    """Papers as they are now, what the mailings said of them, and who talks about them."""

    papers: tuple[Paper, ...]
    announcements: tuple[Announcement, ...]
    mentions: tuple[Mention, ...]

    def said(self, source: str) -> tuple[Mention, ...]:
        return tuple(mention for mention in self.mentions if mention.source == source)

    def paper(self, id: str) -> Paper:
        return next(paper for paper in self.papers if paper.id == id)


def build(others: int = 60) -> World:
    """Make the day, with so many papers beside those of the list."""
    facts = json.loads(FACTS.read_text())
    listed = [_listed(number, fact) for number, fact in enumerate(facts)]
    made_up = [_made_up(number) for number in range(others)]
    fresh = [*listed, *made_up]
    announcements = [*filter(None, map(_first_announced, fresh)), *REVISED.values()]
    mentions = [*map(_upvoted, facts), *_stories(facts), *_comments(facts), *_posts(facts)]
    mentions += [*_starred(facts), *_on_reddit(facts), *_on_bluesky(facts), *_on_mastodon(facts), *_cited()]
    return World((*fresh, *map(_revised, REVISED)), tuple(announcements), tuple(mentions))


REVISED = {
    id: Announcement(PaperId(id), DAY, kind, version)
    for id, kind, version in (
        ("cs/0301006", AnnounceType.REPLACE, 3),
        ("2401.00017", AnnounceType.REPLACE_CROSS, 2),
        ("2512.00042", AnnounceType.REPLACE, 2),  # withdrawn
    )
}


OLDER = (*REVISED, PaperId("2511.00001"))
"""Papers that others cite by now, and one that no one knows yet."""


def ask(**given: Any) -> FetchRequest:
    """Ask for the day's listing in the default categories, a few hours after it came out."""
    fields = {"now": NOW, "listings": (DAY,), "newest_listing": DAY, "categories": ("cs", "stat.ML"), "quota": 200}
    older = tuple(OLDER) if given.get("listings", True) else ()
    return FetchRequest(**fields | {"holidays": Holidays(frozenset(), ()), "older_papers": older} | given)


def link(mention: Mention) -> str:
    """Return the address that a mention leads to: people link to papers in many ways."""
    forms = (
        f"https://arxiv.org/abs/{mention.paper}",
        f"https://arxiv.org/pdf/{mention.paper}v1",
        f"http://www.arxiv.org/abs/{mention.paper}v1?utm=x",
        f"https://arxiv.org/html/{mention.paper}v1",
        f"https://www.alphaxiv.org/abs/{mention.paper}",
        f"https://huggingface.co/papers/{mention.paper}",
    )
    number = int(mention.id) if mention.id.isdigit() else zlib.crc32(mention.id.encode())
    return forms[number % len(forms)]


def _listed(number: int, fact: dict[str, Any]) -> Paper:
    published = datetime.fromisoformat(fact["published"]).replace(microsecond=0)
    return Paper(
        id=PaperId(fact["id"]),
        title=fact["title"],
        abstract=_abstract(number),
        authors=tuple(fact["authors"]),
        categories=FIELDS[number % 5],
        version=1,
        published=published,
        updated=published,
        comment="12 pages, 5 figures",
        license="http://creativecommons.org/licenses/by/4.0/",
    )


def _made_up(number: int) -> Paper:
    first, last = min(LISTINGS.values()), END - timedelta(minutes=1)
    published = first + (last - first) * ((number * 37 % 101) / 101)
    published = published.replace(second=0, microsecond=0)
    return Paper(
        id=PaperId(f"2601.{90000 + number:05d}"),
        title=f"On the {SUBJECTS[number % 9].title()} of {number + 2} Worlds & $\\mathcal{{O}}(n^{number % 7})$ Bounds",
        abstract=_abstract(number),
        authors=(PEOPLE[number % 6], PEOPLE[(number + 1) % 5]),
        categories=FIELDS[number % len(FIELDS)],
        version=1,
        published=published,
        updated=published,
        journal="J. Synth. Res. 7 (2026)" if number % 11 == 0 else None,
        doi=f"10.5555/{number}" if number % 11 == 0 else None,
        license="http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    )


def _revised(id: str) -> Paper:
    line = REVISED[id]
    withdrawn = id == "2512.00042"
    return Paper(
        id=PaperId(id),
        title=f"A Revised Look at {SUBJECTS[len(id) % 9].title()}",
        abstract="This paper has been withdrawn by the authors." if withdrawn else _abstract(len(id)),
        authors=PEOPLE[3:5],
        categories=("math.OC", "cs.LG") if line.type is AnnounceType.REPLACE_CROSS else ("cs.CL",),
        version=line.version,
        published=datetime(2025, 12, 1, tzinfo=UTC),
        updated=END - timedelta(hours=1),
        comment="withdrawn due to an error in Lemma 2" if withdrawn else None,
        license="http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        withdrawn=withdrawn,
    )


def _abstract(number: int) -> str:
    subject = SUBJECTS[number % 9]
    return (
        f"Large collections of {subject} are hard to describe when fewer than {number + 3}% are < labelled & sorted. "
        f"We propose Sorter-{number}, a method that orders {subject} by $\\ell_{number % 4}$ distance. "
        f"It needs {number + 2} times less memory than sorting by hand."
    )


def _first_announced(paper: Paper) -> Announcement | None:
    """Return the line of the mailing behind whose cut-off a paper came in, None before all of ours."""
    days = [day for day, start in LISTINGS.items() if paper.published >= start]
    return Announcement(paper.id, max(days), AnnounceType.NEW, 1) if days else None


def _upvoted(fact: dict[str, Any]) -> Mention:
    return Mention(
        paper=PaperId(fact["id"]),
        source="huggingface",
        id=fact["id"],
        url=f"https://huggingface.co/papers/{fact['id']}",
        author="librarian",
        created=datetime.fromisoformat(fact["listed"]).replace(microsecond=0),
        engagement=Engagement(likes=fact["upvotes"], replies=fact["comments"]),
        observed=NOW,
        code=fact["repository"],
        name="The Librarian",
    )


def _starred(facts: list[dict[str, Any]]) -> list[Mention]:
    return [
        replace(
            _upvoted(fact),
            source="github",
            id="/".join(fact["repository"].split("/")[3:5]),
            url="/".join(fact["repository"].split("/")[:5]),
            author=fact["repository"].split("/")[3],
            engagement=Engagement(likes=12 * number),
            code=None,
            name="",
        )
        for number, fact in enumerate(facts)
        if (fact["repository"] or "").startswith("https://github.com/")
    ]


def _stories(facts: list[dict[str, Any]]) -> list[Mention]:
    return [
        _on_hackernews(fact["id"], 46000000 + n, Engagement(0, 210 - 31 * n, 40 - 3 * n))
        for n, fact in enumerate(facts[2:8])
    ]


def _comments(facts: list[dict[str, Any]]) -> list[Mention]:
    return [_on_hackernews(fact["id"], 46000100 + n, Engagement()) for n, fact in enumerate(facts[1:4])]


def _on_hackernews(paper: str, number: int, engagement: Engagement) -> Mention:
    return Mention(
        paper=PaperId(paper),
        source="hackernews",
        id=str(number),
        url=f"https://news.ycombinator.com/item?id={number}",
        author="reader",
        created=datetime(2026, 1, 15, 2, tzinfo=UTC) + timedelta(minutes=number % 97),
        engagement=engagement,
        observed=NOW,
    )


def _posts(facts: list[dict[str, Any]]) -> list[Mention]:
    return [_on_x(fact["id"], rank, voice) for rank, fact in enumerate(facts[:12]) for voice in range(rank % 3 + 1)]


def _on_x(paper: str, rank: int, voice: int) -> Mention:
    number = 2011000000000000000 + 100 * rank + voice
    return Mention(
        paper=PaperId(paper),
        source="x",
        id=str(number),
        url=f"https://x.com/i/status/{number}",
        author="",
        created=NOW - timedelta(hours=1, minutes=7 * rank + voice),
        engagement=Engagement(reposts=40 - 3 * rank, likes=180 - 11 * rank - voice, replies=rank),
        observed=NOW,
    )


def _on_reddit(facts: list[dict[str, Any]]) -> list[Mention]:
    return [
        Mention(
            paper=PaperId(fact["id"]),
            source="reddit",
            id=f"1qd{number}",
            url=f"https://www.reddit.com/comments/1qd{number}",
            author=f"redditor{number}",
            created=NOW - timedelta(hours=3, minutes=number),
            engagement=Engagement(likes=90 - 11 * number, replies=12 - number),
            observed=NOW,
            crosspost_of="1qd0" if number == 1 else None,
        )
        for number, fact in enumerate([facts[0], *facts[:5]])
    ]


def _on_bluesky(facts: list[dict[str, Any]]) -> list[Mention]:
    return [
        Mention(
            paper=PaperId(fact["id"]),
            source="bluesky",
            id=f"at://did:plc:reader{number % 3}/app.bsky.feed.post/3mc{number}",
            url=f"https://bsky.app/profile/did:plc:reader{number % 3}/post/3mc{number}",
            author=f"reader{number % 3}.bsky.social",
            created=NOW - timedelta(hours=2, minutes=number),
            engagement=Engagement(reposts=9, likes=40 - 3 * number, replies=2),
            observed=NOW,
            name=f"Reader № {number % 3}",
        )
        for number, fact in enumerate(facts[3:11])
    ]


def _on_mastodon(facts: list[dict[str, Any]]) -> list[Mention]:
    return [
        Mention(
            paper=PaperId(fact["id"]),
            source="mastodon",
            id=f"https://example.social/users/reader/statuses/{number}",
            url="",  # it depends on where the post is seen
            author="reader@example.social",
            created=NOW - timedelta(hours=4, minutes=number),
            engagement=Engagement(reposts=5, likes=8 - number, replies=1),
            observed=NOW,
            name="A Reader",
        )
        for number, fact in enumerate(facts[1:6])
    ]


def _cited() -> list[Mention]:
    return [
        Mention(
            paper=PaperId(id),
            source="semanticscholar",
            id=f"{number:040x}",
            url=f"https://www.semanticscholar.org/paper/{number:040x}",
            author="",
            created=datetime(2025, 12, 1, tzinfo=UTC),
            engagement=Engagement(reposts=number, likes=30 * number),
            observed=NOW,
        )
        for number, id in enumerate(REVISED, start=1)
    ]
