"""The commands that people give (`Command`) and the person who gives one. `bot.syntax` parses and formats them.

A command's *label* is its name in metrics and logs. It never changes, whatever its class is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from bot.models.digest import Destination, Filter
from bot.models.papers import PaperId
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Period, Schedule

NO_FILTER = Filter(())
"""Use the filter of the channel's digest, or else that of the settings."""


# --- commands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowHotList:
    """Show the hot list of a filter and a period. *page* counts from 0."""

    label: ClassVar[str] = "HotList"
    what: Filter = NO_FILTER
    when: Period = Period()
    public: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowPaper:
    """Show a paper's card, or search results. *query* is an arXiv id, a link or words of a title."""

    label: ClassVar[str] = "Look"
    query: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class ExplainScore:
    """Explain the score of a paper."""

    label: ClassVar[str] = "Why"
    paper: PaperId
    public: bool = False


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Subscribe the person to a digest. Without *every*, the form opens. *replaces_id* is the one to change."""

    label: ClassVar[str] = "Subscribe"
    what: Filter = NO_FILTER
    every: Schedule | None = None
    how: DigestOptions = DigestOptions()
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class ListSubscriptions:
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
class ManageSubscription:
    """Act on a subscription of the person, or of the channel if the person may manage it."""

    label: ClassVar[str] = "Manage"
    act: SubscriptionAction
    subscription: int


@dataclass(frozen=True, slots=True)
class SetDigest:
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
class StopDigest:
    """Turn off the channel's digest."""

    label: ClassVar[str] = "DigestOff"


@dataclass(frozen=True, slots=True)
class SetReport:
    """Set the weekly report of the channel. Without *every*, the form opens."""

    label: ClassVar[str] = "SetReport"
    every: Schedule | None = None


@dataclass(frozen=True, slots=True)
class StopReport:
    """Turn off the channel's weekly report."""

    label: ClassVar[str] = "ReportOff"


@dataclass(frozen=True, slots=True)
class SwapPick:
    """Swap the equation, figure or table of a paper in the channel's reports for the next candidate."""

    label: ClassVar[str] = "Exchange"
    kind: PickKind
    paper: PaperId


@dataclass(frozen=True, slots=True)
class ResetFeedback:
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
class ActOnPaper:
    """Act on a paper."""

    label: ClassVar[str] = "OnPaper"
    act: PaperAction
    paper: PaperId


@dataclass(frozen=True, slots=True)
class ShowReadingList:
    """Show the person's reading list."""

    label: ClassVar[str] = "Saved"


class CitationFormat(StrEnum):
    """The file format of an exported reading list."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"


@dataclass(frozen=True, slots=True)
class ExportReadingList:
    """Export the reading list as a file."""

    label: ClassVar[str] = "Export"
    format: CitationFormat


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Show the status of data, sources and deliveries."""

    label: ClassVar[str] = "Status"


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Erase everything about the person, after a confirmation."""

    label: ClassVar[str] = "ForgetMe"
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ShowPapers:
    """Show every paper that a message names, as found by `identifiers.find_all`."""

    label: ClassVar[str] = "LookUpAll"
    papers: tuple[PaperId, ...]
    public: bool = False


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Show examples. *misunderstood* is a sentence about the input that could not be parsed, or empty."""

    label: ClassVar[str] = "Help"
    misunderstood: str = ""


Command = (
    ShowHotList | ShowPaper | ExplainScore | Subscribe | ListSubscriptions | ManageSubscription | SetDigest
    | StopDigest | ResetFeedback | SetReport
    | StopReport | SwapPick | ActOnPaper | ShowReadingList | ExportReadingList
    | ShowStatus | ForgetMe | ShowPapers | ShowHelp
)  # fmt: skip

PUBLIC_COMMANDS = ShowHotList | ShowPaper | ExplainScore | ShowPapers
"""Commands whose answer is shown to the whole channel if *public* is set. All others are answered in private."""

REPLACES_MESSAGE = (ShowHotList, ForgetMe)
"""Commands whose answer replaces the message with the button: another page, a confirmation."""


def is_public(command: Command) -> bool:
    """Return whether the answer is shown to the whole channel."""
    if isinstance(command, ActOnPaper):
        return command.act is PaperAction.DISCUSS
    return isinstance(command, PUBLIC_COMMANDS) and command.public


def may_open_form(command: Command) -> bool:
    """Return whether the answer may be a form."""
    if isinstance(command, ManageSubscription):
        return command.act is SubscriptionAction.CHANGE
    return isinstance(command, Subscribe | SetDigest | SetReport) and command.every is None


def may_repeat(command: Command) -> bool:
    """Return whether a command can be answered twice: it changes nothing, and its answer is private."""
    match command:
        case Subscribe() | SetDigest() | SetReport():
            return command.every is None
        case ManageSubscription(act, _):
            return act in {SubscriptionAction.PREVIEW, SubscriptionAction.CHANGE}
        case ActOnPaper(act, _):
            return act in {PaperAction.ABSTRACT, PaperAction.MORE}
        case ForgetMe(confirmed):
            return not confirmed
        case StopDigest() | StopReport() | ResetFeedback() | SwapPick():
            return False
    return not is_public(command)


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
