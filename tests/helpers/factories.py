"""Values for tests: each function makes a valid one, and a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot.models.digest import Candidate, Destination, Digest, DigestQuery, Entry, Filter, Ranking
from bot.models.papers import Announcement, AnnounceType, Engagement, Mention, Paper, PaperId, SourceHealth
from bot.models.post import Post, PostKind
from bot.models.report import PickKind, Report, ReportEntry

DAY = date(2020, 8, 25)
NOON = datetime(2020, 8, 25, 12, tzinfo=UTC)


def paper(id: str = "2008.10599", **given: Any) -> Paper:
    return Paper(
        **{
            "id": PaperId(id),
            "title": f"A Title of {id}",
            "abstract": "Something is hard. We propose a thing. It works.",
            "authors": ("Ada Lovelace", "Alan Turing"),
            "categories": ("cs.CV", "cs.LG"),
        }
        | given
    )


def announcement(id: str = "2008.10599", day: date = DAY, type: AnnounceType = AnnounceType.NEW) -> Announcement:
    return Announcement(PaperId(id), day, type)


def mention(
    paper: str = "2008.10599", source: str = "x", reposts: int = 0, likes: int = 1, replies: int = 0, **given: Any
) -> Mention:
    return Mention(
        **{
            "paper": PaperId(paper),
            "source": source,
            "id": f"{source}-{paper}",
            "url": f"https://x.com/ada/status/{paper.replace('.', '')}",
            "author": "ada",
            "created": datetime(2020, 8, 25, 6, tzinfo=UTC),
            "engagement": Engagement(reposts, likes, replies),
            "observed": NOON,
        }
        | given
    )


def candidate(id: str = "2008.10599", *mentions: Mention, **given: Any) -> Candidate:
    return Candidate(paper(id, **given), DAY, mentions)


def choices(*categories: str, **given: Any) -> DigestQuery:
    filter = Filter(categories or ("cs", "stat.ML"), given.pop("words", ()))
    return DigestQuery(**{"filter": filter, "days": 1, "ranking": Ranking.HOT, "top": 10, "floor": 0} | given)


def entry(id: str = "2008.10599", **given: Any) -> Entry:
    seen = given.pop("mentions", (mention(id, reposts=51, likes=216),))
    return Entry(
        **{
            "id": PaperId(id),
            "title": f"A Title of {id}",
            "authors": ("Ada Lovelace", "Alan Turing"),
            "categories": ("cs.CV", "cs.LG"),
            "summary": "We propose a thing.",
            "abstract": "Something is hard. We propose a thing. It works.",
            "score": 71.5,
            "reasons": ("X 267 (top 3%)",),
            "engagement": tuple((m.source, m.engagement) for m in seen),
            "mentions": seen,
            "url": f"https://arxiv.org/abs/{id}",
            "pdf": f"https://arxiv.org/pdf/{id}",
        }
        | given
    )


def digest(*entries: Entry, **given: Any) -> Digest:
    return Digest(
        **{
            "date": DAY,
            "choices": choices(),
            "as_of": NOON,
            "sources": (SourceHealth("arxiv", ok=True, as_of=NOON), SourceHealth("x", ok=True, as_of=NOON)),
            "entries": entries or (entry(),),
        }
        | given
    )


def bulletin(*entries: ReportEntry, **given: Any) -> Report:
    told = entries or (bulletin_entry(), bulletin_entry("2008.10598", name="Kettle", latex="", row=(), kinds=()))
    return Report(**{"date": DAY, "dates": "19–25 August 2020", "entries": told, "slides": "{}"} | given)


def bulletin_entry(id: str = "2008.10599", **given: Any) -> ReportEntry:
    return ReportEntry(
        **{
            "id": PaperId(id),
            "name": "Teapot",
            "title": f"A Title of {id}",
            "url": f"https://arxiv.org/abs/{id}",
            "html": f"https://arxiv.org/html/{id}",
            "ideas": ("We pour from the spout.", "The lid stays on."),
            "label": "The whole loss function",
            "latex": r"L = L_{a} + \lambda L_{b}",
            "row": (("Method", "Teapot (ours)"), ("Accuracy", "91.2"), ("F1", "88.0")),
            "kinds": (PickKind.EQUATION, PickKind.TABLE),
        }
        | given
    )


def mixed_digest() -> Digest:
    """A paper that all places talk about, one that no one does, and a source that did not answer."""
    story = mention(source="hackernews", likes=210, author="p_g", url="https://news.ycombinator.com/item?id=1")
    page = mention(source="huggingface", likes=48, author="", url="https://huggingface.co/papers/2008.10599")
    talked_about = entry(mentions=(mention(reposts=51, likes=216), story, page), code="https://github.com/a/b")
    quiet = entry("2008.10598", mentions=(), reasons=())
    return digest(talked_about, quiet, sources=(SourceHealth("hackernews", ok=False),))


def post(platform: str = "slack", **given: Any) -> Post:
    return Post(
        **{
            "id": 1,
            "token": "0123456789abcdef01234567",
            "destination": Destination(platform, "T0FAKE", "C0GENERAL"),
            "digest": digest(),
            "position": 0,
            "kind": PostKind.PARENT,
        }
        | given
    )
