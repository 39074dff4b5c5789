from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import data
from bot.arxiv import calendar
from bot.arxiv.licenses import Figures
from bot.errors import CommandError, SourceError
from bot.fulltext.cache import Cache
from bot.fulltext.model import TextFormat
from bot.models.digest import Destination
from bot.models.papers import Engagement, PaperId
from bot.models.post import PostKind
from bot.models.report import PickKind, Report, ReportEntry
from bot.pipeline.report_builder import ReportBuilder, choose_papers, dates, refresh_metadata
from bot.pipeline.report_cover import CoverRequest, make_cover
from bot.report import source_notes
from bot.report.slides import FigureBlock, FigurePlaceholder, NoteBlock
from bot.store import ingest
from bot.store.tables import papers, reports
from tests.helpers import arxiv_pages, factories, source_payloads
from tests.helpers.fake_servers import world
from tests.helpers.fake_servers.serving import instead, refused

WEEK = date(2020, 8, 28)  # a Friday, with five listings before it
NOW = datetime(2020, 8, 28, 12, tzinfo=UTC)
MONDAY = WEEK - timedelta(days=4)
HERE, THERE = Destination("slack", "T1", "C1"), Destination("slack", "T1", "C2")
HOLIDAYS = calendar.parse_holidays(data.read("holidays.json"))
CC_BY = "http://creativecommons.org/licenses/by/4.0/"
PICTURE = arxiv_pages.png()


@pytest.fixture
async def told(store):
    """A function that announces a paper on a day, with so many reposts."""

    async def tell(id: str, day: date, reposts: int) -> None:
        await store.write(
            ingest.save,
            works=[factories.paper(id)],
            announcements=[factories.announcement(id, day)],
            talk=[factories.mention(id, reposts=reposts, engagement=Engagement(reposts, reposts))],
        )

    return tell


@pytest.fixture
def chosen(store):
    async def choose_for(destination=HERE, week=WEEK, count=4, categories=("cs",)):
        return await choose_papers(store, categories, week, destination, count, HOLIDAYS)

    return choose_for


@pytest.fixture
async def reporter(store, web, tmp_path):
    return ReportBuilder(store, web, Cache(tmp_path / "cache"), Figures.CC, HERE, HOLIDAYS)


@pytest.fixture
def texts(served):
    return served.texts


def blocks(report, kind):
    return [block for slide in report.deck.slides for block in slide.blocks if isinstance(block, kind)]


