"""Deliver: send what waits in the outbox, remembered as `sending` before and settled after."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime

from bot.errors import DeliveryPostponed, DeliveryRefused, DeliveryUncertain, DestinationGone
from bot.models import Post, PostKind, PostState
from bot.platform import Platform
from bot.store import Store, outbox
from bot.store.outbox import SETTLE, Delivered, Queued

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

STOPPING = 5.0  # seconds that a post on its way has to arrive when we are told to stop


async def deliver(store: Store, platform: Platform, delivery: int, clock: Clock) -> Delivered:
    """Send what is left of a delivery, in order, up to the first post that has to wait.

    A post that may have been sent before is looked for, never blindly sent again. One that is on its way when this is
    cancelled is settled first.
    """
    while queued := await store.read(outbox.next_post, delivery):
        if queued.not_before and queued.not_before > clock():
            break
        await _unhurried(_step(store, platform, delivery, queued, clock))
    return await store.read(outbox.standing, delivery)


async def _unhurried(step: Coroutine[None, None, None]) -> None:
    """Let a step come to its end even if we are cancelled, within a few seconds."""
    task = asyncio.create_task(step)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=STOPPING)
        task.cancel()
        await asyncio.wait({task})
        raise


async def _step(store: Store, platform: Platform, delivery: int, queued: Queued, clock: Clock) -> None:
    try:
        await _advance(store, platform, queued, clock)
    except DestinationGone as error:
        log.warning("destination gone: destination=%s error=%s", queued.post.destination, error)
        await store.write(outbox.bury_delivery, delivery, str(error))


async def _advance(store: Store, platform: Platform, queued: Queued, clock: Clock) -> None:
    """Bring one post a step on: look for it if it may be there already, send it if it is not.

    One that is still `sending` when its time is over was left behind by a crash.
    """
    if queued.state is not PostState.PENDING:
        await _find(store, platform, queued, clock)
    elif await store.write(outbox.claim, queued.post, clock()):
        await _send(store, platform, queued.post, clock)


async def _find(store: Store, platform: Platform, queued: Queued, clock: Clock) -> None:
    """Look whether a post arrived after all: then it is done, else it may be sent again."""
    try:
        message = await platform.find(queued.post, queued.tried or clock())
    except DeliveryPostponed as error:
        await store.write(outbox.look_again, queued, clock() + error.retry_after, str(error))
    except (DeliveryUncertain, DeliveryRefused) as error:
        await store.write(outbox.look_again, queued, clock() + SETTLE, str(error))
    else:
        await store.write(outbox.found, queued, message)


async def _send(store: Store, platform: Platform, post: Post, clock: Clock) -> None:
    """Send a claimed post and settle it. Without its parent, the rest of a delivery has no place to go."""
    try:
        _refuse_another_layout(platform, post)
        message = await platform.send(post)
    except DeliveryPostponed as error:
        await store.write(outbox.postpone, post, clock() + error.retry_after, str(error))
    except DeliveryUncertain as error:
        await store.write(outbox.mark_unknown, post, clock() + SETTLE, str(error))
    except DeliveryRefused as error:
        if post.kind is PostKind.PARENT:
            raise DestinationGone(f"the first message was refused: {error}") from error
        log.error("post refused: destination=%s position=%d error=%s", post.destination, post.position, error)
        await store.write(outbox.bury, post, str(error))
    except asyncio.CancelledError:
        await store.write(outbox.mark_unknown, post, clock() + SETTLE, "we were stopped while it was on its way")
        raise
    else:
        await store.write(outbox.mark_done, post, message)


def _refuse_another_layout(platform: Platform, post: Post) -> None:
    """Raise DeliveryRefused if *post* was planned by a version of ours that laid digests out in another way."""
    if platform.layout(post.digest)[post.position : post.position + 1] != (post.kind,):
        raise DeliveryRefused("the digest is laid out in another way now than when it was planned")
