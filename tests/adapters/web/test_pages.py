"""What a reader of the pages is promised, over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from lxml import html

from bot.commands.bot import Bot
from bot.commands.registry import COMMANDS
from bot.store import ingest
from bot.store.tables import source_health
from tests.adapters.web.conftest import pages_of
from tests.helpers import factories, transcripts

DAY = "/2026-01-15"
DATA = ["/sitemap.xml", "/index.atom", "/api/v1/days", "/keys.js"]
LISTS = ["/", DAY, "/week", "/month", "/2026-w03", "/2026-01", "/2026-01-14..2026-01-15", "/cs.CV", f"/cs.CV{DAY}"]
PAGES = [*LISTS, "/cs", "/search", "/search?q=cs.CV+week", "/paper/2601.09259", "/rising", "/ranking", "/status"]


def titles(page):
    return [title.text_content().strip() for title in html.fromstring(page.content).xpath("//article//h2")]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_small_and_asks_no_other_host_for_anything(reader, path):
    page = await reader.get(path)
    parts = [await reader.get(each) for each in re.findall(r'(?:href|src)="(/(?:style|keys)[^"]+)"', page.text)]

    assert page.status_code == 200
    assert [part.status_code for part in parts] == [200, 200]
    assert sum(len(part.content) for part in (page, *parts)) <= 50_000
    assert not re.findall(r'(?:src|srcset|action)="(?:https?:)?//', page.text)


@pytest.mark.parametrize("path", [*PAGES, "/nothing-here", "/2026-01-17", "/style.css", "/api/v1/days"])
async def test_every_response_has_the_security_headers_and_no_inline_style_or_script(reader, path):
    page = await reader.get(path)

    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", page.text)


@pytest.mark.parametrize("path", [*LISTS, *DATA, "/paper/2601.09259"])
async def test_a_version_that_the_reader_has_is_not_sent_again(reader, path):
    etag = (await reader.get(path)).headers["ETag"]

    again = await reader.get(path, headers={"If-None-Match": f'"other", {etag}'})

    assert etag.startswith('"')
    assert (again.status_code, again.content) == (304, b"")


async def test_a_page_changes_its_version_with_the_data_once_the_ranking_is_stale(reader, store, context, clock):
    before = (await reader.get("/")).headers["ETag"]
    await store.write(source_health.record_failure, "huggingface", clock())

    assert (await reader.get("/")).headers["ETag"] == before
    clock.forward(timedelta(minutes=1))
    await reader.get("/")  # starts the replacement
    while (await reader.get("/")).headers["ETag"] == before:
        pass


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/2026-13-01", 404, "isn’t a valid date"),
        ("/1990-01-01", 404, "before arXiv started"),
        ("/2026-01-16", 404, "isn’t out yet"),
        ("/2025-06-02", 404, "No data for 2025-06-02"),
        ("/2026-01-17", 200, "No new papers on Sat 17 Jan"),
        ("/2026-w54", 404, "isn’t a week"),
        ("/2026-01-01..2026-06-01", 404, "longer than 92 days"),
        ("/cs.XX", 404, "isn’t an arXiv category"),
        ("/page-99", 404, "That was the last page"),
        ("/cs.CV/cs.LG", 404, "There is no page"),
        ("/paper/nothing", 404, "isn’t an arXiv ID"),
        ("/paper/2212.00001", 404, "isn’t collected here"),
        ("/author/Nobody%20Known", 404, "No paper by"),
        ("/search?q=cs.CV+daily", 400, "is for digests"),
        ("/search?q=subscribe+cs.CV", 400, "works in chat"),
        ("/search?q=%22" + "x" * 1200 + "%22", 400, "too long"),
        ("/%ff%fe", 404, ""),
        ("/%00", 404, ""),
    ],
)
async def test_what_is_not_there_is_a_page_that_says_so_and_leads_on(reader, path, status, sentence):
    page = await reader.get(path)

    assert page.status_code == status
    assert sentence.replace("’", "&#39;") in page.text
    assert 'href="/"' in page.text
    assert "Traceback" not in page.text


async def test_a_query_of_ten_kilobytes_is_refused(reader):
    assert (await reader.get("/search?q=" + "x" * 10_000)).status_code == 400


async def test_a_store_without_papers_says_that_it_is_collecting(store, context):
    async with pages_of(context) as reader:
        page = await reader.get("/")

    assert (page.status_code, page.headers["Retry-After"]) == (503, "120")
    assert "still collecting the first papers" in page.text


async def test_a_database_that_is_gone_is_a_sentence(reader, store, tmp_path):
    (tmp_path / "hotpapers.db").unlink()

    page = await reader.get("/")

    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert page.text == "The database can't be read now. Try again in a minute."


async def test_nothing_is_written_and_other_methods_are_refused(reader):
    assert (await reader.post("/")).status_code == 405
    assert (await reader.head("/")).status_code == 200


async def test_one_address_may_not_ask_without_end(reader):
    behind = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}

    answers = [await reader.get("/robots.txt", headers=behind) for _ in range(70)]

    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert (await reader.get("/robots.txt")).status_code == 200


async def test_an_address_with_other_capitals_leads_to_the_permalink(reader):
    page = await reader.get("/CS.cv/2026-W03.atom")

    assert (page.status_code, page.headers["Location"]) == (302, "/cs.CV/2026-w03.atom")


async def test_the_paths_of_a_public_address_are_in_links_and_feeds(store, public):
    await transcripts.fill(store, "full", "slack")
    async with pages_of(public) as reader:
        page, feed = await reader.get("/hot/cs.CV"), await reader.get("/cs.CV.json")

    assert 'href="/hot/paper/2601.09708"' in page.text
    assert feed.json()["home_page_url"] == "https://papers.example.org/hot/cs.CV"


async def test_hostile_texts_stay_texts(store, context):
    evil = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    await transcripts.fill(store, "young", "slack")
    paper = factories.paper("2601.66666", title=evil, abstract=evil, authors=(evil,))
    listed = factories.announcement("2601.66666", transcripts.NOW.date())
    await store.write(ingest.save, [paper], [listed], [factories.mention("2601.66666", url="https://evil.example/x")])
    async with pages_of(context) as reader:
        pages = [await reader.get("/paper/2601.66666"), await reader.get("/index.atom")]

    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "evil.example" not in page.text


def conversation_lists():
    played = transcripts.conversation("hot-list")
    for turn in played.turns:
        is_list = turn.said.startswith("/hotpapers ") and re.search(r"^1\. ", turn.answered, re.MULTILINE)
        if is_list:
            yield pytest.param(played.store, turn.said.removeprefix("/hotpapers "), turn.answered, id=turn.said)


@pytest.mark.parametrize(("filled", "said", "answered"), [*conversation_lists()])
async def test_a_search_gives_the_papers_that_chat_gives(store, context, filled, said, answered):
    await transcripts.fill(store, filled, "slack")
    async with pages_of(context) as reader:
        page = await reader.get("/search", params={"q": said})

    told = [re.split(r"^\d+\. ", line)[1] for line in answered.splitlines() if re.match(r"\d+\. ", line)]
    shown = titles(page)
    assert page.status_code == 200
    assert len(shown) == len(told)
    assert all(line.startswith(title) for title, line in zip(shown, told, strict=True))


async def test_a_digest_in_chat_links_to_its_list(store, public):
    await transcripts.fill(store, "full", "slack")
    async with pages_of(public) as reader:
        asker = transcripts.asker("ada", "slack")
        replies = [each async for each in Bot(public).handle_command(asker, COMMANDS.parse("cs.CV week"))]
        digest = replies[-1].digest
        page = await reader.get(digest.page.removeprefix("https://papers.example.org"), follow_redirects=True)

    assert titles(page) == [entry.title for entry in digest.entries]
