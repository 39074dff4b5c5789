"""Search papers by words, in title, abstract and authors: by the same rule for words as the filters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlite_utils import Database

from bot.models.papers import Paper
from bot.selection import word_match
from bot.selection.word_match import SearchText, SoughtWord, SoughtWords
from bot.store.tables import word_index
from bot.text.keywords import Kind
from bot.text.normalize import WORD, title_key

MAX_WORDS = 8  # in a query; more take time and find less
RANKED = 300  # of the newest matches, and of the newest with all words in the title; more are not looked at
PENDING = 300  # of the newest papers whose texts are pending
OF_TITLE = 50  # papers whose title begins with what was typed
COUNTED = 10_000  # papers with a word; of common words it doesn't matter how common they are
WORDS = re.compile(r'=["“”„«][^"“”„»]*["“”„»]|["“”„«](?P<phrase>[^"“”„»]*)["“”„»]|[^\s"“”„«»]+')
OF_COLUMNS = (10, 5, 1)  # what a word counts in title, authors and abstract
SATURATION, LENGTH = 1.2, 0.75  # of BM25
USUAL_LENGTH = 160  # words of title, abstract and authors


class _Match(NamedTuple):
    paper: Paper
    text: SearchText


def search(db: Database, text: str, limit: int) -> list[Paper]:
    """Return papers with all words of *text* in title, abstract or authors, best first. Any text is safe.

    Some hundreds of the newest matches are ranked, and of those with the words in the title.
    """
    typed = [match["phrase"] or match[0] for match in WORDS.finditer(text) if WORD.search(match[0])][:MAX_WORDS]
    if not typed:
        return []
    newest = db.execute("select number from pending_texts order by number desc limit ?", [PENDING])
    pending = [_Match(*each) for each in word_index.texts(db, [number for (number,) in newest])]
    words = word_match.all_sought(typed, word_index.KnownWords(db, (each.text for each in pending)))
    indexed = (_Match(*each) for each in word_index.texts(db, _possible(db, words, text)))
    both = [*pending, *(each for each in indexed if each.paper.texts)]
    found = [each for each in both if words.are_in(each.text, or_names=True)]
    weights = [_rarity(db, word) for word in words.words]
    key = title_key(text)
    ranked = sorted(
        found, key=lambda each: (title_key(each.paper.title) != key, -_score(each.text, words, weights), each.paper.id)
    )
    return [each.paper for each in ranked[:limit]]


def _possible(db: Database, words: SoughtWords, text: str) -> list[int]:
    """Return the numbers of the newest papers that may match, and of those that match in the title."""
    expression = word_index.expression(words, or_names=True)
    newest = "select rowid from papers_fts where papers_fts match ? order by rowid desc limit ?"
    found = {number for (number,) in db.execute(newest, [expression, RANKED])}
    if len(found) == RANKED:
        in_title = expression.replace(word_index.IN_TEXTS, "title")
        found |= {number for (number,) in db.execute(newest, [in_title, RANKED])}
    key = title_key(text)
    titled = db.execute(
        "select p.number from titles t join papers p on p.id = t.paper where t.key >= ? and t.key < ? limit ?",
        [key, f"{key}\U0010ffff", OF_TITLE],
    )
    return sorted(found | {number for (number,) in titled})


def _rarity(db: Database, word: SoughtWord) -> float:
    """Return how much finding a word tells."""
    alone = word_index.expression(SoughtWords((word,), ("",)), or_names=True)
    (count,) = db.execute(
        "select count(*) from (select 1 from papers_fts where papers_fts match ? limit ?)", [alone, COUNTED]
    ).fetchone()
    (papers,) = db.execute("select coalesce(max(number), 0) from papers").fetchone()
    return max(math.log((max(papers, count) - count + 0.5) / (count + 0.5)), 1e-6)


def _score(text: SearchText, words: SoughtWords, weights: Sequence[float]) -> float:
    """Return BM25 of the words, as SQLite counts it, https://sqlite.org/fts5.html#the_bm25_function."""
    columns = [text.folded.title, text.folded.authors, text.folded.abstract]
    length = sum(column.count(" ") + 1 for column in columns)
    base = SATURATION * (1 - LENGTH + LENGTH * length / USUAL_LENGTH)
    score = 0.0
    for word, weight in zip(words.words, weights, strict=True):
        counts = (_count(word, column) for column in columns)
        often = sum(worth * count for worth, count in zip(OF_COLUMNS, counts, strict=True))
        score += weight * often * (SATURATION + 1) / (often + base)
    return score


def _count(word: SoughtWord, column: str) -> int:
    """Return about how often a text has a word. What it matches exactly is known."""
    spellings: Iterable[str] = word.spellings if word.keyword.kind is Kind.FORMS else [word.keyword.text]
    return max((f" {column} ".count(spelled) for spelled in spellings), default=0)
