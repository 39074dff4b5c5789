"""arXiv's announcement feeds."""

import logging
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.models.papers import AnnounceType
from bot.sources.arxiv import feed
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.world import DAY

BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><feed xmlns="http://www.w3.org/2005/Atom"><title>&c;</title></feed>"""
OUTSIDE = b"""<!DOCTYPE feed [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<feed xmlns="http://www.w3.org/2005/Atom"><title>&e;</title></feed>"""


def line(id: str = "2601.00001", type: AnnounceType = AnnounceType.NEW, **given):
    paper = factories.paper(id, **{"version": 1, "license": "http://creativecommons.org/licenses/by/4.0/"} | given)
    return paper, factories.announcement(id, DAY, type)


def cuts(body: bytes, count: int = 200) -> list[int]:
    return [len(body) * number // count for number in range(count)]


def test_a_line_tells_the_paper_and_how_it_was_announced():
    wanted, _ = line(journal="J. Test. 1", doi="10.5555/1", title="Less is < more & $x_1$")
    body = source_payloads.feed(
        "cs.CV", DAY, [(wanted, factories.announcement("2601.00001", DAY, AnnounceType.REPLACE_CROSS))]
    )

    answer = feed.parse(body, DAY)

    assert answer.papers == (wanted,)
    assert [(a.paper, a.date, a.type, a.version) for a in answer.announcements] == [
        ("2601.00001", DAY, AnnounceType.REPLACE_CROSS, 1)
    ]


def test_a_paper_of_every_age_keeps_its_id():
    body = source_payloads.feed("hep-th", DAY, [line("hep-th/9901001"), line("0704.0001"), line("2601.00001")])

    assert [paper.id for paper in feed.parse(body, DAY).papers] == ["hep-th/9901001", "0704.0001", "2601.00001"]


@pytest.mark.parametrize(
    ("creators", "names"),
    [
        ("Antonin Monteil, Paul Pegon", ["Antonin Monteil", "Paul Pegon"]),
        (r"Paulo Andr\'e Lima, Erd\H{o}s", [r"Paulo Andr\'e Lima", r"Erd\H{o}s"]),
        ("Ada Lovelace (London, UK), Alan Turing (Bletchley)", ["Ada Lovelace", "Alan Turing"]),
        ("John Roe, Jr., Jane Roe, III", ["John Roe, Jr.", "Jane Roe, III"]),
        ("The LIGO Collaboration,, ", ["The LIGO Collaboration"]),
        ("", []),
    ],
)
def test_authors_are_told_apart(creators, names):
    assert feed.authors(creators) == names


@given(st.lists(st.from_regex(r"[A-Z][a-zé'-]{0,9}( [A-Z][a-z]{4,9}){1,2}", fullmatch=True)))
def test_authors_come_out_as_they_were_put_together(names):
    assert feed.authors(", ".join(names)) == names


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Moore&amp;#39;s law", "Moore's law"),
        ("A &amp;amp; B", "A & B"),
        ("A &amp;amp;amp; B", "A & B"),
        ("n &amp;lt; m", "n < m"),
        ("&amp;quot;It&amp;apos;s&amp;quot; &amp;#x2014; so&amp;nbsp;it", '"It\'s" — so it'),
        ("Erd&amp;odblac;s", "Erdős"),
        ("R&amp;D and a &amp;b; c", "R&D and a &b; c"),
    ],
)
def test_signs_that_were_escaped_twice_are_read_as_they_are_meant(written, title):
    body = source_payloads.feed("cs.CV", DAY, [line(title="TITLE")]).replace(b"TITLE", written.encode())

    assert [paper.title for paper in feed.parse(body, DAY).papers] == [title]


def test_a_withdrawn_paper_is_recognised():
    body = source_payloads.feed("cs.CV", DAY, [line(abstract="This paper has been withdrawn."), line("2601.00002")])

    assert [paper.withdrawn for paper in feed.parse(body, DAY).papers] == [True, False]


def test_foreign_categories_are_left_out():
    body = source_payloads.feed("cs.CV", DAY, [line(categories=("cs.CV", "I.2.10", "68T45", "math.NA"))])

    assert feed.parse(body, DAY).papers[0].categories == ("cs.CV", "math.NA")


@pytest.mark.parametrize("lines", [[], [line()]], ids=["empty", "full"])
def test_a_feed_of_another_day_is_stale(lines):
    body = source_payloads.feed("cs.CV", DAY, lines)

    with pytest.raises(SourceError, match="stale: it is of 2026-01-15, not of 2026-01-16"):
        feed.parse(body, date(2026, 1, 16))


def test_an_empty_feed_of_the_day_is_a_quiet_day():
    assert feed.parse(source_payloads.feed("cs.GL", DAY), DAY).papers == ()


def test_an_empty_feed_without_a_date_is_a_source_error():
    body = source_payloads.feed("cs.GL", DAY).replace(b"<updated>", b"<updated>once ")

    with pytest.raises(SourceError):
        feed.parse(body, DAY)


def test_a_feed_that_may_have_been_cut_by_arxiv_is_a_source_error():
    lines = [line(f"2601.{number:05d}") for number in range(1, feed.FEED_LIMIT + 1)]

    assert len(feed.parse(source_payloads.feed("cs.CV", DAY, lines[:-1]), DAY).papers) == feed.FEED_LIMIT - 1
    with pytest.raises(SourceError, match="cut at 2,000 lines"):
        feed.parse(source_payloads.feed("cs.CV", DAY, lines), DAY)


def test_a_feed_that_tells_an_error_is_a_source_error():
    with pytest.raises(SourceError, match=r"Feed error for query: cs\.XX"):
        feed.parse(source_payloads.feed_error("cs.XX"), DAY)


def test_no_cut_loses_a_paper_silently():
    body = source_payloads.feed("cs.CV", DAY, [line(f"2601.0000{number}") for number in range(1, 10)])

    for offset in cuts(body):
        with pytest.raises(SourceError):
            feed.parse(body[:offset], DAY)


def test_elements_without_end_are_refused():
    with pytest.raises(SourceError, match="inside one another without end"):
        feed.parse(b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<a>" * 100_000, DAY)


@pytest.mark.parametrize("body", [BILLION_LAUGHS, OUTSIDE, BILLION_LAUGHS.decode().encode("utf-16")])
def test_a_document_that_declares_anything_is_refused(body):
    with pytest.raises(SourceError, match="document type declaration"):
        feed.parse(body, DAY)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("oai:arXiv.org:2601.00002v1", "oai:arXiv.org:9999.99999v1"),
        ("<arxiv:announce_type>new", "<arxiv:announce_type>newish"),
        ('<category term="cs.CV"/><category term="cs.LG"/>', '<category term="68T45"/>'),
        ("<title>A Title of 2601.00002</title>", "<title> </title>"),
        (f"{DAY}{source_payloads.LISTED_AT}", "9999-12-31T23:59:59-12:00"),
    ],
    ids=["id", "announce type", "categories", "title", "date"],
)
def test_a_bad_line_is_left_out_and_counted(right, wrong, caplog):
    body = source_payloads.feed("cs.CV", DAY, [line(), line("2601.00002"), line("2601.00003")]).decode()
    first, mark, others = body.partition("<id>oai:arXiv.org:2601.00002")
    others = (mark + others).replace(right, wrong, 1)

    with caplog.at_level(logging.WARNING):
        answer = feed.parse((first + others).encode(), DAY)

    assert [paper.id for paper in answer.papers] == ["2601.00001", "2601.00003"]
    assert "count=1 total=3" in caplog.text


def test_a_feed_of_nothing_but_bad_lines_is_a_source_error():
    body = source_payloads.feed("cs.CV", DAY, [line()]).replace(b"announce_type>new", b"announce_type>newish")

    with pytest.raises(SourceError):
        feed.parse(body, DAY)


def test_the_recorded_feed_is_read(shared: Path):
    body = (shared / "payloads/arxiv_rss/arxiv_rss_example.xml").read_bytes()

    answer = feed.parse(body, date(2025, 8, 20))

    assert [announcement.type for announcement in answer.announcements] == ["cross"] * 5 + ["new"] * 2
    assert answer.papers[2].authors == (r"Paulo Andr\'e Lima de Castro",)
    assert answer.papers[1].categories == ("cs.CV", "cs.AI", "cs.MM")
