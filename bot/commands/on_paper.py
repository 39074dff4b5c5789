"""What the buttons of a paper do."""

from __future__ import annotations

from dataclasses import replace

from bot.commands import card
from bot.commands.desk import Desk
from bot.commands.offering import choose_of, item
from bot.commands.reply import Button, Reply
from bot.commands.values import Asker, OnPaper, PaperAct, Saved
from bot.models import Paper
from bot.store import likes, nearness, people
from bot.text.latex import to_unicode

MOST_NEAR = 5


async def answer(desk: Desk, asker: Asker, asked: OnPaper) -> Reply:
    """Do what a button says with its paper. Raises CommandError if there is no such paper."""
    paper = await card.find(desk, asked.paper)
    match asked.act:
        case PaperAct.ABSTRACT:
            return Reply(f"{to_unicode(paper.title)}\n\n{to_unicode(paper.abstract)}")
        case PaperAct.SAVE:
            return await _save(desk, asker, paper)
        case PaperAct.UNSAVE:
            return await _unsave(desk, asker, paper)
        case PaperAct.MORE:
            return await _more(desk, paper)
        case PaperAct.NOT_FOR_US:
            return await _dismiss(desk, asker, paper)
        case PaperAct.DISCUSS:
            return await _discuss(desk, asker, paper)


async def _save(desk: Desk, asker: Asker, paper: Paper) -> Reply:
    who = (asker.platform, asker.workspace, asker.user)
    is_new = await desk.store.write(people.save_paper, *who, paper.id, desk.clock())
    await desk.store.write(likes.save, asker.here, asker.user, paper.id, desk.clock())
    buttons = (Button("Unsave", OnPaper(PaperAct.UNSAVE, paper.id)), Button("My reading list", Saved()))
    title = f"“{to_unicode(paper.title)}”"
    return Reply(f"Saved: {title}." if is_new else f"{title} is on your reading list already.", buttons=buttons)


async def _unsave(desk: Desk, asker: Asker, paper: Paper) -> Reply:
    who = (asker.platform, asker.workspace, asker.user)
    was_there = await desk.store.write(people.unsave_paper, *who, paper.id)
    await desk.store.write(likes.unsave, *who, paper.id)
    title = f"“{to_unicode(paper.title)}”"
    if not was_there:
        return Reply(f"{title} is not on your reading list.")
    return Reply(f"No longer saved: {title}.", buttons=(Button("Save again", OnPaper(PaperAct.SAVE, paper.id)),))


async def _more(desk: Desk, paper: Paper) -> Reply:
    found = await desk.store.read(nearness.near, paper, MOST_NEAR)
    title = f"“{to_unicode(paper.title)}”"
    if not found:
        return Reply(f"No other paper here shares a rare word with the title {title}.")
    return Reply(f"Papers like {title}:", items=tuple(item(near) for near in found), select=choose_of(found))


async def _dismiss(desk: Desk, asker: Asker, paper: Paper) -> Reply:
    await desk.store.write(people.dismiss, asker.here, paper.id, desk.clock())
    if asker.is_direct:  # so that it is found when they want to be forgotten
        who = (asker.platform, asker.workspace, asker.user)
        await desk.store.write(people.remember_direct, *who, asker.here.channel)
    where = "you" if asker.is_direct else "this channel"
    return Reply(f"Noted: “{to_unicode(paper.title)}” will not come to {where} in a digest again.")


async def _discuss(desk: Desk, asker: Asker, paper: Paper) -> Reply:
    """Show the card to everybody, so that they can talk under it."""
    shown = await card.reply(desk, asker, paper, public=True)
    return replace(shown, text="Let us talk about this paper.")
