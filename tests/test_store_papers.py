"""What the store tells of papers beside what a digest needs."""

from __future__ import annotations

from datetime import date, timedelta

from bot.models import PaperId
from bot.store import mentions, nearness, papers, saving
from tests import make

DAY = timedelta(days=1)


async def test_a_course_has_the_total_of_all_posts_at_the_end_of_each_day(store):
    looks = [
        make.mention(id="a", likes=10, observed=make.NOON),
        make.mention(id="b", reposts=1, likes=4, observed=make.NOON),
        make.mention(id="a", likes=30, observed=make.NOON + DAY),
        make.mention(id="a", likes=50, observed=make.NOON + DAY + timedelta(hours=1)),
        make.mention(id="c", likes=99, observed=make.NOON + DAY, repost_of="a"),
        make.mention("2008.10598", id="d", likes=7),
    ]
    await store.write(saving.save, talk=looks)

    course = await store.read(mentions.course, PaperId("2008.10599"))

    assert course == [(date(2020, 8, 25), 15), (date(2020, 8, 26), 55)]


async def test_papers_come_in_the_order_of_their_ids(store):
    await store.write(papers.save, [make.paper("2601.00001"), make.paper("2601.00002")])

    found = await store.read(papers.of_ids, ["2601.00002", "2601.00003", "2601.00001"])

    assert [paper.id for paper in found] == ["2601.00002", "2601.00001"]


async def test_the_oldest_listing_tells_since_when_there_is_data(store):
    assert await store.read(papers.oldest_listing) is None

    days = (make.DAY, make.DAY - DAY)
    await store.write(saving.save, [make.paper()], [make.announcement(day=day) for day in days])

    assert await store.read(papers.oldest_listing) == make.DAY - DAY


async def test_near_papers_of_the_same_field_come_first(store):
    fields = {"2601.00001": ("cs.CV",), "2601.00002": ("hep-th",), "2601.00003": ("cs.CV", "cs.RO")}
    works = [make.paper(id, title="Quokka Detection", categories=field) for id, field in fields.items()]
    await store.write(papers.save, [*works, make.paper("2601.00004", title="Nothing Alike")])

    found = await store.read(nearness.near, works[0], 5)

    assert [paper.id for paper in found] == ["2601.00003", "2601.00002"]


async def test_a_title_without_words_has_nothing_near(store):
    await store.write(papers.save, [make.paper(title="$x^2$ & 42"), make.paper("2601.00001", title='"NEAR(" OR *')])

    assert await store.read(nearness.near, make.paper(title="$x^2$ & 42"), 5) == []


async def test_titles_come_newest_first(store):
    await store.write(papers.save, [make.paper("2601.00001", title="First")])
    await store.write(papers.save, [make.paper("2601.00002", title="Second")])

    assert await store.read(nearness.titles, 1) == [("2601.00002", "Second")]
