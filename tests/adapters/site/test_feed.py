"""The Atom feed, read back as XML."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import lxml.html
from hypothesis import given
from lxml import etree

from adapters.site import feed, json
from adapters.site.days import PublishedDay, parse
from bot.models.digest import Digest
from bot.text.links import is_allowed_link
from tests.helpers import adversarial_texts, factories

ATOM = {"a": feed.ATOM}


def day(digest: Digest) -> PublishedDay:
    return parse(json.render(digest).encode(), digest.date.isoformat())


def days(*dates: date) -> list[PublishedDay]:
    return [day(factories.digest(date=each, as_of=factories.NOON + (each - factories.DAY))) for each in dates]


def read(days: list[PublishedDay], site: str = "") -> etree._Element:
    return etree.fromstring(feed.render(days, site).encode())


def test_a_feed_has_an_entry_for_each_day(snapshot):
    assert feed.render(days(factories.DAY, factories.DAY - timedelta(days=1)), "https://papers.example.org") == snapshot


def test_everything_that_atom_demands_is_there():
    atom = read(days(factories.DAY))

    for owner in (atom, atom.find("a:entry", ATOM)):
        assert all(owner.findtext(f"a:{name}", namespaces=ATOM) for name in ("id", "title", "updated"))
    assert atom.findtext("a:author/a:name", namespaces=ATOM) == "hotpapers"
    assert atom.find("a:entry/a:content", ATOM).get("type") == "html"


def test_ids_of_a_site_without_an_address_are_tags():
    ids = [each.text for each in read(days(factories.DAY)).iter(f"{{{feed.ATOM}}}id")]

    assert ids == ["tag:hotpapers.invalid,2020:feed", "tag:hotpapers.invalid,2020:2020-08-25"]


def test_the_feed_is_as_new_as_its_newest_data():
    atom = read(days(factories.DAY - timedelta(days=1), factories.DAY))

    assert atom.findtext("a:updated", namespaces=ATOM) == "2020-08-25T12:00:00Z"


def test_a_feed_holds_the_newest_days_only():
    atom = read(days(*(factories.DAY - timedelta(days=ago) for ago in range(40))))

    assert len(atom.findall("a:entry", ATOM)) == feed.DAYS


def test_an_empty_day_is_an_entry_too():
    empty = replace(factories.digest(), entries=())

    content = read([day(empty)]).findtext("a:entry/a:content", namespaces=ATOM)

    assert content == "<p>No papers on this day.</p>"


@given(adversarial_texts.texts)
def test_nothing_from_outside_is_markup(text):
    atom = read([day(adversarial_texts.digest(text))])

    content = lxml.html.fromstring(atom.findtext("a:entry/a:content", namespaces=ATOM))
    assert {tag.tag for tag in content.iter()} <= {"ol", "li", "p", "strong", "a", "br", "small", "span"}
    assert {name for tag in content.iter() for name in tag.attrib} <= {"href"}
    assert all(is_allowed_link(link) for link in content.xpath("//@href"))


def test_the_hardest_papers_fit_in(shared):
    digest = adversarial_texts.hard_cases(shared)

    content = lxml.html.fromstring(read([day(digest)]).findtext("a:entry/a:content", namespaces=ATOM))

    assert len(content.xpath("//li")) == len(digest.entries)
