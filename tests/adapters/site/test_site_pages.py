"""The pages of a folder of digests, read back as HTML."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import lxml.html
from hypothesis import given
from lxml.html import HtmlElement

from adapters.site.site_pages import day_page, index_page
from bot.models.papers import SourceHealth
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from tests.adapters.site.test_feed import day
from tests.helpers import adversarial_texts, factories

NAME = "2020-08-25"
OWN_LINKS = {"#main", "index.html", "", "atom.xml", f"{NAME}.html", f"{NAME}.json", f"posts/{NAME}---Hot-Papers.md"}
YESTERDAY = replace(factories.digest(), date=factories.DAY - timedelta(days=1), entries=())


def page_of(digest, days=(), site=""):
    return day_page(digest, days, site, NAME)


def read(page: str) -> HtmlElement:
    return lxml.html.document_fromstring(page)


def assert_inert(page: str) -> HtmlElement:
    tree = read(page)
    attributes = [name for tag in tree.iter(lxml.etree.Element) for name in tag.attrib]
    assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert tree.xpath("//script/@src") == ["keys.js"]
    assert [link for link in tree.xpath("//body//@href") if not (link in OWN_LINKS or is_allowed_link(link))] == []
    return tree


def test_a_page_of_a_site(snapshot):
    digest = factories.digest(
        factories.entry(code="https://github.com/ada/thing", points=(("x", 71.5),)),
        factories.entry("2008.10598", mentions=(), reasons=(), withdrawn=True),
        sources=(SourceHealth("hackernews", ok=False),),
        note="Made from a sample.",
    )

    assert page_of(digest, [day(YESTERDAY)], "https://papers.example.org") == snapshot


def test_the_index_lists_the_days(snapshot):
    assert index_page([day(factories.digest()), day(YESTERDAY)], "") == snapshot


def test_a_bar_has_a_segment_for_each_source_of_the_score():
    tree = read(page_of(factories.digest(factories.entry(points=(("x", 50.0), ("hackernews", 21.5))))))

    assert tree.xpath("//svg[@class='stack']/rect/@class") == ["s-x", "s-hackernews"]


def test_an_empty_day_is_a_page_with_its_note():
    empty = replace(factories.digest(note="No announcement on a Sunday."), entries=())

    assert "No announcement on a Sunday." in read(page_of(empty)).xpath("//main")[0].text_content()


@given(adversarial_texts.texts)
def test_nothing_from_outside_is_markup(text):
    tree = assert_inert(page_of(adversarial_texts.digest(text)))

    assert sanitize(tree.xpath("//article//h2")[0].text_content()) == sanitize(text)
