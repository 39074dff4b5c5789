"""Count the papers of a period that a filter matches, and find words that no stored paper has. No own table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlite_utils import Database

from bot.arxiv import categories
from bot.models.digest import Filter
from bot.models.papers import PaperId
from bot.selection import word_match
from bot.selection.word_match import SearchText, SoughtWord, SoughtWords
from bot.store.tables import paper_texts, word_index

MAX_CHECKED = 2_000  # papers that the index finds; with more, a word counts as found
MAX_PENDING = 300  # papers whose texts are read as they are


def count(db: Database, wanted: Filter, since: date, until: date) -> int:
    """Return how many papers announced as new or cross-listed in a period a filter matches."""
    rows = db.execute(
        """select number, id, categories from papers where id in
        (select paper from announcements where date >= ? and date <= ? and type in ('new', 'cross'))""",
        [since.isoformat(), until.isoformat()],
    )
    listed = [(number, PaperId(id), tuple(found.split())) for number, id, found in rows]
    numbers = [number for number, _, _ in listed]
    if wanted.words or wanted.authors:
        return len(word_index.matching(db, wanted, numbers))
    found = {id for _, id, own in listed if not wanted.categories or categories.matches(own, wanted.categories)}
    for word in wanted.excluded:
        found -= {paper.id for paper in word_index.matching(db, Filter(wanted.categories, (word,)), numbers)}
    return len(found)


def unknown_words(db: Database, words: Sequence[str]) -> list[str]:
    """Return the words of a filter that no stored paper has, in any form, alone or as one word with a neighbor.

    In doubt a word is not among them: while many papers aren't in the index yet, none is.
    """
    if not words or paper_texts.count_pending(db) > MAX_PENDING:
        return []
    waiting = [each.number for each in paper_texts.pending(db, MAX_PENDING)]
    pending = [text for _, text in word_index.texts(db, waiting)]
    sought = word_match.all_sought(words, word_index.KnownWords(db, pending))
    together = zip(sought.joined, (*sought.joined[1:], ""), strict=True)
    return [
        word
        for word, each, joined in zip(words, sought.words, together, strict=True)
        if not any(joined) and not _is_anywhere(db, each, pending)
    ]


def _is_anywhere(db: Database, word: SoughtWord, pending: Iterable[SearchText]) -> bool:
    if any(word.is_in(text) for text in pending):
        return True
    found = db.execute(
        "select rowid from papers_fts where papers_fts match ? order by rowid desc limit ?",
        [word_index.expression(SoughtWords((word,), ("",))), MAX_CHECKED],
    ).fetchall()
    if len(found) == MAX_CHECKED:
        return True
    return any(word.is_in(text) for _, text in word_index.texts(db, [number for (number,) in found]))
