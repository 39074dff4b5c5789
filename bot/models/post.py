"""A post: one message of a digest or report, and its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.models.digest import Destination, Digest
from bot.models.report import Report


class PostKind(StrEnum):
    """A post's role in its delivery: the first message, a continuation, or a reply in the thread."""

    PARENT = "parent"
    CONTINUATION = "continuation"
    REPLY = "reply"


class DeliveryGuarantee(StrEnum):
    """What to do if it can't be checked whether a post arrived: send it again, or never send it twice."""

    AT_LEAST_ONCE = "at-least-once"
    AT_MOST_ONCE = "at-most-once"


class PostState(StrEnum):
    """The state of a post.

    `sending` is stored before the call. `unknown` means that its outcome is not known. `postponed` means that it was
    certainly not posted and is due later.
    """

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    POSTPONED = "postponed"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a delivery: number *position* in the plan of `Platform.plan_posts`.

    `token` is stored by the platform with the message and makes it findable: 24 hexadecimal digits. `parent_message_id`
    is the platform's id of the delivery's first message, for the posts after it. `fencing_token` numbers the claims of
    the post, so that an outdated claim can't settle it.
    """

    id: int
    token: str
    destination: Destination
    digest: Digest | Report = field(repr=False)
    position: int
    kind: PostKind
    parent_message_id: str | None = None
    fencing_token: int = 0
