"""Tables `paper_texts`, `pending_texts` and `papers_fts`: texts made once of each paper version, and their index.

A paper whose texts are not made yet is pending. Until then they are made whenever they are needed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from bot.models.papers import Paper, PaperTexts
from bot.store.tables import title_keys
from bot.store.tables.paper_rows import FROM_PAPERS, SELECTED, WITH_TEXTS, read_paper
from bot.text import folding


@dataclass(frozen=True, slots=True)
class PendingPaper:
    """A paper whose texts are to be made. One stored by an earlier version is renewed first."""

    number: int
    paper: Paper
    is_renewed: bool = False


def pending(db: Database, limit: int) -> list[PendingPaper]:
    """Return pending papers, newest first."""
    rows = db.execute(
        f"""select w.number, w.renewed, {SELECTED}
        from pending_texts w join papers p on p.number = w.number {WITH_TEXTS}
        order by w.number desc limit ?""",
        [limit],
    )
    return [PendingPaper(number, read_paper(tuple(paper)), bool(renewal)) for number, renewal, *paper in rows]


def count_pending(db: Database) -> int:
    """Return the number of pending papers."""
    (count,) = db.execute("select count(*) from pending_texts").fetchone()
    return int(count)


def save(db: Database, made: Iterable[tuple[PendingPaper, Paper, PaperTexts]]) -> int:
    """Store the texts of pending papers, with the papers as they were renewed. Return how many were stored.

    A paper that changed since it was read stays pending.
    """
    current = [each for each in made if _is_unchanged(db, each[0])]
    _renew(db, [(before.number, paper) for before, paper, _ in current if before.paper != paper])
    discard(db, [before.number for before, _, _ in current])
    for before, paper, texts in current:
        folded = folding.unpack(texts.folded)
        db.execute("insert into paper_texts values (?, ?, ?, ?, ?, ?)", _row(before.number, paper, texts))
        db.execute(
            "insert into papers_fts (rowid, title, abstract, authors) values (?, ?, ?, ?)",
            [before.number, folded.title, folded.abstract, folded.authors],
        )
        db.execute("delete from pending_texts where number = ?", [before.number])
    return len(current)


def discard(db: Database, numbers: Sequence[int]) -> None:
    """Delete the texts of papers from table and index, which needs them once more for that."""
    for number in numbers:
        row = db.execute("select folded from paper_texts where number = ?", [number]).fetchone()
        if row:
            folded = folding.unpack(row[0])
            db.execute(
                "insert into papers_fts (papers_fts, rowid, title, abstract, authors) values ('delete', ?, ?, ?, ?)",
                [number, folded.title, folded.abstract, folded.authors],
            )
            db.execute("delete from paper_texts where number = ?", [number])


def _is_unchanged(db: Database, before: PendingPaper) -> bool:
    row = db.execute(
        f"select {SELECTED} from {FROM_PAPERS} where p.number = ? and p.number in (select number from pending_texts)",
        [before.number],
    ).fetchone()
    return row is not None and read_paper(row) == before.paper


def _renew(db: Database, changed: Sequence[tuple[int, Paper]]) -> None:
    for number, paper in changed:
        db.execute(
            """update papers set title = ?, abstract = ?, authors = ?, comment = ?, journal = ?, withdrawn = ?
            where number = ?""",
            [
                paper.title,
                paper.abstract,
                json.dumps(paper.authors, ensure_ascii=False),
                paper.comment,
                paper.journal,
                int(paper.withdrawn),
                number,
            ],
        )
    title_keys.remember(db, [(paper.id, paper.title) for _, paper in changed])


def _row(number: int, paper: Paper, texts: PaperTexts) -> list[object]:
    return [
        number,
        None if texts.title == paper.title else texts.title,
        None if texts.authors == paper.authors else json.dumps(texts.authors, ensure_ascii=False),
        None if texts.abstract == paper.abstract else texts.abstract,
        texts.summary,
        texts.folded,
    ]
