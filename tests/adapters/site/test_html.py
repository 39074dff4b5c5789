"""The page that stands alone, read back as HTML."""

from __future__ import annotations

import re
from dataclasses import replace

import lxml.html
from hypothesis import given
from lxml.html import HtmlElement

from adapters.site import html
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from tests.helpers import adversarial_texts, factories

TAGS = {
    "html", "head", "meta", "title", "link", "style", "body", "a", "header", "main", "footer", "nav", "article", "h1",
    "h2", "p", "span", "time", "ol", "ul", "li", "details", "summary", "svg", "symbol", "path", "use",
}  # fmt: skip
OWN_LINKS = {"#list", "#flame"}


def read(page: str) -> HtmlElement:
    return lxml.html.document_fromstring(page)


def assert_inert(page: str) -> HtmlElement:
    tree = read(page)
    assert {tag.tag for tag in tree.iter()} <= TAGS
    assert not [name for tag in tree.iter() for name in tag.attrib if name.startswith("on") or name in ("src", "style")]
    links = tree.xpath("//body//@href")
    assert all(link in OWN_LINKS or is_allowed_link(link) for link in links)
    return tree


def test_a_page_that_stands_alone_links_to_no_neighbour():
    links = read(html.render(factories.digest())).xpath("//a/@href")

    assert all(link == "#list" or link.startswith("https://") for link in links)


def test_a_page_asks_for_nothing_else():
    page = html.render(factories.digest())

    assert "url(" not in page
    assert "@import" not in page
    assert all(link.get("rel") == "icon" for link in read(page).xpath("//link"))
    assert read(page).xpath("//link[@rel='icon']/@href")[0].startswith("data:")
    assert "default-src 'none'" in page


def test_an_empty_day_is_a_page_with_its_note():
    empty = replace(factories.digest(note="No announcement on a Sunday."), entries=())

    main = read(html.render(empty)).xpath("//main")[0]

    assert main.text_content().strip() == "No announcement on a Sunday."


def test_a_title_links_to_the_paper_and_every_part_has_its_landmark():
    tree = read(html.render(factories.digest()))

    assert tree.xpath("//h2/a/@href") == ["https://arxiv.org/abs/2008.10599"]
    assert tree.get("lang") == "en"
    assert [len(tree.xpath(f"//{name}")) for name in ("header", "main", "footer", "h1")] == [1] * 4


def test_colours_differ_enough_to_be_read():
    css = html.render(factories.digest())
    for theme in (css, css[css.index("prefers-color-scheme") :]):
        colour = dict(reversed(re.findall(r"--(\w+): (#\w{6})", theme)))
        for ink, ground in (("ink", "paper"), ("soft", "paper"), ("soft", "card"), ("ember", "glow"), ("ink", "note")):
            assert contrast(colour[ink], colour[ground]) >= 4.5  # https://www.w3.org/TR/WCAG22/#contrast-minimum


@given(adversarial_texts.texts)
def test_nothing_from_outside_is_markup(text):
    tree = assert_inert(html.render(adversarial_texts.digest(text)))

    assert sanitize(tree.xpath("//h2")[0].text_content()) == sanitize(text)


def test_the_hardest_papers_are_inert(shared):
    digest = adversarial_texts.hard_cases(shared)

    tree = assert_inert(html.render(digest))

    assert [sanitize(title.text_content()) for title in tree.xpath("//h2")] == [
        sanitize(e.title) for e in digest.entries
    ]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_rank_of_two_digits_is_one_word():
    style = html.render(factories.digest()).partition("<style>")[2].partition("</style>")[0]

    (rank,) = re.findall(r"^\.paper \.rank \{(.*)\}$", style, re.MULTILINE)
    assert "white-space: nowrap" in rank
