from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.arxiv import categories
from bot.errors import ConfigError, StoreError
from bot.models.papers import AnnounceType, SourceHealth
from bot.store import Store, ingest, timestamps
from bot.store.lock import exclusive_lock
from bot.store.tables import mentions, papers, quotas, request_turns, source_health
from tests.helpers import factories

BETWEEN = factories.NOON + timedelta(hours=1)
LATER = factories.NOON + timedelta(hours=3)


async def test_a_function_that_fails_keeps_nothing(store):
    def save_then_fail(db):
        papers.save(db, [factories.paper()])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.write(save_then_fail)

    assert await store.read(papers.counts) == (0, 0)


async def test_a_read_cannot_write(store):
    with pytest.raises(StoreError):
        await store.read(papers.save, [factories.paper()])


async def test_two_processes_on_one_file_both_write(tmp_path, store):
    async with await Store.open(tmp_path / "hotpapers.db") as other:
        await other.write(papers.save, [factories.paper("2008.00001")])
        await store.write(papers.save, [factories.paper("2008.00002")])

        assert await other.read(papers.counts) == (2, 0)


async def test_only_its_owner_may_read_the_file(tmp_path, store):
    with exclusive_lock(tmp_path / "hotpapers.db", "run"):
        await store.write(papers.save, [factories.paper()])

        files = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}

    assert files == {f"hotpapers.db{end}": 0o600 for end in ("", "-wal", "-shm", ".lock", ".installation")}


