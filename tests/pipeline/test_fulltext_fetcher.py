import asyncio
import itertools
from contextlib import nullcontext

import pytest

from bot.errors import SourceError
from bot.fulltext.cache import Cache
from bot.fulltext.model import Figure, TextFormat
from bot.http.client import HttpClient
from bot.pipeline import arxiv_throttle, fulltext_fetcher
from bot.pipeline.fulltext_fetcher import FullTextFetcher, picture_url
from tests.helpers import arxiv_pages, factories
from tests.helpers.fake_servers.serving import refused
from tests.helpers.fake_servers.sources import settings, sources

ID = "2601.00001"
PAGE = f"https://arxiv.org/html/{ID}v2"


def paper(version=2, **given):
    return factories.paper(ID, version=version, **given)


@pytest.fixture
def texts(served):
    return served.texts


@pytest.fixture
def library(web, tmp_path):
    return FullTextFetcher(web, Cache(tmp_path / "cache"))


@pytest.fixture
def again(web, tmp_path, clock_of_weeks):
    """What is brought when all that is kept is older than it counts as fresh."""
    return lambda: FullTextFetcher(web, Cache(tmp_path / "cache", clock_of_weeks))


@pytest.fixture
def clock_of_weeks():
    weeks = itertools.count(1_000_000_000, 30 * 86_400)
    return lambda: float(next(weeks))


async def test_the_page_of_the_newest_version_is_read(texts, library):
    texts.bodies |= {
        f"html/{ID}v1": arxiv_pages.page("old " * 30),
        f"html/{ID}v2": arxiv_pages.page(license=arxiv_pages.CC_BY),
    }

    brought = await library.fetch(paper())

    assert (brought.text.form, brought.version, brought.text.license) == (TextFormat.HTML, 2, arxiv_pages.CC_BY)
    assert brought.text.sections[0].paragraphs == (arxiv_pages.SENTENCE,)
    assert texts.asked == [f"html/{ID}v2"]


async def test_older_pages_are_read_where_the_newest_is_a_stub_the_first_among_them(texts, library):
    texts.bodies |= {f"html/{ID}v{number}": arxiv_pages.stub() for number in range(2, 10)}
    texts.bodies[f"html/{ID}v1"] = arxiv_pages.page()

    brought = await library.fetch(paper(9))

    assert (brought.text.form, brought.version) == (TextFormat.HTML, 1)
    assert texts.asked == [f"html/{ID}v{number}" for number in (9, 8, 7, 1)]


async def test_the_source_is_read_where_there_is_no_page(texts, library):
    texts.bodies |= {f"html/{ID}v1": arxiv_pages.page(), f"src/{ID}v2": arxiv_pages.source(main_tex=arxiv_pages.tex())}

    brought = await library.fetch(paper())

    assert (brought.text.form, brought.version, brought.problem) == (TextFormat.TEX, 2, "")
    assert texts.asked == [f"html/{ID}v2", f"src/{ID}v2"]


async def test_the_source_is_read_where_all_pages_are_stubs(texts, library):
    texts.bodies |= {f"html/{ID}v2": arxiv_pages.stub(), f"html/{ID}v1": arxiv_pages.stub()}
    texts.bodies[f"src/{ID}v2"] = arxiv_pages.source(main_tex=arxiv_pages.tex())

    assert (await library.fetch(paper())).text.form is TextFormat.TEX


@pytest.mark.parametrize(
    "source",
    [None, arxiv_pages.source(main_tex=arxiv_pages.wrapper()), b"%PDF-1.5 ...", b"\x1f\x8bdamaged"],
    ids=["none", "a wrapper", "a PDF", "damaged"],
)
async def test_the_abstract_is_left_where_neither_can_be_read(texts, library, source):
    texts.bodies |= {f"src/{ID}v2": source} if source else {}

    brought = await library.fetch(paper())

    assert (brought.text.form, brought.text.sections, brought.problem) == (TextFormat.ABSTRACT, (), "")


async def test_nothing_is_read_of_a_withdrawn_paper(texts, library):
    texts.bodies[f"html/{ID}v1"] = arxiv_pages.page()

    assert (await library.fetch(paper(withdrawn=True))).text.form is TextFormat.ABSTRACT
    assert texts.asked == []


async def test_a_paper_of_an_unknown_version_is_read_as_it_is_now(texts, library):
    texts.bodies |= {f"html/{ID}v1": arxiv_pages.stub(), f"html/{ID}v2": arxiv_pages.page()}

    brought = await library.fetch(paper(None))

    assert (brought.text.form, brought.version) == (TextFormat.HTML, None)


