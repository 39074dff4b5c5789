"""A channel's weekly report: set it, turn it off, swap a pick of a paper."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.arxiv import identifiers
from bot.commands import syntax
from bot.commands.buttons import PICK_NAMES
from bot.commands.channel_digest import refuse_unknown, save, unchanged, who_may
from bot.commands.context import CommandContext
from bot.commands.named_options import EVERY_WEEK
from bot.commands.spec import CommandSpec, NamedForm
from bot.commands.subscriptions import edit_form, next_run, subscription_buttons
from bot.commands.syntax.subscriptions import parse_report
from bot.errors import CommandError
from bot.models.command import NO_FILTER, Requester, SetReport, ShowPaper, StopReport, SwapPick
from bot.models.reply import Button, Form, Reply
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Subscription
from bot.report import optional_deps
from bot.store.tables import papers, reports, subscriptions
from bot.text.tex.to_unicode import to_unicode
from bot.wording import subscriptions as describing

NOT_INSTALLED = f"Slides aren't installed here. Ask your operator to run {optional_deps.HOW} and restart me."
WHAT_IT_IS = "Each report has slides with the week's top papers, and a thread with one reply per paper."
IN_A_CHANNEL = "Reports are for channels. Run this in one."
EMPTY_FORM = Form("This channel's report", True, NO_FILTER, None, DigestOptions(), None, True)


async def set_report(context: CommandContext, requester: Requester, command: SetReport) -> Reply:
    """Save the channel's report and say when it comes. Without a time, open the form."""
    refuse_others(requester)
    if not optional_deps.is_installed():
        raise CommandError(NOT_INSTALLED)
    known = await context.channel_report(requester)
    if command.every is None:
        return Reply(form=edit_form(known) if known else EMPTY_FORM)
    every = await context.with_timezone(requester, command.every, known)
    wanted = Subscription(
        0, requester.destination, requester.user, True, NO_FILTER, every, DigestOptions(), is_report=True
    )
    if known and known == replace(wanted, number=known.number, owner=known.owner):
        return unchanged(known)
    saved = await save(context, requester, wanted)
    done = "Changed" if known else "Set for this channel"
    coming, instants = await next_run(context, saved)
    text = f"{done}: {describing.subscription(saved)}. {coming} {WHAT_IT_IS}"
    return Reply(text, buttons=subscription_buttons(saved), instants=instants)


async def report_off(context: CommandContext, requester: Requester, _: StopReport) -> Reply:
    """End the channel's report."""
    refuse_others(requester)
    known = await context.channel_report(requester)
    if known is None:
        return Reply("This channel has no report.")
    await context.store.write(subscriptions.remove, known.number, context.clock())
    return Reply(f"Turned off the report for this channel ({describing.subscription(known)}).")


async def swap(context: CommandContext, requester: Requester, command: SwapPick) -> Reply:
    """Swap a pick of a paper in this channel's reports for the next candidate."""
    refuse_others(requester)
    if not optional_deps.is_installed():
        raise CommandError(NOT_INSTALLED)
    found = await context.store.read(papers.of_ids, [command.paper])
    if not found:
        show = context.commands.text(ShowPaper(command.paper), requester.platform)
        raise CommandError(f"I don't have {command.paper} yet. Look it up first: {show}")
    from bot.fulltext.cache import Cache
    from bot.pipeline.fulltext_fetcher import FullTextFetcher  # they need optional packages
    from bot.report import thread
    from bot.report.deck import PresentedPaper
    from bot.report.picks import pick

    brought = await FullTextFetcher(context.web, Cache(context.settings.cache)).fetch(found[0])
    await context.store.write(reports.swap, requester.destination, command.paper, command.kind.value)
    swaps = await context.store.read(reports.swap_offsets, requester.destination, command.paper)
    picks = await asyncio.to_thread(pick, brought.text, found[0], swaps)
    shown = thread.describe_pick(PresentedPaper(found[0], brought.text, picks), command.kind)
    return Reply(_exchanged(requester, command.kind, to_unicode(found[0].title), shown), buttons=(_again(command),))


def refuse_others(requester: Requester) -> None:
    """Raise CommandError unless *requester* may change this channel's report."""
    if requester.is_direct_message:
        raise CommandError(IN_A_CHANNEL)
    refuse_unknown(requester)
    if not requester.can_manage_channel:
        raise CommandError(who_may(requester, "report"))


def _exchanged(requester: Requester, kind: PickKind, title: str, shown: str) -> str:
    swapped = f"Swapped the {PICK_NAMES[kind]} of “{title}”: now {shown}" if shown else ""
    left_out = f"Removed the {PICK_NAMES[kind]} of “{title}”"
    return (
        f"{(swapped or left_out).rstrip('.')}. The posted slides don't change. Your operator can repost them with: "
        f"hotpapers weekly post --to {requester.destination} --again"
    )


def _again(command: SwapPick) -> Button:
    return Button(f"Other {PICK_NAMES[command.kind]}", command)


def _parse_swap(rest: str) -> SwapPick | None:
    """Parse which pick to swap. ``swap space`` is a search."""
    kind, _, paper = rest.partition(" ")
    found = identifiers.parse(paper)
    return SwapPick(PickKind(kind), found.id) if found and kind in set(PickKind) else None


def _read(given: Mapping[str, Any]) -> SetReport:
    return SetReport(syntax.parse_weekly(given["every"]) if given["every"] else None)


def _format_day(command: SetReport) -> str:
    return syntax.format_day(command.every) if command.every else ""


SPECS = (
    CommandSpec(
        command=SetReport,
        handle=set_report,
        description="Set this channel's weekly report (opens a form if you leave out the time)",
        format=lambda command: f"report {_format_day(command)}".rstrip(),
        parsers={"report": parse_report},
        usage="report every",
        named=NamedForm("report set", _read, (EVERY_WEEK,), lambda command: {"every": _format_day(command)}),
        for_managers=True,
    ),
    CommandSpec(
        command=StopReport,
        handle=report_off,
        description="Turn off this channel's weekly report",
        format=lambda _: "report off",
        usage="report off",
        named=NamedForm("report off", lambda _: StopReport()),
        for_managers=True,
    ),
    CommandSpec(
        command=SwapPick,
        handle=swap,
        description="Show the next candidate for an equation, figure or table of a report",
        format=lambda command: f"swap {command.kind} {command.paper}",
        parsers={"swap": _parse_swap},
        for_managers=True,
    ),
)
