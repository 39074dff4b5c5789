"""A ledger: what was posted and shown where, as small text that says nothing to strangers.

A machine that keeps no files between two runs carries it over, beside a cache that may be lost. Destinations and
digests are keyed hashes, so the ledger can lie in a public repository.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database

from bot.errors import CommandError
from bot.models.digest import Destination, DigestQuery
from bot.models.papers import PaperId
from bot.store.tables import installation, outbox, shown_papers
from bot.store.timestamps import from_text, to_text

VERSION = 1
KEPT = timedelta(days=60)  # how long a shown paper and a posted digest are kept
NOT_A_LEDGER = "This isn't a ledger of hotpapers, or one of a newer version."


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """One destination: the keys of its posted digests, and its shown papers with time and score."""

    posted: tuple[str, ...] = ()
    shown: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All destinations, by their keys."""

    version: int = VERSION
    places: dict[str, LedgerPlace] = field(default_factory=dict)


_LEDGER = TypeAdapter(Ledger)


def parse(text: str) -> Ledger:
    """Read a ledger; an empty text is an empty one. Raises CommandError."""
    if not text.strip():
        return Ledger()
    try:
        ledger = _LEDGER.validate_json(text)
    except ValidationError as error:
        raise CommandError(NOT_A_LEDGER) from error
    if ledger.version != VERSION:
        raise CommandError(NOT_A_LEDGER)
    return ledger


def write(ledger: Ledger) -> str:
    """Return a ledger as text, the same for the same content."""
    return json.dumps(asdict(ledger), indent=1, sort_keys=True) + "\n"


def export(db: Database, now: datetime) -> Ledger:
    """Return what the database knows. Digests with a message that still waits are left out: they are looked up."""
    since = now - KEPT
    posted = db.execute(
        """select platform, workspace, channel, date, choices from deliveries d where date >= ? and not exists
        (select 1 from posts where delivery = d.number and state not in ('done', 'dead')) and exists
        (select 1 from posts where delivery = d.number and (state = 'done' or tries > 0)) order by number""",
        [since.date().isoformat()],
    ).fetchall()
    shown = db.execute(
        """select platform, workspace, channel, paper, at, score
        from shown_lists s join list_papers p on p.list = s.list where at >= ? order by at, paper""",
        [to_text(since)],
    ).fetchall()
    places = {row[:3] for row in (*posted, *shown)}
    return Ledger(
        places={
            _key(db, *place): LedgerPlace(
                tuple(sorted({_key(db, *row) for row in posted if row[:3] == place})),
                tuple((paper, at, score) for *there, paper, at, score in shown if tuple(there) == place),
            )
            for place in places
        }
    )


def load(db: Database, ledger: Ledger, destination: Destination, now: datetime) -> LedgerPlace:
    """Add what the ledger knows of a destination. Digests of today are then looked up before they are posted."""
    place = (destination.platform, destination.workspace, destination.channel)
    found = ledger.places.get(_key(db, *place), LedgerPlace())
    keys = [(key,) for key in found.posted]
    db.conn.executemany("insert into posted_elsewhere values (?) on conflict do nothing", keys)
    for at, shown in groupby(sorted(found.shown, key=itemgetter(1)), key=itemgetter(1)):
        papers = shown_papers.as_list((PaperId(paper), score) for paper, _, score in shown)
        shown_papers.remember(db, destination, papers, from_text(at))
    installation.forget_before(db, now)
    return found


def has_posted(db: Database, destination: Destination, day: date, choices: DigestQuery) -> bool:
    """Return whether a ledger said that this digest was posted."""
    key = _key(db, *outbox.identity(destination, day, choices))
    return db.execute("select 1 from posted_elsewhere where key = ?", [key]).fetchone() is not None


def _key(db: Database, *parts: str) -> str:
    secret = installation.read(db).id.encode()
    return blake2b(json.dumps(parts).encode(), digest_size=16, key=secret).hexdigest()
