"""Deliver: send the posts of the outbox. Each is marked `sending` before the call and settled after it."""

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

UNTOLD = timedelta(days=1)  # how far back a lookup reaches if the platform's time is unknown
ROUNDING = timedelta(seconds=3)  # of times rounded to seconds
SHUTDOWN_TIMEOUT = 5.0  # seconds for a running post at shutdown


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """The rules for a sender.

    A post whose response was lost is looked up after *settle*, when the platform shows it if it exists. A claim is
    valid for *lease*; after that the post may be looked up by others. *promise* decides if the post can't be looked up.
    *is_daemon* is set by `hotpapers run`, of which there is one at a time.
    """

    settle: timedelta = timedelta(seconds=30)
    lease: timedelta = timedelta(seconds=90)
    promise: DeliveryGuarantee = DeliveryGuarantee.AT_LEAST_ONCE
    is_daemon: bool = False

    @property
    def send_window(self) -> timedelta:
        """How long after its claim a post may still be sent, so that it arrives within the lease."""
        return self.lease / 3


DEFAULT_POLICY = DeliveryPolicy()


async def deliver(
    store: Store, platform: Platform, delivery: int, clock: Clock, policy: DeliveryPolicy = DEFAULT_POLICY
) -> DeliveryStatus:
    """Send the rest of a delivery in order, up to the first post that has to wait. Return its status.

    Earlier deliveries to the same destination go first. A post that may have been sent is looked up, never sent again
    without a check. A post that is running at cancellation is settled first.
    """
    sender = _PostSender(store, platform, clock, policy)
    steps = 0
    while queued := await store.read(posts.next_there, delivery):
        if queued.not_before and queued.not_before > clock():
            break
        await _finish_when_cancelled(sender.advance(queued))
        steps += 1
    status = await store.read(outbox.delivery_status, delivery)
    if steps:
        done, waiting, dead = status.done, status.waiting, status.dead
        log.info("delivery attempted: delivery=%d done=%d waiting=%d dead=%d", delivery, done, waiting, dead)
    return status


async def _finish_when_cancelled(step: Coroutine[None, None, None]) -> None:
    """Let a step finish after cancellation, within SHUTDOWN_TIMEOUT seconds."""
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
    """When a post was claimed: by the platform's clock, if known, and by a monotonic clock."""

    there: datetime | None
    at: float

    def shown_by(self, after: timedelta) -> datetime | None:
        """Return when the platform shows what is sent until now, *after* that long. A Date is cut to the second."""
        return self.there and self.there + timedelta(seconds=_steady() - self.at + 1) + after


