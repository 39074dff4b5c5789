"""Commands that people give, and the person who gives one (`Requester`).

Here are the commands that several modules name, most of them on buttons. A command that only its own module names is a
value there, next to its `CommandSpec`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Period, Schedule

NO_FILTER = Filter(())
"""Use the filter of the channel's digest, or else that of the settings."""


class Command(Protocol):
    """What a person asks: a frozen value. Its *label* is its name in metrics and logs, and never changes.

    With *replaces_message*, the answer replaces the message with the button: another page, a confirmation. With
    *changes_schedule*, a digest or report may be due sooner after it.
    """

    __slots__ = ()
    label: ClassVar[str]
    replaces_message: ClassVar[bool] = False
    changes_schedule: ClassVar[bool] = False
    can_be_public: ClassVar[bool] = False

    @property
    def is_public(self) -> bool:
        """Whether the answer is shown to the whole channel."""
        return False

    @property
    def may_open_form(self) -> bool:
        """Whether the answer may be a form."""
        return False

    @property
    def may_repeat(self) -> bool:
        """Whether it can be answered twice: it changes nothing, and its answer is private."""
        return not self.is_public


class _MayBePublic(Command, Protocol):
    """A command whose answer everyone in the channel sees if *public* is set."""

    __slots__ = ()
    can_be_public: ClassVar[bool] = True
    public: bool

    @property
    def is_public(self) -> bool:
        return self.public


class _Scheduled(Command, Protocol):
    """A command that saves a schedule. Without *every*, it only opens the form."""

    __slots__ = ()
    changes_schedule: ClassVar[bool] = True
    every: Schedule | None

    @property
    def may_open_form(self) -> bool:
        return self.every is None

    @property
    def may_repeat(self) -> bool:
        return self.every is None


class _ChangesSomething(Command, Protocol):
    """A command that can't be answered twice."""

    __slots__ = ()

    @property
    def may_repeat(self) -> bool:
        return False


# --- commands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowHotList(_MayBePublic):
    """Show the hot list of a filter and a period. *page* counts from 0."""

    label: ClassVar[str] = "HotList"
    replaces_message: ClassVar[bool] = True
    what: Filter = NO_FILTER
    when: Period = Period()
    public: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowPaper(_MayBePublic):
    """Show a paper's card, or search results. *query* is an arXiv id, a link or words of a title."""

    label: ClassVar[str] = "Look"
    query: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class ExplainScore(_MayBePublic):
    """Explain the score of a paper."""

    label: ClassVar[str] = "Why"
    paper: PaperId
    public: bool = False


@dataclass(frozen=True, slots=True)
class Subscribe(_Scheduled):
    """Subscribe the person to a digest. Without *every*, the form opens. *replaces_id* is the one to change."""

    label: ClassVar[str] = "Subscribe"
    what: Filter = NO_FILTER
    every: Schedule | None = None
    how: DigestOptions = DigestOptions()
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class ListSubscriptions(Command):
    """List the person's subscriptions."""

    label: ClassVar[str] = "Subscriptions"


class SubscriptionAction(StrEnum):
    """What a button does to a subscription."""

    PREVIEW = "preview"
    PAUSE = "pause"
    RESUME = "resume"
    CHANGE = "change"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class ManageSubscription(Command):
    """Act on a subscription of the person, or of the channel if the person may manage it."""

    label: ClassVar[str] = "Manage"
    changes_schedule: ClassVar[bool] = True
    act: SubscriptionAction
    subscription: int

    @property
    def may_open_form(self) -> bool:
        """Whether it changes the subscription, in a form."""
        return self.act is SubscriptionAction.CHANGE

    @property
    def may_repeat(self) -> bool:
        """Whether it changes nothing by itself."""
        return self.act in {SubscriptionAction.PREVIEW, SubscriptionAction.CHANGE}


