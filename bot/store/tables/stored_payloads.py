"""What buttons ask, or open, at more length than a platform lets them carry: they carry a key, and the text is here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlite_utils import Database

from bot.store.timestamps import to_text


def keep(db: Database, who: tuple[str, str, str], texts: Mapping[str, str], now: datetime) -> None:
    """Keep *texts* by their keys for a platform's, workspace's user; what was kept already is kept from now on."""
    rows = [(*who, key, text, to_text(now)) for key, text in texts.items()]
    db.conn.executemany("insert or replace into long_texts values (?, ?, ?, ?, ?, ?)", rows)


def find(db: Database, platform: str, key: str) -> str | None:
    """Return the text of a key, whosever it is: everybody may press what is shown to all."""
    row = db.execute("select text from long_texts where platform = ? and key = ?", [platform, key]).fetchone()
    return row[0] if row else None