@dataclass(frozen=True, slots=True)
class _PostSender:
    """Sends the posts of one platform, one step at a time."""

    store: Store
    platform: Platform
    clock: Clock
    policy: DeliveryPolicy

    async def advance(self, queued: QueuedPost) -> None:
        """Advance a post by one step: look it up if it may exist, else send it.

        A post that is still `sending` after its lease was left by a crash.
        """
        was_sent = queued.state in (PostState.SENDING, PostState.UNKNOWN)
        try:
            there = await self.platform.now(refresh=was_sent)
        except DeliveryPostponed as error:
            await self.store.write(posts.wait, queued.post, self.clock() + error.retry_after, str(error))
            return
        if not was_sent:
            await self._take_and_send(queued, there)
        elif too_early := _too_early(queued.shown_by, there, self.policy):
            await self.store.write(posts.wait, queued.post, self.clock() + too_early)
        else:
            await self._take_and_find(queued, there)

    async def _take_and_send(self, queued: QueuedPost, there: datetime | None) -> None:
        taken_at, timing = self.clock(), _Timing(there, _steady())
        sending = Sending(there or taken_at - UNTOLD, timing.shown_by(self.policy.send_window + self.policy.settle))
        until = taken_at + self.policy.lease
        post = await self.store.write(
            posts.claim, queued.post, taken_at, until, in_run=self.policy.is_daemon, sending=sending
        )
        if post is not None:  # otherwise another process has claimed it
            await self._settled(queued, post, self._send(post, taken_at, timing))

    async def _take_and_find(self, queued: QueuedPost, there: datetime | None) -> None:
        taken_at = self.clock()
        post = await self.store.write(
            posts.claim_for_lookup, queued.post, taken_at, taken_at + self.policy.lease, in_run=self.policy.is_daemon
        )
        if post is not None:
            since = _since(queued.since, there) or taken_at - UNTOLD
            await self._settled(queued, post, self._verify(queued, post, since))

    async def _settled(self, queued: QueuedPost, post: Post, act: Coroutine[None, None, None]) -> None:
        """Send or look up a post, and apply errors that concern more than the post."""
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

    async def _verify(self, queued: QueuedPost, post: Post, since: datetime) -> None:
        """Look up a post: if it exists it is done, else it may be sent again. A known problem is not logged again."""
        try:
            message = await self.platform.find(post, since)
        except DeliveryUnverifiable as error:
            await self._apply_guarantee(queued, post, str(error))
        except (DeliveryPostponed, DeliveryUncertain, DeliveryRefused) as error:
            wait = error.retry_after if isinstance(error, DeliveryPostponed) else self.policy.settle
            if str(error) != queued.reason:  # otherwise already logged
                log.warning("post not verified: destination=%s post=%d error=%s", post.destination, post.id, error)
            await self._mark_unknown(post, str(error), wait)
        else:
            await (
                self._mark_done(post, message) if message else self.store.write(posts.mark_absent, post, self.clock())
            )

    async def _apply_guarantee(self, queued: QueuedPost, post: Post, why: str) -> None:
        """Settle a post that can't be looked up. One that was never sent from this database is sent."""
        if queued.tried is None:
            await self.store.write(posts.mark_absent, post, self.clock())
        elif self.policy.promise is DeliveryGuarantee.AT_LEAST_ONCE:
            await self.store.write(posts.mark_absent, post, self.clock(), f"sent again, perhaps twice: {why}")
        else:
            log.warning("post abandoned: destination=%s position=%d reason=%s", post.destination, post.position, why)
            await self.store.write(
                posts.mark_unresolved_dead, post, f"perhaps posted, not sent again: {why}", self.clock()
            )

    async def _send(self, post: Post, taken_at: datetime, timing: _Timing) -> None:
        """Send a claimed post and settle it. A refused parent raises, because its replies can't be posted."""
        try:
            _check_layout(self.platform, post)
            self._check_lease(taken_at)
            message = await self.platform.send(post)
        except DeliveryPostponed as error:
            until = self.clock() + error.retry_after
            await self.store.write(posts.postpone, post, until, str(error), self.clock())
        except DeliveryUncertain as error:
            log.warning("response lost: destination=%s post=%d error=%s", post.destination, post.id, error)
            await self._mark_unknown(post, str(error), self.policy.settle, timing)
        except DeliveryRefused as error:
            if post.kind is PostKind.PARENT:
                raise
            log.error("post refused: destination=%s position=%d error=%s", post.destination, post.position, error)
            await self.store.write(posts.mark_dead, post, str(error), self.clock())
        except asyncio.CancelledError:
            await self._mark_unknown(post, posts.INTERRUPTED, self.policy.settle, timing)
            raise
        else:
            await self._mark_done(post, message)

    def _check_lease(self, taken_at: datetime) -> None:
        """Raise DeliveryPostponed if the process or clock was held up since the claim: the lease may end too soon."""
        if not timedelta() <= self.clock() - taken_at <= self.policy.send_window:
            raise DeliveryPostponed("hotpapers was held up before it could send it", timedelta())

    async def _mark_unknown(self, post: Post, why: str, wait: timedelta, timing: _Timing | None = None) -> None:
        shown_by = timing.shown_by(wait) if timing else None
        await self.store.write(posts.mark_unknown, post, self.clock() + wait, why, self.clock(), shown_by=shown_by)

    async def _mark_done(self, post: Post, message: str) -> None:
        """Mark a post as done. If another message was faster, delete this one."""
        other = await self.store.write(posts.mark_done, post, message, self.clock())
        if other not in (None, message):
            await self._delete_duplicate(post, message)

    async def _delete_duplicate(self, post: Post, message: str) -> None:
        log.warning("duplicate found: destination=%s message=%s", post.destination, message)
        try:
            await self.platform.delete(post, message)
        except DeliveryError as error:  # `duplicates` will find it
            log.warning("duplicate not deleted: destination=%s error=%s", post.destination, error)


def _too_early(shown_by: datetime | None, there: datetime | None, policy: DeliveryPolicy) -> timedelta | None:
    """Return how long the platform may not yet show what was sent; None if it does.

    A wait longer than possible is ignored: the platform's clock was wrong.
    """
    if (
        shown_by is None
        or there is None
        or not there < shown_by <= there + policy.send_window + policy.settle + ROUNDING
    ):
        return None
    return shown_by - there


def _since(since: datetime | None, there: datetime | None) -> datetime | None:
    """Return from when on to look for a post, by the platform's clock, unless that clock was set back."""
    return there - UNTOLD if since and there and since > there + ROUNDING else since


def _steady() -> float:
    return asyncio.get_running_loop().time()


def _check_layout(platform: Platform, post: Post) -> None:
    """Raise DeliveryRefused if *post* was planned by a version with another layout."""
    if platform.plan_posts(post.digest)[post.position : post.position + 1] != (post.kind,):
        raise DeliveryRefused("the digest is laid out in another way now than when it was planned")
