"""How many papers a filter matched, and which of its words none has."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.models.digest import Filter
from bot.pipeline.text_backfill import make_texts
from bot.store import ingest
from bot.store.tables import match_counts
from tests.helpers import factories

DAY = timedelta(days=1)


@pytest.fixture(params=[True, False], ids=["made", "pending"])
async def stored(request, store):
    """Four papers of two days, whose texts are made or not."""
    titles = {"1": "Finetuning LLMs", "2": "Graph surveys", "3": "An old graph", "4": "Fine art, tuning forks"}
    works = [factories.paper(f"2601.0000{n}", title=title, abstract="") for n, title in titles.items()]
    days = [factories.DAY, factories.DAY, factories.DAY - 40 * DAY, factories.DAY]
    lines = [factories.announcement(work.id, day) for work, day in zip(works, days, strict=True)]
    await store.write(ingest.save, works, lines)
    if request.param:
        await make_texts(store)
    return store


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Filter(()), 3),
        (Filter(("math",)), 0),
        (Filter(("cs",), ("graph",)), 1),
        (Filter((), ("fine", "tuning")), 2),
        (Filter((), (), ("survey", "llm")), 1),
        (Filter((), authors=("Turing, Alan",)), 3),
    ],
)
async def test_papers_of_the_period_are_counted(stored, wanted, count):
    assert await stored.read(match_counts.count, wanted, factories.DAY - 29 * DAY, factories.DAY) == count


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        (("graph", "quokka"), ["quokka"]),
        (("fine", "tuning"), []),
        (("finetune",), ["finetune"]),
        (("large language model",), ["large language model"]),
        (("=llm",), ["=llm"]),
        (("=llms", "quok*"), ["quok*"]),
        ((), []),
    ],
)
async def test_words_that_no_paper_has_are_named(stored, words, unknown):
    assert await stored.read(match_counts.unknown_words, words) == unknown


async def test_no_word_is_called_unknown_while_many_papers_are_not_in_the_index(stored, monkeypatch):
    monkeypatch.setattr(match_counts, "MAX_PENDING", -1)

    assert await stored.read(match_counts.unknown_words, ("quokka",)) == []
