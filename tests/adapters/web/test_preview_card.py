"""The picture of a link."""

from __future__ import annotations

import struct

import pytest
from lxml import etree, html

from adapters.web.preview_card import LINE, LINES, PreviewCard, is_available, svg

needs_fonts = pytest.mark.skipif(not is_available(), reason="needs resvg: pip install 'hotpapers[weekly]'")


@needs_fonts
@pytest.mark.parametrize("path", ["/", "/cs.CV/2026-w03", "/paper/2601.09259"])
async def test_a_page_names_its_picture(reader, path):
    page = html.fromstring((await reader.get(path)).content)

    (address,) = page.xpath("//meta[@property='og:image']/@content")
    picture = await reader.get(address)

    assert picture.headers["Content-Type"] == "image/png"
    assert struct.unpack(">II", picture.content[16:24]) == (1200, 630)


@pytest.mark.parametrize("path", ["/search.png?q=cs", "/author/Jian%20Zhang.png", "/status.png"])
async def test_other_pages_have_no_picture(reader, path):
    assert (await reader.get(path)).status_code == 404


@pytest.mark.parametrize("title", ["<b>&", "word " * 80, "x" * 300])
def test_any_title_fits_a_card(title):
    card = etree.fromstring(svg(PreviewCard("over", title, "foot")).encode())

    lines = [line.text for line in card.iterfind("{*}text")][1:-1]
    assert 1 <= len(lines) <= LINES
    assert len(lines) == 1 or all(len(line) <= LINE for line in lines)
