"""Whose line stands under a title."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web as aioweb
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.messages.paper import summary_line as at_discord
from adapters.slack.messages.papers import summary as at_slack
from bot.config import Settings
from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.llm import parse_reply
from bot.models.papers import ExternalSummary, PaperId
from bot.pipeline import SummaryProvider
from bot.pipeline.summaries import COOLDOWN, with_summary
from bot.store.tables import papers, summaries
from bot.text.external_text import single_line
from tests.helpers import factories
from tests.helpers.fake_servers.model import KEY, NAME, Model
from tests.helpers.fake_servers.serving import Trouble, serving

PAPER = PaperId("2008.10599")
TLDR = ExternalSummary(PAPER, "semanticscholar", "Bots read.", factories.NOON)


def settings(**given):
    return Settings.model_construct(**given)


@pytest.fixture
async def model():
    return Model()


@pytest.fixture
async def provider(model, store, impatient):
    """One that may ask the model, at noon, about a paper that the store has."""
    await store.write(papers.save, [factories.paper(version=1)])
    application = aioweb.Application()
    application.add_routes(model.routes())
    async with serving(application) as url:
        chosen = Settings(
            _env_file=None,
            model_url=f"{url}/v1",
            model=NAME,
            model_key=KEY,
            HOTPAPERS_SUMMARY_PROVIDERS="model",
            model_daily_requests=3,
        )
        async with HttpClient(chosen, nullcontext) as web:
            yield SummaryProvider(store, chosen, lambda: factories.NOON, web)


async def line(provider):
    (entry,) = await provider.add_summaries([factories.entry()])
    return entry.summary, entry.maker


def test_the_first_maker_who_has_a_line_is_preferred_and_named():
    other = replace(TLDR, provider="huggingface", text="A summary.")

    entries = [
        with_summary(factories.entry(), (other, TLDR), order)
        for order in (["semanticscholar", "huggingface"], ["model x"])
    ]

    assert [(e.summary, e.maker) for e in entries] == [
        ("Bots read.", "TLDR of Semantic Scholar"),
        ("We propose a thing.", ""),
    ]


async def test_who_prefers_no_one_reads_the_abstracts_own_sentence(store):
    await store.write(summaries.save, [TLDR])

    assert await line(SummaryProvider(store, settings(), lambda: factories.NOON)) == ("We propose a thing.", "")
    assert (await line(SummaryProvider(store, settings(summary=("semanticscholar",)), lambda: factories.NOON)))[
        0
    ] == "Bots read."


async def test_a_line_is_that_of_its_time(store):
    await store.write(summaries.save, [TLDR])
    provider = SummaryProvider(store, settings(summary=("semanticscholar",)), lambda: factories.NOON)

    (before,) = await provider.add_summaries([factories.entry()], factories.NOON - timedelta(hours=1))

    assert before.maker == ""


async def test_a_model_is_asked_once_with_the_abstract_alone(provider, model):
    told = [await line(provider) for _ in range(2)]

    assert told == [("A bot reads all papers.", f"AI summary of {NAME}")] * 2
    assert model.abstracts == [factories.paper().abstract]


async def test_a_new_version_is_summarized_again(provider, model):
    await line(provider)
    await provider.store.write(papers.save, [factories.paper(version=2, abstract="All is new.")])

    await line(provider)

    assert model.abstracts == [factories.paper().abstract, "All is new."]


async def test_who_waits_for_an_answer_waits_for_no_model(provider, model):
    assert (await line(replace(provider, web=None)))[1] == ""
    assert model.abstracts == []


@pytest.mark.parametrize(
    "says",
    ["", "Two.\nLines.", "Far too long. " * 30, "<think>…</think>\n\nA line."],
    ids=["nothing", "two lines", "long", "thoughts"],
)
async def test_what_is_no_short_line_gives_way_to_the_abstract_and_is_not_asked_for_again(provider, model, says):
    model.says = says

    told = [await line(provider) for _ in range(2)]

    assert told == [("We propose a thing.", "")] * 2
    assert len(model.abstracts) == 1


@pytest.mark.parametrize(
    "trouble",
    [Trouble(status=500), Trouble(body=b"<html>"), Trouble(body=b'{"choices": []}'), Trouble(drop=True)],
    ids=["500", "HTML", "no choice", "dropped"],
)
async def test_a_model_that_fails_gives_way_to_the_abstract_and_rests(provider, model, trouble):
    model.trouble = trouble
    first = await line(provider)
    asked = len(model.abstracts)
    model.trouble = None

    assert (first, await line(provider), len(model.abstracts)) == (("We propose a thing.", ""), first, asked)
    provider.clock = lambda: factories.NOON + COOLDOWN
    assert (await line(provider))[0] == "A bot reads all papers."


async def test_a_model_that_does_not_answer_in_time_is_a_failure(provider, model, monkeypatch):
    monkeypatch.setattr("bot.pipeline.summaries.TOTAL_TIMEOUT", 0.05)
    model.trouble = Trouble(hang=True)

    assert await line(provider) == ("We propose a thing.", "")
    assert provider.cooldown_until == factories.NOON + COOLDOWN


async def test_a_day_has_so_many_requests(provider, model):
    ids = [f"2008.0000{number}" for number in range(5)]
    await provider.store.write(papers.save, [factories.paper(id) for id in ids])

    entries = await provider.add_summaries([factories.entry(id) for id in ids])

    assert [bool(entry.maker) for entry in entries] == [True] * 3 + [False] * 2
    assert len(model.abstracts) == 3


def test_what_a_model_says_is_outside_text():
    said = "See [our site](https://evil.example/a?b) or www.evil.example, http://x.example: *bold* <b> @here."

    told = parse_reply({"choices": [{"message": {"content": said}}]})

    assert told == "See our site or *bold* <b> @here."


@pytest.mark.parametrize("body", [None, {}, {"choices": [{}]}, {"choices": [{"message": {"content": 1}}]}])
def test_another_shape_is_a_source_error(body):
    with pytest.raises(SourceError):
        parse_reply(body)


@given(st.text())
def test_no_link_and_no_second_line_is_left_of_what_others_say(text):
    told = single_line(f"{text} https://evil.example/{text} {text}")

    assert len(told.splitlines()) <= 1
    assert "://evil.example" not in told


def test_every_place_says_whose_line_it_is():
    entry = factories.entry(summary="Bots read.", maker="TLDR of Semantic Scholar")
    told = "Bots read. — TLDR of Semantic Scholar"

    assert told in at_slack(entry)[0]["text"]
    assert told in at_discord(1, entry, 100)


@pytest.mark.parametrize("format", ["terminal", "html", "json", "slack", "discord"])
def test_every_format_of_a_digest_names_the_maker(format):
    from adapters.cli.formats import FORMATS

    made = factories.digest(factories.entry(summary="Bots read.", maker="TLDR of Semantic Scholar"))

    assert "TLDR of Semantic Scholar" in FORMATS[format](made)


def test_a_model_needs_its_address_and_its_name(monkeypatch):
    with pytest.raises(ValueError, match="HOTPAPERS_MODEL_URL and HOTPAPERS_MODEL"):
        Settings(_env_file=None, HOTPAPERS_SUMMARY_PROVIDERS="model")
