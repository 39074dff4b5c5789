"""Personal order: whether the papers that a person saves next rank higher when earlier saves count.

No record tells who saved what, so readers are simulated: an author of many papers is taken to have saved the earlier
half of them, and the later half, hidden among others, is what they would save next. Their
names aren't compared, as they would give the answer away. And accounts that posted about papers on X are taken for
readers of these. Three materials: lists of arXiv's papers, whose attention is drawn by lot, for none is known; and what
the Hot Papers blog showed within a week, with its recorded attention, for authors and for accounts on X. Terms are
counted over arXiv's papers, as a store does.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.evaluation import records
from bot.evaluation.experiment import Experiment
from bot.evaluation.metrics import estimated, mean, ndcg
from bot.evaluation.records import Json
from bot.evaluation.results import Progress, Result, ResultRow, ResultTable, Target
from bot.models.digest import Candidate, Ranked, Ranking
from bot.models.papers import Engagement, Mention, Paper, PaperId
from bot.ranking import NO_BASELINE, rank
from bot.ranking.personalization import Personalization, personalize
from bot.ranking.similarity import PaperIndex, ReadingProfile
from bot.ranking.terms import DocumentFrequencies, count_terms

TOP = 10
READERS = 150  # of arXiv's; of the blog's all
MIN_PAPERS, MAX_PAPERS_OF_AUTHOR = 8, 40  # papers of an author of arXiv's; more are often several people of one name
MIN_OF_BLOG = 4
MOST_OF_X = 40  # papers of an account on X; more are a bot's
OTHERS = 100  # papers that the later ones are hidden among
AROUND = timedelta(days=3)
ATTENTION = (0, 0, 1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100)  # drawn by lot
SLIDERS = (25, 50, 75, 100)
USUAL = 50
X_READERS = "accounts on X, recorded attention"
LEAST = 0.50  # nDCG of accounts on X
COLUMNS = (f"nDCG@{TOP}", f"found in the first {TOP}")


@dataclass(frozen=True, slots=True)
class Case:
    """A reader who saved papers, and a list in which some would be saved next."""

    saved: tuple[Paper, ...]
    shown: tuple[Candidate, ...]
    next: frozenset[PaperId]


Measures = tuple[float, float]
Order = Callable[[Case, Experiment, DocumentFrequencies], list[float]]


def evaluate(folder: Path, trial: Experiment, progress: Progress) -> Result:
    """Compare chance, heat and its blends with nearness on both materials."""
    materials = {
        "arXiv, attention by lot": _of_arxiv(records.rows(folder, "arxiv-papers-20k.jsonl")),
        "Hot Papers blog, recorded attention": _of_blog(records.rows(folder, "hotpapers-2020.jsonl")),
        X_READERS: _of_x(records.rows(folder, "hotpapers-2020.jsonl")),
    }
    known = count_terms(_with_authors(row, row["id"]) for row in records.rows(folder, "arxiv-papers-20k.jsonl"))
    tables: list[ResultTable] = []
    bars: list[Target] = []
    for done, (name, cases) in enumerate(materials.items(), start=1):
        measured = {
            order: [_measured(each, scores(each, trial, known)) for each in cases] for order, scores in ORDERS.items()
        }
        title = f"{name}: {len(cases)} lists of {mean([len(case.shown) for case in cases]):.0f} papers on average"
        tables.append(ResultTable(title, COLUMNS, tuple(_row(order, values) for order, values in measured.items())))
        bars += _bars(name, measured)
        if name == X_READERS:
            reached = mean([own for own, _ in measured[f"mine {USUAL}%"]])
            bars.append(Target(f"{name}: {COLUMNS[0]} of mine {USUAL}%", round(reached, 4), LEAST))
        progress(done, len(materials))
    return Result(tuple(tables), tuple(bars))


def _chance(case: Case, _: Experiment, _known: DocumentFrequencies) -> list[float]:
    return [0.0] * len(case.shown)  # `ndcg` shares out the places of equals


def _by_heat(case: Case, trial: Experiment, _known: DocumentFrequencies) -> list[float]:
    return _scores(case, _heat(case, trial))


def _mine(percent: int) -> Order:
    def order(case: Case, trial: Experiment, known: DocumentFrequencies) -> list[float]:
        tuning = Personalization(profile=ReadingProfile(case.saved), mine=percent / 100)
        index = PaperIndex([each.paper for each in case.shown], known)
        return _scores(case, personalize(_heat(case, trial), tuning, index))

    return order


def _heat(case: Case, trial: Experiment) -> list[Ranked]:
    return rank(Ranking.HOT, case.shown, 0, NO_BASELINE, trial.sources)


def _scores(case: Case, ranked: Sequence[Ranked]) -> list[float]:
    scores = {each.candidate.paper.id: each.score for each in ranked}
    return [scores[each.paper.id] for each in case.shown]


ORDERS: Mapping[str, Order] = {
    "random": _chance,
    "heat alone": _by_heat,
    **{f"mine {percent}%": _mine(percent) for percent in SLIDERS},
}


def _measured(case: Case, scores: Sequence[float]) -> Measures:
    gains = [float(each.paper.id in case.next) for each in case.shown]
    return ndcg(scores, gains, TOP), _found(scores, gains)


def _found(scores: Sequence[float], gains: Sequence[float]) -> float:
    """Return which share of what can be found is among the first, equals sharing their places."""
    shared: dict[float, list[float]] = defaultdict(list)
    for score, gain in zip(scores, gains, strict=True):
        shared[score].append(gain)
    expected = [mean(shared[score]) for score in sorted(shared, reverse=True) for _ in shared[score]]
    return sum(expected[:TOP]) / min(sum(gains), TOP)


def _row(order: str, measured: Sequence[Measures]) -> ResultRow:
    return ResultRow(order, tuple(estimated(values) for values in zip(*measured, strict=True)))


def _bars(name: str, measured: Mapping[str, Sequence[Measures]]) -> Iterator[Target]:
    for other in ("random", "heat alone"):
        pairs = zip(measured[f"mine {USUAL}%"], measured[other], strict=True)
        least = estimated([own[0] - than[0] for own, than in pairs]).low
        yield Target(
            f"{name}: {COLUMNS[0]} of mine {USUAL}% less {other}, with 95% certainty", round(least or 0.0, 4), 0
        )


# --- readers -----------------------------------------------------------------------------------------------------


def _of_arxiv(rows: Sequence[Json]) -> list[Case]:
    chance = random.Random(0)
    by_field = defaultdict(list)
    for row in rows:
        by_field[row["categories"][0]].append(row)
    authors = [works for works in _authors(rows, "id") if MIN_PAPERS <= len(works) <= MAX_PAPERS_OF_AUTHOR]
    cases = []
    for works in chance.sample(authors, min(READERS, len(authors))):
        earlier, later = works[: len(works) // 2], works[len(works) // 2 :]
        own = {row["id"] for row in works}
        others = [row for row in by_field[later[0]["categories"][0]] if row["id"] not in own]
        shown = [*later, *chance.sample(others, min(OTHERS, len(others)))]
        candidates = [_candidate(row, _paper(row, row["id"]), _drawn(chance)) for row in shown]
        saved = tuple(_paper(row, row["id"]) for row in reversed(earlier))
        cases.append(Case(saved, tuple(candidates), frozenset(PaperId(row["id"]) for row in later)))
    return cases


def _of_blog(rows: Sequence[Json]) -> list[Case]:
    readers = [works for works in _authors(rows, "arxiv_id") if len(works) >= MIN_OF_BLOG]
    return [case for works in readers for case in _weeks(works, rows, _paper)]


def _of_x(rows: Sequence[Json]) -> list[Case]:
    """Return lists for accounts that posted about papers on X; they aren't their authors, so these are compared too."""
    posted: dict[str, dict[str, Json]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (_day(row), row["arxiv_id"])):
        for tweet in row["tweets"]:
            posted[tweet["author_handle"]].setdefault(row["arxiv_id"], row)
    readers = [[*posted[name].values()] for name in sorted(posted) if MIN_OF_BLOG <= len(posted[name]) <= MOST_OF_X]
    return [case for works in readers for case in _weeks(works, rows, _with_authors)]


