"""Erase people and workspaces: their rows at once, then all traces in the database file and its log."""

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
PURGE_DELAY = 0.2  # seconds between two attempts while a reader is active


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """How many rows of each kind were erased, and whether all traces are gone."""

    erased: Mapping[str, int]
    is_purged: bool


async def erase_person(
    store: Store, who: tuple[str, str, str], direct: Collection[str], now: datetime
) -> ErasureResult:
    """Erase a person, given as (platform, workspace, user), with their *direct* channels."""
    erased = await store.write(erasure.erase_person, who, direct, now)
    return ErasureResult(erased, await purge_free_pages(store))


async def forget_workspace(store: Store, platform: str, workspace: str, now: datetime) -> ErasureResult:
    """Erase everything of a workspace."""
    erased = await store.write(erasure.erase_workspace, platform, workspace, now)
    return ErasureResult(erased, await purge_free_pages(store))


async def erase_removed_workspaces(store: Store, after: timedelta, now: datetime) -> None:
    """Erase workspaces that removed the bot more than *after* ago, and traces of earlier erasures."""
    for tenant in await store.write(erasure.removed, now - after, now):
        removed = f"{tenant.at:%Y-%m-%d}"
        log.warning("workspace erased: platform=%s workspace=%s removed=%s", tenant.platform, tenant.workspace, removed)
    if not await purge_free_pages(store):
        log.warning("erasure purge delayed: reason=database in use")


async def purge_free_pages(store: Store) -> bool:
    """Remove the traces of erased rows from the file and its log. Return False if a reader prevents it."""
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
