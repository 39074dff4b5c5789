"""One line on a paper by others, as the store keeps it."""

from datetime import timedelta

from bot.models.papers import ExternalSummary, PaperId
from bot.store import ingest
from bot.store.tables import summaries
from tests.helpers import factories

GRAPHS, TREES = PaperId("2601.00001"), PaperId("2601.00002")


def line(text: str = "Graphs are trees.", **given) -> ExternalSummary:
    return ExternalSummary(
        **{"paper": GRAPHS, "provider": "semanticscholar", "text": text, "observed": factories.NOON} | given
    )


async def test_each_maker_has_a_line_and_a_paper_without_any_is_left_out(store):
    other = line("An AI said so.", provider="huggingface")

    new = await store.write(summaries.save, [line(), other])

    assert new == 2
    assert await store.read(summaries.of_papers, [GRAPHS, TREES]) == {GRAPHS: (other, line())}


async def test_the_newest_line_of_a_maker_counts_and_what_stood_before_is_kept(store):
    later = line("Graphs are forests.", observed=factories.NOON + timedelta(days=7))

    await store.write(summaries.save, [later, line()])

    assert await store.read(summaries.of_papers, [GRAPHS]) == {GRAPHS: (later,)}
    assert await store.read(summaries.of_papers, [GRAPHS], factories.NOON) == {GRAPHS: (line(),)}
    assert await store.read(summaries.of_papers, [GRAPHS], factories.NOON - timedelta(hours=1)) == {}


async def test_what_stands_there_already_adds_nothing(store):
    again = line(observed=factories.NOON + timedelta(days=7))

    counts = [await store.write(summaries.save, [each]) for each in (line(), line(), again)]

    assert counts == [1, 0, 0]
    assert await store.read(summaries.of_papers, [GRAPHS]) == {GRAPHS: (line(),)}


async def test_lines_are_saved_with_what_a_source_told(store):
    saved = await store.write(ingest.save, told=[line()])

    assert saved == ingest.SaveResult(lines=1)
