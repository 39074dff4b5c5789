"""The web page of a digest has the same list."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.discord.messages import digest as discord
from adapters.slack.messages import digest as slack
from adapters.web.page_paths import parse_list_path
from bot.arxiv.calendar import parse_holidays
from bot.commands.registry import COMMANDS
from bot.data import read
from bot.models.digest import Digest, Filter
from bot.models.subscription import Period
from bot.wording.digest_pages import with_page
from tests.helpers import factories

HOLIDAYS = parse_holidays(read("holidays.json"))
ADDRESS = "https://papers.example.org/hot"
USUAL = ("cs", "stat.ML")
DAY = date(2026, 1, 15)
SINGLE, THREE = Period(first=DAY, last=DAY), Period(first=date(2026, 1, 13), last=DAY)


def paged(filter: Filter, days: int = 1, address: str = ADDRESS) -> Digest:
    asked = replace(factories.choices(), filter=filter, days=days)
    return with_page(factories.digest(date=DAY, choices=asked), address, USUAL, HOLIDAYS)


@pytest.mark.parametrize(
    ("filter", "days", "path"),
    [
        (Filter(USUAL), 1, "2026-01-15"),
        (Filter(("cs.CV",)), 1, "cs.CV/2026-01-15"),
        (Filter(("cs.CV",)), 3, "cs.CV/2026-01-13..2026-01-15"),
    ],
)
def test_a_digest_of_a_category_has_the_page_of_its_listings(filter, days, path):
    assert paged(filter, days).page == f"{ADDRESS}/{path}"
    assert parse_list_path(path).when == (SINGLE if days == 1 else THREE)


@pytest.mark.parametrize(
    "filter",
    [
        Filter(("cs.CV", "cs.LG")),
        Filter(USUAL, ("world model", "=LLM", "diffus*"), ("survey",), ("Ada Lovelace",)),
        Filter(("cs.CV",), ("week",)),
    ],
)
def test_a_digest_of_words_has_the_search_that_finds_them(filter):
    url = urlsplit(paged(filter).page)

    asked = COMMANDS.parse(parse_qs(url.query)["q"][0])

    assert url.path == "/hot/search"
    assert asked.when == SINGLE
    assert replace(asked.what, categories=asked.what.categories or USUAL) == filter


@pytest.mark.parametrize("word", ['say "hi"', "back\\slash", "x" * 600])
def test_a_digest_without_a_safe_address_has_no_page(word):
    assert paged(Filter(USUAL, (word,))).page == ""
    assert paged(Filter(USUAL), address="").page == ""
    assert paged(Filter(USUAL), address="http://papers.example.org").page == ""


def test_a_digest_links_to_its_page_on_both_platforms():
    digest = paged(Filter(USUAL))

    link = {"type": "link", "text": "This list on the web", "url": digest.page}
    assert json.dumps(link, sort_keys=True) in json.dumps(slack.render(digest), sort_keys=True)
    assert f"[This list on the web](<{digest.page}>)" in json.dumps(discord.render(digest))
