"""The texts derived from a paper are made once, and the index of their words finds what the filters match."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.models.digest import Filter
from bot.pipeline import text_backfill
from bot.pipeline.text_backfill import make_texts
from bot.selection.inverted_index import InvertedIndex
from bot.store import Store, ingest
from bot.store.tables import mentions, paper_search, paper_texts, papers
from bot.text import readable
from tests.helpers import factories

BEFORE = Path(__file__).parents[1] / "data" / "version-0.1.0.sql"
TITLES = [
    "Fine-Tuning Language Models", "Finetuning of LLMs", "On fine tuning", "A fine instrument, tuning forks",
    "An LLM alone", "GPs for regression", "GPS receivers", "Policies and matrices", 'Schr\\"odinger bridges',
    "What GPT-4 knows", "Transformers everywhere", "Nothing alike",
]  # fmt: skip


async def save(store, *titles, **given):
    works = [factories.paper(f"2601.{n:05}", title=title, abstract="", **given) for n, title in enumerate(titles, 1)]
    await store.write(ingest.save, works, [factories.announcement(work.id) for work in works])
    return works


async def test_what_is_made_comes_with_the_paper_and_is_not_made_again(store):
    await save(store, "On $\\alpha$-nets")
    assert (await store.read(papers.lookup, "2601.00001")).texts is None

    made, again = await make_texts(store), await make_texts(store)

    paper = await store.read(papers.lookup, "2601.00001")
    assert (made, again) == (1, 0)
    assert paper.texts == readable.make(paper)
    assert paper.texts.title == "On α-nets"


async def test_a_saved_paper_is_made_anew_only_if_its_texts_changed(store):
    await save(store, "One", "Two")
    await make_texts(store)

    await save(store, "One", "Three", comment="12 pages")

    pending = await store.read(paper_texts.pending, 5)
    assert [each.paper.title for each in pending] == ["Three"]
    assert [paper.title for paper in await store.read(paper_search.search, "three", 5)] == ["Three"]
    assert await store.read(paper_search.search, "two", 5) == []
    await make_texts(store)
    assert [paper.title for paper in await store.read(paper_search.search, "three", 5)] == ["Three"]
    assert await store.read(paper_search.search, "two", 5) == []


async def test_a_paper_that_changes_while_its_texts_are_made_stays_pending(store):
    await save(store, "One")
    (read,) = await store.read(paper_texts.pending, 1)
    await save(store, "Two")

    stored = await store.write(paper_texts.save, [(read, read.paper, readable.make(read.paper))])

    assert stored == 0
    assert [each.paper.title for each in await store.read(paper_texts.pending, 5)] == ["Two"]


async def test_texts_are_made_in_small_pieces_the_newest_first(store, monkeypatch):
    monkeypatch.setattr(text_backfill, "PIECE", 2)
    await save(store, *TITLES)

    assert await make_texts(store, 3) == 3

    left = [each.paper.title for each in await store.read(paper_texts.pending, 20)]
    assert left == TITLES[-4::-1]


@pytest.mark.parametrize("is_made", [True, False], ids=["made", "pending"])
@pytest.mark.parametrize(
    "words",
    [
        ("fine tuning",), ("fine", "tuning"), ("finetuning",), ("fine-tuning",), ("=fine-tuning",), ("fine-tun*",),
        ("LLM",), ("LLMs",), ("=LLM",), ("LLM*",), ("GPs",), ("GPS",), ("=gps",), ("policy",), ("policies*",),
        ("polici*",), ("matric*",), ("Schrödinger",), ("gpt4",), ("gpt", "4"), ("transform*",),
        ("=transformer",), ("c++",), ("",),
    ],
    ids=" ".join,
)  # fmt: skip
async def test_the_index_finds_what_the_rule_for_words_finds(store, words, is_made):
    works = await save(store, *TITLES)
    if is_made:
        await make_texts(store)
    found = InvertedIndex(works).search(Filter((), words))
    right = [work.id for index, work in enumerate(works) if found >> index & 1]

    candidates = await store.read(mentions.candidates, [factories.DAY], None, None, Filter((), words))
    searched = await store.read(
        paper_search.search, " ".join(f'"{word}"' if " " in word else word for word in words), 20
    )

    assert [candidate.paper.id for candidate in candidates] == right
    if any(words):
        assert sorted(paper.id for paper in searched) == right


async def test_excluded_words_categories_and_authors_are_asked_for_together(store):
    await save(store, "Graph survey", "Graphs of knowledge", authors=("Robert F. Kennedy, Jr.",))
    await make_texts(store)
    asked = Filter(("cs.CV",), ("graph",), ("surveys",), ("Kennedy, Robert",))

    candidates = await store.read(mentions.candidates, [factories.DAY], None, None, asked)

    assert [candidate.paper.title for candidate in candidates] == ["Graphs of knowledge"]


@pytest.mark.parametrize("typed", ["o'neil", "Eugene ONeil", "eugene o'neil", "scholkopf", "Bernhard Schölk*"])
async def test_names_are_searched_as_they_are_written(store, typed):
    await save(store, "A title", authors=("Eugene O'Neil", 'Bernhard Sch\\"olkopf'))
    await make_texts(store)

    assert len(await store.read(paper_search.search, typed, 5)) == 1


async def test_the_title_that_was_typed_comes_first(store, monkeypatch):
    monkeypatch.setattr(paper_search, "RANKED", 2)
    await save(store, "Attention is all you need", *["Attention: all you need is attention"] * 5)
    await make_texts(store)

    (first, *_) = await store.read(paper_search.search, "attention is all you need", 3)

    assert first.id == "2601.00001"


@pytest.fixture
def left(tmp_path) -> Path:
    """A file of the version before, with a title as it was read then and flags of a narrower rule."""
    path = tmp_path / "hotpapers.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(BEFORE.read_text(encoding="utf-8"))
        for id, title, comment, withdrawn in [
            ("2601.00001", "Q&amp;amp;A of bridges", None, 1),
            ("2601.00002", "A paper", "Withdrawn by the author due to an error", 0),
            ("2601.00003", "Withdrawals of banks", "12 pages", 1),
        ]:
            row = (id, title, "", '["Ada Lovelace"]', "cs.CV", comment, withdrawn)
            db.execute(
                "insert into papers (id, title, abstract, authors, categories, comment, withdrawn)"
                "values (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        db.commit()
    return path


async def test_a_database_of_the_version_before_is_renewed_after_it_is_opened(left):
    async with await Store.open(left) as store:
        count = (await store.read(papers.counts))[0]
        assert await store.read(paper_texts.count_pending) == count

        await make_texts(store)

        renewed = await store.read(papers.of_ids, ["2601.00001", "2601.00002", "2601.00003"])
        assert await store.read(paper_texts.count_pending) == 0
        assert [paper.title for paper in renewed] == ["Q&A of bridges", "A paper", "Withdrawals of banks"]
        assert [paper.withdrawn for paper in renewed] == [True, True, False]
        assert [paper.id for paper in await store.read(paper_search.search, "q&a bridge", 5)] == ["2601.00001"]
