"""What people keep, what they do not want to see, where we write to them; and how all of it is erased."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.models import Destination, PaperId
from bot.store import erasures, shown
from bot.store.instants import written


def save_paper(db: Database, platform: str, workspace: str, user: str, paper: PaperId, now: datetime) -> bool:  # noqa: PLR0913, PLR0917 - a person is three of them
    """Put a paper on a person's reading list; False if it is there already."""
    cursor = db.execute(
        "insert into saved values (?, ?, ?, ?, ?) on conflict do nothing",
        [platform, workspace, user, paper, written(now)],
    )
    return cursor.rowcount == 1


def unsave_paper(db: Database, platform: str, workspace: str, user: str, paper: PaperId) -> bool:
    """Take a paper off a person's reading list; False if it is not there."""
    cursor = db.execute(f"delete from saved where {_WHO} and paper = ?", [platform, workspace, user, paper])
    return cursor.rowcount == 1


def saved(db: Database, platform: str, workspace: str, user: str) -> list[PaperId]:
    """Return a person's reading list, newest first."""
    rows = db.execute(f"select paper from saved where {_WHO} order by at desc, paper desc", [platform, workspace, user])
    return [PaperId(paper) for (paper,) in rows]


def dismiss(db: Database, destination: Destination, paper: PaperId) -> bool:
    """Remember that a paper is not for this place; False if that is known."""
    cursor = db.execute(
        "insert into dismissed values (?, ?, ?, ?) on conflict do nothing", [*_place(destination), paper]
    )
    return cursor.rowcount == 1


def dismissed(db: Database, destination: Destination) -> set[PaperId]:
    """Return the papers that are not for this place."""
    rows = db.execute(f"select paper from dismissed where {_THERE}", _place(destination))
    return {PaperId(paper) for (paper,) in rows}


def unwanted(db: Database, destination: Destination) -> set[PaperId]:
    """Return the papers that must not come to a place: those it was shown, and those that are not for it."""
    return shown.papers(db, destination) | dismissed(db, destination)


def remember_direct(db: Database, platform: str, workspace: str, user: str, channel: str) -> None:
    """Remember the channel through which we write to a person."""
    db.execute(
        "insert into directs values (?, ?, ?, ?) on conflict do update set channel = excluded.channel",
        [platform, workspace, user, channel],
    )


def direct(db: Database, platform: str, workspace: str, user: str) -> str | None:
    """Return the channel through which we write to a person, if it is known."""
    row = db.execute(f"select channel from directs where {_WHO}", [platform, workspace, user]).fetchone()
    return None if row is None else str(row[0])


def erase(db: Database, platform: str, workspace: str, user: str) -> dict[str, int]:
    """Erase everything about a person, and say how much of what it was; where nothing was, it is not named.

    A channel's digest that they set up stays the channel's, without their name.
    """
    erasures.remember(db, platform, workspace, user)
    who = [platform, workspace, user]
    channels = db.execute(
        f"""select channel from directs where {_WHO}
        union select channel from subscriptions where {_OWNS} and not is_channel""",
        [*who, *who],
    ).fetchall()
    erased = {"subscriptions": _count(db, f"from subscriptions where {_OWNS} and not is_channel and active", who)}
    _delete(db, f"from subscriptions where {_OWNS} and not is_channel", who)
    erased["saved papers"] = _delete(db, f"from saved where {_WHO}", who)
    for (channel,) in channels:
        for name, number in _erase_place(db, [platform, workspace, channel]).items():
            erased[name] = erased.get(name, 0) + number
    erased["direct channels"] = _delete(db, f"from directs where {_WHO}", who)
    erased["names on channel digests"] = _erase_name(db, who)
    return {name: number for name, number in erased.items() if number}


def _erase_place(db: Database, place: list[str]) -> dict[str, int]:
    """Erase what was sent to a direct channel, what waits for it, and what was not wanted there."""
    erased = {
        "digests sent": _delete(db, f"from deliveries where {_THERE}", place),
        "papers shown": _delete(db, f"from shown where {_THERE}", place),
        "dismissed papers": _delete(db, f"from dismissed where {_THERE}", place),
    }
    _delete(db, f"from welcomes where {_THERE}", place)
    _delete(db, "from digests where number not in (select digest from deliveries)", [])
    return erased


def _erase_name(db: Database, who: list[str]) -> int:
    """Erase whose wish channels' digests were, in all workspaces if the person belongs to none."""
    return db.execute(
        "update subscriptions set owner = '' where platform = ?1 and ?2 in (workspace, '') and owner = ?3", who
    ).rowcount


def _count(db: Database, what: str, values: list[str]) -> int:
    (number,) = db.execute(f"select count(*) {what}", values).fetchone()
    return int(number)


def _delete(db: Database, what: str, values: list[str]) -> int:
    return db.execute(f"delete {what}", values).rowcount


def _place(destination: Destination) -> list[str]:
    return [destination.platform, destination.workspace, destination.channel]


_WHO = "platform = ? and workspace = ? and user = ?"
_OWNS = "platform = ? and workspace = ? and owner = ?"
_THERE = "platform = ? and workspace = ? and channel = ?"
