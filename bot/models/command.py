"""What people ask (`Command`), and who asks: values that the grammar reads and prints.

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
"""No filter: the channel's, or that of the settings, is meant."""


# --- commands ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShowHotList:
    """The hot list of a filter and a period; *page* counts from 0."""

    label: ClassVar[str] = "HotList"
    what: Filter = NO_FILTER
    when: Period = Period()
    public: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowPaper:
    """The card of a paper, or what a search finds: an id, an address, words of a title."""

    label: ClassVar[str] = "Look"
    query: str
    public: bool = False


@dataclass(frozen=True, slots=True)
class ExplainScore:
    """The score of a paper taken apart."""

    label: ClassVar[str] = "Why"
    paper: PaperId
    public: bool = False


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A digest for the person; without *every*, the form is opened. *change* is the subscription it replaces."""

    label: ClassVar[str] = "Subscribe"
    what: Filter = NO_FILTER
    every: Schedule | None = None
    how: DigestOptions = DigestOptions()
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class ListSubscriptions:
    """The person's subscriptions."""

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
    """One act on one subscription of the person, or of the channel for those who may."""

    label: ClassVar[str] = "Manage"
    act: SubscriptionAction
    subscription: int


@dataclass(frozen=True, slots=True)
class SetDigest:
    """The digest of the channel; without *every*, the form is opened.

    What is not said stays as the channel's digest has it. A form says the *whole*: there, what is empty is as usual.
    """

    label: ClassVar[str] = "SetDigest"
    what: Filter = NO_FILTER
    every: Schedule | None = None
    how: DigestOptions = DigestOptions()
    replace_all: bool = False


@dataclass(frozen=True, slots=True)
class StopDigest:
    """No digest for the channel any more."""

    label: ClassVar[str] = "DigestOff"


@dataclass(frozen=True, slots=True)
class SetReport:
    """The weekly report of the channel; without *every*, the form is opened."""

    label: ClassVar[str] = "SetReport"
    every: Schedule | None = None


@dataclass(frozen=True, slots=True)
class StopReport:
    """No report for the channel any more."""

    label: ClassVar[str] = "ReportOff"


@dataclass(frozen=True, slots=True)
class SwapPick:
    """Another equation, figure or table of a paper, in the reports of the channel."""

    label: ClassVar[str] = "Exchange"
    kind: PickKind
    paper: PaperId


@dataclass(frozen=True, slots=True)
class ResetFeedback:
    """The feedback of a channel, or of a person's own digests, does not count for the weights of places any more."""

    label: ClassVar[str] = "DigestReset"


class PaperAction(StrEnum):
    """What a button does with a paper."""

    ABSTRACT = "abstract"
    SAVE = "save"
    UNSAVE = "unsave"
    MORE = "more"  # papers like this
    NOT_FOR_US = "notforus"
    FOR_US = "forus"  # that it is not is taken back
    DISCUSS = "discuss"


@dataclass(frozen=True, slots=True)
class ActOnPaper:
    """One act on a paper."""

    label: ClassVar[str] = "OnPaper"
    act: PaperAction
    paper: PaperId


@dataclass(frozen=True, slots=True)
class ShowReadingList:
    """The person's reading list."""

    label: ClassVar[str] = "Saved"


class CitationFormat(StrEnum):
    """How a reading list is exported."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"


@dataclass(frozen=True, slots=True)
class ExportReadingList:
    """The reading list as a file."""

    label: ClassVar[str] = "Export"
    format: CitationFormat


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """How data, sources and deliveries stand, here."""

    label: ClassVar[str] = "Status"


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Erase everything about the person; asks once before it does."""

    label: ClassVar[str] = "ForgetMe"
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class ShowPapers:
    """Every paper that a message names, as `identifiers.find_all` found them."""

    label: ClassVar[str] = "LookUpAll"
    papers: tuple[PaperId, ...]
    public: bool = False


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """Examples that fit here; *misunderstood* is the sentence that names what was not understood, if anything."""

    label: ClassVar[str] = "Help"
    misunderstood: str = ""


Command = (
    ShowHotList | ShowPaper | ExplainScore | Subscribe | ListSubscriptions | ManageSubscription | SetDigest
    | StopDigest | ResetFeedback | SetReport
    | StopReport | SwapPick | ActOnPaper | ShowReadingList | ExportReadingList
    | ShowStatus | ForgetMe | ShowPapers | ShowHelp
)  # fmt: skip

PUBLIC_COMMANDS = ShowHotList | ShowPaper | ExplainScore | ShowPapers
"""What everybody in the channel may see, if `public` is said. All else is for whoever asks."""

REPLACES_MESSAGE = (ShowHotList, ForgetMe)
"""What is answered in place of the answer whose button asked it: another page, the question whether to forget."""


def is_public(command: Command) -> bool:
    """Tell whether everybody in the channel is to see the answer."""
    if isinstance(command, ActOnPaper):
        return command.act is PaperAction.DISCUSS
    return isinstance(command, PUBLIC_COMMANDS) and command.public


def may_open_form(command: Command) -> bool:
    """Tell whether a form may be the answer."""
    if isinstance(command, ManageSubscription):
        return command.act is SubscriptionAction.CHANGE
    return isinstance(command, Subscribe | SetDigest | SetReport) and command.every is None


def may_repeat(command: Command) -> bool:
    """Tell whether a command may be answered a second time: that changes nothing, and nobody else sees it."""
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


# --- who asks ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks, and where. `here` is the channel, or the person's own in a direct message.

    `user` is the platform's id of the person; `direct` is the channel in which we write to them, where the platform
    opened it because they subscribe. If they are not `is_known`, the platform did not tell now who that is: their zone
    and what they may set are unknown, not absent.
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
