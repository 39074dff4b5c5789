from __future__ import annotations

import json

import pytest

from bot.errors import CommandError
from bot.models.papers import Announcement, AnnounceType, Engagement
from bot.pipeline import import_jsonl
from tests.helpers import factories

PAPER = {
    "kind": "paper",
    "id": "2008.10599",
    "title": "A  Title",
    "abstract": "It is\nhard.",
    "authors": ["Ada Lovelace"],
    "categories": ["cs.CV", "cs.LG"],
    "announced": "2020-08-25",
}
MENTION = {
    "kind": "mention",
    "paper": "2008.10599",
    "source": "x",
    "id": "7",
    "url": "https://x.com/ada/status/7",
    "author": "ada",
    "created": "2020-08-25T06:00:00Z",
    "reposts": 1,
    "likes": 2,
    "replies": 3,
    "observed": "2020-08-25T12:00:00+00:00",
}


def parse(*rows):
    return import_jsonl.parse_jsonl(row if isinstance(row, str) else json.dumps(row) for row in rows)


def test_a_paper_and_its_announcement():
    imported = parse(PAPER | {"announce": "cross", "version": 2})

    assert imported.papers[0].title == "A Title"
    assert imported.papers[0].abstract == "It is hard."
    assert imported.announcements == (Announcement(factories.paper().id, factories.DAY, AnnounceType.CROSS, 2),)


def test_a_mention_with_its_counts():
    (mention,) = parse(MENTION | {"repost_of": "6"}).mentions

    assert (mention.engagement, mention.observed, mention.repost_of) == (Engagement(1, 2, 3), factories.NOON, "6")


def test_a_mention_may_be_a_crosspost_be_bare_and_have_a_name():
    (mention,) = parse(MENTION | {"crosspost_of": "5", "bare": True, "name": "Ada  L."}).mentions

    assert (mention.crosspost_of, mention.bare, mention.name) == ("5", True, "Ada L.")


def test_the_primary_category_comes_first():
    assert parse(PAPER | {"primary": "cs.LG"}).papers[0].categories == ("cs.LG", "cs.CV")


def test_classes_of_other_schemes_are_left_out():
    assert parse(PAPER | {"categories": ["F.2.2", "cs.CV", "68T05"]}).papers[0].categories == ("cs.CV",)


def test_an_identifier_is_kept_without_its_version():
    assert parse(PAPER | {"id": "arXiv:2008.10599v3"}).papers[0].id == "2008.10599"


def test_blank_lines_are_passed_over():
    assert parse("", PAPER, "  \n").lines == 1


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("{", r"Invalid JSON: .* at column 1"),
        ({}, "kind: write paper or mention"),
        ("[1]", "object"),
        ({"kind": "zork"}, "kind: write paper or mention"),
        (PAPER | {"id": "12"}, "id"),
        (PAPER | {"title": " "}, "title"),
        (PAPER | {"announced": "2020-02-30"}, "announced"),
        (PAPER | {"categories": ["F.2.2"]}, "categories"),
        (PAPER | {"surprise": 1}, "surprise"),
        (MENTION | {"likes": -1}, "likes"),
        (MENTION | {"likes": 10**30}, "likes"),
        (MENTION | {"likes": "2"}, "likes"),
        (MENTION | {"observed": "2020-08-25T12:00:00"}, "observed"),
        (MENTION | {"created": "0001-01-01T00:00:00+14:00"}, "created"),
        (PAPER | {"published": "9999-12-31T23:59:59-14:00"}, "published"),
        (MENTION | {"source": "x\x1b[31m"}, "source"),
        (MENTION | {"url": "javascript:alert(1)"}, "url"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(row, named):
    with pytest.raises(CommandError, match=rf"(?s)1 line is not as it should.*line 2: .*{named}"):
        parse(PAPER, row)


def test_only_the_first_twenty_bad_lines_are_listed_and_the_others_counted():
    with pytest.raises(CommandError) as caught:
        parse(*["x"] * 50)

    message = str(caught.value)
    assert message.startswith("50 lines are")
    assert "line 20:" in message
    assert "line 21:" not in message
    assert message.endswith("30 more")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (PAPER | {"announced": "2020-08-26"}, "announced"),
        (PAPER | {"announced": "9999-12-31"}, "announced"),
        (MENTION | {"observed": "2020-08-25T12:00:01Z"}, "observed"),
        (MENTION | {"observed": "2020-08-25T08:00:01-04:00"}, "observed"),
        (MENTION | {"created": "2021-01-01T00:00:00Z"}, "created"),
    ],
)
def test_what_is_still_to_come_is_refused(row, wrong):
    with pytest.raises(CommandError, match=f"line 2: {wrong} is still to come"):
        import_jsonl.parse_jsonl([json.dumps(PAPER), json.dumps(row)], factories.NOON)


def test_what_is_of_this_very_moment_is_taken():
    assert import_jsonl.parse_jsonl([json.dumps(PAPER), json.dumps(MENTION)], factories.NOON).lines == 2
