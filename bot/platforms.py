"""The seam to the places where people read: one package in `adapters` and one registry line for each."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from bot import wording
from bot.http.platform_clock import is_wrong
from bot.models.command import Command, Requester
from bot.models.digest import Destination, Digest
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
    """One thing that `hotpapers check` looked at; *advice* says in plain words what to do if it is not ok.

    It is *unsure* if it could not be looked at now, and *harmless* if hotpapers runs all the same.
    """

    name: str
    ok: bool
    message: str
    fix: str = ""
    inconclusive: bool = False
    harmless: bool = False


def clock_checks(platform: str, ahead: timedelta | None) -> tuple[CheckResult, ...]:
    """Say if this machine's clock is far from a platform's."""
    if ahead is None or not is_wrong(ahead):
        return ()
    return (CheckResult("clock", ok=False, message=wording.clock(platform, ahead), fix=SET_THE_CLOCK, harmless=True),)


SET_THE_CLOCK = (
    "let this machine set its clock by a time server (`timedatectl set-ntp true`); digests come at its times"
)
REPORTS_UNSUPPORTED = "A report is posted to Slack or Discord; `hotpapers weekly build` makes it as a file."


@dataclass(frozen=True, slots=True)
class EquationImage:
    """An equation as a picture, a PNG, and how it is read aloud."""

    png: bytes
    alt_text: str


@dataclass(frozen=True, slots=True)
class ReportRenderer:
    """Who draws what a report shows, right before it is posted; where nothing can be drawn, None.

    *slides* makes the PDF of a report, in at most so many bytes if it can; *equation* a picture of LaTeX. Both raise
    DeliveryPostponed when they took so long that it is better to take the post anew; what was drawn is kept till then.
    """

    slides: Callable[[Report, int], Awaitable[bytes | None]]
    equation: Callable[[str], Awaitable[EquationImage | None]]


@dataclass
class Losses:
    """What posts went without, and why."""

    told: list[str] = field(default_factory=list)

    def add(self, destination: Destination, why: str) -> str:
        """Log why a post goes without a part of it, and remember that; return it."""
        log.warning("post incomplete: destination=%s reason=%s", destination, why)
        self.told.append(why)
        return why


class ChatEventHandler(Protocol):
    """Our side of a conversation, which a platform brings what people ask to."""

    def handle_command(self, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        """Answer in one or more replies; each replaces what was not final before. Never raises a HotPapersError."""

    def autocomplete(self, field: str, typed: str) -> list[tuple[str, str]]:
        """Complete what is typed into *field* (categories, zone, paper), from memory: at most 25 labels and values."""

    async def is_first_delivery(self, platform: str, event: str) -> bool:
        """Say whether an event, by the platform's id of it, is here for the first time; remembers it."""

    async def hear(self, question: Question) -> bool:
        """Remember a question until it is answered; say whether its event is here for the first time."""

    async def answered(self, platform: str, event: str) -> None:
        """Forget a question that was answered."""

    async def unanswered(self, platform: str, workspace: str) -> list[UnansweredQuestion]:
        """Return what was asked in a workspace and never answered, for what heard it was stopped; oldest first."""

    async def save_payloads(self, asker: Requester, texts: Mapping[str, str]) -> None:
        """Remember what *asker*'s buttons ask, by key, where a platform lets them carry no more than a key."""

    async def load_payload(self, platform: str, key: str) -> str | None:
        """Return what a button with that key asks; None if it is not known any more."""

    async def on_joined(self, destination: Destination) -> Reply | None:
        """Return what to say on being invited somewhere, once, and post there again; None if it was said before."""

    async def on_reaction_added(self, reaction: Reaction) -> None:
        """Count a reaction to a post of ours; to any other message it is nothing."""

    async def on_reaction_removed(self, reaction: Reaction) -> None:
        """Let a reaction not count any more; no user means everybody's, no emoji all of them."""

    async def on_removed(self, platform: str, workspace: str, reason: str) -> None:
        """Stop posting in a workspace that we were removed from."""

    async def on_returned(self, platform: str, workspace: str) -> None:
        """Go on in a workspace that we are in, if we were removed from it before."""


class Platform(Protocol):
    """A chat service, or anything else that a digest can be posted to."""

    async def resolve_channel(self, channel: str) -> Destination:
        """Return the destination that people name *channel*.

        Raises ConfigError if the token is refused, DestinationGone if there is no such channel for us, and
        DeliveryPostponed if the platform cannot say now.
        """

    def plan_posts(self, digest: Digest | Report) -> tuple[PostKind, ...]:
        """Plan which posts *digest* becomes, in order: a parent, its continuations, then replies. Pure.

        A report is a parent, a reply with its slides, and one for each paper. Raises CommandError where none goes.
        """

    async def now(self, *, anew: bool = False) -> datetime | None:
        """Return what time it is by the clock that messages are dated by, up to a second early; None if it tells none.

        Never by this machine's clock, which may be wrong. It is asked if no answer told it lately, or always *anew*.
        Raises DeliveryPostponed if it cannot be asked.
        """

    async def send(self, post: Post) -> str:
        """Post it and return the platform's message id, or raise a DeliveryError."""

    async def find(self, post: Post, since: datetime) -> str | None:
        """Find out whether *post* was posted after all, not before *since*; return its message id or None.

        *since* is by the platform's clock, here and below. Raises DeliveryUnverifiable if we may not look there.
        """

    async def find_all(self, post: Post, since: datetime) -> list[str]:
        """Return the ids of all messages that carry the token of *post*, not older than *since*."""

    async def delete(self, post: Post, message: str) -> None:
        """Delete a message that was posted for *post*, if it is there. Raises a DeliveryError."""

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:
        """Look at the token and, if a channel is named, at what we may do there. Never raises a HotPapersError."""

    async def close(self) -> None:
        """Let go of all connections. Never raises."""


def plan_report_posts(bulletin: Report) -> tuple[PostKind, ...]:
    """Plan the posts of a report: the list, its slides, a reply for each paper."""
    return (PostKind.PARENT, PostKind.REPLY, *[PostKind.REPLY] * len(bulletin.entries))


def report_file_name(bulletin: Report, token: str) -> str:
    """Name the slides of a report, with the token of their post in the name: there it can be found again."""
    return f"weekly-report-{bulletin.date.isoformat()}-{token}.pdf"


def even_splits(papers: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the ways to divide a list over one message, over two and so on, as (start, end) of each.

    They are even: a last message with a single paper looks forgotten.
    """
    for count in range(1, max(papers, 1) + 1):
        yield list(pairwise(papers * number // count for number in range(count + 1)))


class ChatPlatform(Platform, Protocol):
    """A platform where people can talk to us as well."""

    losses: Losses
    pressable: bool
    """Whether what is posted can be pressed; where nobody hears it, it has links alone."""

    @property
    def throttle_count(self) -> int:
        """How often it told us to slow down."""

    @property
    def is_connected(self) -> bool:
        """Whether what people ask reaches us now."""

    @property
    def ahead(self) -> timedelta | None:
        """How far this machine's clock is ahead of the platform's, once that is known."""

    def paused_workspaces(self) -> Mapping[str, str]:
        """Return to which workspaces nothing is sent for a while, and why; the empty name means all of them."""

    async def listen(self, answerer: ChatEventHandler) -> None:
        """Bring what people ask to *answerer* and show its replies, until cancelled.

        Raises ConfigError for a token that is missing or refused, DeliveryPostponed if the platform cannot say now.
        """

    def http_routes(self) -> Sequence[AbstractRouteDef]:
        """Return where what people ask comes in over HTTP while we listen, if it does; somebody else serves it."""