async def test_what_came_lately_is_not_asked_for_again_not_even_what_is_not_there(texts, library):
    texts.bodies[f"src/{ID}v2"] = arxiv_pages.source(main_tex=arxiv_pages.tex())

    first, second = await library.fetch(paper()), await library.fetch(paper())

    assert first == second
    assert texts.asked == [f"html/{ID}v2", f"src/{ID}v2"]


async def test_what_is_kept_for_long_is_asked_for_with_its_tag(texts, again):
    texts.bodies[f"html/{ID}v2"] = arxiv_pages.page()

    first, second = await again().fetch(paper()), await again().fetch(paper())

    assert (first, texts.unchanged, len(texts.asked)) == (second, 1, 2)


async def test_a_page_that_changed_is_read_again(texts, again):
    texts.bodies[f"html/{ID}v2"] = arxiv_pages.page("Once it was so.")
    await again().fetch(paper())
    texts.bodies[f"html/{ID}v2"] = arxiv_pages.page("Now it is otherwise.")

    brought = await again().fetch(paper())

    assert brought.text.sections[0].paragraphs == ("Now it is otherwise.",)


async def test_a_redirect_within_arxiv_is_followed(texts, library):
    texts.moved[f"html/{ID}v2"] = f"/html/{ID}v2/"
    texts.bodies[f"html/{ID}v2/"] = arxiv_pages.page()

    assert (await library.fetch(paper())).text.form is TextFormat.HTML


@pytest.mark.parametrize("where", ["https://evil.example/paper", "/html/2601.00001v2"], ids=["elsewhere", "a circle"])
async def test_a_redirect_that_leads_astray_costs_only_that_page(texts, library, where):
    texts.moved[f"html/{ID}v2"] = where
    texts.bodies[f"src/{ID}v2"] = arxiv_pages.source(main_tex=arxiv_pages.tex())

    brought = await library.fetch(paper())

    assert brought.text.form is TextFormat.TEX
    assert "leads to" in brought.problem or "redirects" in brought.problem


async def test_a_page_without_end_costs_only_that_page(texts, library, monkeypatch):
    monkeypatch.setattr(fulltext_fetcher, "MAX_OF_A_PAGE", 1 << 20)
    texts.endless.add(f"html/{ID}v2")
    texts.bodies[f"src/{ID}v2"] = arxiv_pages.source(main_tex=arxiv_pages.tex())

    brought = await library.fetch(paper())

    assert (brought.text.form, library.problems) == (TextFormat.TEX, [brought.problem])
    assert "more than 1 MB" in brought.problem


async def test_a_page_that_breaks_off_each_time_costs_only_that_page(texts, library):
    texts.bodies |= {f"html/{ID}v2": arxiv_pages.page(), f"src/{ID}v2": arxiv_pages.source(main_tex=arxiv_pages.tex())}
    texts.dying.add(f"html/{ID}v2")

    brought = await library.fetch(paper())

    assert (brought.text.form, bool(brought.problem)) == (TextFormat.TEX, True)
    assert texts.asked.count(f"html/{ID}v2") == 3


async def test_an_arxiv_that_says_nothing_is_left_alone_and_what_is_kept_is_given(texts, again, library, monkeypatch):
    texts.bodies |= {f"html/{ID}v2": arxiv_pages.page(), "html/2601.00002v1": arxiv_pages.page()}
    whole = await again().fetch(paper())
    monkeypatch.setattr(fulltext_fetcher, "FILE_TIMEOUT", 0.05)
    texts.silent |= {"html/2601.00002v1", f"html/{ID}v2"}
    asked_before = len(texts.asked)

    later = again()
    lost = await later.fetch(factories.paper("2601.00002", version=1))
    kept = await later.fetch(paper())

    assert (lost.text.form, kept.text) == (TextFormat.ABSTRACT, whole.text)
    assert "no answer within" in lost.problem
    assert len(texts.asked) == asked_before + 1


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_an_arxiv_that_refuses_us_is_not_asked_on_and_on(served, library, status):
    served.service.always = refused(status, b"no")

    problems = [(await library.fetch(factories.paper(f"2601.0000{number}", version=3))).problem for number in range(3)]

    assert all(f"HTTP {status}" in problem for problem in problems)
    assert len(served.asked) <= 3  # the attempts at the first page


async def test_no_one_there_is_a_problem_and_no_hang(tmp_path, impatient):
    async with HttpClient(settings("http://127.0.0.1:9"), nullcontext) as web, asyncio.timeout(30):
        library = FullTextFetcher(web, Cache(tmp_path))
        brought = [await library.fetch(factories.paper(f"2601.0000{number}", version=9)) for number in range(5)]

    assert {each.text.form for each in brought} == {TextFormat.ABSTRACT}
    assert all(each.problem for each in brought)


