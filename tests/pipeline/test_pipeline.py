from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.arxiv.calendar import Holidays
from bot.errors import CommandError, SourceError
from bot.models.digest import Destination
from bot.models.papers import SourceHealth
from bot.pipeline import DigestRequest, collect, compose, get_or_fetch, import_all
from bot.pipeline.collector import find_oddities
from bot.pipeline.import_jsonl import ImportedFile
from bot.sources import FetchRequest, FetchResult
from bot.store.ingest import SaveResult
from bot.store.tables import dismissals, papers, quotas, source_health
from tests.helpers import factories
from tests.helpers.fakes import FakePlatform, FakeSource
from tests.pipeline.test_delivery import queue

CHANNEL = Destination("fake", "W1", "C1")
HOLIDAYS = Holidays(frozenset(), ())
ASK = FetchRequest(factories.NOON, (factories.DAY,), factories.DAY, ("cs",), HOLIDAYS, quota=100)
ANSWER = FetchResult((factories.paper(),), (factories.announcement(),), (factories.mention(),))


def collected(store, **given):
    asked = {name: FakeSource(answer) for name, answer in given.items()}
    return collect(store, None, asked, ASK, progress=lambda line: None)


def wanted(day=factories.DAY, **given):
    unseen_by, as_of = given.pop("unseen_by", None), given.pop("as_of", None)
    return DigestRequest(factories.choices(**given), day, as_of, unseen_by)


# --- collect


async def test_what_a_source_says_is_stored(store):
    new = await collected(store, arxiv=ANSWER)

    assert new.saved == SaveResult(1, 1, 1, 1)
    assert await store.read(papers.lookup, factories.paper().id) == factories.paper()


async def test_collecting_the_same_again_changes_nothing(store):
    await collected(store, arxiv=ANSWER)

    new = await collected(store, arxiv=ANSWER)

    assert new.saved == SaveResult()


async def test_a_source_that_fails_is_skipped_and_remembered(store):
    new = await collected(store, hackernews=SourceError("it is down"), arxiv=ANSWER)

    assert new.saved.papers == 1
    assert [(source.name, source.ok) for source in new.sources] == [("arxiv", True), ("hackernews", False)]


async def test_what_a_failure_tells_is_stored_without_a_secret(store):
    token = "A" * 22 + "b" * 30

    new = await collected(store, hackernews=SourceError(f"refused Bearer {token}"))

    assert [source.error for source in new.sources] == ["refused Bearer [redacted]"]


async def test_what_was_odd_about_an_answer_is_remembered_with_it(store):
    seen = FetchResult(mentions=(factories.mention(likes=80),), notes=("2 items are odd",))
    await collected(store, hackernews=seen)

    fallen = FetchResult(mentions=(factories.mention(likes=12, observed=factories.NOON + timedelta(hours=1)),))
    later = replace(ASK, now=factories.NOON + timedelta(hours=1))
    await collect(store, None, {"x": FakeSource(fallen)}, later, progress=lambda line: None)

    notes = {source.name: source.note for source in await store.read(source_health.health)}
    assert notes == {"hackernews": "2 items are odd", "x": "counts that fell below half of what they were: 1"}


async def test_ten_times_as_much_as_usual_is_noted(store):
    few, many = ([factories.mention(id=str(number)) for number in range(count)] for count in (20, 201))
    for hours, mentions in enumerate([few] * 10 + [many]):
        ask = replace(ASK, now=factories.NOON + timedelta(hours=hours))
        await collect(
            store, None, {"x": FakeSource(FetchResult(mentions=tuple(mentions)))}, ask, progress=lambda line: None
        )

    (health,) = await store.read(source_health.health)
    assert health.note == "it told 201 mentions, where 20 are usual"


@pytest.mark.parametrize(
    ("found", "usual", "notes"),
    [
        (5000, None, ()),
        (100, 1, ()),  # ten of ten: too few to be odd
        (19, 200, ("it told only 19 mentions, where 200 are usual",)),
        (20, 200, ()),
    ],
)
def test_how_much_is_odd(found, usual, notes):
    assert find_oddities(found, usual, fallen=0) == notes


async def test_github_did_as_well_as_hugging_face_which_tells_of_it(store):
    await collected(store, huggingface=FetchResult(mentions=(factories.mention(source="huggingface"),)))
    await collect(
        store,
        None,
        {"huggingface": FakeSource(SourceError("it is down"))},
        replace(ASK, now=factories.NOON + timedelta(hours=1)),
        progress=lambda line: None,
    )

    assert await store.read(source_health.health) == [
        SourceHealth(name, ok=False, as_of=factories.NOON, error="it is down") for name in ("github", "huggingface")
    ]


async def test_who_looks_back_is_asked_about_papers_of_before_those_talked_about_first(store):
    days = {"2008.00001": 1, "2008.00002": 3, "2007.00001": 30, "1907.00001": 400, "2008.00003": 0}
    lines = tuple(factories.announcement(id, factories.DAY - timedelta(days=ago)) for id, ago in days.items())
    answer = FetchResult(tuple(factories.paper(id) for id in days), lines, (factories.mention("2007.00001"),))
    await collected(store, arxiv=answer)
    scholar = FakeSource(FetchResult())

    await collect(store, None, {"semanticscholar": scholar}, ASK, progress=lambda line: None)

    assert scholar.asked[-1].older_papers == ("2007.00001", "2008.00001", "2008.00002")


