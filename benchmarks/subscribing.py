"""What ten thousand subscriptions cost: matched against a thousand papers, chosen, and rendered."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from itertools import islice

from adapters.slack.messages import digest
from benchmarks.timing import Row, Seconds, median_of, shown
from benchmarks.world import CATEGORIES, LAST_DAY, lines
from bot.models.digest import Candidate, Digest, DigestQuery, Filter, Ranked, Ranking
from bot.pipeline import import_jsonl
from bot.ranking import rank
from bot.selection import entries, selector
from bot.selection.inverted_index import InvertedIndex
from bot.text import readable

CANDIDATES, SUBSCRIPTIONS = 1_000, 10_000
TOP = 10


@dataclass(frozen=True, slots=True)
class Sets:
    """What a filter asks for, as sets of papers that are ready."""

    any_of: tuple[int, ...]
    all_of: tuple[int, ...]
    none_of: tuple[int, ...]


def of_subscriptions() -> list[Row]:
    """Match alone, with the sets ready and from nothing; then with the digests and Slack's messages made."""
    ranked = _ranked()
    postings = _postings(ranked)
    filters = _filters(ranked)
    matched, bare = median_of(lambda: _match(postings, filters)), _bare(postings, filters)
    against = partial(_row, "building sets and set operations", median_of(lambda: _match(_postings(ranked), filters)))
    tenth = filters[: SUBSCRIPTIONS // 10]
    few, many = (median_of(partial(_render, ranked, some)) for some in (tenth, filters))
    chosen = median_of(lambda: deque(_choose(ranked, filters), 0))
    return [
        _row("bare set operations", bare, f"{SUBSCRIPTIONS:,} filters matched, with the sets in memory", matched),
        against(f"the {CANDIDATES:,} papers turned into entries", median_of(lambda: _read(ranked))),
        against("matching and choosing digests, from entries", chosen),
        against("the same, rendering Slack's messages", many),
        against("the same, with papers seen for the first time", median_of(lambda: _render_unread(ranked, filters))),
        _row(f"{len(tenth):,} of them", few, "ten times the subscriptions", many),
    ]


def _row(reference: str, bare: Seconds, what: str, seconds: Seconds) -> Row:
    return (what, shown(seconds), f"{reference}, {shown(bare)}", seconds / bare)


def _read(ranked: Sequence[Ranked]) -> None:
    """Make the texts of the papers readable, as if for the first time."""
    readable._made.cache_clear()  # noqa: SLF001 - there is no other way to forget
    for one in ranked:
        entries.build_entry(one)


def _render_unread(ranked: Sequence[Ranked], filters: Sequence[Filter]) -> None:
    readable._made.cache_clear()  # noqa: SLF001 - as above
    _render(ranked, filters)


def _render(ranked: Sequence[Ranked], filters: Sequence[Filter]) -> None:
    """Render all, as if nothing had been rendered before."""
    digest.forget()
    for made in list(_choose(ranked, filters)):
        deque(digest.written(made), 0)


def _choose(ranked: Sequence[Ranked], filters: Sequence[Filter]) -> Iterator[Digest]:
    """Yield the digest of each, one after the other, as they are planned."""
    now = datetime.combine(LAST_DAY, time(), UTC)
    selector_of_all = selector.DigestSelector(ranked)
    for wanted, count in Counter(filters).items():
        choices = DigestQuery(wanted, 3, Ranking.HOT, TOP, 0)
        for _ in range(count):
            yield Digest(LAST_DAY, choices, now, (), selector_of_all.choose(choices))


def _match(postings: InvertedIndex, filters: Sequence[Filter]) -> list[int]:
    return [postings.search(wanted) for wanted in filters]


def _postings(ranked: Sequence[Ranked]) -> InvertedIndex:
    return InvertedIndex([one.candidate.paper for one in ranked])


def _bare(postings: InvertedIndex, filters: Sequence[Filter]) -> Seconds:
    ready = [_sets(postings, wanted) for wanted in filters]

    def operate() -> None:
        for sets in ready:
            found = 0
            for one in sets.any_of:
                found |= one
            for one in sets.all_of:
                found &= one
            for one in sets.none_of:
                found &= ~one

    return median_of(operate)


def _sets(postings: InvertedIndex, wanted: Filter) -> Sets:
    return Sets(
        tuple(postings.search(Filter((one,))) for one in wanted.categories),
        (
            *(postings.search(Filter((), (one,))) for one in wanted.words),
            *(postings.search(Filter((), authors=(one,))) for one in wanted.authors),
        ),
        tuple(postings.search(Filter((), (one,))) for one in wanted.excluded),
    )


def _ranked() -> list[Ranked]:
    """Rank the first thousand papers, as if they were one listing."""
    read = import_jsonl.parse_jsonl(islice(lines(), CANDIDATES * 7 // 5))  # two mentions for every fifth
    said = {paper.id: tuple(m for m in read.mentions if m.paper == paper.id) for paper in read.papers[::5]}
    return rank(Ranking.HOT, (Candidate(paper, LAST_DAY, said.get(paper.id, ())) for paper in read.papers), 0)


def _filters(ranked: Sequence[Ranked]) -> list[Filter]:
    """Mix: half are categories alone, the others ask for words, phrases or authors too, or leave words out."""
    chance = random.Random(11)
    papers = [one.candidate.paper for one in ranked]

    def words() -> list[str]:
        return chance.choice(papers).title.split()

    def some() -> tuple[str, ...]:
        return tuple(chance.sample(CATEGORIES, chance.randint(1, 3)))

    kinds: Sequence[Callable[[], Filter]] = (
        *[lambda: Filter(some())] * 5,
        lambda: Filter(some(), (chance.choice(words()),)),
        lambda: Filter((), (chance.choice(words()), chance.choice(words()))),
        lambda: Filter(some(), (" ".join(words()[:2]),)),
        lambda: Filter((), authors=(chance.choice(chance.choice(papers).authors),)),
        lambda: Filter(some(), (), (chance.choice(words()),)),
    )
    return [kinds[number % len(kinds)]() for number in range(SUBSCRIPTIONS)]