async def test_a_text_file_is_refused_and_left_as_it_was(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be read as one" * 50)

    with pytest.raises(ConfigError, match="not a database"):
        await Store.open(path)

    assert path.read_text().startswith("not a database")


async def test_a_database_of_another_program_is_refused_and_left_as_it_was(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("create table bookmarks (url text)")
    other.close()

    with pytest.raises(ConfigError, match="another program"):
        await Store.open(path)

    with closing(Database(path)) as other:
        assert other.table_names() == ["bookmarks"]


async def test_a_database_of_a_newer_version_is_refused(tmp_path, store):
    await store.write(
        lambda db: db.execute("insert into _sqlite_migrations values (99, 'hotpapers', 'telepathy', 'now')")
    )

    with pytest.raises(ConfigError, match="newer hotpapers"):
        await Store.open(tmp_path / "hotpapers.db")


async def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match="nowhere"):
        await Store.open(tmp_path / "nowhere" / "hotpapers.db")


async def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(ConfigError, match="is a folder"):
        await Store.open(tmp_path)


async def test_every_name_is_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with await Store.open(Path(":memory:")) as store:
        await store.write(papers.save, [factories.paper()])

        assert await store.read(papers.counts) == (1, 0)


async def test_a_full_disk_keeps_nothing_and_says_so(store):
    await store.write(lambda db: db.execute("pragma max_page_count = 40"))

    with pytest.raises(StoreError, match="disk is full"):
        await store.write(papers.save, [factories.paper(f"2008.{n:05}") for n in range(2000)])

    assert await store.read(papers.counts) == (0, 0)


async def test_while_another_process_writes_one_can_read_and_is_told_when_one_cannot_write(
    tmp_path, store, monkeypatch
):
    monkeypatch.setattr("bot.store.database.BUSY_SECONDS", 0)
    other = sqlite3.connect(tmp_path / "hotpapers.db", isolation_level=None)
    other.execute("begin immediate")

    async with await Store.open(tmp_path / "hotpapers.db") as opened:
        assert await opened.read(papers.counts) == (0, 0)
        with pytest.raises(StoreError, match="another process"):
            await opened.write(papers.save, [factories.paper()])

    other.close()


async def test_a_paper_can_have_several_announcements(store):
    await store.write(papers.save, [factories.paper()])
    new = factories.announcement()
    again = factories.announcement(day=factories.DAY + timedelta(days=3), type=AnnounceType.REPLACE)

    assert await store.write(papers.announce, [new, again, new]) == 2
    assert await store.read(papers.announcements, factories.paper().id) == [new, again]


async def test_replacements_are_no_candidates(store):
    await store.write(papers.save, [factories.paper()])
    await store.write(papers.announce, [factories.announcement(type=AnnounceType.REPLACE)])

    assert await store.read(mentions.candidates, [factories.DAY]) == []


async def test_a_paper_announced_twice_is_one_candidate(store):
    await store.write(papers.save, [factories.paper()])
    next_day = factories.DAY + timedelta(days=1)
    await store.write(
        papers.announce, [factories.announcement(), factories.announcement(day=next_day, type=AnnounceType.CROSS)]
    )

    (candidate,) = await store.read(mentions.candidates, [next_day, factories.DAY])

    assert candidate.announced == factories.DAY


async def test_candidates_stand_as_they_stood_at_the_instant_asked_for(store):
    await store.write(papers.save, [factories.paper()])
    await store.write(papers.announce, [factories.announcement()])
    await store.write(mentions.save, [factories.mention(likes=3), factories.mention(likes=8, observed=LATER)])

    assert await likes(store, factories.NOON - timedelta(minutes=1)) == []
    assert await likes(store, LATER - timedelta(minutes=1)) == [3]
    assert await likes(store, None) == [8]


async def test_a_look_that_finds_the_same_adds_no_row(store):
    await store.write(mentions.save, [factories.mention()])

    assert await store.write(mentions.save, [factories.mention(observed=LATER)]) == (0, 0, 0)


async def test_looks_that_come_in_any_order_are_kept_in_theirs(store):
    looks = [
        factories.mention(likes=3),
        factories.mention(likes=3, observed=LATER),
        factories.mention(likes=9, observed=BETWEEN),
    ]
    await store.write(papers.save, [factories.paper()])
    await store.write(papers.announce, [factories.announcement()])

    await store.write(mentions.save, looks)

    assert await likes(store, None) == [3]
    assert await likes(store, BETWEEN) == [9]


async def test_a_repository_that_a_page_names_later_is_kept(store):
    code = "https://github.com/ada/engine"
    await store.write(mentions.save, [factories.mention()])

    await store.write(mentions.save, [factories.mention(code=code)])
    await store.write(mentions.save, [factories.mention()])

    assert [mention.code for mention in await store.read(mentions.of_paper, factories.paper().id)] == [code]


async def test_a_mention_of_an_unknown_paper_waits_for_it(store):
    await store.write(mentions.save, [factories.mention()])

    await store.write(papers.save, [factories.paper()])
    await store.write(papers.announce, [factories.announcement()])

    (candidate,) = await store.read(mentions.candidates, [factories.DAY])
    assert candidate.mentions == (factories.mention(),)


async def test_one_page_that_mentions_two_papers_is_two_mentions(store):
    both = [factories.mention("2008.00001", id="7"), factories.mention("2008.00002", id="7")]

    assert await store.write(mentions.save, both) == (2, 2, 0)


async def test_a_source_is_as_healthy_as_its_last_look(store):
    await store.write(source_health.record_failure, "x", factories.NOON)
    await store.write(source_health.record_failure, "x", LATER, "it is down")

    assert await store.read(source_health.health) == [
        SourceHealth("x", ok=False, as_of=factories.NOON, error="it is down")
    ]
    assert await store.read(source_health.health, factories.NOON) == [SourceHealth("x", ok=True, as_of=factories.NOON)]


async def test_a_turn_is_taken_by_one_at_a_time(store):
    assert await store.write(request_turns.acquire_turn, "arxiv", 100.0, 160.0) == 0
    assert await store.write(request_turns.acquire_turn, "arxiv", 101.0, 161.0) == 59

    await store.write(request_turns.release_turn, "arxiv", 105.0)

    assert await store.write(request_turns.acquire_turn, "arxiv", 104.0, 164.0) == 1
    assert await store.write(request_turns.acquire_turn, "arxiv", 105.0, 165.0) == 0


async def test_who_is_urgent_comes_first(store):
    urgent = partial(request_turns.acquire_turn, is_urgent=True)
    await store.write(request_turns.acquire_turn, "arxiv", 100.0, 103.0)
    assert await store.write(urgent, "arxiv", 102.0, 162.0) == 1

    assert await store.write(request_turns.acquire_turn, "arxiv", 103.0, 163.0) == 2
    assert await store.write(urgent, "arxiv", 103.5, 104.0) == 0
    assert await store.write(request_turns.acquire_turn, "arxiv", 104.0, 164.0) == 0


async def test_who_was_urgent_and_left_holds_up_nobody_for_long(store):
    urgent = partial(request_turns.acquire_turn, is_urgent=True)
    await store.write(request_turns.acquire_turn, "arxiv", 100.0, 103.0)
    await store.write(urgent, "arxiv", 102.0, 162.0)

    assert await store.write(request_turns.acquire_turn, "arxiv", 105.0, 165.0) == 0


async def test_urgent_callers_and_others_alternate_while_both_wait(store):
    async def acquire(now: float, *, is_urgent: bool) -> float:
        take = partial(request_turns.acquire_turn, is_urgent=is_urgent)
        return await store.write(take, "arxiv", now, now + 3)

    taken = ""
    for second in range(100, 124):
        for is_urgent in (True, False):
            taken += "" if await acquire(second, is_urgent=is_urgent) else "ub"[not is_urgent]

    assert taken == "ub" * 4


async def test_a_clock_that_was_set_back_stops_nobody(store):
    await store.write(request_turns.release_turn, "arxiv", 1_000_000.0)

    assert await store.write(request_turns.acquire_turn, "arxiv", 100.0, 160.0) == 0


async def test_an_allowance_is_never_booked_twice(store):
    assert await store.write(quotas.reserve, "x", factories.DAY, 100) == 100
    assert await store.write(quotas.reserve, "x", factories.DAY, 100) == 0

    await store.write(quotas.refund, "x", factories.DAY, 40)

    assert await store.write(quotas.reserve, "x", factories.DAY, 100) == 40
    assert await store.write(quotas.reserve, "x", factories.DAY + timedelta(days=1), 100) == 100


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_instants_are_kept_to_the_second_and_sort_as_they_follow(one, other):
    assert timestamps.from_text(timestamps.to_text(one)) == one.replace(microsecond=0)
    assert (one <= other) <= (timestamps.to_text(one) <= timestamps.to_text(other))


async def likes(store, as_of):
    (candidate,) = await store.read(mentions.candidates, [factories.DAY], as_of)
    return [mention.engagement.likes for mention in candidate.mentions]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(["cs.CV"], ["1", "2"]), (["math.NA"], ["3"]), (["cs.NA"], ["3"]), (["hep-th", "cs.LG"], ["2"]), (["q-bio"], [])],
)
async def test_few_categories_are_looked_for_under_all_their_names(store, wanted, found):
    listed = {"1": ("cs.CV",), "2": ("cs.LG", "cs.CV"), "3": ("math.NA",), "4": ("cs.CVX",)}
    works = [factories.paper(f"2008.0000{id}", categories=in_) for id, in_ in listed.items()]
    await store.write(ingest.save, works, [factories.announcement(paper.id) for paper in works], [])

    candidates = await store.read(mentions.candidates, [factories.DAY], None, None, categories.codes(wanted))

    assert [candidate.paper.id[-1] for candidate in candidates] == found