async def test_all_is_asked_one_after_the_other_with_the_pause(store, tmp_path, impatient):
    async with sources(HOTPAPERS_ARXIV_DELAY_SECONDS=0.05) as served:
        served.arxiv.delay = 0.05
        served.texts.bodies |= {f"html/{ID}v2": arxiv_pages.page(), f"html/{ID}v2/x1.png": arxiv_pages.png()}
        async with HttpClient(served.settings, arxiv_throttle(store, 0.05)) as web:
            library = FullTextFetcher(web, Cache(tmp_path / "cache"))
            brought, _ = await asyncio.gather(
                library.fetch(paper()), library.fetch(factories.paper("2601.00002", version=1))
            )
            await library.graphics(brought, brought.text.figures[0])

    assert len(served.texts.asked) == 4
    assert served.arxiv.violations == 0


@pytest.mark.parametrize("named", ["x1.png", f"{ID}v2/x1.png"])
async def test_a_figure_of_a_page_is_brought_from_its_folder(texts, library, named):
    texts.bodies |= {f"html/{ID}v2": arxiv_pages.page(picture=named), f"html/{ID}v2/x1.png": arxiv_pages.png()}
    brought = await library.fetch(paper())

    assert await library.graphics(brought, brought.text.figures[0]) == {named: arxiv_pages.png()}


async def test_a_figure_of_a_source_is_taken_from_it(texts, library):
    source = arxiv_pages.source(main_tex=arxiv_pages.tex(), net_png=arxiv_pages.png(), other_png=b"other")
    texts.bodies[f"src/{ID}v2"] = source
    brought = await library.fetch(paper())

    assert await library.graphics(brought, brought.text.figures[0]) == {"net.png": arxiv_pages.png()}


async def test_pictures_that_are_missing_or_elsewhere_are_left_out(texts, library):
    texts.bodies[f"html/{ID}v2"] = arxiv_pages.page()
    brought = await library.fetch(paper())

    figure = Figure("", "", ("x1.png", "https://evil.example/x.png", "../2601.00002v1/x1.png"))

    assert await library.graphics(brought, figure) == {}
    assert texts.asked == [f"html/{ID}v2", f"html/{ID}v2/x1.png"]


async def test_a_figure_of_many_pictures_is_not_asked_for(texts, library):
    brought = fulltext_fetcher.FetchedText(fulltext_fetcher.NO_TEXT, 2, f"{library.web.settings.arxiv_html_url}/{ID}v2")

    assert await library.graphics(brought, Figure("", "", tuple(f"x{number}.png" for number in range(9)))) == {}
    assert texts.asked == []


@pytest.mark.parametrize(
    ("page", "name", "found"),
    [
        (PAGE, "x1.png", f"{PAGE}/x1.png"),
        (PAGE, "figures/a b.png", f"{PAGE}/figures/a b.png"),
        (PAGE, f"{ID}v2/x1.png", f"{PAGE}/x1.png"),
        (PAGE, f"/html/{ID}v2/x1.png", f"{PAGE}/x1.png"),
        (f"https://arxiv.org/html/{ID}", f"{ID}v2/x1.png", f"{PAGE}/x1.png"),
        (PAGE, f"{PAGE}/x1.png", f"{PAGE}/x1.png"),
        (
            "https://arxiv.org/html/hep-th/9901001v1",
            "9901001v1/x1.png",
            "https://arxiv.org/html/hep-th/9901001v1/x1.png",
        ),
        (
            "https://arxiv.org/html/hep-th/9901001v1",
            "hep-th/9901001v1/x1.png",
            "https://arxiv.org/html/hep-th/9901001v1/x1.png",
        ),
    ],
)
def test_a_picture_is_found_in_the_folder_of_its_page(page, name, found):
    assert picture_url(page, name) == found


@pytest.mark.parametrize(
    "name",
    [
        "../x.png",
        "/etc/passwd",
        "//evil.example/x.png",
        "https://evil.example/x.png",
        "http://arxiv.org/html/2601.00001v2/x.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "a/../../x.png",
        f"{ID}v2/../x.png",
        "%2e%2e/x.png",
        "..\\x.png",
        f"/html/{ID}1v2/x.png",
        f"/html/{ID}vx/x.png",
        "https://[broken/x.png",
    ],
)
def test_a_picture_outside_of_the_folder_is_refused(name):
    with pytest.raises(SourceError, match="not the paper's own"):
        picture_url(PAGE, name)
