"""Deliver: send what waits in the outbox, remembered as `sending` before and settled after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import (
    DeliveryDeleted,
    DeliveryError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DeliveryUnverifiable,
    DestinationGone,
)
from bot.models.post import DeliveryGuarantee, Post, PostKind, PostState
from bot.pipeline.suspension import suspend
from bot.platforms import Platform
from bot.store import Store
from bot.store.tables import outbox, posts
from bot.store.tables.outbox import DeliveryStatus
from bot.store.tables.posts import QueuedPost, Sending

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

UNTOLD = timedelta(days=1)  # how much earlier a post is looked for where the platform does not tell its time
ROUNDING = timedelta(seconds=3)  # of instants that are cut to the second
SHUTDOWN_TIMEOUT = 5.0  # seconds that a post on its way has to arrive when we are told to stop


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """What a sender keeps to.

    A post whose answer was lost is looked for after *settle*, by when the platform shows it if it ever will. Who takes
    a post has *lease* for it; then others look for it. Where nobody can look, *promise* decides. One of all senders is
    `hotpapers run`.
    """

    settle: timedelta = timedelta(seconds=30)
    lease: timedelta = timedelta(seconds=90)
    promise: DeliveryGuarantee = DeliveryGuarantee.AT_LEAST_ONCE
    is_daemon: bool = False

    @property
    def send_window(self) -> timedelta:
        """How long after it was taken a post may still be sent, so that it arrives within the lease."""
        return self.lease / 3


DEFAULT_POLICY = DeliveryPolicy()


async def deliver(
    store: Store, platform: Platform, delivery: int, clock: Clock, terms: DeliveryPolicy = DEFAULT_POLICY
) -> DeliveryStatus:
    """Send what is left of a delivery, in order, up to the first post that has to wait.

    What is left of earlier ones to the same destination goes first. A post that may have been sent before is looked
    for, never blindly sent again. One that is on its way when this is cancelled is settled first.
    """
    sender = _PostSender(store, platform, clock, terms)
    steps = 0
    while queued := await store.read(posts.next_there, delivery):
        if queued.not_before and queued.not_before > clock():
            break
        await _finish_when_cancelled(sender.advance(queued))
        steps += 1
    standing = await store.read(outbox.delivery_status, delivery)
    if steps:
        done, waiting, dead = standing.done, standing.waiting, standing.dead
        log.info("delivery attempted: delivery=%d done=%d waiting=%d dead=%d", delivery, done, waiting, dead)
    return standing


async def _finish_when_cancelled(step: Coroutine[None, None, None]) -> None:
    """Let a step come to its end even if we are cancelled, within a few seconds."""
    task = asyncio.create_task(step)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=SHUTDOWN_TIMEOUT)
        task.cancel()
        await asyncio.wait({task})
        raise


@dataclass(frozen=True, slots=True)
class _Timing:
    """When a post was taken: by the platform's clock, if that is known, and by one that cannot be set."""

    there: datetime | None
    at: float

    def shown_by(self, after: timedelta) -> datetime | None:
        """Return by when the platform shows what is sent up to now, *after* so long; a Date is cut to the second."""
        return self.there and self.there + timedelta(seconds=_steady() - self.at + 1) + after


