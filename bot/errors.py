"""Expected failures, named by what the caller does next.

    HotPapersError
    ├── ConfigError            fix the settings and start again (one message lists all problems)
    ├── CommandError           show the message to the person who gave the command
    ├── StoreError             the database can't be read or written now: retry
    │   └── FatalStoreError    nor later, until a person fixes it: stop
    ├── SourceError            skip this source until its next poll (never counted as zero engagement)
    │   ├── RequestNotServed   no response, no cost
    │   │   └── ServiceBusy    wait as long as the service asks
    │   └── UnusableResponse   skip this one response; others may be fine
    └── DeliveryError
        ├── DeliveryPostponed     certainly not posted; retry after `retry_after`
        ├── DeliveryUncertain     unknown: look it up before sending it again
        ├── DeliveryUnverifiable  unknown, and can't be looked up: apply the delivery guarantee
        ├── DeliveryDeleted       posted, then deleted: done
        ├── DeliveryRefused       certainly not posted, don't retry
        └── DestinationGone       stop posting there, notify its owners
            └── WorkspaceGone     stop posting in the whole workspace

Anything else is a bug: it is logged with its traceback, and the state is in the store.
"""

from __future__ import annotations

from datetime import timedelta


class HotPapersError(Exception):
    """An expected failure. Its class says what the caller does next."""


class ConfigError(HotPapersError):
    """The settings have to be fixed before the next start."""


class CommandError(HotPapersError):
    """The command failed. The message is a sentence for the person who gave it."""


class StoreError(HotPapersError):
    """The database can't be read or written now. Nothing was half-written."""


class FatalStoreError(StoreError):
    """The database is full, damaged or read-only. Stop until a person has fixed it."""


class SourceError(HotPapersError):
    """A source failed. Skip it until its next poll; this never counts as zero engagement.

    *spent* is the number of paid reads that the failed fetch used, or may have used.
    """

    def __init__(self, message: str, spent: int = 0) -> None:
        super().__init__(message)
        self.reads_spent = spent


class PaperNotFound(SourceError):
    """The source answered, and gave no paper of the id that was asked for."""


class RequestNotServed(SourceError):
    """The request was certainly not served and costs nothing: no connection, or an error *status*."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class ServiceBusy(RequestNotServed):
    """The service is busy or limits the rate. *wait* is the pause that it asks for, None if it doesn't say."""

    def __init__(self, message: str, wait: timedelta | None, status: int | None = None) -> None:
        super().__init__(message, status)
        self.wait = wait


class UnusableResponse(SourceError):
    """One response is unusable: too large, incomplete, or a redirect elsewhere. Others may be fine."""


class DeliveryError(HotPapersError):
    """A post did not certainly arrive."""


class DeliveryPostponed(DeliveryError):
    """Certainly not posted: the platform is busy or limits the rate. Retry after *retry_after*."""

    def __init__(self, message: str, retry_after: timedelta = timedelta(minutes=5)) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeliveryUncertain(DeliveryError):
    """The outcome is unknown: look the post up before sending it again."""


class DeliveryUnverifiable(DeliveryError):
    """The outcome is unknown, and the post can't be looked up: apply the delivery guarantee."""


class DeliveryDeleted(DeliveryError):
    """It was posted and then deleted by a person: it is done."""


class DeliveryRefused(DeliveryError):
    """Certainly not posted, and a retry won't help: malformed, too long."""


class DestinationGone(DeliveryError):
    """The destination can't be posted to: deleted, archived, forbidden, or the bot was removed."""


class WorkspaceGone(DestinationGone):
    """The whole workspace can't be posted to: the bot was removed, or the token was revoked."""
