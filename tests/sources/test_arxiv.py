"""arXiv's query API, and when which of it and the feeds is asked."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.arxiv import calendar
from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import AnnounceType, PaperId
from bot.sources import arxiv
from bot.sources.arxiv import api
from bot.sources.arxiv.papers import fold, is_withdrawn, merge
from bot.sources.source import FetchResult
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.serving import cut, instead, refused
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fake_servers.world import DAY, ask, build

THURSDAY, WEDNESDAY, TUESDAY = DAY, date(2026, 1, 14), date(2026, 1, 13)
SATURDAY_NOON = datetime(2026, 1, 17, 17, tzinfo=UTC)
BEFORE_MIDNIGHT = datetime(2026, 1, 15, 3, tzinfo=UTC)  # 22:00 in New York, two hours after the mailing
IN_PAPERS = datetime(2026, 1, 13, 20, tzinfo=UTC)


def page(count: int = 9, **given) -> bytes:
    return source_payloads.api_page(
        [factories.paper(f"2601.{n:05d}", published=IN_PAPERS) for n in range(1, count + 1)], **given
    )


def wanted(served, day: date, *, revised: bool = True) -> dict[str, AnnounceType]:
    """Return what the mailing of *day* has for the default categories."""
    types = {}
    for line in served.world.announcements:
        paper = served.world.paper(line.paper)
        primary, *others = (category for category in paper.categories)
        if line.date == day and (revised or line.type is AnnounceType.NEW):
            if any(primary.startswith(field) for field in ("cs.", "stat.ML", "math.NA")):
                types[line.paper] = line.type
            elif any(category.startswith("cs.") for category in others):
                types[line.paper] = AnnounceType.CROSS if line.type is AnnounceType.NEW else line.type
    return types


def told(answer: FetchResult, day: date) -> dict[str, AnnounceType]:
    return {line.paper: line.type for line in answer.announcements if line.date == day}


# --- which is asked when -------------------------------------------------------------------------------------


async def test_the_current_listing_comes_from_the_feeds_with_what_was_replaced(served, web):
    answer = await arxiv.fetch(web, ask())

    assert told(answer, DAY) == wanted(served, DAY)
    assert len(answer.announcements) == len(answer.papers)
    assert set(served.asked) == {f"/atom/{category}" for category in ("math.NA", "eess.SY", "stat.ML", "cs.CV")} | {
        path for path in served.asked if path.startswith("/atom/cs.")
    }


async def test_each_category_has_one_feed_asked_once(served, web):
    await arxiv.fetch(web, ask(categories=("cs.CV", "cs.NA")))

    assert served.asked == ["/atom/cs.CV", "/atom/math.NA"]


async def test_a_paper_that_is_new_in_one_feed_and_listed_in_another_is_new(served, web):
    both = await arxiv.fetch(web, ask(categories=("cs.CV", "cs.AI")))
    other = await arxiv.fetch(web, ask(categories=("cs.AI",)))

    paper = PaperId("2601.09688")  # cs.CV, cross-listed to cs.AI
    assert told(both, DAY)[paper] is AnnounceType.NEW
    assert told(other, DAY)[paper] is AnnounceType.CROSS


@pytest.mark.parametrize("day", [TUESDAY, WEDNESDAY])
async def test_a_past_listing_comes_from_the_submissions_of_its_window(served, web, day):
    answer = await arxiv.fetch(web, ask(listings=(day,)))

    assert told(answer, day) == wanted(served, day, revised=False)
    assert served.asked == ["/api/query"]


async def test_a_paper_of_the_api_is_told_whole(served, web):
    answer = await arxiv.fetch(web, ask(listings=(TUESDAY,)))

    for paper in answer.papers:
        known = served.world.paper(paper.id)
        assert (paper.title, paper.abstract, paper.authors) == (known.title, known.abstract, known.authors)
        assert (paper.categories, paper.version) == (known.categories, known.version)
        assert (paper.published, paper.updated) == (known.published, known.updated)
        assert (paper.comment, paper.journal, paper.doi) == (known.comment, known.journal, known.doi)


@pytest.mark.parametrize(
    "fault",
    [instead(source_payloads.feed("cs.AI", WEDNESDAY)), refused(404), instead(b"Rate exceeded."), cut(700)],
    ids=["stale", "missing", "HTML", "cut"],
)
async def test_where_a_feed_fails_the_api_stands_in(served, web, fault, caplog):
    served.service.next.append(fault)

    with caplog.at_level(logging.WARNING):
        answer = await arxiv.fetch(web, ask())

    assert told(answer, DAY) == wanted(served, DAY, revised=False)
    assert served.asked == ["/atom/cs.AI", "/api/query"]
    assert "feeds skipped: listing=2026-01-15" in caplog.text
    assert "cs.AI" in caplog.text


@pytest.mark.parametrize("now", [SATURDAY_NOON, BEFORE_MIDNIGHT], ids=["a day later", "before midnight in New York"])
async def test_feeds_are_not_asked_when_they_cannot_hold_the_listing(served, web, now):
    answer = await arxiv.fetch(web, ask(now=now))

    assert served.asked == ["/api/query"]
    assert told(answer, DAY) == wanted(served, DAY, revised=False)


async def test_a_listing_that_no_one_knows_yet_is_an_outage_and_no_quiet_day(served, web):
    served.service.always = instead(source_payloads.api_page([]))

    with pytest.raises(SourceError, match="not to be had yet"):
        await arxiv.fetch(web, ask(now=BEFORE_MIDNIGHT))


async def test_a_holiday_that_we_did_not_know_of_is_a_quiet_day(served, web):
    served.service.always = instead(source_payloads.feed("cs.CV", DAY))

    answer = await arxiv.fetch(web, ask())

    assert (answer.papers, answer.announcements) == ((), ())


async def test_a_holiday_moves_its_papers_to_the_next_listing(served, web):
    holidays = calendar.parse_holidays('{"2026": {"2026-01-13": "A Test"}}')  # a cut-off that does not happen

    answer = await arxiv.fetch(web, ask(listings=(DAY,), now=SATURDAY_NOON, holidays=holidays))

    both = wanted(served, WEDNESDAY, revised=False) | wanted(served, THURSDAY, revised=False)
    assert told(answer, DAY) == both


async def test_a_day_without_a_listing_is_a_source_error(web):
    with pytest.raises(SourceError, match="no listing is dated 2026-01-11"):
        await arxiv.fetch(web, ask(listings=(date(2026, 1, 11),)))


async def test_asking_too_soon_is_refused_and_told(served, web):
    served.arxiv.delay = 3.0

    with pytest.raises(SourceError, match=r"HTTP 429.*Rate exceeded"):
        await arxiv.fetch(web, ask())
    assert served.arxiv.violations > 0


async def test_papers_are_looked_up_by_their_ids(served, web):
    ids = tuple(map(PaperId, ("2601.07348", "cs/0301006", "2601.07348")))

    answer = await arxiv.fetch(web, ask(papers=ids))

    assert sorted(paper.id for paper in answer.papers) == ["2601.07348", "cs/0301006"]
    assert {paper.id: paper.version for paper in answer.papers}["cs/0301006"] == 3
    assert served.asked == ["/api/query"]


async def test_a_paper_that_is_counted_and_not_given_may_not_be_there(served, web):
    with pytest.raises(SourceError, match=r"has no paper 2412\.99999, or no time to look for it"):
        await arxiv.fetch(web, ask(papers=(PaperId("2412.99999"),)))


async def test_an_entry_that_is_no_paper_is_none(served, web):
    served.service.always = instead(page(1).replace(b"<id>http://arxiv.org/abs/2601.00001v1</id>", b""))

    with pytest.raises(SourceError, match=r"has no paper 2601\.00001"):
        await arxiv.fetch(web, ask(papers=(PaperId("2601.00001"),)))


async def test_a_paper_that_is_not_counted_is_not_there(served, web):
    served.service.always = instead(source_payloads.api_page([]))

    assert await arxiv.fetch(web, ask(papers=(PaperId("2412.99999"),))) == FetchResult()


# --- what the API says ---------------------------------------------------------------------------------------


def test_the_query_names_categories_archives_and_the_window_in_gmt():
    query = api.query(ask(categories=("cs", "stat.ML", "hep-th", "astro-ph")), DAY)

    assert query == (
        "(cat:cs.* OR cat:stat.ML OR cat:hep-th OR cat:astro-ph*) AND submittedDate:[202601131900 TO 202601141859]"
    )


@pytest.mark.parametrize("size", [1, 7, 40, 41, 2000])
async def test_all_pages_are_read(served, web, monkeypatch, size):
    monkeypatch.setattr(api, "PAGE", size)

    answer = await arxiv.fetch(web, ask(listings=(TUESDAY,)))

    count = len(wanted(served, TUESDAY, revised=False))
    assert len(answer.papers) == count
    assert len(served.asked) == -(-count // size)


async def test_ten_times_the_usual_volume_is_read_whole(impatient):
    async with sources(build(others=6000)) as served, HttpClient(served.settings, nullcontext) as web:
        answer = await arxiv.fetch(web, ask(listings=(TUESDAY,)))

        assert set(told(answer, TUESDAY)) == set(wanted(served, TUESDAY, revised=False))
        assert len(answer.papers) > api.PAGE


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (source_payloads.api_error("max_results must be smaller"), "refuses: max_results must be smaller"),
        (source_payloads.api_page([], total=9), "promised 9 papers and gave 0"),
        (page(4, total=9), "promised 9 papers and gave 4"),
        (page().replace(b"totalResults>9<", b"totalResults>many<"), "does not say how many"),
        (page().replace(b"opensearch:totalResults", b"opensearch:guess"), "does not say how many"),
        (page().replace(b"<feed", b"<!DOCTYPE feed [<!ENTITY a 'b'>]><feed", 1), "document type declaration"),
        (page().replace(b"2026-01-13T20:00:00Z", b"2026-13-33T20:00:00Z", 1), "cannot be read"),
        (page().replace(b"2601.00002v1", b"2601.00001v1"), "overlap"),
    ],
)
async def test_a_page_that_is_not_what_it_promises_is_a_source_error(served, web, body, complaint):
    served.service.always = instead(body)

    with pytest.raises(SourceError, match=complaint):
        await arxiv.fetch(web, ask(listings=(TUESDAY,)))


async def test_a_list_that_changes_between_two_pages_is_a_source_error(served, web, monkeypatch):
    monkeypatch.setattr(api, "PAGE", 9)
    served.service.next.extend([instead(page(9, total=20)), instead(page(9, total=19))])

    with pytest.raises(SourceError, match="changed while it was read"):
        await arxiv.fetch(web, ask(listings=(TUESDAY,)))


async def test_no_papers_where_none_are_promised_is_a_quiet_day(served, web):
    served.service.always = instead(source_payloads.api_page([]))

    assert await arxiv.fetch(web, ask(listings=(TUESDAY,))) == FetchResult()


def test_no_cut_loses_a_paper_silently():
    body = page(9)

    for number in range(200):
        with pytest.raises(SourceError):
            api.check_total(body[: len(body) * number // 200], start=0, most=2000)


async def test_what_is_cut_on_the_way_is_a_source_error(served, web):
    served.service.next.extend(cut(length) for length in range(0, 6000, 400))

    for _ in range(0, 6000, 400):
        with pytest.raises(SourceError):
            await arxiv.fetch(web, ask(listings=(TUESDAY,)))


async def test_foreign_categories_are_left_out_and_the_primary_is_first(served, web):
    paper = factories.paper(categories=("math.NA", "cs.CV", "65F10", "G.1.3"), published=IN_PAPERS)
    served.service.always = instead(source_payloads.api_page([paper]))

    answer = await arxiv.fetch(web, ask(papers=(paper.id,)))

    assert answer.papers[0].categories == ("math.NA", "cs.CV")


async def test_nothing_more_is_asked_once_no_one_waits(served, web, monkeypatch):
    monkeypatch.setattr(api, "PAGE", 5)
    begun, turns = asyncio.Event(), []

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        turns.append(turn)
        begun.set()
        await asyncio.Event().wait()
        yield

    async with HttpClient(served.settings, turn) as waiting:
        task = asyncio.create_task(arxiv.fetch(waiting, ask(listings=(TUESDAY,))))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.get_running_loop().shutdown_default_executor()

    assert (len(turns), served.asked) == (1, [])


async def test_a_turn_is_given_back_before_a_cancelled_lookup_ends(served):
    given_back = False

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        nonlocal given_back
        try:
            asking.cancel()
            yield
        finally:
            for _ in range(9):  # as writing to the store takes
                await asyncio.sleep(0)
            given_back = True

    async with HttpClient(served.settings, turn) as web:
        asking = asyncio.create_task(arxiv.fetch(web, ask(listings=(TUESDAY,))))
        with pytest.raises(asyncio.CancelledError):
            await asking

    assert given_back


@pytest.mark.parametrize("name", ["q_testing_s0_m10_bc5a6c384fe9", "id_astro-ph_0601001_s0_m100_3150dca9dc76"])
async def test_recorded_answers_are_read(served, web, shared: Path, monkeypatch, name):
    monkeypatch.setattr(api, "PAGE", 10)
    body = (shared / f"payloads/arxiv_atom/{name}.xml").read_bytes()
    served.service.always = instead(body.replace(b"214881", b"10"))
    ids = ("2202.12139", "2405.13786", "astro-ph/0601001")

    answer = await arxiv.fetch(web, ask(papers=tuple(map(PaperId, ids))))

    assert {paper.id for paper in answer.papers} <= set(ids)
    assert all(paper.abstract and paper.authors and paper.published for paper in answer.papers)
    assert answer.papers


# --- what both have in common --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("abstract", "comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the author", "", True),
        ("We study.", "This paper has been withdrawn due to an error in Lemma 2", True),
        ("We study.", "arXiv admin note: submission has been withdrawn by arXiv administrators", True),
        ("We study.", "Withdrawn", True),
        ("We study.", "The article is now withdrawn for a flaw in (3)", True),
        ("We study.", "12 pages, supersedes the withdrawn arXiv:2001.00001", False),
        ("We study drugs that were withdrawn from the market and why this paper was withdrawn by no one.", "", False),
        ("The work of surgeons is withdrawal.", "", False),
    ],
)
def test_withdrawn_papers_are_told_by_their_words(abstract, comment, withdrawn):
    assert is_withdrawn(abstract, comment) is withdrawn


def test_withdrawn_papers_are_told_from_those_that_speak_of_withdrawal(shared: Path):
    with gzip.open(shared / "arxiv-papers-20k.jsonl.gz", "rt") as lines:
        papers = [json.loads(line) for line in lines]

    withdrawn = [p["id"] for p in papers if is_withdrawn(fold(p["abstract"]), fold(p.get("comment")))]

    assert sorted(withdrawn) == [
        "1203.3045", "1409.4177", "1504.02939", "1506.04040", "1608.06190", "2009.03560", "2411.16977",
        "2506.07053", "math-ph/0212061",
    ]  # fmt: skip


def test_the_newest_version_of_a_paper_is_kept():
    old, new = factories.paper(version=1, comment="old"), factories.paper(version=2)

    merged = merge([FetchResult(papers=(new,)), FetchResult(papers=(old,))])

    assert merged.papers == (new,)
