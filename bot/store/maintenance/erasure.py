"""Erase a person or a workspace, and then the traces that SQLite leaves of deleted rows.

Whose a row is, its columns say: ``platform, workspace, user`` make it a person's, ``platform, workspace, channel`` a
place's, ``platform, workspace`` a workspace's. A table with these is erased without being named here.
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
"""What people are told of, by table, in this order."""
OWNED = ("subscriptions", "dismissed")
"""Where somebody's name stands on what is a channel's."""


def erase_person(db: Database, who: tuple[str, str, str], direct: Collection[str], now: datetime) -> dict[str, int]:
    """Erase everything about a person, who is a platform, a workspace and a user, and what is in *direct* channels.

    Returns how much of what it was; where nothing was, it is not named. A channel's digest that they set up stays the
    channel's, without their name.
    """
    erasure_log.remember(db, *who)
    channels = {*direct, *_direct_channels(db, who)}
    erased = Counter(subscriptions=_count(db, f"from subscriptions where {_OWNS} and not is_channel and active", who))
    _delete(db, "subscriptions", f"{_OWNS} and not is_channel", who)
    for table in _tables_with(db, "user"):
        erased[table] += _delete(db, table, _WHO_EVERYWHERE, who)
    for table in _tables_with(db, "channel"):
        erased[table] += sum(_delete(db, table, _THERE, (*who[:2], channel)) for channel in channels)
    erased["names"] = _erase_name(db, who)
    _finish(db, now)
    return _told(erased)


def erase_workspace(db: Database, platform: str, name: str, now: datetime) -> dict[str, int]:
    """Erase everything of a workspace; return how much of what it was."""
    if not name:
        raise ValueError("no workspace is called nothing; that is where people of no workspace are")
    erasure_log.remember(db, platform, name)
    erased = Counter({table: _delete(db, table, _OF, (platform, name)) for table in _tables_with(db, "workspace")})
    _finish(db, now)
    return _told(erased)


def replay_erasures(db: Database, known: Collection[Erasure], now: datetime) -> int:
    """Erase again whom *known* erasures are of, and return how many people and workspaces that were."""
    gone = [place for place in _workspaces(db) if any(erasure.is_of(*place) for erasure in known)]
    people = [who for who in _people(db) if any(erasure.is_of(*who) for erasure in known)]
    for place in gone:
        erase_workspace(db, *place, now)
    for who in people:
        erase_person(db, who, (), now)
    return len(gone) + len({(platform, user) for platform, _, user in people})


def removed(db: Database, before: datetime, now: datetime) -> list[workspaces.Removed]:
    """Erase the workspaces that we were removed from up to *before* and are not back in; return them."""
    gone = workspaces.gone_since(db, before)
    for tenant in gone:
        erase_workspace(db, tenant.platform, tenant.workspace, now)
    return gone


def rebuild_tables(db: Database) -> None:
    """Write all tables that tell of people and places anew. Foreign keys must be off.

    What SQLite's `secure_delete` does not reach goes with their old pages: it wipes deleted rows, but no copy that
    stayed behind when rows moved to another page before. https://www.sqlite.org/pragma.html#pragma_secure_delete
    """
    for table in sorted(_personal(db)):
        db.execute(f"create temp table kept as select * from {table}")
        db.execute(f"delete from {table}")
        db.execute(f"insert into {table} select * from kept")
        db.execute("drop table kept")


def unfinished(db: Database) -> int:
    """Return the number of the newest erasure whose traces may be left, 0 if there is none."""
    return _count(db, "from traces", (), "coalesce(max(number), 0)")


def finished(db: Database, number: int) -> None:
    """Remember that no trace is left of the erasures up to *number*."""
    db.execute("delete from traces where number <= ?", [number])


def _people(db: Database) -> set[tuple[str, str, str]]:
    """Return everybody by platform, workspace and id; each also as somebody of no workspace."""
    rows = [
        row
        for table in OWNED
        for row in db.execute(f"select distinct platform, workspace, owner from {table} where owner != ''")
    ]
    for table in _tables_with(db, "user"):
        rows += db.execute(f"select distinct platform, workspace, user from {table}").fetchall()
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
        union select channel from subscriptions where {_OWNS} and not is_channel""",
        [*who, *who],
    )
    return {channel for (channel,) in rows}


def _erase_name(db: Database, who: tuple[str, str, str]) -> int:
    """Erase whose wish channels' digests were, in all workspaces if the person belongs to none; return of how many.

    So is forgotten who said that a paper is not for a channel: that stays said.
    """
    erased = [
        db.execute(
            f"update {table} set owner = '' where platform = ?1 and ?2 in (workspace, '') and owner = ?3", who
        ).rowcount
        for table in OWNED
    ]
    return erased[0]


def _finish(db: Database, now: datetime) -> None:
    """Drop digests that were sent to nobody else, and remember that there are traces."""
    db.execute("delete from digests where number not in (select digest from deliveries)")
    db.execute("insert into traces (at) values (?)", [to_text(now)])


def _tables_with(db: Database, column: str) -> list[str]:
    """Return the tables that say platform, workspace and *column* of a row."""
    return [
        name for name in db.table_names() if {"platform", "workspace", column} <= db.table(name).columns_dict.keys()
    ]


def _personal(db: Database) -> set[str]:
    """Return the tables that name workspaces, and all that refer to them or are referred to, however indirectly."""
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
_WHO = f"{_OF} and user = ?"
_WHO_EVERYWHERE = "platform = ?1 and ?2 in (workspace, '') and user = ?3"  # who belongs to none is of all
_OWNS = f"{_OF} and owner = ?"
_THERE = f"{_OF} and channel = ?"