async def whole_week(told):
    """Announce ten papers, two a day, the earlier the more talked about."""
    for number in range(10):
        await told(f"2008.1000{number}", MONDAY + timedelta(days=number // 2), 900 - 80 * number)


async def test_the_hottest_of_the_week_and_of_its_last_listings_take_turns(told, chosen):
    await whole_week(told)

    assert await chosen() == ["2008.10000", "2008.10004", "2008.10001", "2008.10005"]


async def test_papers_of_other_weeks_are_not_chosen(told, chosen):
    await told("2008.00001", MONDAY - timedelta(days=3), 900)
    await told("2008.10001", MONDAY, 50)

    assert await chosen() == ["2008.10001"]


async def test_what_was_reported_there_in_another_week_is_left_out_there_alone(store, told, chosen):
    await whole_week(told)
    earlier = [PaperId("2008.10000"), PaperId("2008.10004")]
    await store.write(reports.record, HERE, WEEK - timedelta(days=1), earlier, factories.NOON)

    assert await chosen() == ["2008.10001", "2008.10005", "2008.10002", "2008.10006"]
    assert await chosen(THERE) == ["2008.10000", "2008.10004", "2008.10001", "2008.10005"]


async def test_what_was_reported_there_for_this_week_comes_again(store, told, chosen):
    await whole_week(told)
    reported = [PaperId("2008.10007"), PaperId("2008.10003")]
    await store.write(reports.record, HERE, WEEK, reported, factories.NOON)

    assert await chosen() == reported


async def test_only_papers_of_the_categories_are_chosen(told, chosen):
    await told("2008.10001", MONDAY, 900)

    assert await chosen(categories=("math",)) == []


async def test_a_week_of_which_only_the_beginning_is_stored_has_a_report(told, chosen):
    await told("2008.10001", MONDAY, 900)

    assert await chosen() == ["2008.10001"]


async def test_a_week_of_which_nothing_is_stored_says_how_to_collect_it(chosen):
    with pytest.raises(CommandError, match="hotpapers collect --since 2020-08-24 --until 2020-08-28"):
        await chosen()


async def test_papers_are_as_arxiv_has_them_now(store, web):
    stale = factories.paper("2512.00042", version=1)
    await store.write(ingest.save, works=[stale])

    (fresh,) = await refresh_metadata(store, web, [stale.id], world.ask(), print)

    assert (fresh.version, fresh.withdrawn) == (2, True)
    assert await store.read(papers.lookup, stale.id) == fresh


async def test_papers_are_as_they_are_stored_where_arxiv_cannot_say(store, web, served):
    served.service.always = refused(503)
    await store.write(ingest.save, works=[factories.paper()])
    told = []

    assert await refresh_metadata(store, web, [factories.paper().id], world.ask(), told.append) == [factories.paper()]
    assert "503" in told[0]
    assert told[0].endswith("They stand as they were stored.")
    with pytest.raises(SourceError, match="503"):
        await refresh_metadata(store, web, [factories.paper().id, PaperId("2601.99999")], world.ask(), told.append)


async def test_a_paper_that_arxiv_does_not_have_is_named(store, web, served):
    served.service.always = instead(source_payloads.api_page([], 0), "application/atom+xml")

    with pytest.raises(CommandError, match=r"no paper 2601\.99999"):
        await refresh_metadata(store, web, [PaperId("2601.99999")], world.ask(), print)


async def report(reporter, *papers):
    return await reporter.report(papers, WEEK, lambda line: None)


async def test_a_figure_that_may_be_shown_is_with_whose_it_is_its_license_and_where(reporter, texts):
    texts.bodies |= {"html/2008.10599v1": arxiv_pages.page(license=CC_BY), "html/2008.10599v1/x1.png": PICTURE}

    made = await report(reporter, factories.paper(version=1))

    (picture,) = blocks(made, FigureBlock)
    assert picture.credit == "Ada Lovelace et al., CC BY 4.0"
    assert picture.url == "https://arxiv.org/html/2008.10599v1#S2.F1"
    assert [raw.body for raw in made.pictures.values()] == [PICTURE]


async def test_the_license_that_arxiv_told_counts_before_that_of_the_page(reporter, texts):
    texts.bodies |= {"html/2008.10599v1": arxiv_pages.page(license=CC_BY), "html/2008.10599v1/x1.png": PICTURE}

    made = await report(
        reporter, factories.paper(version=1, license="http://arxiv.org/licenses/nonexclusive-distrib/1.0/")
    )

    (card,) = blocks(made, FigurePlaceholder)
    assert card.why.startswith("Its license (arXiv’s non-exclusive license)")
    assert texts.asked == ["html/2008.10599v1"]


@pytest.mark.parametrize("form", ["html", "src"])
async def test_a_license_that_neither_feed_nor_page_tells_is_asked_for_once(reporter, texts, form):
    texts.bodies |= {
        f"{form}/2008.10599v1": arxiv_pages.page()
        if form == "html"
        else arxiv_pages.source(main_tex=arxiv_pages.tex(), net_png=PICTURE),
        "html/2008.10599v1/x1.png": PICTURE,
        "oai/2008.10599": CC_BY.encode(),
    }

    made = [await report(reporter, factories.paper(version=1)) for _ in range(2)]

    assert [blocks(each, FigureBlock)[0].credit for each in made] == ["Ada Lovelace et al., CC BY 4.0"] * 2
    assert texts.asked.count("oai/2008.10599") == 1


async def test_a_license_that_no_one_tells_is_unknown(reporter, texts):
    texts.bodies["html/2008.10599v1"] = arxiv_pages.page()

    (card,) = blocks(await report(reporter, factories.paper(version=1)), FigurePlaceholder)

    assert card.why.startswith("License unknown")
    assert texts.asked == ["html/2008.10599v1", "oai/2008.10599"]


@pytest.mark.parametrize("figures", [Figures.NONE, Figures.ALL])
async def test_no_one_asks_for_a_license_on_which_nothing_depends(reporter, texts, figures):
    texts.bodies["html/2008.10599v1"] = arxiv_pages.page()

    await report(replace(reporter, figures=figures), factories.paper(version=1))

    assert "oai/2008.10599" not in texts.asked


async def test_a_figure_that_cannot_be_had_is_a_card_that_does_not_blame_the_license(reporter, texts):
    texts.bodies["html/2008.10599v1"] = arxiv_pages.page(license=CC_BY)

    (card,) = blocks(await report(reporter, factories.paper(version=1)), FigurePlaceholder)

    assert card.why == source_notes.MISSING


@pytest.mark.parametrize(
    ("given", "bodies", "said"),
    [
        ({"withdrawn": True, "comment": "An error in Lemma 2."}, {}, "“An error in Lemma 2.”"),
        ({"withdrawn": True}, {}, source_notes.WITHDRAWN),
        ({}, {}, source_notes.NO_TEXT),
        ({}, {"html/2008.10599v2": arxiv_pages.stub(), "html/2008.10599v1": arxiv_pages.page()}, "read from version 1"),
    ],
    ids=["withdrawn, why", "withdrawn", "no text", "an older version"],
)
async def test_what_is_to_be_known_of_the_text_is_said(reporter, texts, given, bodies, said):
    texts.bodies |= bodies

    (note,) = blocks(await report(reporter, factories.paper(version=2, **given)), NoteBlock)

    assert said in note.text


async def test_an_arxiv_that_goes_away_leaves_what_there_is_and_is_told(reporter, served, texts):
    texts.bodies |= {"html/2008.10599v1": arxiv_pages.page(license=CC_BY)}
    paper, lost = factories.paper(version=1), factories.paper("2008.10598", version=1)
    await report(reporter, paper)
    served.service.always = refused(503)

    made = await report(reporter, paper, lost)

    assert [each.text.form for each in made.presented] == [TextFormat.HTML, TextFormat.ABSTRACT]
    assert [note.text for note in blocks(made, NoteBlock)] == [source_notes.NOT_BROUGHT]
    assert len(made.problems) == 1
    assert "503" in made.problems[0]


async def test_title_and_authors_are_those_of_arxiv(reporter, texts):
    source = arxiv_pages.tex().replace(rb"\begin{document}", rb"\title{Paper Mc. Pape}\author{No one}\begin{document}")
    texts.bodies["src/2008.10599v1"] = arxiv_pages.source(main_tex=source)

    made = await report(reporter, factories.paper(version=1))

    assert made.presented[0].text.form is TextFormat.TEX
    assert (made.deck.parts[0].title, made.deck.parts[0].authors) == (
        factories.paper().title,
        factories.paper().authors,
    )
    assert "Pape}" not in repr(made.deck)
    assert "No one" not in repr(made.deck)


async def test_swaps_are_of_a_place(store, reporter, texts):
    texts.bodies["html/2008.10599v1"] = arxiv_pages.page(license=CC_BY)
    paper = factories.paper(version=1)

    assert await store.write(reports.swap, HERE, paper.id, "architecture") == 1
    there = ReportBuilder(store, reporter.web, reporter.cache, Figures.NONE, THERE, HOLIDAYS)

    assert blocks(await report(reporter, paper), FigurePlaceholder) == []
    assert len(blocks(await report(there, paper), FigurePlaceholder)) == 1


async def test_each_swap_goes_one_step_on(store):
    steps = [await store.write(reports.swap, HERE, factories.paper().id, kind) for kind in ("table", "table", "result")]

    assert steps == [1, 2, 1]
    assert await store.read(reports.swap_offsets, HERE, factories.paper().id) == {"table": 2, "result": 1}
    assert await store.read(reports.swap_offsets, THERE, factories.paper().id) == {}


async def test_a_week_reported_again_forgets_what_it_had(store):
    for ids in (["2008.1", "2008.2", "2008.3"], ["2008.4", "2008.1"]):
        await store.write(reports.record, HERE, WEEK, ids, factories.NOON)

    assert await store.read(reports.papers_of_week, HERE, WEEK) == ["2008.4", "2008.1"]
    assert await store.read(reports.papers_of_other_weeks, HERE, WEEK) == set()
    assert await store.read(reports.papers_of_other_weeks, HERE, WEEK + timedelta(days=7)) == {"2008.4", "2008.1"}


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (date(2026, 11, 22), "16–22 Nov 2026"),
        (date(2026, 11, 3), "28 Oct–3 Nov 2026"),
        (date(2027, 1, 3), "28 Dec 2026–3 Jan 2027"),
    ],
)
def test_the_days_of_a_week_are_told(week, said):
    assert dates(week) == said


