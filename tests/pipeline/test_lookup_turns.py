"""arXiv is asked for one thing at a time: people's lookups and the collector take turns, who asks for more."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlite_utils import Database

from bot.models.papers import PaperId
from bot.pipeline import arxiv_throttle, lookups
from bot.pipeline.lookups import PaperLookups
from bot.store.migrations import MIGRATIONS
from tests.helpers import factories
from tests.helpers.virtual_time import run

DELAY = 3.0
ASK = object()


class InlineStore:
    """A database without threads, for which virtual time cannot wait."""

    def __init__(self) -> None:
        self._db = Database(memory=True)
        MIGRATIONS.apply(self._db)

    async def read(self, function: Callable[..., Any], *given: Any) -> Any:
        return function(self._db, *given)

    write = read

    def close(self) -> None:
        self._db.close()


class Arxiv:
    """Answers each request after a second, and remembers when and for whom it was."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = InlineStore()
        self.served: list[str] = []
        self.times: list[float] = []
        self._monkeypatch = monkeypatch

    async def people(self, *commands: tuple[str, int], collecting: int = 0, seconds: float = 120.0) -> None:
        """Let people name so many papers, each in a command of its own, while a collector makes so many requests."""
        loop = asyncio.get_running_loop()
        urgent = arxiv_throttle(self.store, DELAY, is_urgent=True, clock=loop.time)
        usual = arxiv_throttle(self.store, DELAY, clock=loop.time)

        async def fetch(_: object, who: str, wanted: tuple[PaperId, ...], __: object) -> None:
            await self._request(urgent, wanted[0].split(".")[0])

        async def collect() -> None:
            for _ in range(collecting):
                await self._request(usual, "collector")

        self._monkeypatch.setattr(lookups, "fetch_missing", fetch)
        shared = PaperLookups(self.store, None, lambda: datetime.fromtimestamp(loop.time(), factories.NOON.tzinfo))
        asked = [
            shared.fetch(who, [PaperId(f"{who}.{number}.{paper}") for paper in range(papers)], ASK)
            for number, (who, papers) in enumerate(commands)
        ]
        tasks = [asyncio.create_task(each) for each in (*asked, collect())]
        await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    async def _request(self, turn: Callable[[], Any], who: str) -> None:
        async with turn():
            self.times.append(asyncio.get_running_loop().time())
            self.served.append(who)
            await asyncio.sleep(1)


@pytest.fixture
def arxiv(monkeypatch) -> Iterator[Arxiv]:
    made = Arxiv(monkeypatch)
    yield made
    made.store.close()


def test_who_gives_many_commands_lets_another_go_between_any_two_papers(arxiv):
    run(arxiv.people(*[("ada", 10)] * 5, ("bob", 4)))

    assert arxiv.served[:8].count("bob") >= 3
    assert "".join(who[0] for who in arxiv.served[1:9]) in {"ab" * 4, "ba" * 4}


def test_people_who_look_up_without_end_leave_the_collector_half_of_the_requests(arxiv):
    run(arxiv.people(*[("ada", 100)] * 3, ("bob", 100), collecting=100))

    served = Counter(arxiv.served)
    assert abs(served["collector"] - served["ada"] - served["bob"]) <= 1
    assert abs(served["ada"] - served["bob"]) <= 1


def test_a_collector_without_end_holds_up_a_lookup_by_one_request(arxiv):
    run(arxiv.people(("ada", 3), collecting=100))

    assert arxiv.served.index("ada") <= 1
    assert arxiv.served[:7].count("ada") == 3


def test_requests_keep_their_distance_who_makes_them(arxiv):
    run(arxiv.people(("ada", 9), ("bob", 9), collecting=9))

    assert min(later - earlier for earlier, later in zip(arxiv.times, arxiv.times[1:], strict=False)) >= DELAY
