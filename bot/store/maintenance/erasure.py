"""Erase a person or a workspace, and then the traces that SQLite leaves of deleted rows.

The columns of a table say who owns a row: ``platform, workspace, person`` a person, ``platform, workspace, channel`` a
destination, ``platform, workspace`` a workspace. Tables with such columns are erased without being named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlite_utils import Database

from bot.store.tables import erasure_log, workspaces
from bot.store.tables.erasure_log import Erasure
from bot.store.timestamps import to_text

WORDS = {
    "subscriptions": "subscriptions",
    "saved": "saved papers",
    "deliveries": "digests sent",
    "shown": "papers shown",
    "dismissed": "dismissed papers",
    "likes": "saves and reactions counted for your team",
    "directs": "direct channels",
    "zones": "time zones",
    "names": "names on channel digests",
}
"""The tables that the result counts, in this order, with the words for their rows."""
OWNED = ("subscriptions", "dismissed")
"""Tables whose rows can belong to a channel and name a person as owner."""


def erase_person(db: Database, who: tuple[str, str, str], direct: Collection[str], now: datetime) -> dict[str, int]:
    """Erase a person, given as (platform, workspace, user), and the *direct* channels with them.

    Returns how many rows of each kind were erased; kinds without any are left out. A channel's digest that the person
    set up stays, without their name.
    """
    erasure_log.remember(db, *who)
    channels = {*direct, *_direct_channels(db, who)}
    erased = Counter(
        subscriptions=_count(db, f"from subscriptions where {_OWNS} and is_channel = 0 and active = 1", who)
    )
    _delete(db, "subscriptions", f"{_OWNS} and is_channel = 0", who)
    for table in _tables_with(db, "person"):
        erased[table] += _delete(db, table, _WHO_EVERYWHERE, who)
    for table in _tables_with(db, "channel"):
        erased[table] += sum(_delete(db, table, _THERE, (*who[:2], channel)) for channel in channels)
    erased["names"] = _erase_name(db, who)
    _finish(db, now)
    return _told(erased)


def erase_workspace(db: Database, platform: str, name: str, now: datetime) -> dict[str, int]:
    """Erase everything of a workspace. Return how many rows of each kind were erased."""
    if not name:
        raise ValueError("no workspace is called nothing; that is where people of no workspace are")
    erasure_log.remember(db, platform, name)
    erased = Counter({table: _delete(db, table, _OF, (platform, name)) for table in _tables_with(db, "workspace")})
    _finish(db, now)
    return _told(erased)


def replay_erasures(db: Database, known: Collection[Erasure], now: datetime) -> int:
    """Apply *known* erasures again. Return how many people and workspaces were erased."""
    gone = [place for place in _workspaces(db) if any(erasure.is_of(*place) for erasure in known)]
    people = [who for who in _people(db) if any(erasure.is_of(*who) for erasure in known)]
    for place in gone:
        erase_workspace(db, *place, now)
    for who in people:
        erase_person(db, who, (), now)
    return len(gone) + len({(platform, user) for platform, _, user in people})


def removed(db: Database, before: datetime, now: datetime) -> list[workspaces.Removed]:
    """Erase the workspaces that the bot was removed from up to *before* and has not returned to. Return them."""
    gone = workspaces.gone_since(db, before)
    for tenant in gone:
        erase_workspace(db, tenant.platform, tenant.workspace, now)
    return gone


def rebuild_tables(db: Database) -> None:
    """Rewrite all tables with personal data. Foreign keys must be off.

    SQLite's `secure_delete` wipes deleted rows, but not the copies left behind when rows moved to another page before.
    They go with the old pages. https://www.sqlite.org/pragma.html#pragma_secure_delete
    """
    for table in sorted(_personal(db)):
        db.execute(f"create temp table kept as select * from {table}")
        db.execute(f"delete from {table}")
        db.execute(f"insert into {table} select * from kept")
        db.execute("drop table kept")


def unfinished(db: Database) -> int:
    """Return the number of the newest erasure that may have left traces; 0 if there is none."""
    return _count(db, "from traces", (), "coalesce(max(number), 0)")


def finished(db: Database, number: int) -> None:
    """Remember that the erasures up to *number* have left no trace."""
    db.execute("delete from traces where number <= ?", [number])


def _people(db: Database) -> set[tuple[str, str, str]]:
    """Return all people as (platform, workspace, user), and each also with an empty workspace."""
    rows = [
        row
        for table in OWNED
        for row in db.execute(f"select distinct platform, workspace, owner from {table} where owner != ''")
    ]
    for table in _tables_with(db, "person"):
        rows += db.execute(f"select distinct platform, workspace, person from {table}").fetchall()
    return {(platform, place, user) for platform, workspace, user in rows for place in (workspace, "")}


def _workspaces(db: Database) -> set[tuple[str, str]]:
    rows = [
        row
        for table in _tables_with(db, "workspace")
        for row in db.execute(f"select distinct platform, workspace from {table} where workspace != ''")
    ]
    return {(platform, workspace) for platform, workspace in rows}


def _direct_channels(db: Database, who: tuple[str, str, str]) -> set[str]:
    rows = db.execute(
        f"""select channel from directs where {_WHO}
        union select channel from subscriptions where {_OWNS} and is_channel = 0""",
        [*who, *who],
    )
    return {channel for (channel,) in rows}


def _erase_name(db: Database, who: tuple[str, str, str]) -> int:
    """Remove a person's name from rows of channels, in all workspaces if theirs is empty. Return the number of digests.

    A dismissal stays, but no longer says who made it.
    """
    erased = [
        db.execute(
            f"update {table} set owner = '' where platform = ? and ? in (workspace, '') and owner = ?", who
        ).rowcount
        for table in OWNED
    ]
    return erased[0]


def _finish(db: Database, now: datetime) -> None:
    """Delete digests without a delivery, and remember that traces are left."""
    db.execute("delete from digests where number not in (select digest from deliveries)")
    db.execute("insert into traces (at) values (?)", [to_text(now)])


def _tables_with(db: Database, column: str) -> list[str]:
    """Return the tables with the columns platform, workspace and *column*."""
    return [
        name for name in db.table_names() if {"platform", "workspace", column} <= db.table(name).columns_dict.keys()
    ]


def _personal(db: Database) -> set[str]:
    """Return the tables that name workspaces, and all connected to them by foreign keys, also indirectly."""
    refers = {name: {key.other_table for key in db.table(name).foreign_keys} for name in db.table_names()}
    found = set(_tables_with(db, "workspace"))
    while more := _neighbours(found, refers) - found:
        found |= more
    return found


def _neighbours(found: set[str], refers: Mapping[str, set[str]]) -> set[str]:
    return {name for name, others in refers.items() if others & found}.union(*(refers[name] for name in found))


def _told(erased: Counter[str]) -> dict[str, int]:
    return {words: erased[table] for table, words in WORDS.items() if erased[table]}


def _count(db: Database, what: str, values: tuple[str, ...], of: str = "count(*)") -> int:
    (number,) = db.execute(f"select {of} {what}", values).fetchone()
    return int(number)


def _delete(db: Database, table: str, condition: str, values: tuple[str, ...]) -> int:
    return db.execute(f"delete from {table} where {condition}", values).rowcount


_OF = "platform = ? and workspace = ?"
_WHO = f"{_OF} and person = ?"
_WHO_EVERYWHERE = "platform = ? and ? in (workspace, '') and person = ?"  # an empty workspace means all
_OWNS = f"{_OF} and owner = ?"
_THERE = f"{_OF} and channel = ?"