def _weeks(works: Sequence[Json], rows: Sequence[Json], made: Callable[[Json, str], Paper]) -> Iterator[Case]:
    earlier, later = works[: len(works) // 2], works[len(works) // 2 :]
    before = {row["arxiv_id"] for row in earlier}
    for row in later:
        near = {each["arxiv_id"]: each for each in rows if abs(_day(each) - _day(row)) <= AROUND}
        week = (each for id, each in near.items() if id not in before)
        shown = [_candidate(each, made(each, each["arxiv_id"]), _attention(each)) for each in week]
        saved = tuple(made(each, each["arxiv_id"]) for each in reversed(earlier))
        yield Case(
            saved, tuple(shown), frozenset(PaperId(each["arxiv_id"]) for each in later if each["arxiv_id"] in near)
        )


def _authors(rows: Iterable[Json], id: str) -> list[list[Json]]:
    """Return the papers of each author, oldest first; a name of one word is ambiguous and left out."""
    works: dict[str, dict[str, Json]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (_day(row), row[id])):
        for author in row["authors"]:
            if " " in author:
                works[author].setdefault(row[id], row)
    return [list(works[author].values()) for author in sorted(works)]


def _candidate(row: Json, paper: Paper, seen: Engagement) -> Candidate:
    start = datetime.combine(_day(row), time(), UTC)
    mention = Mention(paper.id, "x", paper.id, f"https://arxiv.org/abs/{paper.id}", "", start, seen, start)
    return Candidate(paper, _day(row), (mention,))


def _drawn(chance: random.Random) -> Engagement:
    likes = chance.choice(ATTENTION)
    return Engagement(likes=likes, replies=likes)


def _with_authors(row: Json, id: str) -> Paper:
    return replace(_paper(row, id), authors=tuple(row["authors"]))


def _paper(row: Json, id: str) -> Paper:
    return Paper(PaperId(id), row["title"], row["abstract"], (), tuple(row["categories"]))


def _attention(row: Json) -> Engagement:
    return Engagement(row["retweets"], row["favorites"])


def _day(row: Json) -> date:
    return date.fromisoformat((row.get("date") or row["post_date"])[:10])
