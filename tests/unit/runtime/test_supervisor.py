from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.arxiv.calendar import Holidays
from bot.errors import DeliveryPostponed, FatalStoreError
from bot.models.digest import Destination
from bot.runtime import supervisor
from bot.runtime.supervisor import Health, supervise
from bot.schedule.polling import last_arxiv_update, should_poll

CHANNEL = Destination("fake", "W1", "C1")
HOLIDAYS = Holidays(frozenset(), ())
NEWS = datetime(2026, 1, 15, 5, 15, tzinfo=UTC)


# --- the supervisor


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(supervisor, "INITIAL_BACKOFF", 0.0)
    monkeypatch.setattr(supervisor, "MAX_BACKOFF", 0.0)


async def test_a_part_that_breaks_is_started_again_and_the_others_go_on(impatient, caplog):
    starts, stop = [], asyncio.Event()

    async def breaks():
        starts.append(1)
        if len(starts) == 3:
            stop.set()
        raise ValueError("a payload no one expected")

    async def steady():
        await asyncio.Event().wait()

    await supervise({"breaks": breaks, "steady": steady}, Health(), stop)

    assert len(starts) >= 3
    assert "service restarted: service=breaks" in caplog.text
    assert "a payload no one expected" in caplog.text


async def test_a_part_that_just_ends_is_started_again(impatient):
    starts, stop = [], asyncio.Event()

    async def ends():
        starts.append(1)
        if len(starts) == 2:
            stop.set()

    await supervise({"ends": ends}, Health(), stop)

    assert len(starts) >= 2


async def test_stopping_lets_parts_clean_up(impatient):
    stop, cleaned = asyncio.Event(), []

    async def part():
        try:
            stop.set()
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    await supervise({"part": part}, Health(), stop)

    assert cleaned == [True]


async def test_health_names_the_part_that_is_down(monkeypatch):
    health, stop = Health(), asyncio.Event()

    async def breaks():
        raise ValueError("down")

    task = asyncio.create_task(supervise({"slack": breaks}, health, stop))
    while "slack" not in health.failures:
        await asyncio.sleep(0)
    stop.set()
    await task

    assert health.failures == {"slack": "ValueError('down')"}


@pytest.mark.parametrize(("error", "is_whole"), [(DeliveryPostponed("not online"), False), (KeyError("a bug"), True)])
async def test_what_is_expected_is_a_line_in_the_log_and_a_bug_is_told_whole(caplog, error, is_whole):
    health, stop = Health(), asyncio.Event()

    async def breaks():
        raise error

    task = asyncio.create_task(supervise({"slack": breaks}, health, stop))
    while not health.failures:
        await asyncio.sleep(0)
    stop.set()
    await task

    (told,) = [each for each in caplog.records if each.getMessage().startswith("service restarted")]
    assert (str(error) in told.getMessage(), bool(told.exc_info)) == (True, is_whole)


async def test_a_broken_store_ends_all_parts_with_its_sentence(caplog):
    health, ended = Health(), []

    async def steady():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("steady")

    async def breaks():
        raise FatalStoreError("the disk is full")

    with pytest.raises(FatalStoreError, match="the disk is full"):
        await supervise({"steady": steady, "database": breaks}, health, asyncio.Event())

    assert ended == ["steady"]
    assert (health.ready, health.failures["database"]) == (False, "the disk is full")
    assert "service restarted" not in caplog.text


# --- the rhythm


@pytest.mark.parametrize(
    ("name", "answered", "idle", "due"),
    [
        ("arxiv", None, None, True),
        ("arxiv", -1, 301, True),
        ("arxiv", 1, 299, False),
        ("arxiv", -9, 1, False),
        ("arxiv", -9, 40, True),
        ("hackernews", 245, 55, False),
        ("hackernews", 240, 60, True),
        ("x", 100, 200, False),
        ("x", -60, 360, True),
        ("semanticscholar", None, 359, False),
        ("semanticscholar", None, 360, True),
        ("semanticscholar", -7 * 24 * 60 + 301, 400, False),
        ("semanticscholar", -7 * 24 * 60 + 300, 400, True),
        ("hackernews", 100, 10, False),
        ("hackernews", 420, 60, True),
        ("hackernews", 420, 10, False),
        ("arxiv", 420, 40, True),
    ],
)
def test_a_source_is_asked_at_its_own_pace_whatever_was_done_to_the_clock(name, answered, idle, due):
    """Minutes are counted from arXiv's news; now is 300 minutes after it."""
    at = None if answered is None else NEWS + timedelta(minutes=answered)
    since = None if idle is None else timedelta(minutes=idle)

    assert should_poll(name, at, since, NEWS, NEWS + timedelta(minutes=300)) is due


@pytest.mark.parametrize(
    ("now", "news"),
    [
        ("2026-01-15T00:59:00+00:00", "2026-01-14T05:15:00+00:00"),
        ("2026-01-15T01:00:00+00:00", "2026-01-15T01:00:00+00:00"),
        ("2026-01-15T05:14:00+00:00", "2026-01-15T01:00:00+00:00"),
        ("2026-01-15T05:15:00+00:00", "2026-01-15T05:15:00+00:00"),
        ("2026-01-17T12:00:00+00:00", "2026-01-16T05:15:00+00:00"),
    ],
)
def test_arxiv_has_news_at_its_mailing_and_when_its_feeds_are_made_again(now, news):
    assert last_arxiv_update(datetime.fromisoformat(now), HOLIDAYS) == datetime.fromisoformat(news)