@dataclass(frozen=True, slots=True)
class _PostSender:
    """Brings posts to one platform, a step at a time."""

    store: Store
    platform: Platform
    clock: Clock
    terms: DeliveryPolicy

    async def advance(self, queued: QueuedPost) -> None:
        """Bring one post a step on: look for it if it may be there already, send it if it is not.

        One that is still `sending` when its time is over was left behind by a crash.
        """
        was_sent = queued.state in (PostState.SENDING, PostState.UNKNOWN)
        try:
            there = await self.platform.now(anew=was_sent)
        except DeliveryPostponed as error:
            await self.store.write(posts.wait, queued.post, self.clock() + error.retry_after, str(error))
            return
        if not was_sent:
            await self._take_and_send(queued, there)
        elif too_early := _too_early(queued.shown_by, there, self.terms):
            await self.store.write(posts.wait, queued.post, self.clock() + too_early)
        else:
            await self._take_and_find(queued, there)

    async def _take_and_send(self, queued: QueuedPost, there: datetime | None) -> None:
        taken_at, timing = self.clock(), _Timing(there, _steady())
        sending = Sending(there or taken_at - UNTOLD, timing.shown_by(self.terms.send_window + self.terms.settle))
        until = taken_at + self.terms.lease
        post = await self.store.write(
            posts.claim, queued.post, taken_at, until, in_run=self.terms.is_daemon, sending=sending
        )
        if post is not None:  # else somebody else has it
            await self._settled(queued, post, self._send(post, taken_at, timing))

    async def _take_and_find(self, queued: QueuedPost, there: datetime | None) -> None:
        taken_at = self.clock()
        post = await self.store.write(
            posts.claim_for_lookup, queued.post, taken_at, taken_at + self.terms.lease, in_run=self.terms.is_daemon
        )
        if post is not None:
            since = _since(queued.since, there) or taken_at - UNTOLD
            await self._settled(queued, post, self._verify(post, since, queued.reason))

    async def _settled(self, queued: QueuedPost, post: Post, act: Coroutine[None, None, None]) -> None:
        """Send or find a post, and settle what that ends for more than the post."""
        try:
            await act
        except DestinationGone as error:
            await suspend(self.store, self.platform, post.destination, error, self.clock())
        except DeliveryRefused as error:
            log.error("delivery refused: destination=%s error=%s", post.destination, error)
            reason = f"the first message was refused: {error}"
            await self.store.write(posts.mark_delivery_dead, queued.delivery, reason, self.clock())
        except DeliveryDeleted as error:
            await self.store.write(posts.mark_deleted, post, str(error), self.clock())

    async def _verify(self, post: Post, since: datetime, known: str | None) -> None:
        """Look whether a post arrived after all: then it is done, else it may be sent again.

        *known* is why it could not be found so far.
        """
        try:
            message = await self.platform.find(post, since)
        except DeliveryUnverifiable as error:
            await self._apply_guarantee(post, str(error))
        except (DeliveryPostponed, DeliveryUncertain, DeliveryRefused) as error:
            wait = error.retry_after if isinstance(error, DeliveryPostponed) else self.terms.settle
            if str(error) != known:  # else it was told
                log.warning("post not verified: destination=%s post=%d error=%s", post.destination, post.id, error)
            await self._mark_unknown(post, str(error), wait)
        else:
            await (
                self._mark_done(post, message) if message else self.store.write(posts.mark_absent, post, self.clock())
            )

    async def _apply_guarantee(self, post: Post, why: str) -> None:
        """Settle a post that nobody can look for."""
        if self.terms.promise is DeliveryGuarantee.AT_LEAST_ONCE:
            await self.store.write(posts.mark_absent, post, self.clock(), f"sent again, perhaps twice: {why}")
        else:
            log.warning("post abandoned: destination=%s position=%d reason=%s", post.destination, post.position, why)
            await self.store.write(
                posts.mark_unresolved_dead, post, f"perhaps posted, not sent again: {why}", self.clock()
            )

    async def _send(self, post: Post, taken_at: datetime, timing: _Timing) -> None:
        """Send a claimed post and settle it. Without its parent, the rest of a delivery has no place to go."""
        try:
            _check_layout(self.platform, post)
            self._check_lease(taken_at)
            message = await self.platform.send(post)
        except DeliveryPostponed as error:
            until = self.clock() + error.retry_after
            await self.store.write(posts.postpone, post, until, str(error), self.clock())
        except DeliveryUncertain as error:
            log.warning("response lost: destination=%s post=%d error=%s", post.destination, post.id, error)
            await self._mark_unknown(post, str(error), self.terms.settle, timing)
        except DeliveryRefused as error:
            if post.kind is PostKind.PARENT:
                raise
            log.error("post refused: destination=%s position=%d error=%s", post.destination, post.position, error)
            await self.store.write(posts.mark_dead, post, str(error), self.clock())
        except asyncio.CancelledError:
            await self._mark_unknown(post, posts.INTERRUPTED, self.terms.settle, timing)
            raise
        else:
            await self._mark_done(post, message)

    def _check_lease(self, taken_at: datetime) -> None:
        """Raise DeliveryPostponed if we, or our clock, were held up since: others may soon look for what we send."""
        if not timedelta() <= self.clock() - taken_at <= self.terms.send_window:
            raise DeliveryPostponed("hotpapers was held up before it could send it", timedelta())

    async def _mark_unknown(self, post: Post, why: str, wait: timedelta, timing: _Timing | None = None) -> None:
        shown_by = timing.shown_by(wait) if timing else None
        await self.store.write(posts.mark_unknown, post, self.clock() + wait, why, self.clock(), shown_by=shown_by)

    async def _mark_done(self, post: Post, message: str) -> None:
        """Settle what was posted; if somebody else's message was quicker, take ours back."""
        other = await self.store.write(posts.mark_done, post, message, self.clock())
        if other not in (None, message):
            await self._delete_duplicate(post, message)

    async def _delete_duplicate(self, post: Post, message: str) -> None:
        log.warning("duplicate found: destination=%s message=%s", post.destination, message)
        try:
            await self.platform.delete(post, message)
        except DeliveryError as error:  # the sweep will find it
            log.warning("duplicate not deleted: destination=%s error=%s", post.destination, error)


def _too_early(shown_by: datetime | None, there: datetime | None, terms: DeliveryPolicy) -> timedelta | None:
    """Return how long the platform may still not show what was sent, whatever our clock says; None if it does.

    A wait longer than any is of a platform whose clock was wrong.
    """
    if shown_by is None or there is None or not there < shown_by <= there + terms.send_window + terms.settle + ROUNDING:
        return None
    return shown_by - there


def _since(since: datetime | None, there: datetime | None) -> datetime | None:
    """Return from when on a post is looked for, by the platform's clock; one that went back is not believed."""
    return there - UNTOLD if since and there and since > there + ROUNDING else since


def _steady() -> float:
    return asyncio.get_running_loop().time()


def _check_layout(platform: Platform, post: Post) -> None:
    """Raise DeliveryRefused if *post* was planned by a version of ours that laid digests out in another way."""
    if platform.plan_posts(post.digest)[post.position : post.position + 1] != (post.kind,):
        raise DeliveryRefused("the digest is laid out in another way now than when it was planned")
