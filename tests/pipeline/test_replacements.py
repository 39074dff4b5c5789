"""Whether a stored paper was withdrawn, which only the comment of its new version says."""

from __future__ import annotations

import dataclasses

import pytest

from bot.arxiv.calendar import Holidays
from bot.errors import SourceError
from bot.models.papers import AnnounceType
from bot.pipeline import collect
from bot.sources import FetchRequest, FetchResult, arxiv
from bot.store.tables import papers
from tests.helpers import factories
from tests.helpers.fake_servers import world
from tests.helpers.fakes import FakeSource

ASK = FetchRequest(factories.NOON, (factories.DAY,), factories.DAY, ("cs",), Holidays(frozenset(), ()))
OLD = factories.paper(version=1, comment="12 pages")
NEW = factories.paper(version=2)  # as a feed has it
WITHDRAWN = factories.paper(version=2, comment="Paper withdrawn due to a gap in the proof", withdrawn=True)


def replaced(kind=AnnounceType.REPLACE, looked_up=WITHDRAWN):
    line = dataclasses.replace(factories.announcement(type=kind), version=2)

    def answer(ask):
        if not ask.papers:
            return FetchResult((NEW,), (line,))
        if isinstance(looked_up, SourceError):
            raise looked_up
        return FetchResult((looked_up,))

    return FakeSource(answer)


async def collected(store, source):
    await collect(store, None, {"arxiv": source}, ASK, progress=lambda line: None)
    return await store.read(papers.lookup, OLD.id)


@pytest.mark.parametrize("kind", [AnnounceType.REPLACE, AnnounceType.REPLACE_CROSS])
async def test_the_comment_of_a_stored_paper_that_is_replaced_is_looked_up(store, kind):
    await store.write(papers.save, [OLD])

    paper = await collected(store, replaced(kind))

    assert (paper.version, paper.comment, paper.withdrawn) == (2, WITHDRAWN.comment, True)


async def test_it_is_looked_up_once(store):
    source = replaced()
    await store.write(papers.save, [OLD])

    await collected(store, source)
    await collected(store, source)

    assert [ask.papers for ask in source.asked] == [(), (OLD.id,), ()]


async def test_a_paper_that_no_one_has_stored_is_not_looked_up(store):
    source = replaced()

    await collected(store, source)

    assert [ask.papers for ask in source.asked] == [()]


async def test_a_comment_that_could_not_be_looked_up_is_asked_for_again(store):
    await store.write(papers.save, [OLD])

    before = await collected(store, replaced(looked_up=SourceError("it is down")))
    after = await collected(store, replaced())

    assert (before.version, before.withdrawn) == (1, False)
    assert (after.version, after.withdrawn) == (2, True)


async def test_many_papers_are_looked_up_in_one_request(served, web):
    known = tuple(paper.id for paper in served.world.papers[:30])

    answer = await arxiv.fetch(web, world.ask(papers=known))

    assert {paper.id for paper in answer.papers} == set(known)
    assert served.asked == ["/api/query"]


async def test_an_id_that_arxiv_does_not_have_is_named(served, web):
    with pytest.raises(SourceError, match=r"no paper 2601\.99999"):
        await arxiv.fetch(web, world.ask(papers=(served.world.papers[0].id, "2601.99999")))
