"""The weekly report of a channel, and the picks of its papers, for those who may set the channel's digest."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.commands.buttons import PICK_NAMES
from bot.commands.channel_digest import refuse_unknown, who_may
from bot.commands.command_text import command_text
from bot.commands.context import CommandContext
from bot.commands.subscriptions import edit_form, next_run, subscription_buttons
from bot.errors import CommandError
from bot.models.command import NO_FILTER, Requester, SetReport, ShowPaper, StopReport, SwapPick
from bot.models.reply import Button, Form, Reply
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Subscription
from bot.report import optional_deps
from bot.store.tables import papers, reports, subscriptions, users
from bot.text.tex.to_unicode import to_unicode
from bot.wording import subscriptions as describing

NOT_INSTALLED = f"Slides aren't installed here. Ask your operator to run {optional_deps.HOW} and restart me."
WHAT_IT_IS = "Each report has slides with the week's top papers, and a thread with one reply per paper."
IN_A_CHANNEL = "Reports are for channels. Run this in one."


async def set_report(desk: CommandContext, asker: Requester, asked: SetReport) -> Reply:
    """Save the channel's report and say when it comes; without a time, open the form."""
    refuse_others(asker)
    if not optional_deps.is_installed():
        raise CommandError(NOT_INSTALLED)
    known = await desk.channel_report(asker)
    if asked.every is None:
        return Reply(
            form=edit_form(known)
            if known
            else Form("This channel's report", True, NO_FILTER, None, DigestOptions(), None, True)
        )
    every = await desk.with_timezone(asker, asked.every, known)
    wanted = Subscription(0, asker.destination, asker.user, True, NO_FILTER, every, DigestOptions(), is_report=True)
    if known and known == replace(wanted, number=known.number, owner=known.owner):
        return Reply(
            f"No change: this channel already has {describing.subscription(known)}.",
            buttons=subscription_buttons(known),
        )
    number = await desk.store.write(subscriptions.add, wanted, desk.clock())
    if asker.direct_channel:  # there we tell who set it if it can be posted no more
        await desk.store.write(
            users.remember_direct_channel, asker.platform, asker.workspace, asker.user, asker.direct_channel
        )
    saved = replace(wanted, number=number)
    done = "Changed" if known else "Set for this channel"
    coming, instants = await next_run(desk, saved)
    text = f"{done}: {describing.subscription(saved)}. {coming} {WHAT_IT_IS}"
    return Reply(text, buttons=subscription_buttons(saved), instants=instants)


async def report_off(desk: CommandContext, asker: Requester, _: StopReport) -> Reply:
    """End the channel's report."""
    refuse_others(asker)
    known = await desk.channel_report(asker)
    if known is None:
        return Reply("This channel has no report.")
    await desk.store.write(subscriptions.remove, known.number, desk.clock())
    return Reply(f"Turned off the report for this channel ({describing.subscription(known)}).")


async def swap(desk: CommandContext, asker: Requester, asked: SwapPick) -> Reply:
    """Go on to a paper's next pick of a kind in this channel's reports, and say what it is now."""
    refuse_others(asker)
    if not optional_deps.is_installed():
        raise CommandError(NOT_INSTALLED)
    found = await desk.store.read(papers.of_ids, [asked.paper])
    if not found:
        raise CommandError(
            f"I don't have {asked.paper} yet. Look it up first: {command_text(ShowPaper(asked.paper), asker.platform)}"
        )
    from bot.fulltext.cache import Cache
    from bot.pipeline.fulltext_fetcher import FullTextFetcher  # they take what is not installed everywhere
    from bot.report import thread
    from bot.report.deck import PresentedPaper
    from bot.report.picks import pick

    brought = await FullTextFetcher(desk.web, Cache(desk.settings.cache)).fetch(found[0])
    await desk.store.write(reports.swap, asker.destination, asked.paper, asked.kind.value)
    swaps = await desk.store.read(reports.swap_offsets, asker.destination, asked.paper)
    picks = await asyncio.to_thread(pick, brought.text, found[0], swaps)
    shown = thread.describe_pick(PresentedPaper(found[0], brought.text, picks), asked.kind)
    return Reply(_exchanged(asker, asked.kind, to_unicode(found[0].title), shown), buttons=(_again(asked),))


def refuse_others(asker: Requester) -> None:
    """Raise CommandError, saying who may, unless *asker* may set the digest and the report of the channel here."""
    if asker.is_direct_message:
        raise CommandError(IN_A_CHANNEL)
    refuse_unknown(asker)
    if not asker.can_manage_channel:
        raise CommandError(who_may(asker, "report"))


def _exchanged(asker: Requester, kind: PickKind, title: str, shown: str) -> str:
    swapped = f"Swapped the {PICK_NAMES[kind]} of “{title}”: now {shown}" if shown else ""
    left_out = f"Removed the {PICK_NAMES[kind]} of “{title}”"
    return (
        f"{(swapped or left_out).rstrip('.')}. The posted slides don't change. Your operator can repost them with: "
        f"hotpapers weekly post --to {asker.destination} --again"
    )


def _again(asked: SwapPick) -> Button:
    return Button(f"Other {PICK_NAMES[asked.kind]}", asked)
