"""Ask the index `papers_fts` of folded words which papers may match a filter, then check each exactly.

The index has the words in their singular, whatever separates them, so it finds too many and never too few. Papers whose
texts are still pending are not in it. They are all checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from sqlite_utils import Database

from bot.arxiv import categories
from bot.models.digest import Filter
from bot.models.papers import Paper
from bot.selection import word_match
from bot.selection.word_match import SearchText, SoughtWord, SoughtWords
from bot.store.tables.paper_rows import FROM_PAPERS, SELECTED, read_paper
from bot.text import keywords
from bot.text.keywords import Kind
from bot.text.normalize import WORD, author_names
from bot.text.plurals import singular

IN_TEXTS, IN_NAMES = "{title abstract}", "authors"
OUTLIERS = 300  # papers of a period that were stored long before the others, read without asking the index
NOTHING = "nothing"


class KnownWords:
    """The words that any paper has in title or abstract: one of the index, looked up once, or of the given texts."""

    def __init__(self, db: Database, pending: Iterable[SearchText] = ()) -> None:
        self._db = db
        self._known = {word: True for text in pending for word in WORD.findall(text.singular)}

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or not WORD.fullmatch(word):
            return False
        if word not in self._known:
            found = self._db.execute(
                "select 1 from papers_fts where papers_fts match ? limit 1", [f'{IN_TEXTS} : "{word}"']
            ).fetchone()
            self._known[word] = found is not None
        return self._known[word]


def matching(db: Database, wanted: Filter, numbers: Sequence[int]) -> list[Paper]:
    """Return those of some papers, given by number, that a filter wants."""
    pending = [*texts(db, pending_among(db, numbers))]
    known = KnownWords(db, (text for _, text in pending))
    words = word_match.all_sought(wanted.words, known)
    excluded = [word_match.sought(word, known) for word in wanted.excluded]
    candidates = possible(db, expression(words, wanted.authors), numbers)
    indexed = (each for each in texts(db, candidates) if each[0].texts)
    return [
        paper
        for paper, text in (*pending, *indexed)
        if (not wanted.categories or categories.matches(paper.categories, wanted.categories))
        and words.are_in(text)
        and is_by(paper, wanted.authors)
        and not any(word.is_in(text) for word in excluded)
    ]


def expression(words: SoughtWords, authors: Iterable[str] = (), *, or_names: bool = False) -> str:
    """Return what the index is asked for: every word, alone or as one with a neighbor, and every name."""
    together = [*words.joined[1:], ""]
    clauses = [
        _any_of([*_phrases(word), *_name(word, is_sought=or_names), *map(_in_texts, filter(None, pair))])
        for word, *pair in zip(words.words, words.joined, together, strict=False)
    ]
    clauses += [_all_of(author_names(author)[1]) for author in authors]
    return " AND ".join(filter(None, clauses))


def possible(db: Database, expression: str, numbers: Sequence[int]) -> list[int]:
    """Return those of some papers, given by number, that the index finds. A few more are among them."""
    if not expression or not numbers:
        return list(numbers)
    ordered = sorted(numbers)
    outliers = ordered[: min(OUTLIERS, len(ordered) // 20)]
    first, last = ordered[len(outliers)], ordered[-1]
    found = db.execute(
        "select rowid from papers_fts where papers_fts match ? and rowid between ? and ?", [expression, first, last]
    )
    return sorted({*outliers, *({number for (number,) in found} & {*numbers})})


def pending_among(db: Database, numbers: Sequence[int]) -> list[int]:
    """Return those of some papers whose texts are not made, and not in the index yet."""
    if not numbers:
        return []
    rows = db.execute("select number from pending_texts where number between ? and ?", [min(numbers), max(numbers)])
    return sorted({number for (number,) in rows} & {*numbers})


def texts(db: Database, numbers: Sequence[int]) -> Iterator[tuple[Paper, SearchText]]:
    """Yield papers, given by number, in that order, with the texts that words are looked for in."""
    rows = db.execute(
        f"select {SELECTED} from {FROM_PAPERS} where p.number in (select value from json_each(?)) order by p.number",
        [json.dumps(numbers)],
    )
    for row in rows:
        paper = read_paper(row)
        yield paper, SearchText(paper)


def is_by(paper: Paper, wanted: Iterable[str]) -> bool:
    """Return whether a paper has all wanted authors. Middle initials may be missing on either side."""
    sought = [author_names(author) for author in wanted]
    names = [author_names(author) for author in paper.authors] if sought else []
    return all(any(_is_same(author, name) for name in names) for author in sought)


def _is_same(wanted: tuple[str, str], name: tuple[str, str]) -> bool:
    (full, short), (own_full, own_short) = wanted, name
    return own_short == short if full == short else own_full in {full, short}


def _phrases(word: SoughtWord) -> list[str]:
    """Return what finds all texts with a word: its spellings, or for words as they are written their singulars."""
    text = word.keyword.text
    match word.keyword.kind:
        case Kind.FORMS:
            return [_in_texts(spelled) for spelled in word.spellings]
        case Kind.EXACT:
            return [" AND ".join(map(_written, WORD.findall(text))) or _in_texts(text)]
        case Kind.START:
            *before, start = WORD.findall(text)
            ends = [f"{_in_texts(start)} *", *map(_in_texts, keywords.start_readings(start))]
            return [" AND ".join([*map(_written, before), _any_of(ends)])]


def _written(word: str) -> str:
    """Find a word as it is written. The index has "gp" for "GPs", and "gps" as well."""
    return _any_of(dict.fromkeys([_in_texts(singular(word)), _in_texts(word)]))


def _name(word: SoughtWord, *, is_sought: bool) -> list[str]:
    names = WORD.findall(word.keyword.written)
    if not is_sought or not names:
        return []
    return [f'{IN_NAMES} : "{" ".join(names)}"{" *" if word.keyword.kind is Kind.START else ""}']


def _all_of(name: str) -> str:
    return " AND ".join(f'{IN_NAMES} : "{word}"' for word in WORD.findall(name))


def _any_of(phrases: Iterable[str]) -> str:
    return f"({' OR '.join(f'({phrase})' for phrase in phrases) or _in_texts(NOTHING * 9)})"


def _in_texts(phrase: str) -> str:
    return f'{IN_TEXTS} : "{" ".join(WORD.findall(phrase))}"'