async def test_a_paper_says_how_much_attention_brought_it(told, reporter, store):
    await told("2008.10000", MONDAY, 900)
    known = await store.read(papers.of_ids, ["2008.10000"])

    built = await reporter.report(known, WEEK, lambda _: None)

    assert built.deck.parts[0].why.startswith("X 1,800")


async def test_people_can_name_a_paper_and_take_the_name_back(told, reporter, store):
    await told("2008.10000", MONDAY, 900)
    known = await store.read(papers.of_ids, ["2008.10000"])
    await store.write(reports.set_name, HERE, "2008.10000", "Teapot")

    named = await reporter.report(known, WEEK, lambda _: None)
    await store.write(reports.set_name, HERE, "2008.10000", "")
    unnamed = await reporter.report(known, WEEK, lambda _: None)

    assert named.deck.parts[0].name == "Teapot"
    assert unnamed.deck.parts[0].name != "Teapot"


async def test_the_title_page_is_numbered_after_the_reports_before(reporter, store):
    for weeks in (1, 2):
        await store.write(reports.record, HERE, WEEK - timedelta(days=7 * weeks), ["2008.10000"], NOW)

    built = await reporter.report([], WEEK, lambda _: None)
    asked = await replace(reporter, asked=CoverRequest("Ada", 40, WEEK)).report([], WEEK, lambda _: None)

    assert built.deck.cover.number == 3
    assert (asked.deck.cover.number, asked.deck.cover.presenter, asked.deck.cover.date) == (40, "Ada", "28 Aug 2020")


async def test_a_logo_that_cannot_be_read_is_left_out(tmp_path, store, web):
    good, gone = tmp_path / "logo.png", tmp_path / "gone.png"
    good.write_bytes(PICTURE)

    covers = [
        await make_cover(store, web.settings.model_copy(update={"weekly_logo": path}), HERE, WEEK, CoverRequest())
        for path in (good, gone)
    ]

    assert [(cover.logo, logo) for cover, logo in covers] == [("logo.png", PICTURE), ("", b"")]


async def test_status_counts_the_picks_that_stood(store):
    kinds = (PickKind.EQUATION, PickKind.TABLE)
    entry = ReportEntry(PaperId("2008.10000"), "Name", "A title", "url", "html", kinds=kinds)

    await store.write(reports.enqueue, Report(WEEK, "dates", (entry,)), HERE, [PostKind.PARENT], NOW)
    await store.write(reports.swap, HERE, PaperId("2008.10000"), PickKind.TABLE)

    assert await store.read(reports.pick_counts, HERE) == (1, 2)
    assert await store.read(reports.pick_counts, THERE) == (0, 0)
