"""Where people read: one package in `adapters`, and one entry in `bot.models.platform`, for each."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot import wording
from bot.http.platform_clock import is_wrong
from bot.models.command import Command, Requester
from bot.models.digest import Destination, Digest
from bot.models.platform import PLATFORM_INFOS
from bot.models.post import Post, PostKind
from bot.models.question import Question, UnansweredQuestion
from bot.models.reaction import Reaction
from bot.models.reply import Reply
from bot.models.report import Report

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check of `hotpapers check`. *fix* says what to do if it is not ok.

    *inconclusive*: it could not be checked now. *harmless*: hotpapers runs all the same.
    """

    name: str
    ok: bool
    message: str
    fix: str = ""
    inconclusive: bool = False
    harmless: bool = False


def clock_checks(platform: str, ahead: timedelta | None) -> tuple[CheckResult, ...]:
    """Return a failed check if this machine's clock is far from the platform's; *ahead* is the difference."""
    if ahead is None or not is_wrong(ahead):
        return ()
    return (CheckResult("clock", ok=False, message=wording.clock(platform, ahead), fix=SET_THE_CLOCK, harmless=True),)


SET_THE_CLOCK = (
    "let this machine set its clock by a time server (`timedatectl set-ntp true`); digests come at its times"
)
REPORTS_UNSUPPORTED = (
    f"A report is posted to {' or '.join(info.label for info in PLATFORM_INFOS.values() if info.can_report)};"
    " `hotpapers weekly build` makes it as a file."
)


@dataclass(frozen=True, slots=True)
class EquationImage:
    """An equation as a PNG, with its alt text."""

    png: bytes
    alt_text: str


@dataclass(frozen=True, slots=True)
class ReportRenderer:
    """Renders a report right before it is posted. Both functions return None if rendering fails.

    *slides* returns the PDF of a report, of at most the given number of bytes if possible; *equation* returns the
    picture of LaTeX. Both raise DeliveryPostponed if rendering took so long that the post should be claimed again; the
    result is kept for that retry.
    """

    slides: Callable[[Report, int], Awaitable[bytes | None]]
    equation: Callable[[str], Awaitable[EquationImage | None]]


@dataclass
class Losses:
    """The parts that posts were sent without, and why."""

    told: list[str] = field(default_factory=list)

    def add(self, destination: Destination, why: str) -> str:
        """Log and remember why a post is sent without one of its parts. Return the reason."""
        log.warning("post incomplete: destination=%s reason=%s", destination, why)
        self.told.append(why)
        return why


