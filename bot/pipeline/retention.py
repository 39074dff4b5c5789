"""Prune old rows: downsample and delete them in batches small enough not to delay other writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.config import Settings
from bot.store import Store
from bot.store.maintenance import retention
from bot.store.maintenance.retention import Drop, Find, Keys

BATCH = 200  # rows per transaction
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PruneResult:
    """The number of deleted rows of each kind."""

    observations: int = 0
    deliveries: int = 0
    slots: int = 0
    looks: int = 0
    buttons: int = 0
    subscriptions: int = 0


async def prune(store: Store, settings: Settings, now: datetime) -> PruneResult:
    """Delete what is past the retention of the settings at *now*. It can be stopped at any time and repeated."""
    thin, last = _before(now, settings.thin_after), _before(now, settings.last_after)
    posted, looked = _before(now, settings.keep_deliveries), _before(now, settings.keep_looks)
    return PruneResult(
        observations=await _downsample(store, max(thin, last), last),
        deliveries=await _drop_all(store, retention.deliveries, retention.drop_deliveries, posted),
        slots=await _drop_all(store, retention.slots, retention.drop_slots, posted),
        looks=await _drop_all(store, retention.looks, retention.drop_looks, looked),
        buttons=await _drop_all(store, retention.long_texts, retention.drop_long_texts, posted),
        subscriptions=await _drop_all(store, retention.ended_subscriptions, retention.drop_ended_subscriptions, posted),
    )


def _before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days) if days else NEVER


async def _downsample(store: Store, thin: datetime, last: datetime) -> int:
    count = 0
    for after in range(0, await store.read(retention.newest_mention), retention.MENTIONS):
        keys = await store.read(retention.observations, after, thin, last)
        await _delete_batches(store, retention.drop_observations, keys)
        count += len(keys)
    return count


async def _drop_all(store: Store, find: Find, drop: Drop, before: datetime) -> int:
    count = 0
    while keys := await store.read(find, before, 10 * BATCH):
        await _delete_batches(store, drop, keys)
        count += len(keys)
    return count


async def _delete_batches(store: Store, drop: Drop, keys: Keys) -> None:
    for start in range(0, len(keys), BATCH):
        await store.write(drop, keys[start : start + BATCH])
