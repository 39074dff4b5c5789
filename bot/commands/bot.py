"""Who answers what; and what is said when something goes wrong."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.arxiv import identifiers
from bot.commands import (
    autocomplete,
    channel_digest,
    channel_report,
    explain_score,
    forget_me,
    hot_list,
    paper,
    paper_actions,
    reading_list,
    status,
    subscriptions,
)
from bot.commands import help as helping
from bot.commands.context import CommandContext
from bot.errors import CommandError, HotPapersError
from bot.models.command import (
    ActOnPaper,
    Command,
    ExplainScore,
    ExportReadingList,
    ForgetMe,
    ListSubscriptions,
    ManageSubscription,
    Requester,
    ResetFeedback,
    SetDigest,
    SetReport,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    ShowStatus,
    StopDigest,
    StopReport,
    Subscribe,
    SwapPick,
)
from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.models.question import Question, UnansweredQuestion
from bot.models.reaction import Reaction
from bot.models.reply import Reply
from bot.pipeline.lookups import PaperLookups
from bot.store.tables import likes, questions, related_papers, seen_events, stored_payloads, suspensions

log = logging.getLogger(__name__)

MAX_SUGGESTED = 50_000  # papers kept in memory for suggestions, the newest
BUSY = "I can't reach my database. Try again in a minute."
BUG = "Sorry, that's a bug, and I logged it. Try again in a minute."

HANDLERS: Mapping[type[Command], Callable[[CommandContext, Requester, Any], Awaitable[Reply]]] = {
    ShowHotList: hot_list.handle,
    ShowPaper: paper.show_paper,
    ShowPapers: paper.show_papers,
    ExplainScore: explain_score.handle,
    ActOnPaper: paper_actions.handle,
    Subscribe: subscriptions.subscribe,
    ListSubscriptions: subscriptions.list_all,
    ManageSubscription: subscriptions.manage,
    SetDigest: channel_digest.set_digest,
    StopDigest: channel_digest.digest_off,
    SetReport: channel_report.set_report,
    StopReport: channel_report.report_off,
    SwapPick: channel_report.swap,
    ResetFeedback: channel_digest.reset,
    ShowReadingList: reading_list.show,
    ExportReadingList: reading_list.export,
    ShowStatus: status.handle,
    ForgetMe: forget_me.handle,
    ShowHelp: helping.handle,
}


CHANGES_SCHEDULE = Subscribe | ManageSubscription | SetDigest | SetReport
"""What may change when the next digest or report is due."""


class Bot:
    """The one who answers, on all platforms.

    `rescheduled` is set when a digest may be due sooner than before, `rescheduled_reports` when a report may be.
    """

    def __init__(self, desk: CommandContext, on_command_timed: Callable[[str, float], None] | None = None) -> None:
        self.schedule_changed, self.report_schedule_changed = asyncio.Event(), asyncio.Event()
        self._desk = desk
        self._lookups = PaperLookups(desk.store, desk.web, desk.clock)
        self._on_command_timed = on_command_timed  # is told how many seconds each command took
        self._index: autocomplete.Index = {}

    async def handle_command(self, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        """Answer in one or more replies; each replaces what was not final before. Never raises a HotPapersError."""
        started = time.perf_counter()
        try:
            async for reply in self._answer(asker, command):
                yield reply
        finally:
            if self._on_command_timed:
                self._on_command_timed(command.label, time.perf_counter() - started)

    async def _answer(self, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        try:
            missing = await self._lookups.missing(_paper_ids(command))
            if missing:
                yield Reply(f"Looking up {', '.join(missing)} on arXiv…", is_final=False)
                who = f"{asker.platform} {asker.workspace} {asker.user}"
                await self._lookups.fetch(who, missing, self._desk.lookup_request())
            reply = await HANDLERS[type(command)](self._desk, asker, command)
            if isinstance(command, CHANGES_SCHEDULE):
                self.schedule_changed.set()
                self.report_schedule_changed.set()
            yield await self._zoned(asker, reply)
        except CommandError as error:
            yield Reply(str(error))
        except HotPapersError as error:
            log.error("command failed: command=%s error=%s", command.label, error)
            yield Reply(BUSY)
        except Exception:  # whoever asks is told, whatever the bug is
            log.exception("command failed: command=%s", command.label)
            yield Reply(BUG)

    def autocomplete(self, field: str, typed: str) -> list[tuple[str, str]]:
        """Complete what is typed into *field* (categories, zone, paper), from memory: at most 25 labels and values."""
        return autocomplete.complete(self._index, field, typed)

    async def refresh(self) -> None:
        """Take new papers into what `suggest` knows; worth it after a collection."""
        titles = await self._desk.store.read(related_papers.titles, MAX_SUGGESTED)
        self._index = await asyncio.to_thread(autocomplete.build_index, titles, self._index)

    async def is_first_delivery(self, platform: str, event: str) -> bool:
        """Say whether an event, by the platform's id of it, is here for the first time; remembers it."""
        return await self._desk.store.write(seen_events.claim_event, platform, event, self._desk.clock())

    async def hear(self, question: Question) -> bool:
        """Remember a question until it is answered; say whether its event is here for the first time."""
        return await self._desk.store.write(questions.record, question, self._desk.clock())

    async def answered(self, platform: str, event: str) -> None:
        """Forget a question that was answered."""
        await self._desk.store.write(questions.mark_answered, platform, event)

    async def unanswered(self, platform: str, workspace: str) -> list[UnansweredQuestion]:
        """Return what was asked in a workspace and never answered, oldest first."""
        return await self._desk.store.write(questions.unanswered, platform, workspace, self._desk.clock())

    async def save_payloads(self, asker: Requester, texts: Mapping[str, str]) -> None:
        """Remember what *asker*'s buttons ask, by key, where a platform lets them carry no more than a key."""
        who = (asker.platform, asker.workspace, asker.user)
        await self._desk.store.write(stored_payloads.keep, who, texts, self._desk.clock())

    async def load_payload(self, platform: str, key: str) -> str | None:
        """Return what a button with that key asks; None if it is not known any more."""
        return await self._desk.store.read(stored_payloads.find, platform, key)

    async def on_joined(self, destination: Destination) -> Reply | None:
        """Return what to say on being invited somewhere, once, and post there again; None if it was said before."""
        await self._desk.store.write(suspensions.resume, destination, self._desk.clock())
        self.schedule_changed.set()
        is_first = await self._desk.store.write(seen_events.welcome_once, destination, self._desk.clock())
        return helping.welcome(destination.platform) if is_first else None

    async def on_reaction_added(self, reaction: Reaction) -> None:
        """Count a reaction to a post of ours for its team; a thumb down is none."""
        if reaction.destination.workspace and not reaction.is_negative:
            await self._desk.store.write(likes.react, reaction, self._desk.clock())

    async def on_reaction_removed(self, reaction: Reaction) -> None:
        """Let a reaction not count any more; no user means everybody's, no emoji all of them."""
        await self._desk.store.write(likes.take_back, reaction)

    async def on_removed(self, platform: str, workspace: str, reason: str) -> None:
        """Stop posting in a workspace that we were removed from."""
        log.warning("workspace removed: platform=%s workspace=%s", platform, workspace)
        await self._desk.store.write(suspensions.suspend_workspace, platform, workspace, reason, self._desk.clock())

    async def on_returned(self, platform: str, workspace: str) -> None:
        """Go on in a workspace that we are in, if we were removed from it before."""
        if await self._desk.store.write(suspensions.resume_workspace, platform, workspace, self._desk.clock()):
            log.info("workspace restored: platform=%s workspace=%s", platform, workspace)
            self.schedule_changed.set()

    async def _zoned(self, asker: Requester, reply: Reply) -> Reply:
        """Fill in which zone a form means where none is said."""
        if reply.form is None:
            return reply
        return replace(reply, form=replace(reply.form, zone=await self._desk.known_zone(asker)))


def _paper_ids(command: Command) -> tuple[PaperId, ...]:
    """Return the papers that a command is about by their ids."""
    match command:
        case ShowPaper(query, _):
            meant = identifiers.meant(query)
            return (meant,) if meant else ()
        case ExplainScore(id, _) | ActOnPaper(_, id):
            return (id,)
        case ShowPapers(ids, _):
            return ids[: paper.MAX_FOUND]
        case _:
            return ()
