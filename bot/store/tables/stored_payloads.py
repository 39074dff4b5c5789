"""Table `long_texts`: commands of buttons whose id is too short for them. The id is a key to the row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from bot.store.timestamps import to_text


def keep(db: Database, who: tuple[str, str, str], texts: Mapping[str, str], now: datetime) -> None:
    """Store *texts* by key for a person: platform, workspace, user. Known keys start their retention again."""
    rows = [(*who, key, text, to_text(now)) for key, text in texts.items()]
    db.conn.executemany(
        """insert into long_texts values (?, ?, ?, ?, ?, ?)
        on conflict (platform, key, workspace, person) do update set text = excluded.text, at = excluded.at""",
        rows,
    )


def find(db: Database, platform: str, key: str) -> str | None:
    """Return the text of a key. The owner isn't checked, because a public button is open to all."""
    row = db.execute("select text from long_texts where platform = ? and key = ?", [platform, key]).fetchone()
    return row[0] if row else None
