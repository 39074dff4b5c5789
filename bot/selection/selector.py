"""Select the entries of many digests from one ranking. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from bot.models.digest import DigestQuery, Entry, Filter, Flag, Ranked, Ranking
from bot.models.papers import PaperId
from bot.ranking.hot import doubted_score
from bot.ranking.personalization import NO_PERSONALIZATION, Personalization, personalize
from bot.ranking.similarity import PaperIndex
from bot.ranking.terms import DocumentFrequencies
from bot.selection.entries import build_entry
from bot.selection.inverted_index import InvertedIndex, bit_indexes
from bot.selection.select import NOTHING_SEEN, SeenScores, select

TUNED_CACHE_SIZE = 16
"""How many personalized orders are cached. Channels of a team with the same options are planned one after another."""


class DigestSelector:
    """Selects the entries of digests from ranked papers. Equal selections and entries are computed once.

    All of *ranked* match the filter *matched*, if it is given: a single digest ranks only what matches.
    """

    def __init__(
        self, ranked: Sequence[Ranked], matched: Filter | None = None, known: DocumentFrequencies | None = None
    ) -> None:
        self._ranked = ranked
        self._matched = matched
        self._known = known
        self._similar: PaperIndex | None = None
        self._postings = InvertedIndex([each.candidate.paper for each in ranked])
        self._chosen: dict[DigestQuery, tuple[Entry, ...]] = {}
        self._entries: dict[PaperId, Entry] = {}
        self._doubted = [index for index, each in enumerate(ranked) if Flag.ANOMALOUS in each.flags]
        self._counts: dict[Filter, int] = {}
        self._tuned = lru_cache(maxsize=TUNED_CACHE_SIZE)(
            lambda wanted, tuning: personalize([*self._matching(wanted)], tuning, self._index(tuning))
        )

    def choose(
        self,
        choices: DigestQuery,
        shown: SeenScores = NOTHING_SEEN,
        tuning: Personalization = NO_PERSONALIZATION,
        skip: int = 0,
    ) -> tuple[Entry, ...]:
        """Return the first *choices.top* entries that match, reach the floor and weren't *shown*, as personalized.

        The *skip* hottest of them are on earlier pages.
        """
        if tuning and choices.ranking is Ranking.HOT:
            ordered = self._tuned(choices.filter, tuning)
            return select_entries(_reaching(ordered, choices), choices, shown, skip)
        if shown or skip:
            return self._choose(choices, shown, skip)
        found = self._chosen.get(choices)
        if found is None:
            found = self._chosen[choices] = self._choose(choices, shown, skip)
        return found

    def count(self, wanted: Filter) -> int:
        """Return the number of papers that match."""
        if wanted == self._matched:
            return len(self._ranked)
        if wanted not in self._counts:
            self._counts[wanted] = self._postings.search(wanted).bit_count()
        return self._counts[wanted]

    def held_back(self, choices: DigestQuery, entries: Sequence[Entry]) -> int:
        """Return how many matching papers `held_back` counts."""
        if not self._doubted:
            return 0
        found = self._postings.search(choices.filter)
        return held_back((self._ranked[index] for index in self._doubted if found >> index & 1), entries)

    def _choose(self, choices: DigestQuery, shown: SeenScores, skip: int) -> tuple[Entry, ...]:
        return select_entries(self._matching(choices.filter, choices.floor), choices, shown, skip, self._entry)

    def _matching(self, wanted: Filter, floor: float = 0.0) -> Iterator[Ranked]:
        """Return matching papers that reach the floor, hottest first, as far as needed."""
        is_all = wanted == self._matched
        found = range(len(self._ranked)) if is_all else bit_indexes(self._postings.search(wanted))
        return (self._ranked[index] for index in found if self._ranked[index].score >= floor)

    def _index(self, tuning: Personalization) -> PaperIndex | None:
        """Return the index of all papers, made for the first reader."""
        if tuning.is_personal and self._similar is None:
            self._similar = PaperIndex([each.candidate.paper for each in self._ranked], self._known)
        return self._similar

    def _entry(self, ranked: Ranked) -> Entry:
        """Return a paper's entry, built once. The surging flag is added for a single destination."""
        if Flag.SURGING in ranked.flags:
            return build_entry(ranked)
        id = ranked.candidate.paper.id
        return self._entries.get(id) or self._entries.setdefault(id, build_entry(ranked))


def select_entries(
    ranked: Iterable[Ranked],
    choices: DigestQuery,
    shown: SeenScores = NOTHING_SEEN,
    skip: int = 0,
    made: Callable[[Ranked], Entry] | None = None,
) -> tuple[Entry, ...]:
    """Return the entries of the papers that `select` returns."""
    return tuple(map(made or build_entry, select(ranked, choices, shown, skip)))


def held_back(ranked: Iterable[Ranked], entries: Sequence[Entry]) -> int:
    """Return how many papers are below the last of *entries* only because some of their counts have no evidence."""
    if not entries or entries[-1].ranking is not Ranking.HOT:
        return 0
    last, listed = entries[-1].score, {entry.id for entry in entries}
    doubted = (each for each in ranked if Flag.ANOMALOUS in each.flags and each.candidate.paper.id not in listed)
    return sum(each.score < last <= doubted_score(each) for each in doubted)


def _reaching(ranked: Iterable[Ranked], choices: DigestQuery) -> Iterator[Ranked]:
    return (each for each in ranked if each.score >= choices.floor)
