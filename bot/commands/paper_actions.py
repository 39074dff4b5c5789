"""What the buttons of a paper do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from hashlib import sha256

from bot.commands import card
from bot.commands.buttons import paper_item, paper_menu_of
from bot.commands.card import left_out_by
from bot.commands.channel_digest import refuse_unknown
from bot.commands.context import CommandContext
from bot.errors import CommandError
from bot.models.command import ActOnPaper, PaperAction, Requester, ShowReadingList
from bot.models.papers import Paper
from bot.models.reply import Button, By, Reply
from bot.store.tables import dismissals, likes, reading_lists, related_papers, seen_events, users
from bot.text.tex.to_unicode import to_unicode

MAX_NEAR = 5
ADMINS_ONLY = "Only people who can change this channel's digest can hide papers from it."


async def handle(desk: CommandContext, asker: Requester, asked: ActOnPaper) -> Reply:
    """Do what a button says with its paper. Raises CommandError if there is no such paper."""
    paper = await card.find(desk, asked.paper)
    return await ACTS[asked.act](desk, asker, paper)


async def _abstract(_: CommandContext, __: Requester, paper: Paper) -> Reply:
    return Reply(f"{to_unicode(paper.title)}\n\n{to_unicode(paper.abstract)}")


async def _save(desk: CommandContext, asker: Requester, paper: Paper) -> Reply:
    who = (asker.platform, asker.workspace, asker.user)
    is_new = await desk.store.write(reading_lists.save_paper, *who, paper.id, desk.clock())
    await desk.store.write(likes.save, asker.destination, asker.user, paper.id, desk.clock())
    buttons = (Button("Unsave", ActOnPaper(PaperAction.UNSAVE, paper.id)), Button("My reading list", ShowReadingList()))
    title = f"“{to_unicode(paper.title)}”"
    return Reply(f"Saved: {title}." if is_new else f"Already saved: {title}.", buttons=buttons)


async def _unsave(desk: CommandContext, asker: Requester, paper: Paper) -> Reply:
    who = (asker.platform, asker.workspace, asker.user)
    was_there = await desk.store.write(reading_lists.unsave_paper, *who, paper.id)
    await desk.store.write(likes.unsave, *who, paper.id)
    title = f"“{to_unicode(paper.title)}”"
    if not was_there:
        return Reply(f"{title} isn't on your reading list.")
    return Reply(
        f"Removed from your reading list: {title}.",
        buttons=(Button("Save again", ActOnPaper(PaperAction.SAVE, paper.id)),),
    )


async def _more(desk: CommandContext, _: Requester, paper: Paper) -> Reply:
    found = await desk.store.read(related_papers.near, paper, MAX_NEAR)
    title = f"“{to_unicode(paper.title)}”"
    if not found:
        return Reply(f"No similar papers found for {title}.")
    return Reply(f"Papers like {title}:", items=tuple(paper_item(near) for near in found), select=paper_menu_of(found))


async def _dismiss(desk: CommandContext, asker: Requester, paper: Paper) -> Reply:
    """Remember that a paper is not for here, and who says so; offer to take that back."""
    _refuse_others(desk, asker)
    before = await desk.store.write(dismissals.dismiss, asker.destination, paper.id, desk.clock(), asker.user)
    if asker.is_direct_message:  # so that it is found when they want to be forgotten
        who = (asker.platform, asker.workspace, asker.user)
        await desk.store.write(users.remember_direct_channel, *who, asker.destination.channel)
    undo = (Button("Undo", ActOnPaper(PaperAction.FOR_US, paper.id)),)
    title = f"“{to_unicode(paper.title)}”"
    if before is not None:
        return Reply(f"{title} is already hidden from {_here(asker)}.", by=left_out_by(before), buttons=undo)
    return Reply(f"Got it. I won't show {title} to {_here(asker)} again.", buttons=undo)


async def _restore(desk: CommandContext, asker: Requester, paper: Paper) -> Reply:
    """Let a paper come here again, and say who had not wanted that."""
    _refuse_others(desk, asker)
    before = await desk.store.write(users.restore, asker.destination, paper.id)
    title = f"“{to_unicode(paper.title)}”"
    if before is None:
        return Reply(f"{title} isn't hidden from {_here(asker)}.")
    return Reply(f"Undone. I may show {title} to {_here(asker)} again.", by=left_out_by(before))


def _refuse_others(desk: CommandContext, asker: Requester) -> None:
    """Raise CommandError if only those who set a channel's digest may say what is not for it, and these may not."""
    if desk.settings.not_for_us == "admins" and not asker.is_direct_message:
        refuse_unknown(asker)
        if not asker.can_manage_channel:
            raise CommandError(ADMINS_ONLY)


def _here(asker: Requester) -> str:
    return "you" if asker.is_direct_message else "this channel"


async def _discuss(desk: CommandContext, asker: Requester, paper: Paper) -> Reply:
    """Show the card to everybody, once, so that they can talk under it."""
    there = f"{asker.destination.workspace} {asker.destination.channel} {paper.id}"
    event = f"discuss {sha256(there.encode()).hexdigest()}"  # an event outlives its workspace by some days
    if not await desk.store.write(seen_events.claim_event, asker.platform, event, desk.clock()):
        return Reply(f"“{to_unicode(paper.title)}” was already posted here for discussion. Scroll up to find it.")
    shown = await card.reply(desk, asker, paper, public=True)
    return replace(shown, text="Let's discuss this paper.", by=By("Asked by", asker.user))


ACTS: Mapping[PaperAction, Callable[[CommandContext, Requester, Paper], Awaitable[Reply]]] = {
    PaperAction.ABSTRACT: _abstract,
    PaperAction.SAVE: _save,
    PaperAction.UNSAVE: _unsave,
    PaperAction.MORE: _more,
    PaperAction.NOT_FOR_US: _dismiss,
    PaperAction.FOR_US: _restore,
    PaperAction.DISCUSS: _discuss,
}
