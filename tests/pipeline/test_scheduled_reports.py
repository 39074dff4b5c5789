"""Reports that come by themselves, from papers that an arXiv on the loopback serves."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest

from adapters.report.renderer import create_renderer
from bot import data
from bot.arxiv import calendar
from bot.config import Settings
from bot.models.digest import Destination, Filter
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Frequency, Schedule, Subscription
from bot.pipeline import scheduled_reports
from bot.pipeline.scheduled_reports import plan_due_reports
from bot.pipeline.weekly_reports import ReportContext
from bot.platforms import plan_report_posts
from bot.report import thread
from bot.store import ingest
from bot.store.tables import outbox, posts, reports, slots, subscriptions
from tests.helpers import arxiv_pages, factories
from tests.helpers.fakes import Clock

FRIDAY, DUE = date(2026, 1, 16), datetime(2026, 1, 16, 9, tzinfo=UTC)
ID = "2601.90000"
CHANNEL = Destination("fake", "W1", "C1")
EVERY = Schedule(Frequency.WEEKLY, time(9), (4,), "UTC")
WANTED = Subscription(0, CHANNEL, "U1", True, Filter(()), EVERY, DigestOptions(), is_report=True)
HOLIDAYS = calendar.parse_holidays(data.read("holidays.json"))
LAYOUTS = {"fake": plan_report_posts}


@pytest.fixture
def clock():
    return Clock(DUE)


@pytest.fixture
async def office(store, web, served, tmp_path):
    """An office whose week has one paper, with a page and a picture, under a free licence."""
    served.texts.bodies |= {f"html/{ID}v1": arxiv_pages.page(), f"html/{ID}v1/x1.png": arxiv_pages.png()}
    await store.write(
        ingest.save,
        [factories.paper(ID, version=1, license="http://creativecommons.org/licenses/by/4.0/")],
        [factories.announcement(ID, FRIDAY - timedelta(days=1))],
        [factories.mention(ID, likes=100)],
    )
    settings = Settings(_env_file=None, cache=tmp_path / "cache", categories=("cs",))
    return ReportContext(store, web, settings, HOLIDAYS)


async def subscribed(store, wanted=WANTED, since=DUE - timedelta(hours=1)):
    return await store.write(subscriptions.add, wanted, since)


async def delivery(store):
    return await store.read(outbox.delivery, CHANNEL, FRIDAY, None)


async def test_a_report_is_made_at_its_time_and_once(store, office, clock):
    await subscribed(store)

    following = await plan_due_reports(office, LAYOUTS, clock)
    number = await delivery(store)
    await plan_due_reports(office, LAYOUTS, clock)

    queued = await store.read(posts.next_post, number)
    assert [entry.id for entry in queued.post.digest.entries] == [ID]
    assert sum((await store.read(outbox.count_by_state, number)).values()) == 3
    assert following == DUE + timedelta(days=7)
    assert await store.read(reports.papers_of_week, CHANNEL, FRIDAY) == [ID]
    assert await delivery(store) == number


async def test_nothing_is_made_before_its_time_and_digests_are_left_to_planning(store, office, clock):
    await subscribed(store)
    await subscribed(store, replace(WANTED, is_report=False, filter=Filter(("cs",))))
    clock.forward(timedelta(minutes=-30))

    assert await plan_due_reports(office, LAYOUTS, clock) == DUE
    assert await delivery(store) is None
    assert await store.read(partial(subscriptions.due, is_report=True), ["fake"], clock()) == []


async def test_one_that_was_interrupted_is_made_by_the_next(store, office, clock, monkeypatch):
    await subscribed(store)

    def interrupted(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(scheduled_reports, "store_report", interrupted)
        again = await plan_due_reports(office, LAYOUTS, clock)
    (failed,) = await store.read(slots.failed_for, CHANNEL)
    assert "because of a bug" in failed.reason
    assert again == clock() + scheduled_reports.RETRY_INTERVAL

    await plan_due_reports(office, LAYOUTS, clock)
    assert await delivery(store) is not None


async def test_a_week_of_which_nothing_is_stored_waits_until_it_is_too_late(store, web, tmp_path, clock):
    office = ReportContext(store, web, Settings(_env_file=None, cache=tmp_path, categories=("math",)), HOLIDAYS)
    await subscribed(store)

    assert await plan_due_reports(office, LAYOUTS, clock) == clock() + scheduled_reports.RETRY_INTERVAL
    (failed,) = await store.read(slots.failed_for, CHANNEL)
    assert "hotpapers collect" in failed.reason

    clock.forward(timedelta(days=4))
    assert await plan_due_reports(office, LAYOUTS, clock) == DUE + timedelta(days=7)
    assert await delivery(store) is None


async def test_a_paused_or_removed_report_is_not_made(store, office, clock):
    number = await subscribed(store)
    await store.write(subscriptions.set_paused, number, True, DUE - timedelta(minutes=1))

    await plan_due_reports(office, LAYOUTS, clock)

    assert await delivery(store) is None


async def test_a_week_whose_papers_were_all_reported_is_quiet(store, office, clock):
    await subscribed(store)
    await store.write(reports.record, CHANNEL, FRIDAY - timedelta(days=7), [ID], factories.NOON)

    assert await plan_due_reports(office, LAYOUTS, clock) == DUE + timedelta(days=7)
    assert await delivery(store) is None


async def test_a_report_is_of_the_fields_of_the_channels_digest(store, office, clock):
    await subscribed(store)
    await subscribed(
        store,
        replace(
            WANTED, is_report=False, filter=Filter(("q-fin",)), every=Schedule(Frequency.DAILY, time(9), (), "UTC")
        ),
    )

    await plan_due_reports(office, LAYOUTS, clock)

    assert await delivery(store) is None


async def test_its_slides_are_drawn_from_what_is_stored(store, office, clock):
    await subscribed(store)
    await plan_due_reports(office, LAYOUTS, clock)
    bulletin = (await store.read(posts.next_post, await delivery(store))).post.digest

    drawn = await create_renderer(office.settings.cache).slides(bulletin, 10 << 20)

    assert drawn.startswith(b"%PDF")
    assert [figure.page for figure in thread.load_slides(bulletin).figures] == [1]
    assert PickKind.ARCHITECTURE in bulletin.entries[0].kinds


async def test_an_equation_is_drawn_with_what_is_read_aloud(tmp_path):
    drawing = await create_renderer(tmp_path).equation(r"L = L_{a} + \lambda L_{b}")

    assert drawing.png.startswith(b"\x89PNG")
    assert "lambda" in drawing.alt_text.lower()
    assert await create_renderer(tmp_path).equation(r"\nosuchmacro{x}") is None
