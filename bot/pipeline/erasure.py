"""Forget people and workspaces: their rows at once, and then every trace of them in the file and beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import Store
from bot.store.maintenance import erasure

log = logging.getLogger(__name__)

PURGE_ATTEMPTS = 5
PURGE_DELAY = 0.2  # seconds between two looks whether everybody has read to the end


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """How much of what was erased, and whether no trace is left either; if not, `finish` has to come again."""

    erased: Mapping[str, int]
    is_purged: bool


async def erase_person(
    store: Store, who: tuple[str, str, str], direct: Collection[str], now: datetime
) -> ErasureResult:
    """Forget a person, who is a platform, a workspace and a user, and what is in their *direct* channels."""
    erased = await store.write(erasure.erase_person, who, direct, now)
    return ErasureResult(erased, await purge_free_pages(store))


async def forget_workspace(store: Store, platform: str, workspace: str, now: datetime) -> ErasureResult:
    """Forget everything of a workspace."""
    erased = await store.write(erasure.erase_workspace, platform, workspace, now)
    return ErasureResult(erased, await purge_free_pages(store))


async def erase_removed_workspaces(store: Store, after: timedelta, now: datetime) -> None:
    """Forget the workspaces that we were removed from *after* so long ago, and traces that were left before."""
    for tenant in await store.write(erasure.removed, now - after, now):
        removed = f"{tenant.at:%Y-%m-%d}"
        log.warning("workspace erased: platform=%s workspace=%s removed=%s", tenant.platform, tenant.workspace, removed)
    if not await purge_free_pages(store):
        log.warning("erasure purge delayed: reason=database in use")


async def purge_free_pages(store: Store) -> bool:
    """Remove the traces of what was erased from the file and its log; False if somebody still reads the old ones."""
    newest = await store.read(erasure.unfinished)
    if not newest:
        return True
    await store.write_without_foreign_keys(erasure.rebuild_tables)
    for _ in range(PURGE_ATTEMPTS):
        if await store.truncate_wal():
            await store.write(erasure.finished, newest)
            return True
        await asyncio.sleep(PURGE_DELAY)
    return False
