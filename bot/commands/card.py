"""The card of one paper, with all that the store knows of it, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.commands.context import CommandContext
from bot.errors import CommandError
from bot.models.command import ActOnPaper, ExplainScore, PaperAction, Requester
from bot.models.digest import Candidate, Destination, Ranked, Ranking
from bot.models.papers import AnnounceType, Paper, PaperId
from bot.models.reply import Button, By, Card, Reply
from bot.pipeline.candidates import load_baseline, with_accounts
from bot.pipeline.composer import data_timestamp
from bot.ranking import rank
from bot.ranking.personalization import personalize
from bot.selection import entries
from bot.store.tables import mentions, papers, personalization, reading_lists, source_health, users

MAX_COURSE = 60  # days; older ones are left out
DAY = timedelta(days=1)


async def find(context: CommandContext, id: PaperId) -> Paper:
    """Return a paper of the store, or raise CommandError: what is named is looked up at arXiv before."""
    paper = await context.store.read(papers.lookup, id)
    if paper is None:
        raise CommandError(f"I can't find {id} on arXiv. Check the ID, or try again later if arXiv is down.")
    return paper


async def ranked(context: CommandContext, paper: Paper, ranking: Ranking, place: Destination | None = None) -> Ranked:
    """Score a paper by all its mentions as they were last seen, as a digest for *place* would now."""
    seen = await context.store.read(mentions.of_paper, paper.id)
    announced = await context.store.read(papers.announcements, paper.id)
    first = min((each.date for each in announced if each.type in {AnnounceType.NEW, AnnounceType.CROSS}), default=None)
    health = await context.store.read(source_health.health)
    known = await load_baseline(
        context.store, [first] if first else [], health, data_timestamp(health, context.newest_listing)
    )
    candidate = Candidate(paper, first or date.min, tuple(seen))
    known = await with_accounts(context.store, known, [candidate], data_timestamp(health, context.newest_listing))
    (scored,) = rank(ranking, [candidate], 0, known)
    if place is None or ranking is Ranking.CLASSIC:
        return scored
    (tuned_here,) = personalize([scored], await context.store.read(personalization.of_place, place))
    return tuned_here


async def reply(context: CommandContext, requester: Requester, paper: Paper, *, public: bool = False) -> Reply:
    """Show a paper's card, with the buttons that fit there. A public card does not show what the person saved."""
    subscription = await context.channel_digest(requester)
    mine = () if public else await context.store.read(reading_lists.saved, *requester.person)
    saved = paper.id in mine
    has_threads = subscription is not None and subscription.how.threads is not False
    buttons = _buttons(paper.id, saved=saved)
    unwanted = None if public else await context.store.read(users.dismissed_by, requester.destination, paper.id)
    buttons.append(_wanting(requester, paper.id, unwanted=unwanted is not None))
    if not (requester.is_direct_message or has_threads or public):
        buttons.append(Button("Discuss", ActOnPaper(PaperAction.DISCUSS, paper.id)))
    shown = await _card(context, requester, paper, saved=saved)
    return Reply(card=shown, by=left_out_by(unwanted or ""), buttons=tuple(buttons), public=public)


def left_out_by(user: str) -> By | None:
    """Name who said that a paper is not for here; None where that is not remembered."""
    return By("Hidden here by", user) if user else None


def _wanting(requester: Requester, id: PaperId, *, unwanted: bool) -> Button:
    """Offer to say that a paper is not for here, or to take that back."""
    who = "me" if requester.is_direct_message else "us"
    if unwanted:
        return Button(f"For {who} again", ActOnPaper(PaperAction.FOR_US, id))
    return Button(f"Not for {who}", ActOnPaper(PaperAction.NOT_FOR_US, id))


async def _card(context: CommandContext, requester: Requester, paper: Paper, *, saved: bool) -> Card:
    scored = await ranked(context, paper, context.settings.ranking, requester.destination)
    (entry,) = await context.summaries.add_summaries([entries.build_entry(scored)])
    return Card(
        paper=paper,
        entry=entry,
        announcements=tuple(await context.store.read(papers.announcements, paper.id)),
        attention_history=every_day(await context.store.read(mentions.attention_by_day, paper.id)),
        saved=saved,
    )


def every_day(course: Sequence[tuple[date, int]]) -> tuple[tuple[date, int], ...]:
    """Return a total for every day from the first to the last, where only days of change are given."""
    if not course:
        return ()
    changes, (first, total), (last, _) = dict(course), course[0], course[-1]
    totals = []
    for passed in range((last - first).days + 1):
        day = first + DAY * passed
        total = changes.get(day, total)
        totals.append((day, total))
    return tuple(totals[-MAX_COURSE:])


def _buttons(id: PaperId, *, saved: bool) -> list[Button]:
    save = (
        Button("Unsave", ActOnPaper(PaperAction.UNSAVE, id))
        if saved
        else Button("Save", ActOnPaper(PaperAction.SAVE, id))
    )
    abstract = Button("Abstract", ActOnPaper(PaperAction.ABSTRACT, id))
    return [
        abstract,
        save,
        Button("More like this", ActOnPaper(PaperAction.MORE, id)),
        Button("Why this score", ExplainScore(id)),
    ]