@dataclass(frozen=True, slots=True)
class SetDigest(_Scheduled):
    """Set the digest of the channel. Without *every*, the form opens.

    Options left out keep the value that the channel's digest has. With *replace_all*, as a form sends it, they get
    their defaults.
    """

    label: ClassVar[str] = "SetDigest"
    what: Filter = NO_FILTER
    every: Schedule | None = None
    how: DigestOptions = DigestOptions()
    replace_all: bool = False


@dataclass(frozen=True, slots=True)
class StopDigest(_ChangesSomething):
    """Turn off the channel's digest."""

    label: ClassVar[str] = "DigestOff"


@dataclass(frozen=True, slots=True)
class SetReport(_Scheduled):
    """Set the weekly report of the channel. Without *every*, the form opens."""

    label: ClassVar[str] = "SetReport"
    every: Schedule | None = None


@dataclass(frozen=True, slots=True)
class StopReport(_ChangesSomething):
    """Turn off the channel's weekly report."""

    label: ClassVar[str] = "ReportOff"


@dataclass(frozen=True, slots=True)
class SwapPick(_ChangesSomething):
    """Swap the equation, figure or table of a paper in the channel's reports for the next candidate."""

    label: ClassVar[str] = "Exchange"
    kind: PickKind
    paper: PaperId


@dataclass(frozen=True, slots=True)
class ResetFeedback(_ChangesSomething):
    """Reset the source weights learned from the feedback in a channel, or on a person's own digests."""

    label: ClassVar[str] = "DigestReset"


class PaperAction(StrEnum):
    """What a button does with a paper."""

    ABSTRACT = "abstract"
    SAVE = "save"
    UNSAVE = "unsave"
    MORE = "more"  # papers like this
    NOT_FOR_US = "notforus"
    FOR_US = "forus"  # undoes NOT_FOR_US
    DISCUSS = "discuss"


@dataclass(frozen=True, slots=True)
class ActOnPaper(Command):
    """Act on a paper."""

    label: ClassVar[str] = "OnPaper"
    act: PaperAction
    paper: PaperId

    @property
    def is_public(self) -> bool:
        """Whether it starts a discussion."""
        return self.act is PaperAction.DISCUSS

    @property
    def may_repeat(self) -> bool:
        """Whether it only shows something to the person."""
        return self.act in {PaperAction.ABSTRACT, PaperAction.MORE}


@dataclass(frozen=True, slots=True)
class ShowReadingList(Command):
    """Show the person's reading list."""

    label: ClassVar[str] = "Saved"


@dataclass(frozen=True, slots=True)
class ShowPapers(_MayBePublic):
    """Show every paper that a message names, as found by `identifiers.find_all`."""

    label: ClassVar[str] = "LookUpAll"
    papers: tuple[PaperId, ...]
    public: bool = False


@dataclass(frozen=True, slots=True)
class ShowHelp(Command):
    """Show examples. *misunderstood* is a sentence about the input that could not be parsed, or empty."""

    label: ClassVar[str] = "Help"
    misunderstood: str = ""


# --- requester ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Requester:
    """The person who gives a command, and where.

    `user` is the platform's id of the person. `destination` is the channel, or the person's own in a direct message.
    `direct_channel` is the channel for direct messages to the person, if the platform opened one. If `is_known` is
    False, the platform could not be asked who the person is: `zone` and `can_manage_channel` are unknown.

    `thread` is the thread of a command that is given in one, if it can have a digest of its own; `destination` is its
    channel then. If `can_open_threads` is False, papers can't have threads there.
    """

    platform: str
    workspace: str
    user: str
    destination: Destination
    is_direct_message: bool
    can_manage_channel: bool
    zone: str | None = None
    direct_channel: str | None = None
    is_known: bool = True
    thread: Destination | None = None
    can_open_threads: bool = True

    @property
    def person(self) -> tuple[str, str, str]:
        """The person: platform, workspace and ID."""
        return self.platform, self.workspace, self.user
