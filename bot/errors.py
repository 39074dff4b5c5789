"""Expected failures, named by what the caller does next.

    HotPapersError
    ├── ConfigError            fix the settings and start again (all problems in one message)
    ├── CommandError           tell the person who asked (a sentence for them)
    ├── StoreError             the database cannot be read or written now: try again
    │   └── StoreBroken        nor will it be until somebody does what the message says: stop
    ├── SourceError            skip this source until its next round (never counted as zero engagement)
    │   ├── Denied             nothing was delivered: pay nothing
    │   │   └── Busy           leave the service alone for as long as it wants
    │   └── Untakeable         do without this one answer; others may well be fine
    └── DeliveryError
        ├── DeliveryPostponed     certainly not posted; try again after `retry_after`
        ├── DeliveryUncertain     posted or not? find before sending again
        ├── DeliveryUnverifiable  posted or not, and we may not look: settle it as was promised
        ├── DeliveryDeleted       posted, and deleted since: done
        ├── DeliveryRefused       certainly not posted and never will be
        └── DestinationGone       stop posting there, tell its owner
            └── WorkspaceGone     stop posting in the whole workspace

Anything else is a bug: it is logged whole, and the state survives in the store.
"""

from __future__ import annotations

from datetime import timedelta


class HotPapersError(Exception):
    """A failure we expect and have an answer to."""


class ConfigError(HotPapersError):
    """Fix the settings and start again."""


class CommandError(HotPapersError):
    """Tell the person who asked; the message is a sentence for them."""


class StoreError(HotPapersError):
    """The database cannot be read or written now; nothing was half-written."""


class FatalStoreError(StoreError):
    """The database is full, damaged or not to be written to: stop until somebody has seen to it."""


class SourceError(HotPapersError):
    """Skip this source until its next round. Never zero engagement.

    *spent* is how many paid reads the failed fetch used, or may have used, before it failed.
    """

    def __init__(self, message: str, spent: int = 0) -> None:
        super().__init__(message)
        self.reads_spent = spent


class PaperNotFound(SourceError):
    """The source answered, and gave no paper of the id that was asked for."""


class RequestNotServed(SourceError):
    """Certainly nothing was delivered, so nothing is to pay: no connection, or an error *status*."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ServiceBusy(RequestNotServed):
    """The service has no time for us; *wait* is how long it wants to be left alone, None if it does not say so."""

    def __init__(self, message: str, wait: timedelta | None, status: int | None = None) -> None:
        super().__init__(message, status)
        self.wait = wait


class UnusableResponse(SourceError):
    """This one answer cannot be taken: it is too large, breaks off or leads elsewhere. Others may well be fine."""


class DeliveryError(HotPapersError):
    """A post did not certainly arrive."""


class DeliveryPostponed(DeliveryError):
    """Certainly not posted: the platform is busy or limits us."""

    def __init__(self, message: str, retry_after: timedelta = timedelta(minutes=5)) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeliveryUncertain(DeliveryError):
    """Posted or not, we cannot know: look before sending again."""


class DeliveryUnverifiable(DeliveryError):
    """Posted or not, and we may not look: settle it as was promised."""


class DeliveryDeleted(DeliveryError):
    """It was posted, and somebody deleted it since: it is done."""


class DeliveryRefused(DeliveryError):
    """Certainly not posted and never will be: malformed, too long."""


class DestinationGone(DeliveryError):
    """Nothing can be posted there any more: deleted, archived, removed, forbidden."""


class WorkspaceGone(DestinationGone):
    """Nothing can be posted in the whole workspace any more: we were removed from it, the token was revoked."""
