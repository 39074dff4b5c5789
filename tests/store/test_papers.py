"""What the store keeps and tells of papers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.models.papers import PaperId
from bot.pipeline.text_backfill import make_texts
from bot.store import ingest
from bot.store.tables import mentions, paper_search, papers, related_papers
from tests.helpers import factories


async def test_a_paper_comes_back_as_it_was_saved(store):
    paper = factories.paper(version=2, published=factories.NOON, comment="12 pages", license="CC0", withdrawn=True)

    await store.write(papers.save, [paper])

    assert await store.read(papers.lookup, paper.id) == paper


async def test_saving_a_paper_again_writes_nothing_not_even_to_the_index(store):
    await store.write(papers.save, [factories.paper()])
    await make_texts(store)
    before = await store.read(index_size)

    assert await store.write(papers.save, [factories.paper()]) == 0
    assert await make_texts(store) == 0
    assert await store.read(index_size) == before


async def test_what_a_source_does_not_say_stays_as_it_was_known(store):
    await store.write(papers.save, [factories.paper(comment="12 pages", version=1)])

    assert await store.write(papers.save, [factories.paper(comment=None, version=None)]) == 0
    assert (await store.read(papers.lookup, factories.paper().id)).comment == "12 pages"


async def test_an_older_version_changes_nothing(store):
    await store.write(papers.save, [factories.paper(title="New", version=2)])

    await store.write(papers.save, [factories.paper(title="Old", version=1)])

    assert (await store.read(papers.lookup, factories.paper().id)).title == "New"


async def test_of_versions_that_come_together_the_newest_stays(store):
    await store.write(
        papers.save,
        [
            factories.paper(title="New", version=2, comment="12 pages"),
            factories.paper(title="Old", version=1),
            factories.paper(title="Newer"),
        ],
    )

    paper = await store.read(papers.lookup, factories.paper().id)
    assert (paper.title, paper.version, paper.comment) == ("Newer", 2, "12 pages")


async def test_a_withdrawn_version_stays_withdrawn_and_a_new_one_does_not(store):
    await store.write(papers.save, [factories.paper(version=2, withdrawn=True)])

    await store.write(papers.save, [factories.paper(version=2)])
    after_silence = await store.read(papers.lookup, factories.paper().id)
    await store.write(papers.save, [factories.paper(version=3)])

    assert after_silence.withdrawn
    assert not (await store.read(papers.lookup, factories.paper().id)).withdrawn


async def test_a_changed_paper_is_found_by_its_new_words_only(store):
    await store.write(papers.save, [factories.paper(title="Walruses")])

    await store.write(papers.save, [factories.paper(title="Penguins")])

    assert await store.read(paper_search.search, "walruses", 5) == []
    assert [p.title for p in await store.read(paper_search.search, "penguin", 5)] == ["Penguins"]


@pytest.mark.parametrize("text", ['c++ "', "foo -bar", "NEAR(a b)", "title:x", "*", "", "\0", "a OR", "don't"])
async def test_a_search_takes_any_text(store, text):
    await store.write(papers.save, [factories.paper(title="Foo bar a b near title x don't or c")])

    found = await store.read(paper_search.search, text, 5)

    assert len(found) <= 1


async def test_a_search_finds_authors_without_their_accents(store):
    await store.write(papers.save, [factories.paper(authors=("Bernhard Schölkopf",))])

    assert len(await store.read(paper_search.search, "scholkopf", 5)) == 1


DAY = timedelta(days=1)


async def test_a_course_has_the_total_of_all_posts_at_the_end_of_each_day(store):
    looks = [
        factories.mention(id="a", likes=10, observed=factories.NOON),
        factories.mention(id="b", reposts=1, likes=4, observed=factories.NOON),
        factories.mention(id="a", likes=30, observed=factories.NOON + DAY),
        factories.mention(id="a", likes=50, observed=factories.NOON + DAY + timedelta(hours=1)),
        factories.mention(id="c", likes=99, observed=factories.NOON + DAY, repost_of="a"),
        factories.mention("2008.10598", id="d", likes=7),
    ]
    await store.write(ingest.save, talk=looks)

    course = await store.read(mentions.attention_by_day, PaperId("2008.10599"))

    assert course == [(date(2020, 8, 25), 15), (date(2020, 8, 26), 55)]


async def test_papers_come_in_the_order_of_their_ids(store):
    await store.write(papers.save, [factories.paper("2601.00001"), factories.paper("2601.00002")])

    found = await store.read(papers.of_ids, ["2601.00002", "2601.00003", "2601.00001"])

    assert [paper.id for paper in found] == ["2601.00002", "2601.00001"]


async def test_the_oldest_listing_tells_since_when_there_is_data(store):
    assert await store.read(papers.oldest_listing) is None

    days = (factories.DAY, factories.DAY - DAY)
    await store.write(ingest.save, [factories.paper()], [factories.announcement(day=day) for day in days])

    assert await store.read(papers.oldest_listing) == factories.DAY - DAY


async def test_near_papers_of_the_same_field_come_first(store):
    fields = {"2601.00001": ("cs.CV",), "2601.00002": ("hep-th",), "2601.00003": ("cs.CV", "cs.RO")}
    works = [factories.paper(id, title="Quokka Detection", categories=field) for id, field in fields.items()]
    await store.write(papers.save, [*works, factories.paper("2601.00004", title="Nothing Alike")])
    await make_texts(store)

    found = await store.read(related_papers.near, works[0], 5)

    assert [paper.id for paper in found] == ["2601.00003", "2601.00002"]


async def test_a_title_without_words_has_nothing_near(store):
    await store.write(
        papers.save, [factories.paper(title="$x^2$ & 42"), factories.paper("2601.00001", title='"NEAR(" OR *')]
    )

    assert await store.read(related_papers.near, factories.paper(title="$x^2$ & 42"), 5) == []


async def test_titles_come_newest_first(store):
    await store.write(papers.save, [factories.paper("2601.00001", title="First")])
    await store.write(papers.save, [factories.paper("2601.00002", title="Second")])

    assert await store.read(related_papers.titles, 1) == [("2601.00002", "Second")]


def index_size(db):
    return db.execute("select count(*), max(id) from papers_fts_data").fetchone()
