"""The folder of pages: complete, without dead links, and the same again."""

from __future__ import annotations

import json
import re
from datetime import date
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from lxml import html

from adapters.site.static_export import export
from adapters.web.site_reader import open_reader
from bot.arxiv.calendar import parse_holidays
from bot.commands.context import CommandContext
from bot.data import read
from bot.errors import HotPapersError
from tests.helpers import transcripts
from tests.helpers.fakes import Clock

pytestmark = pytest.mark.slow

SINCE = date(2026, 1, 1)


@pytest.fixture
def reader(store, web, served):
    holidays = parse_holidays(read("holidays.json"))
    return open_reader(CommandContext(store, web, served.settings, holidays, Clock(transcripts.NOW)))


@pytest.fixture
async def folder(store, reader, tmp_path):
    await transcripts.fill(store, "full", "slack")
    await export(reader, tmp_path / "public", SINCE, "https://papers.example.org")
    return tmp_path / "public"


def local_links(file):
    tree = html.fromstring(file.read_bytes())
    found = tree.xpath("//a/@href|//link/@href|//script/@src|//form/@action")
    return [each for each in found if not urlsplit(each).scheme]


async def test_no_link_of_the_folder_is_dead(folder):
    pages = sorted(folder.rglob("*.html"))
    links = [(page, unquote(urlsplit(link).path)) for page in pages for link in local_links(page)]

    assert len(pages) > 20
    assert len(links) > 500
    assert [(str(page), link) for page, link in links if link and not (page.parent / link).is_file()] == []


async def test_every_file_of_the_folder_can_be_reached_from_its_first_page(folder):
    seen, ahead = set(), [folder / "index.html"]
    while ahead:
        page = ahead.pop().resolve()
        if page in seen:
            continue
        seen.add(page)
        if page.suffix == ".html":
            ahead += [page.parent / path for link in local_links(page) if (path := unquote(urlsplit(link).path))]

    files = {file.resolve() for file in folder.rglob("*") if file.is_file() and file.parent.name != "search"}
    assert files == seen


async def test_the_papers_of_the_days_are_in_the_months_of_the_search(folder):
    text = (folder / "search" / "2026-01.js").read_text()
    papers = json.loads(re.fullmatch(r"hotpapersMonth\((.*)\);\n", text)[1])

    assert papers[0]["title"] == "MAXS: Meta-Adaptive Exploration with LLM Agents"
    assert all((folder / paper["url"]).is_file() or paper["url"].startswith("https://arxiv.org/") for paper in papers)


async def test_the_feed_names_the_public_address(folder):
    feed = feedparser.parse((folder / "index.atom").read_bytes())

    assert feed.feed.id == "https://papers.example.org/index.html"
    assert feed.entries[0].link == "https://papers.example.org/paper/2601.09259.html"


async def test_writing_again_changes_nothing(folder, reader):
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}

    await export(reader, folder, SINCE, "https://papers.example.org")

    assert {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()} == before


async def test_an_empty_store_is_an_error_and_no_empty_site(reader, tmp_path):
    with pytest.raises(HotPapersError, match="still collecting"):
        await export(reader, tmp_path / "public", SINCE)

    assert not (tmp_path / "public").exists()
