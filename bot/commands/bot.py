"""Answer commands, and say when something goes wrong."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

from bot.commands import autocomplete
from bot.commands import help as helping
from bot.commands.command_set import CommandSet
from bot.commands.context import CommandContext
from bot.commands.registry import COMMANDS
from bot.errors import CommandError, HotPapersError
from bot.models.command import Command, Requester, SetDigest, SetReport, StopReport, SwapPick
from bot.models.digest import Destination
from bot.models.question import Question, UnansweredQuestion
from bot.models.reaction import Reaction
from bot.models.reply import Reply
from bot.pipeline.lookups import PaperLookups
from bot.store.tables import likes, questions, related_papers, seen_events, stored_payloads, suspensions

log = logging.getLogger(__name__)

MAX_SUGGESTED = 50_000  # papers kept in memory for suggestions, the newest
BUSY = "I can't reach my database. Try again in a minute."
BUG = "Sorry, that's a bug, and I logged it. Try again in a minute."


class Bot:
    """Answers commands and events, on all platforms.

    `schedule_changed` is set when a digest may be due sooner than before, `report_schedule_changed` when a report may.
    """

    def __init__(
        self,
        context: CommandContext,
        on_command_timed: Callable[[str, float], None] | None = None,
        commands: CommandSet = COMMANDS,
    ) -> None:
        self.schedule_changed, self.report_schedule_changed = asyncio.Event(), asyncio.Event()
        self._context, self._commands = replace(context, commands=commands), commands
        self._lookups = PaperLookups(context.store, context.web, context.clock)
        self._on_command_timed = on_command_timed  # takes the label and the seconds of each command
        self._index: autocomplete.Index = {}

    async def handle_command(self, requester: Requester, command: Command) -> AsyncIterator[Reply]:
        """Answer in one or more replies; each replaces what was not final before. Never raises a HotPapersError."""
        started = time.perf_counter()
        try:
            async for reply in self._answer(requester, command):
                yield reply
        finally:
            if self._on_command_timed:
                self._on_command_timed(command.label, time.perf_counter() - started)

    async def _answer(self, requester: Requester, command: Command) -> AsyncIterator[Reply]:
        try:
            spec = self._commands.spec(command)
            missing = await self._lookups.missing(spec.paper_ids(command))
            if missing:
                yield Reply(f"Looking up {', '.join(missing)} on arXiv…", is_final=False)
                who = " ".join(requester.person)
                await self._lookups.fetch(who, missing, self._context.lookup_request())
            placed = await self._placed(requester, command)
            reply = await spec.handle(self._context, placed, command)
            if command.changes_schedule:
                self.schedule_changed.set()
                self.report_schedule_changed.set()
            yield replace(await self._zoned(requester, reply), place=placed.destination)
        except CommandError as error:
            yield Reply(str(error))
        except HotPapersError as error:
            log.error("command failed: command=%s error=%s", command.label, error)
            yield Reply(BUSY)
        except Exception:  # the requester gets an answer in any case
            log.exception("command failed: command=%s", command.label)
            yield Reply(BUG)

    def autocomplete(self, field: str, typed: str) -> list[tuple[str, str]]:
        """Complete what is typed into *field* (categories, zone, paper), from memory: at most 25 labels and values."""
        return autocomplete.complete(self._index, field, typed)

    async def refresh(self) -> None:
        """Load new papers for `autocomplete`. Worth it after a collection."""
        titles = await self._context.store.read(related_papers.titles, MAX_SUGGESTED)
        self._index = await asyncio.to_thread(autocomplete.build_index, titles, self._index)

    async def is_first_delivery(self, platform: str, event: str) -> bool:
        """Return whether an event, by the platform's ID, comes for the first time, and store it."""
        return await self._context.store.write(seen_events.claim_event, platform, event, self._context.clock())

    async def hear(self, question: Question) -> bool:
        """Store a question until it is answered. Return whether its event comes for the first time."""
        return await self._context.store.write(questions.record, question, self._context.clock())

    async def answered(self, platform: str, event: str) -> None:
        """Delete a question that was answered."""
        await self._context.store.write(questions.mark_answered, platform, event)

    async def unanswered(self, platform: str, workspace: str) -> list[UnansweredQuestion]:
        """Return the unanswered questions of a workspace, oldest first."""
        return await self._context.store.write(questions.unanswered, platform, workspace, self._context.clock())

    async def save_payloads(self, requester: Requester, texts: Mapping[str, str]) -> None:
        """Store the commands of a person's buttons by key, for a platform whose buttons carry no more than a key."""
        who = requester.person
        await self._context.store.write(stored_payloads.keep, who, texts, self._context.clock())

    async def load_payload(self, platform: str, key: str) -> str | None:
        """Return the command of a button with that key, None if it is no longer stored."""
        return await self._context.store.read(stored_payloads.find, platform, key)

    async def on_joined(self, destination: Destination) -> Reply | None:
        """Resume posting to a channel that invited the bot. Return the welcome message the first time, then None."""
        await self._context.store.write(suspensions.resume, destination, self._context.clock())
        self.schedule_changed.set()
        is_first = await self._context.store.write(seen_events.welcome_once, destination, self._context.clock())
        return helping.welcome(self._commands, destination.platform) if is_first else None

    async def on_reaction_added(self, reaction: Reaction) -> None:
        """Count a reaction to one of the bot's posts for its team. A thumbs down doesn't count."""
        if reaction.destination.workspace and not reaction.is_negative:
            await self._context.store.write(likes.react, reaction, self._context.clock())

    async def on_reaction_removed(self, reaction: Reaction) -> None:
        """Remove a reaction. Without a user, those of all; without an emoji, all of the message."""
        await self._context.store.write(likes.take_back, reaction)

    async def on_removed(self, platform: str, workspace: str, reason: str) -> None:
        """Stop posting in a workspace that removed the bot."""
        log.warning("workspace removed: platform=%s workspace=%s", platform, workspace)
        await self._context.store.write(
            suspensions.suspend_workspace, platform, workspace, reason, self._context.clock()
        )

    async def on_returned(self, platform: str, workspace: str) -> None:
        """Resume posting in a workspace that has the bot again."""
        if await self._context.store.write(suspensions.resume_workspace, platform, workspace, self._context.clock()):
            log.info("workspace restored: platform=%s workspace=%s", platform, workspace)
            self.schedule_changed.set()

    async def _placed(self, requester: Requester, command: Command) -> Requester:
        """Return the requester in the thread, if that has or gets a digest of its own. Else its channel is meant.

        Reports open threads, so they belong to channels.
        """
        if requester.thread is None or isinstance(command, SetReport | StopReport | SwapPick):
            return requester
        inside = replace(requester, destination=requester.thread, can_open_threads=False)
        is_meant = isinstance(command, SetDigest) or await self._context.channel_digest(inside)
        return inside if is_meant else requester

    async def _zoned(self, requester: Requester, reply: Reply) -> Reply:
        """Fill in which zone a form means where none is said."""
        if reply.form is None:
            return reply
        return replace(reply, form=replace(reply.form, zone=await self._context.known_zone(requester)))
