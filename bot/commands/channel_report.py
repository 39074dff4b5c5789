"""The weekly report of a channel, and the picks of its papers, for those who may set the channel's digest."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.commands.buttons import PICKS
from bot.commands.channel_digest import NOBODY, WHO_MAY, refuse_unknown
from bot.commands.context import Desk
from bot.commands.subscriptions import coming, filled, managing
from bot.errors import CommandError
from bot.models.command import NOTHING, Asker, Exchange, ReportOff, SetReport
from bot.models.reply import Button, Form, Reply
from bot.models.report import Kind
from bot.models.subscription import How, Subscription
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


async def set_report(desk: Desk, asker: Asker, asked: SetReport) -> Reply:
    """Save the channel's report and say when it comes; without a time, open the form."""
    refuse_others(asker)
    if not optional_deps.is_installed():
        raise CommandError(NOT_INSTALLED)
    known = await desk.report_of_channel(asker)
    if asked.every is None:
        return Reply(
            form=filled(known) if known else Form("This channel's report", True, NOTHING, None, How(), None, True)
        )
    every = await desk.zoned(asker, asked.every, known)
    wanted = Subscription(0, asker.here, asker.user, True, NOTHING, every, How(), is_report=True)
    if known and known == replace(wanted, number=known.number, owner=known.owner):
        return Reply(f"This channel has that already: {describing.subscription(known)}.", buttons=managing(known))
    number = await desk.store.write(subscriptions.add, wanted, desk.clock())
    if asker.direct:  # there we tell who set it if it can be posted no more
        await desk.store.write(users.remember_direct, asker.platform, asker.workspace, asker.user, asker.direct)
    saved = replace(wanted, number=number)
    done = "Changed" if known else "Set for this channel"
    text = f"{done}: {describing.subscription(saved)}. {await coming(desk, saved)} {WHAT_IT_IS}"
    return Reply(text, buttons=managing(saved))


async def report_off(desk: Desk, asker: Asker, _: ReportOff) -> Reply:
    """End the channel's report."""
    refuse_others(asker)
    known = await desk.report_of_channel(asker)
    if known is None:
        return Reply("This channel has no report that could be turned off.")
    await desk.store.write(subscriptions.remove, known.number)
    return Reply(f"Off: {describing.subscription(known)}. This channel gets no report any more.")


async def exchange(desk: Desk, asker: Asker, asked: Exchange) -> Reply:
    """Go on to a paper's next pick of a kind in this channel's reports, and say what it is now."""
    refuse_others(asker)
    if not optional_deps.is_installed():
        raise CommandError(NOT_INSTALLED)
    found = await desk.store.read(papers.of_ids, [asked.paper])
    if not found:
        raise CommandError(f"I do not know {asked.paper}; ask for it first.")
    from bot.fulltext.cache import Cache
    from bot.pipeline.fulltext_fetcher import Library  # they take what is not installed everywhere
    from bot.report import thread
    from bot.report.deck import Presented
    from bot.report.picks import pick

    brought = await Library(desk.web, Cache(desk.settings.cache)).bring(found[0])
    await desk.store.write(reports.swap, asker.here, asked.paper, asked.kind.value)
    swaps = await desk.store.read(reports.swaps, asker.here, asked.paper)
    picks = await asyncio.to_thread(pick, brought.text, found[0], swaps)
    shown = thread.described(Presented(found[0], brought.text, picks), asked.kind)
    return Reply(_exchanged(asker, asked.kind, to_unicode(found[0].title), shown), buttons=(_again(asked),))


def refuse_others(asker: Asker) -> None:
    """Raise CommandError, saying who may, unless *asker* may set the digest and the report of the channel here."""
    if asker.is_direct:
        raise CommandError(IN_A_CHANNEL)
    refuse_unknown(asker)
    if not asker.may_set_digests:
        raise CommandError(WHO_MAY.get(asker.platform, NOBODY).replace("digest", "report"))


def _exchanged(asker: Asker, kind: Kind, title: str, shown: str) -> str:
    now = f"is now: {shown}" if shown else "is left out now"
    return (
        f"The {PICKS[kind]} of “{title}” {now.rstrip('.')}. The slides in this thread stay as they are; whoever runs me"
        f" can post corrected ones: hotpapers weekly post --to {asker.here} --again"
    )


def _again(asked: Exchange) -> Button:
    return Button(f"Other {PICKS[asked.kind]}", asked)
