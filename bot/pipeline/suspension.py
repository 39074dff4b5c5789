"""Suspend destinations where posting is no longer possible, and notify the owners of their subscriptions."""

from __future__ import annotations

import logging
from datetime import datetime

from bot import wording
from bot.errors import DestinationGone, WorkspaceGone
from bot.models.digest import Destination, Digest, DigestQuery, Ranking
from bot.platforms import Platform
from bot.store import Store
from bot.store.tables import suspensions
from bot.store.tables.suspensions import Owner, OwnerNotice

log = logging.getLogger(__name__)


async def suspend(
    store: Store, platform: Platform, destination: Destination, error: DestinationGone, now: datetime
) -> None:
    """Suspend a destination, or the workspace if that is gone. Owners with a direct channel are notified once."""
    log.warning("destination suspended: destination=%s error=%s", destination, error)
    if isinstance(error, WorkspaceGone):
        place = destination.platform, destination.workspace
        await store.write(suspensions.suspend_workspace, *place, str(error), now)
        return
    owners = await store.read(suspensions.owners, destination)
    digests = [_digest(owner, destination, str(error), now) for owner in owners]
    notices = [
        OwnerNotice(owner.direct, digest, tuple(platform.plan_posts(digest)))
        for owner, digest in zip(owners, digests, strict=True)
    ]
    await store.write(suspensions.suspend, destination, str(error), now, notices)


def _digest(owner: Owner, destination: Destination, reason: str, now: datetime) -> Digest:
    """Return a digest without papers that tells an owner what happened. It is delivered like any digest."""
    choices = DigestQuery(owner.filter, days=1, ranking=Ranking.HOT, top=1, floor=0)
    return Digest(now.date(), choices, now, (), (), note=wording.gone(destination, reason))