async def test_more_papers_than_a_batch_are_all_stored(store):
    many = tuple(factories.paper(f"2008.{number:05}") for number in range(450))

    assert (await collected(store, arxiv=FetchResult(many))).saved.papers == 450


async def test_a_short_write_does_not_wait_for_the_end_of_a_long_collection(store):
    many = tuple(factories.paper(f"2008.{number:05}") for number in range(2000))
    collecting = asyncio.create_task(collected(store, arxiv=FetchResult(many)))
    while not (await store.read(papers.counts))[0]:
        await asyncio.sleep(0)

    await store.write(dismissals.dismiss, CHANNEL, factories.paper().id, factories.NOON)

    assert (await store.read(papers.counts))[0] < len(many)
    await collecting


async def test_a_paid_source_is_told_what_is_left_today(store):
    asked = FakeSource(FetchResult(reads_spent=30))

    for _ in range(2):
        await collect(store, None, {"x": asked}, ASK, progress=lambda line: None)

    assert [ask.quota for ask in asked.asked] == [100, 70]


async def test_what_a_failed_paid_fetch_spent_stays_spent(store):
    await collected(store, x=SourceError("it broke", spent=60))

    assert await store.write(quotas.reserve, "x", ASK.now.date(), 100) == 40


async def test_a_paper_that_is_stored_is_not_asked_for(store):
    await collected(store, arxiv=ANSWER)

    assert await get_or_fetch(store, None, factories.paper().id, ASK) == factories.paper()


# --- compose


async def test_a_digest_holds_what_was_announced_and_is_talked_about(store):
    await collected(store, arxiv=ANSWER)

    digest = await compose(store, wanted(), HOLIDAYS)

    assert [(rank, entry.id, entry.reasons) for rank, entry in digest.numbered()] == [
        (1, "2008.10599", ("X 1 (top 80%)",))
    ]
    assert digest.as_of == factories.NOON


async def test_a_daily_digest_reaches_back_to_the_listings_before(store):
    thursday = factories.DAY + timedelta(days=2)
    await collected(store, arxiv=ANSWER)

    assert len((await compose(store, wanted(thursday, days=3), HOLIDAYS)).entries) == 1
    with pytest.raises(CommandError, match="hotpapers collect --since 2020-08-26 --until 2020-08-27"):
        await compose(store, wanted(thursday, days=2), HOLIDAYS)


async def test_a_listing_that_is_not_collected_yet_is_named_on_the_digest(store):
    thursday = factories.DAY + timedelta(days=2)
    await collected(store, arxiv=ANSWER)

    digest = await compose(store, wanted(thursday, days=3), HOLIDAYS)

    assert digest.note == "Missing 2020-08-26 and 2020-08-27 (not collected yet)."
    assert (await compose(store, wanted(), HOLIDAYS)).note == ""


async def test_what_a_destination_was_shown_comes_to_others_only(store):
    await collected(store, arxiv=ANSWER)
    await queue(store, FakePlatform(), await compose(store, wanted(top=5), HOLIDAYS))

    assert (await compose(store, wanted(unseen_by=CHANNEL), HOLIDAYS)).entries == ()
    assert len((await compose(store, wanted(unseen_by=replace(CHANNEL, channel="C2")), HOLIDAYS)).entries) == 1


async def test_a_digest_that_is_repeated_holds_what_it_showed_itself(store):
    await collected(store, arxiv=ANSWER)
    digest = await compose(store, wanted(unseen_by=CHANNEL), HOLIDAYS)
    await queue(store, FakePlatform(), digest)

    assert (await compose(store, wanted(unseen_by=CHANNEL), HOLIDAYS)).entries == digest.entries


async def test_a_day_without_announcement_is_explained(store):
    digest = await compose(store, wanted(date(2020, 8, 29)), HOLIDAYS)

    assert digest.entries == ()
    assert digest.note == (
        "No new papers on Sat 29 Aug (arXiv doesn't announce papers on Saturdays). "
        "Next announcement: Sun 30 Aug, 20:00 ET."
    )


async def test_a_day_with_stored_announcements_is_never_refused(store):
    saturday = date(2020, 8, 22)
    await collected(store, arxiv=replace(ANSWER, announcements=(factories.announcement(day=saturday),)))

    assert len((await compose(store, wanted(saturday), HOLIDAYS)).entries) == 1


async def test_a_source_that_failed_is_named_with_its_age(store):
    await collected(store, arxiv=ANSWER, x=ANSWER)
    await store.write(source_health.record_failure, "x", factories.NOON + timedelta(hours=3), "it is down")

    digest = await compose(store, wanted(), HOLIDAYS)

    assert [(source.name, source.ok, source.as_of) for source in digest.sources] == [
        ("arxiv", True, factories.NOON),
        ("x", False, factories.NOON),
    ]


async def test_a_file_is_imported_whole_and_its_sources_have_answered_then(store):
    imported = ImportedFile((factories.paper(),), (factories.announcement(),), (factories.mention(),), lines=2)

    await import_all(store, imported)

    digest = await compose(store, wanted(as_of=factories.NOON), HOLIDAYS)
    assert len(digest.entries) == 1
    assert [(source.name, source.as_of) for source in digest.sources] == [("x", factories.NOON)]
