"""Render the digest as JSON. Pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from adapters.site.days import asked
from bot.models.digest import Digest, Entry
from bot.models.papers import Engagement, Mention, SourceHealth


def render(digest: Digest) -> str:
    """Return *digest* as JSON text with a final newline."""
    return json.dumps(as_json(digest), ensure_ascii=False, indent=2) + "\n"


def as_json(digest: Digest) -> dict[str, Any]:
    """Return *digest* as a dict. Instants look like ``2020-08-26T09:12:07Z``."""
    return {
        "date": digest.date.isoformat(),
        "categories": list(digest.choices.filter.categories),
        "choices": asked(digest),
        "as_of": instant(digest.as_of),
        "sources": [_source(source) for source in digest.sources],
        "entries": [_entry(rank, entry) for rank, entry in digest.numbered()],
    }


def instant(moment: datetime) -> str:
    """Return an instant in UTC as RFC 3339: ``2020-08-26T09:12:07Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _source(source: SourceHealth) -> dict[str, Any]:
    as_of = instant(source.as_of) if source.as_of else None
    return {"name": source.name, "ok": source.ok, "as_of": as_of, "error": source.error}


def _entry(rank: int, entry: Entry) -> dict[str, Any]:
    return {
        "rank": rank,
        "id": entry.id,
        "title": entry.title,
        "authors": list(entry.authors),
        "categories": list(entry.categories),
        "summary": entry.summary,
        "summary_by": entry.maker,
        "score": entry.score,
        "reasons": list(entry.reasons),
        "engagement": {source: _counts(seen) for source, seen in entry.engagement},
        "url": entry.url,
        "pdf": entry.pdf,
        "mentions": [_mention(mention) for mention in entry.mentions],
    }


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "source": mention.source,
        "id": mention.id,
        "url": mention.url,
        "author": mention.author,
        "created": instant(mention.created),
        **_counts(mention.engagement),
    }


def _counts(seen: Engagement) -> dict[str, int]:
    return {"reposts": seen.reposts, "likes": seen.likes, "replies": seen.replies}
