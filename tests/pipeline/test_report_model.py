from contextlib import nullcontext
from datetime import date

import pytest
from aiohttp import web as aioweb

from bot.config import Settings
from bot.fulltext.model import Figure, FullText, TextFormat
from bot.http.client import HttpClient
from bot.models.digest import Destination
from bot.pipeline.report_model import ReportModel, chosen, plain_reason
from bot.report.picks import Pick, PickKind, Picks
from bot.store.tables import reports
from tests.helpers import factories
from tests.helpers.fake_servers.model import KEY, NAME, Model
from tests.helpers.fake_servers.serving import Trouble, serving

HERE, WEEK = Destination("slack", "T1", "C1"), date(2026, 11, 22)
TEXT = FullText(TextFormat.HTML, figures=tuple(Figure(f"Overview {name}.", "") for name in "abc"))
PICKS = Picks(architectures=tuple(Pick(index, 9.0 - index) for index in range(3)))
PAPER = factories.paper()


@pytest.fixture
async def model():
    return Model()


@pytest.fixture
async def reporting(model, store, impatient):
    application = aioweb.Application()
    application.add_routes(model.routes())
    async with serving(application) as url:
        settings = Settings(
            _env_file=None, model_url=f"{url}/v1", model=NAME, model_key=KEY, weekly_model=True, model_daily_requests=3
        )
        async with HttpClient(settings, nullcontext) as web:
            yield ReportModel(store, web, HERE, WEEK)


async def test_a_model_chooses_among_the_candidates_once(reporting, model, store):
    model.says = "2"

    first, second = [await reporting.choose(TEXT, PAPER, PICKS) for _ in range(2)]

    assert first == second == {"architecture": 1}
    assert model.abstracts == ["1. Overview a.\n2. Overview b.\n3. Overview c."]
    assert await store.read(reports.swap_offsets, HERE, PAPER.id) == {"architecture": 1}


async def test_swaps_of_people_go_on_from_the_models_choice(reporting, model, store):
    model.says = "2"
    await reporting.choose(TEXT, PAPER, PICKS)

    await store.write(reports.swap, HERE, PAPER.id, PickKind.ARCHITECTURE)

    assert await store.read(reports.swap_offsets, HERE, PAPER.id) == {"architecture": 2}


async def test_a_model_writes_why_to_read_a_paper(reporting, model):
    model.says = "It makes harbours safer."

    assert await reporting.why(PAPER) == "It makes harbours safer."
    assert model.abstracts == [PAPER.abstract]


async def test_a_model_that_fails_changes_nothing_and_is_asked_again(reporting, model):
    model.trouble = Trouble(status=500)
    failed = await reporting.why(PAPER)
    model.trouble, model.says = None, "It makes harbours safer."

    assert failed == ""
    assert await reporting.why(PAPER) == "It makes harbours safer."


async def test_without_the_setting_no_model_is_asked(reporting, model):
    settings = reporting.web.settings.model_copy(update={"weekly_model": False})
    async with HttpClient(settings, nullcontext) as web:
        silent = ReportModel(reporting.store, web, HERE, WEEK)

        assert (await silent.choose(TEXT, PAPER, PICKS), await silent.why(PAPER)) == ({}, "")
    assert model.abstracts == []


@pytest.mark.parametrize(
    ("said", "index"), [("2", "1"), ("2.", "1"), ("**3**", "2"), ("4", ""), ("0", ""), ("the second", ""), ("", "")]
)
def test_only_a_candidates_number_is_a_choice(said, index):
    assert chosen(said, 3) == index


@pytest.mark.parametrize("said", ["It gains 3 points.", "It minimizes $x$.", "L = a", "word " * 50, r"\alpha"])
def test_a_reason_with_numbers_or_formulas_is_dropped(said):
    assert plain_reason(said) == ""
