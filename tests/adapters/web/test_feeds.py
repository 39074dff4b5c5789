"""Feeds, citations and the sitemap, as programs read them."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree, html

LISTS = ["/", "/2026-01-15", "/cs.CV", "/cs.CV/2026-w03", "/search?q=cs.CV+week", "/author/Jian%20Zhang", "/rising"]
ATOM = "//link[@type='application/atom+xml']/@href"
FEED = "//link[@type='application/feed+json']/@href"
BIBTEX = "//aside//a[text()='BibTeX']/@href"


async def linked(reader, path, what):
    """Return the papers of a list's page, and what it links to."""
    page = html.fromstring((await reader.get(path)).content)
    ids = [each.removeprefix("arXiv:") for each in page.xpath("//article//h2/a/@data-id")]
    return ids, await reader.get(page.xpath(what)[0])


@pytest.mark.parametrize("path", LISTS)
async def test_a_feed_reader_understands_the_feed_of_a_list(reader, path):
    ids, feed = await linked(reader, path, ATOM)

    read = feedparser.parse(feed.content)

    assert (read.bozo, read.version) == (False, "atom10")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert [urlsplit(entry.link).path for entry in read.entries] == [f"/paper/{id}" for id in ids]
    assert all(entry.id and entry.title and entry.updated_parsed and entry.summary for entry in read.entries)


@pytest.mark.parametrize("path", LISTS)
async def test_a_json_feed_has_what_its_version_requires(reader, path):
    ids, response = await linked(reader, path, FEED)

    feed = response.json()

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == str(response.url)
    assert [item["id"] for item in feed["items"]] == [f"https://arxiv.org/abs/{id}" for id in ids]
    assert all(item["content_text"] and item["url"].startswith("http") for item in feed["items"])


async def test_the_bibtex_of_a_list_has_all_its_papers(reader):
    ids, bib = await linked(reader, "/cs.CV/2026-w03", BIBTEX)

    assert re.findall(r"^@misc\{arXiv:(.+),$", bib.text, re.MULTILINE) == ids


@pytest.mark.parametrize(
    ("suffix", "beginning"), [(".bib", "@misc{arXiv:2601.09259,"), (".ris", "TY  - UNPB"), (".csl.json", "[\n  {")]
)
async def test_a_paper_can_be_cited(reader, suffix, beginning):
    assert (await reader.get(f"/paper/2601.09259{suffix}")).text.startswith(beginning)


async def test_an_old_identifier_has_a_page(reader):
    page = await reader.get("/paper/hep-th/9901001")

    assert (page.status_code, "https://arxiv.org/abs/hep-th/9901001" in page.text) == (404, True)


async def test_the_linked_data_of_a_paper_is_a_scholarly_article(reader):
    page = html.fromstring((await reader.get("/paper/2601.09259")).content)

    (block,) = page.xpath("//script[@type='application/ld+json']/text()")

    article = json.loads(block)
    assert (article["@type"], article["identifier"]) == ("ScholarlyArticle", "arXiv:2601.09259")
    assert article["author"][0] == {"@type": "Person", "name": "Jian Zhang"}


async def test_every_address_of_the_sitemap_is_a_page(reader):
    robots, sitemap = await reader.get("/robots.txt"), await reader.get("/sitemap.xml")
    addresses = etree.fromstring(sitemap.content).xpath("//*[local-name()='loc']/text()")

    assert f"Sitemap: {sitemap.url}" in robots.text
    assert len(addresses) > 10
    assert {(await reader.get(address)).status_code for address in addresses} == {200}


async def test_no_link_of_the_pages_is_dead(reader):
    seen, ahead = set(), ["/", "/2026-01-13", "/search?q=cs", "/paper/2601.09259"]
    while ahead and len(seen) < 50:
        path = ahead.pop(0)
        seen.add(path)
        page = await reader.get(path, headers={"X-Forwarded-For": str(len(seen))}, follow_redirects=True)
        assert page.status_code == 200, path
        if page.headers["Content-Type"].startswith("text/html"):
            found = html.fromstring(page.content).xpath("//a/@href|//link/@href|//script/@src")
            ahead += [each for each in found if each.startswith("/") and each not in seen and each not in ahead]
