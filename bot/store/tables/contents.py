"""Tables `digests`, `entries` and `digest_entries`: what is delivered, each different content stored once.

A digest is known by a hash of its content. Its JSON has no entries: they are rows of their own, because the same paper
is in many digests. Reports, and digests of earlier versions, are stored whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from bot.limits.byte_cache import ByteCache
from bot.models.digest import Digest, Entry
from bot.models.report import Report
from bot.store.json_codecs import CONTENT_CODEC, ENTRY_CODEC, query_text
from bot.store.tables import shown_papers
from bot.store.tables.shown_papers import ShownList

REPORT = "report"
"""The value of column `choices` for a report."""

_CONTENTS: ByteCache[str, Digest | Report] = ByteCache(1 << 20)  # of JSON; in memory it takes about five times that
_ENTRIES: ByteCache[str, Entry] = ByteCache(1 << 20)


@dataclass(frozen=True, slots=True)
class EncodedEntry:
    """An entry as it is stored."""

    key: str
    body: str


@dataclass(frozen=True, slots=True)
class EncodedContent:
    """A digest or report as it is stored, with the date and query that identify it and the papers that it shows."""

    key: str
    body: str
    entries: tuple[EncodedEntry, ...]
    date: str
    choices: str
    shown: ShownList | None


def encode_entry(entry: Entry) -> EncodedEntry:
    """Return an entry as it is stored. Pure."""
    body = ENTRY_CODEC.dump_json(entry).decode()
    return EncodedEntry(_hash(body), body)


def encode(content: Digest | Report, entry_encoder: Callable[[Entry], EncodedEntry] = encode_entry) -> EncodedContent:
    """Return a digest or report as it is stored. Pure."""
    if isinstance(content, Report):
        body = CONTENT_CODEC.dump_json(content).decode()
        return EncodedContent(_hash(body), body, (), content.date.isoformat(), REPORT, None)
    entries = tuple(map(entry_encoder, content.entries))
    body = CONTENT_CODEC.dump_json(replace(content, entries=())).decode()
    key = _hash("\n".join([body, *(entry.key for entry in entries)]))
    choices = query_text(content.choices)
    return EncodedContent(key, body, entries, content.date.isoformat(), choices, shown_papers.paper_list(content))


def save(db: Database, content: EncodedContent) -> int:
    """Store a content unless it is stored already. Return its number."""
    known = db.execute("select number from digests where key = ?", [content.key]).fetchone()
    if known:
        return int(known[0])
    (number,) = db.execute(
        "insert into digests (key, body) values (?, ?) returning number", [content.key, content.body]
    ).fetchone()
    rows = [(number, position, _save_entry(db, entry)) for position, entry in enumerate(content.entries)]
    db.conn.executemany("insert into digest_entries values (?, ?, ?)", rows)
    return int(number)


def load(db: Database, number: int, note: str = "") -> Digest | Report:
    """Return a content by its number, with the *note* of one delivery."""
    (key,) = db.execute("select key from digests where number = ?", [number]).fetchone()
    return of_key(db, number, key, note)


def of_key(db: Database, number: int, key: str | None, note: str = "") -> Digest | Report:
    """Return a content like `load`. Its *key* is None if an earlier version stored it."""
    known = _CONTENTS.get(key) if key else None
    content = known or _read(db, number, key)
    return replace(content, note=" ".join(filter(None, [content.note, note]))) if note else content


def drop_unused(db: Database, digests: Iterable[int]) -> None:
    """Delete those of *digests* that no delivery refers to, and the entries that no other digest has."""
    for number in digests:
        if db.execute("select 1 from deliveries where digest = ? limit 1", [number]).fetchone():
            continue
        entries = db.execute("select entry from digest_entries where digest = ?", [number]).fetchall()
        db.execute("delete from digests where number = ?", [number])
        db.conn.executemany(
            """delete from entries where number = ?
            and not exists (select 1 from digest_entries where entry = entries.number)""",
            entries,
        )


def unused(db: Database) -> list[int]:
    """Return the digests that no delivery refers to."""
    rows = db.execute("select number from digests where number not in (select digest from deliveries)")
    return [int(number) for (number,) in rows]


def _save_entry(db: Database, entry: EncodedEntry) -> int:
    known = db.execute("select number from entries where key = ?", [entry.key]).fetchone()
    (number,) = (
        known
        or db.execute(
            "insert into entries (key, body) values (?, ?) returning number", [entry.key, entry.body]
        ).fetchone()
    )
    return int(number)


def _read(db: Database, number: int, key: str | None) -> Digest | Report:
    (body,) = db.execute("select body from digests where number = ?", [number]).fetchone()
    content = CONTENT_CODEC.validate_json(body)
    entries = db.execute(
        """select e.key, e.body from digest_entries d join entries e on e.number = d.entry
        where d.digest = ? order by d.position""",
        [number],
    )
    if isinstance(content, Digest) and (separate := tuple(_entry(*row) for row in entries)):
        content = replace(content, entries=separate)
    return _CONTENTS.put(key, content, len(body)) if key else content


def _entry(key: str, body: str) -> Entry:
    return _ENTRIES.get(key) or _ENTRIES.put(key, ENTRY_CODEC.validate_json(body), len(body))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
