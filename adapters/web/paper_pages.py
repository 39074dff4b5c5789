"""Everything the page of a paper shows, and lists of papers that are named: an author's, or a message's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.web.attention_plot import Attention, draw
from adapters.web.heat_bar import ListedPaper, list_paper
from adapters.web.page_problem import PageProblem
from adapters.web.paper_lists import PaperLists
from bot.arxiv import identifiers
from bot.commands.context import CommandContext
from bot.commands.explain_score import explain
from bot.models.command import ShowHotList
from bot.models.digest import Entry, Filter
from bot.models.papers import Announcement, AnnounceType, Paper, PaperId
from bot.models.subscription import Period
from bot.pipeline.ranked_listings import rank_papers
from bot.store.tables import archive, paper_search, papers, related_papers
from bot.store.tables.archive import Observation
from bot.text.citations import bibtex

SIMILAR_SHOWN = 5
AUTHOR_PAPERS = 25
NAMED_PAPERS = 25
RANKS_SHOWN_FOR = timedelta(days=30)
"""Older listings would have to be ranked for the page of every paper."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper with its score, attention, places and lists."""

    paper: Paper
    listed: ListedPaper
    explanation: str
    announcements: tuple[Announcement, ...]
    attention: Attention
    observations: tuple[Observation, ...]
    places: tuple[tuple[ShowHotList, int], ...]
    similar: tuple[ListedPaper, ...]
    bibtex: str

    @property
    def entry(self) -> Entry:
        """The paper's texts, ready to show."""
        return self.listed.entry


class PaperPages:
    """Reads papers from the store."""

    def __init__(self, context: CommandContext, lists: PaperLists) -> None:
        self._context, self._lists = context, lists

    async def read(self, text: str) -> PaperPage:
        """Return the page of the paper that *text* identifies. Raises PageProblem, StoreError."""
        context, paper = self._context, await self.find(text)
        (ranked,) = await rank_papers(context.store, [paper], context.settings.ranking)
        seen = await context.store.read(archive.observations, paper.id)
        announced = await context.store.read(papers.announcements, paper.id)
        return PaperPage(
            paper=paper,
            listed=(await self.listed([paper]))[0],
            explanation=explain(ranked, context.settings.ranking).text,
            announcements=tuple(announced),
            attention=draw(seen),
            observations=tuple(seen),
            places=await self._places(paper, announced),
            similar=await self._similar(paper),
            bibtex=bibtex([paper]),
        )

    async def find(self, text: str) -> Paper:
        """Return a paper by its id. Raises PageProblem if it is none, or not collected."""
        named = identifiers.parse(text)
        if named is None:
            raise PageProblem(f"“{text[:60]}” isn't an arXiv ID. Use one like 2601.00001 or hep-th/9901001.")
        paper = await self._context.store.read(papers.lookup, named.id)
        if paper is None:
            raise PageProblem(f"{named.id} isn't collected here. Its page at arXiv: {identifiers.abs_url(named.id)}")
        return paper

    async def listed(self, wanted: Sequence[Paper]) -> tuple[ListedPaper, ...]:
        """Return papers as lists show them, in the given order. Raises StoreError."""
        ranking = self._context.settings.ranking
        ranked = {each.candidate.paper.id: each for each in await rank_papers(self._context.store, wanted, ranking)}
        made = [list_paper(place, ranked[paper.id], ranking) for place, paper in enumerate(wanted, 1)]
        return tuple(await self._lists.with_summaries(made))

    async def by_author(self, name: str) -> tuple[ListedPaper, ...]:
        """Return the newest papers of an author. Raises PageProblem if there are none."""
        found = await self._context.store.read(archive.by_author, name, AUTHOR_PAPERS)
        if not found:
            raise PageProblem(f"No paper by “{name[:60]}” is collected here.")
        return await self.listed(found)

    async def named(self, ids: Sequence[PaperId]) -> tuple[ListedPaper, ...]:
        """Return the collected papers among *ids*. Raises PageProblem if there are none."""
        found = await self._context.store.read(papers.of_ids, ids[:NAMED_PAPERS])
        if not found:
            raise PageProblem(f"I can't find {', '.join(ids[:NAMED_PAPERS])} here.")
        return await self.listed(found)

    async def matching(self, words: str) -> tuple[ListedPaper, ...]:
        """Return the papers whose texts have these words, best match first. Raises PageProblem if there are none."""
        found = await self._context.store.read(paper_search.search, words, AUTHOR_PAPERS)
        if not found:
            raise PageProblem(f"No paper matches “{words[:60]}”. Try fewer words, or an arXiv ID like 1706.03762.")
        return await self.listed(found)

    async def _similar(self, paper: Paper) -> tuple[ListedPaper, ...]:
        near = await self._context.store.read(related_papers.near, paper, SIMILAR_SHOWN)
        return tuple(sorted(await self.listed(near), key=lambda each: -each.entry.score))

    async def _places(self, paper: Paper, announced: Sequence[Announcement]) -> tuple[tuple[ShowHotList, int], ...]:
        """Return the lists of its day that have the paper, each with its rank there, 0 if it isn't known."""
        days = [each.date for each in announced if each.type in {AnnounceType.NEW, AnnounceType.CROSS}]
        if not days:
            return ()
        day = min(days)
        lists = [Filter(()), *(Filter((code,)) for code in paper.categories[:1])]
        wanted = [ShowHotList(what, Period(first=day, last=day)) for what in lists]
        if self._context.newest_listing - day > RANKS_SHOWN_FOR:
            return tuple((each, 0) for each in wanted)
        return tuple([(each, await self._rank(each, paper.id, day)) for each in wanted])

    async def _rank(self, asked: ShowHotList, id: PaperId, day: date) -> int:
        listings = await self._lists.rankings.get((day,))
        choices = self._lists.query(asked.what, 1)
        ranked = (each for each in listings.matching(choices.filter, choices.floor) if each.reasons)
        return next((rank for rank, each in enumerate(ranked, 1) if each.candidate.paper.id == id), 0)
