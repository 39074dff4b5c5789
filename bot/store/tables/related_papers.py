"""Find similar papers in `papers_fts` by the rare words of a title, and list the titles of `papers`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlite_utils import Database

from bot.models.papers import Paper, PaperId
from bot.store.tables.paper_rows import SELECTED, WITH_TEXTS, read_paper
from bot.store.tables.word_index import IN_TEXTS
from bot.text import folding
from bot.text.readable import folded

WORDS = re.compile(r"[^\W\d_]{3,}")
MAX_WORDS = 16  # of a title that are considered
RAREST = 6  # rarest of them that are searched for
COMMON = 1500  # papers with a word that make it common, and the search slow
WIDER = 4  # times the limit are read, so that papers in the same category can come first


def near(db: Database, paper: Paper, limit: int) -> list[Paper]:
    """Return papers that share the rarest words of a title, those in one of its categories first, nearest first."""
    title = folding.unpack(folded(paper)).title
    rare = _rarest(db, dict.fromkeys(WORDS.findall(title)[:MAX_WORDS]))
    if not rare:
        return []
    sought = " OR ".join(f'"{word}"' for word in rare)
    rows = db.execute(
        f"""select {SELECTED} from papers_fts join papers p on p.number = papers_fts.rowid {WITH_TEXTS}
        where papers_fts match ? and p.id != ? order by bm25(papers_fts, 10, 1, 0), p.id limit ?""",
        [f"{IN_TEXTS} : ({sought})", paper.id, limit * WIDER],
    )
    found = [read_paper(row) for row in rows]
    return sorted(found, key=lambda other: set(other.categories).isdisjoint(paper.categories))[:limit]


def titles(db: Database, limit: int) -> list[tuple[PaperId, str]]:
    """Return the ids and titles of the newest papers, newest first."""
    rows = db.execute("select id, title from papers order by number desc limit ?", [limit])
    return [(PaperId(id), title) for id, title in rows]


def _rarest(db: Database, words: Iterable[str]) -> list[str]:
    """Return the words that occur in some, but few papers, rarest first."""
    counts = {word: _count(db, word) for word in words}
    rare = [word for word, count in counts.items() if 1 < count < COMMON]
    return sorted(rare, key=lambda word: counts[word])[:RAREST]


def _count(db: Database, word: str) -> int:
    (count,) = db.execute(
        "select count(*) from (select 1 from papers_fts where papers_fts match ? limit ?)",
        [f'{IN_TEXTS} : "{word}"', COMMON],
    ).fetchone()
    return int(count)
