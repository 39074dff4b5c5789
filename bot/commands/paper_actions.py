"""The buttons of a paper: abstract, save, similar papers, hide, discuss."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256

from bot.arxiv import identifiers
from bot.commands import card
from bot.commands.buttons import paper_item, paper_menu_of
from bot.commands.card import left_out_by
from bot.commands.channel_digest import refuse_unknown
from bot.commands.context import CommandContext
from bot.commands.spec import CommandSpec
from bot.commands.syntax.parser import not_a_paper
from bot.commands.syntax.tokens import quote_hint
from bot.errors import CommandError
from bot.models.command import ActOnPaper, PaperAction, Requester, ShowReadingList
from bot.models.papers import Paper
from bot.models.reply import Button, By, Reply
from bot.store.tables import dismissals, likes, reading_lists, related_papers, seen_events, users
from bot.text.tex.to_unicode import to_unicode

MAX_NEAR = 5
ADMINS_ONLY = "Only people who can change this channel's digest can hide papers from it."


async def handle(context: CommandContext, requester: Requester, command: ActOnPaper) -> Reply:
    """Act on a paper. Raises CommandError if there is no such paper."""
    paper = await card.find(context, command.paper)
    return await ACTS[command.act](context, requester, paper)


async def _abstract(_: CommandContext, __: Requester, paper: Paper) -> Reply:
    return Reply(f"{to_unicode(paper.title)}\n\n{to_unicode(paper.abstract)}")


async def _save(context: CommandContext, requester: Requester, paper: Paper) -> Reply:
    is_new = await context.store.write(reading_lists.save_paper, *requester.person, paper.id, context.clock())
    await context.store.write(likes.save, requester.destination, requester.user, paper.id, context.clock())
    buttons = (Button("Unsave", ActOnPaper(PaperAction.UNSAVE, paper.id)), Button("My reading list", ShowReadingList()))
    title = f"“{to_unicode(paper.title)}”"
    return Reply(f"Saved: {title}." if is_new else f"Already saved: {title}.", buttons=buttons)


async def _unsave(context: CommandContext, requester: Requester, paper: Paper) -> Reply:
    was_there = await context.store.write(reading_lists.unsave_paper, *requester.person, paper.id)
    await context.store.write(likes.unsave, *requester.person, paper.id)
    title = f"“{to_unicode(paper.title)}”"
    if not was_there:
        return Reply(f"{title} isn't on your reading list.")
    return Reply(
        f"Removed from your reading list: {title}.",
        buttons=(Button("Save again", ActOnPaper(PaperAction.SAVE, paper.id)),),
    )


async def _more(context: CommandContext, _: Requester, paper: Paper) -> Reply:
    found = await context.store.read(related_papers.near, paper, MAX_NEAR)
    title = f"“{to_unicode(paper.title)}”"
    if not found:
        return Reply(f"No similar papers found for {title}.")
    return Reply(f"Papers like {title}:", items=tuple(paper_item(near) for near in found), select=paper_menu_of(found))


async def _dismiss(context: CommandContext, requester: Requester, paper: Paper) -> Reply:
    """Hide a paper here, store who did, and offer to undo it."""
    _refuse_others(context, requester)
    before = await context.store.write(
        dismissals.dismiss, requester.destination, paper.id, context.clock(), requester.user
    )
    if requester.is_direct_message:  # so that `forget me` finds it
        await context.store.write(users.remember_direct_channel, *requester.person, requester.destination.channel)
    undo = (Button("Undo", ActOnPaper(PaperAction.FOR_US, paper.id)),)
    title = f"“{to_unicode(paper.title)}”"
    if before is not None:
        return Reply(f"{title} is already hidden from {_here(requester)}.", by=left_out_by(before), buttons=undo)
    return Reply(f"Got it. I won't show {title} to {_here(requester)} again.", buttons=undo)


async def _restore(context: CommandContext, requester: Requester, paper: Paper) -> Reply:
    """Stop hiding a paper here, and say who hid it."""
    _refuse_others(context, requester)
    before = await context.store.write(users.restore, requester.destination, paper.id)
    title = f"“{to_unicode(paper.title)}”"
    if before is None:
        return Reply(f"{title} isn't hidden from {_here(requester)}.")
    return Reply(f"Undone. I may show {title} to {_here(requester)} again.", by=left_out_by(before))


def _refuse_others(context: CommandContext, requester: Requester) -> None:
    """Raise CommandError if the settings let only digest managers hide papers, and *requester* is none."""
    if context.settings.not_for_us == "admins" and not requester.is_direct_message:
        refuse_unknown(requester)
        if not requester.can_manage_channel:
            raise CommandError(ADMINS_ONLY)


def _here(requester: Requester) -> str:
    return "you" if requester.is_direct_message else "this channel"


async def _discuss(context: CommandContext, requester: Requester, paper: Paper) -> Reply:
    """Show the card to everyone, once, so that they can discuss it there."""
    there = f"{requester.destination.workspace} {requester.destination.channel} {paper.id}"
    event = f"discuss {sha256(there.encode()).hexdigest()}"  # an event outlives its workspace by some days
    if not await context.store.write(seen_events.claim_event, requester.platform, event, context.clock()):
        return Reply(f"“{to_unicode(paper.title)}” was already posted here for discussion. Scroll up to find it.")
    shown = await card.reply(context, requester, paper, public=True)
    return replace(shown, text="Let's discuss this paper.", by=By("Asked by", requester.user))


ACTS: Mapping[PaperAction, Callable[[CommandContext, Requester, Paper], Awaitable[Reply]]] = {
    PaperAction.ABSTRACT: _abstract,
    PaperAction.SAVE: _save,
    PaperAction.UNSAVE: _unsave,
    PaperAction.MORE: _more,
    PaperAction.NOT_FOR_US: _dismiss,
    PaperAction.FOR_US: _restore,
    PaperAction.DISCUSS: _discuss,
}


def _parse(act: PaperAction, rest: str) -> ActOnPaper | None:
    """Parse the paper to act on. ``abstract algebra`` is a search, and so is ``more data``."""
    found = identifiers.parse(rest)
    if not found and act in {PaperAction.SAVE, PaperAction.UNSAVE, PaperAction.NOT_FOR_US, PaperAction.FOR_US}:
        raise CommandError(f"{not_a_paper(rest)} For example: {act} 2008.10599. {quote_hint(act)}")
    return ActOnPaper(act, found.id) if found else None


SPECS = (
    CommandSpec(
        command=ActOnPaper,
        handle=handle,
        description="The buttons of a paper",
        format=lambda command: f"{command.act} {command.paper}",
        parsers={act.value: partial(_parse, act) for act in PaperAction},
        paper_ids=lambda command: (command.paper,),
    ),
)
