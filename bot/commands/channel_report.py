"""The weekly report of a channel, and the picks of its papers, for those who may set the channel's digest."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.commands.buttons import PICK_NAMES
from bot.commands.channel_digest import refuse_unknown
from bot.commands.context import CommandContext
from bot.commands.subscriptions import edit_form, next_run_text, subscription_buttons
from bot.errors import CommandError
from bot.models.command import NO_FILTER, Requester, SetReport, StopReport, SwapPick
from bot.models.platform import find_platform
from bot.models.reply import Button, Form, Reply
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Subscription
from bot.report import optional_deps
from bot.store.tables import papers, reports, subscriptions, users
from bot.text.tex.to_unicode import to_unicode
from bot.wording import subscriptions as describing

NOT_INSTALLED = (
    f"I cannot make slides here: what makes them is not installed. Whoever runs me can install it with"
    f" {optional_deps.HOW} and start me again."
)
WHAT_IT_IS = "A report holds the week's top papers of this channel's fields: slides, and a thread with each paper."
IN_A_CHANNEL = "A report is for a channel; ask for it there."


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
            f"This channel has that already: {describing.subscription(known)}.", buttons=subscription_buttons(known)
        )
    number = await desk.store.write(subscriptions.add, wanted, desk.clock())
    if asker.direct_channel:  # there we tell who set it if it can be posted no more
        await desk.store.write(
            users.remember_direct_channel, asker.platform, asker.workspace, asker.user, asker.direct_channel
        )
    saved = replace(wanted, number=number)
    done = "Changed" if known else "Set for this channel"
    text = f"{done}: {describing.subscription(saved)}. {await next_run_text(desk, saved)} {WHAT_IT_IS}"
    return Reply(text, buttons=subscription_buttons(saved))


async def report_off(desk: CommandContext, asker: Requester, _: StopReport) -> Reply:
    """End the channel's report."""
    refuse_others(asker)
    known = await desk.channel_report(asker)
    if known is None:
        return Reply("This channel has no report that could be turned off.")
    await desk.store.write(subscriptions.remove, known.number, desk.clock())
    return Reply(f"Off: {describing.subscription(known)}. This channel gets no report any more.")


async def swap(desk: CommandContext, asker: Requester, asked: SwapPick) -> Reply:
    """Go on to a paper's next pick of a kind in this channel's reports, and say what it is now."""
    refuse_others(asker)
    if not optional_deps.is_installed():
        raise CommandError(NOT_INSTALLED)
    found = await desk.store.read(papers.of_ids, [asked.paper])
    if not found:
        raise CommandError(f"I do not know {asked.paper}; ask for it first.")
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
        raise CommandError(find_platform(asker.platform).manage_permission_text.format(what="report"))


def _exchanged(asker: Requester, kind: PickKind, title: str, shown: str) -> str:
    now = f"is now: {shown}" if shown else "is left out now"
    return (
        f"The {PICK_NAMES[kind]} of “{title}” {now.rstrip('.')}. The slides in this thread stay as they are; whoever "
        f"runs me"
        f" can post corrected ones: hotpapers weekly post --to {asker.destination} --again"
    )


def _again(asked: SwapPick) -> Button:
    return Button(f"Other {PICK_NAMES[asked.kind]}", asked)
