"""A post: one message of a digest or a report on its way, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.models.digest import Destination, Digest
from bot.models.report import Report


class PostKind(StrEnum):
    """A post's place in its delivery: the first message, more of it, or a reply in its thread."""

    PARENT = "parent"
    CONTINUATION = "continuation"
    REPLY = "reply"


class DeliveryGuarantee(StrEnum):
    """What holds where nobody can look whether a post arrived: it may come twice, or it may not come at all."""

    AT_LEAST_ONCE = "at-least-once"
    AT_MOST_ONCE = "at-most-once"


class PostState(StrEnum):
    """Where a post stands.

    `sending` is written before the call, `unknown` when its outcome is not known, `postponed` when it certainly was
    not posted and waits for its time.
    """

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    POSTPONED = "postponed"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a delivery: the *position*-th that `Platform.plan_posts` plans for its digest, or its report.

    `token` is kept by the platform beside the message, so that it can be found again: 24 hexadecimal digits.
    `parent` is the platform's id of the delivery's first message, for everything behind it. `fence` says which of all
    who ever took the post this is.
    """

    id: int
    token: str
    destination: Destination
    digest: Digest | Report = field(repr=False)
    position: int
    kind: PostKind
    parent_message_id: str | None = None
    fencing_token: int = 0