class ChatEventHandler(Protocol):
    """The handler of a platform's events: commands, buttons, reactions and joined or removed workspaces."""

    def handle_command(self, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        """Yield replies; each replaces an earlier one that was not final. Never raises a HotPapersError."""

    def autocomplete(self, field: str, typed: str) -> list[tuple[str, str]]:
        """Return at most 25 (label, value) pairs for *field* (categories, zone, paper), without I/O."""

    async def is_first_delivery(self, platform: str, event: str) -> bool:
        """Return whether an event id is new, and remember it."""

    async def hear(self, question: Question) -> bool:
        """Store an interaction until it is answered. Return whether its event is new."""

    async def answered(self, platform: str, event: str) -> None:
        """Delete an interaction after its answer."""

    async def unanswered(self, platform: str, workspace: str) -> list[UnansweredQuestion]:
        """Return the interactions of a workspace that an earlier run left unanswered, oldest first."""

    async def save_payloads(self, asker: Requester, texts: Mapping[str, str]) -> None:
        """Store the commands of *asker*'s buttons by key, for platforms whose button ids are short."""

    async def load_payload(self, platform: str, key: str) -> str | None:
        """Return the command of a button by its key; None if it has expired."""

    async def on_joined(self, destination: Destination) -> Reply | None:
        """Resume posting to a destination after an invite. Return the welcome message, None if it was sent before."""

    async def on_reaction_added(self, reaction: Reaction) -> None:
        """Count a reaction to a post of the bot. Reactions to other messages are ignored."""

    async def on_reaction_removed(self, reaction: Reaction) -> None:
        """Remove a reaction. An empty user means all people, an empty emoji all emoji."""

    async def on_removed(self, platform: str, workspace: str, reason: str) -> None:
        """Stop posting in a workspace that the bot was removed from."""

    async def on_returned(self, platform: str, workspace: str) -> None:
        """Resume posting in a workspace that the bot is in, if it had been removed from it."""


class Platform(Protocol):
    """A chat service, or anything else that a digest can be posted to. What is posted there may be lost to us."""

    async def resolve_channel(self, channel: str) -> Destination:
        """Return the destination for the channel name or id *channel*.

        Raises ConfigError if the token is rejected, DestinationGone if the bot can't see such a channel, and
        DeliveryPostponed if the platform is unavailable.
        """

    def plan_posts(self, digest: Digest | Report) -> tuple[PostKind, ...]:
        """Return the kinds of the posts of *digest*, in order: a parent, continuations, then replies. Pure.

        A report is a parent, a reply with its slides, and one for each paper. Raises CommandError if the platform can't
        post it.
        """

    async def send(self, post: Post) -> str:
        """Send a post and return the platform's message id. Raises DeliveryError."""

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:
        """Check the token and, if a channel is given, the permissions there. Never raises a HotPapersError."""

    async def close(self) -> None:
        """Close all connections. Never raises."""


@runtime_checkable
class ReadablePlatform(Platform, Protocol):
    """A platform where we can also look at what was posted."""

    async def now(self, *, refresh: bool = False) -> datetime | None:
        """Return the time by the clock that dates the messages, at most a second early; None if there is none.

        Never this machine's clock, which may be wrong. The platform is asked if no recent response had its time, or
        always with *refresh*. Raises DeliveryPostponed if it is unavailable.
        """

    async def find(self, post: Post, since: datetime) -> str | None:
        """Return the message id of *post* if it was posted, not before *since*; else None.

        *since* is by the platform's clock, here and below. Raises DeliveryUnverifiable if the bot can't read the
        history there.
        """

    async def find_all(self, post: Post, since: datetime) -> list[str]:
        """Return the ids of all messages with the token of *post*, not older than *since*."""

    async def delete(self, post: Post, message: str) -> None:
        """Delete a message of *post*, if it exists. Raises DeliveryError."""


def plan_report_posts(bulletin: Report) -> tuple[PostKind, ...]:
    """Return the kinds of a report's posts: the list, the slides, and a reply for each paper."""
    return (PostKind.PARENT, PostKind.REPLY, *[PostKind.REPLY] * len(bulletin.entries))


def report_file_name(bulletin: Report, token: str) -> str:
    """Return the slides' file name. It holds the token of the post, which makes the upload findable."""
    return f"weekly-report-{bulletin.date.isoformat()}-{token}.pdf"


def even_splits(papers: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the ways to divide a list over one message, two messages and so on, as (start, end) of each.

    All messages get about the same number of papers, so none is left with a single one.
    """
    for count in range(1, max(papers, 1) + 1):
        yield list(pairwise(papers * number // count for number in range(count + 1)))


class ChatPlatform(ReadablePlatform, Protocol):
    """A platform that people can also talk to."""

    losses: Losses
    pressable: bool
    """Whether posts have buttons. Without a listening process they have links only."""

    @property
    def throttle_count(self) -> int:
        """The number of rate-limit responses so far."""

    @property
    def is_connected(self) -> bool:
        """Whether events from the platform arrive now."""

    @property
    def ahead(self) -> timedelta | None:
        """How far this machine's clock is ahead of the platform's; None until known."""

    def paused_workspaces(self) -> Mapping[str, str]:
        """Return the workspaces that nothing is sent to for now, with the reason. The empty name means all."""

    async def listen(self, answerer: ChatEventHandler) -> None:
        """Pass commands and events to *answerer* and show its replies, until cancelled.

        Raises ConfigError for a missing or rejected token, DeliveryPostponed if the platform is unavailable.
        """

    def http_routes(self) -> Sequence[AbstractRouteDef]:
        """Return the HTTP routes on which events arrive while listening, if any. The caller serves them."""
