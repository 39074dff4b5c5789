"""Paths of lists name them for good."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web.page_paths import PageLinks, list_path, month_of, parse_list_path, week_of
from bot.arxiv import categories
from bot.commands.registry import COMMANDS
from bot.errors import CommandError
from bot.models.command import ShowHotList
from bot.models.digest import Filter
from bot.models.subscription import Period

DAYS = st.dates(date(1991, 8, 20), date(2040, 12, 31))
RANGES = st.builds(lambda day, length: Period(first=day, last=day + timedelta(length)), DAYS, st.integers(0, 91))
PERIODS = st.one_of(st.builds(Period, st.integers(1, 92)), RANGES, DAYS.map(week_of), DAYS.map(month_of))
CODES = st.sampled_from(["", *categories.ARCHIVES, *categories.ALL])
LISTS = st.builds(
    lambda code, when, page: ShowHotList(Filter((code,) if code else ()), when, page=page),
    CODES,
    PERIODS,
    st.integers(0, 999),
)


@given(LISTS)
def test_the_path_of_a_list_means_that_list(asked):
    assert parse_list_path(list_path(asked)) == asked


@pytest.mark.parametrize("said", ['cs.CV "world model" week', "cs.CV cs.LG", "robots -survey 2026-01-15 page 3"])
def test_a_list_of_more_than_one_category_is_a_search_for_it(said):
    asked = COMMANDS.parse(said)

    url = urlsplit(list_path(asked))

    assert url.path == "search"
    assert COMMANDS.parse(parse_qs(url.query)["q"][0]) == asked


@pytest.mark.parametrize(
    ("path", "when"),
    [
        ("2026-w01", Period(first=date(2025, 12, 29), last=date(2026, 1, 4))),
        ("2026-02", Period(first=date(2026, 2, 1), last=date(2026, 2, 28))),
        ("2026-1-5", Period(first=date(2026, 1, 5), last=date(2026, 1, 5))),
        ("week", Period(7)),
    ],
)
def test_a_period_is_read_as_people_write_it(path, when):
    assert parse_list_path(path).when == when


@pytest.mark.parametrize("path", ["2026-w54", "2026-00", "2026-02-30", "93-days", "cs.XX", "hello"])
def test_what_cannot_be_is_a_sentence(path):
    with pytest.raises(CommandError, match=r"\w+ .+"):
        parse_list_path(path)


def test_a_page_that_does_not_exist_has_no_address():
    links = PageLinks("../", ".html", frozenset(["", "cs.CV/2026-01"]))

    assert links.to("") == "../index.html"
    assert links.to("cs.CV/2026-01") == "../cs.CV/2026-01.html"
    assert links.to("2026-01-15") == ""
    assert PageLinks("/hot/").to("author/José Q?") == "/hot/author/Jos%C3%A9%20Q?"
