"""Choose the entries of many digests from one ranking. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from bot.models.digest import Choices, Entry, Filter, Mark, Ranked, Ranking
from bot.models.papers import PaperId
from bot.ranking.personalization import UNTUNED, Tuning, tuned
from bot.selection.entries import entry
from bot.selection.inverted_index import Postings, members
from bot.selection.select import NOTHING_SHOWN, Shown, select

TUNED = 16
"""How many orders of one destination or team are kept: channels of a team that want the same follow one another."""


class Shelf:
    """Ranked papers that many digests are chosen from: what many want is chosen once, and a paper made ready once."""

    def __init__(self, ranked: Sequence[Ranked]) -> None:
        self._ranked = ranked
        self._postings = Postings([each.candidate.paper for each in ranked])
        self._chosen: dict[Choices, tuple[Entry, ...]] = {}
        self._entries: dict[PaperId, Entry] = {}
        self._tuned = lru_cache(maxsize=TUNED)(lambda wanted, tuning: tuned([*self._matching(wanted)], tuning))

    def choose(self, choices: Choices, shown: Shown = NOTHING_SHOWN, tuning: Tuning = UNTUNED) -> tuple[Entry, ...]:
        """Return the first *choices.top* that match, reach the floor and are not yet *shown*, as *tuning* has them."""
        if tuning and choices.ranking is Ranking.HOT:
            ordered = self._tuned(choices.filter, tuning)
            return choose(_reaching(ordered, choices), choices, shown)
        if shown:
            return self._choose(choices, shown)
        found = self._chosen.get(choices)
        if found is None:
            found = self._chosen[choices] = self._choose(choices, shown)
        return found

    def _choose(self, choices: Choices, shown: Shown) -> tuple[Entry, ...]:
        return choose(self._matching(choices.filter, choices.floor), choices, shown, made=self._entry)

    def _matching(self, wanted: Filter, floor: float = 0.0) -> Iterator[Ranked]:
        """Yield what matches and reaches the floor, hottest first, as far as anybody asks."""
        for index in members(self._postings.matching(wanted)):
            if self._ranked[index].score >= floor:
                yield self._ranked[index]

    def _entry(self, ranked: Ranked) -> Entry:
        """Return a paper's entry, made once; one that surges here does not everywhere."""
        if Mark.SURGING in ranked.marks:
            return entry(ranked)
        id = ranked.candidate.paper.id
        return self._entries.get(id) or self._entries.setdefault(id, entry(ranked))


def choose(
    ranked: Iterable[Ranked],
    choices: Choices,
    shown: Shown = NOTHING_SHOWN,
    skip: int = 0,
    made: Callable[[Ranked], Entry] | None = None,
) -> tuple[Entry, ...]:
    """Return what `selection` selects, ready to be read."""
    return tuple(map(made or entry, select(ranked, choices, shown, skip)))


def _reaching(ranked: Iterable[Ranked], choices: Choices) -> Iterator[Ranked]:
    return (each for each in ranked if each.score >= choices.floor)
