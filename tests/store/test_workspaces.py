from __future__ import annotations

from datetime import timedelta

from bot.store.tables import workspaces
from bot.store.tables.workspaces import Removed
from tests.helpers import factories

HOUR = timedelta(hours=1)


async def test_a_workspace_is_gone_since_we_were_first_removed_from_it(store):
    await store.write(workspaces.removed, "slack", "T1", factories.NOON)
    await store.write(workspaces.removed, "slack", "T1", factories.NOON + HOUR)

    assert await store.read(workspaces.gone_since, factories.NOON) == [Removed("slack", "T1", factories.NOON)]
    assert await store.read(workspaces.gone_since, factories.NOON - HOUR) == []


async def test_a_workspace_that_we_are_back_in_is_not_gone(store):
    await store.write(workspaces.removed, "slack", "T1", factories.NOON)
    await store.write(workspaces.returned, "slack", "T1")

    assert await store.read(workspaces.gone_since, factories.NOON + HOUR) == []


async def test_what_is_stopped_now_takes_the_place_of_what_was(store):
    await store.write(workspaces.set_stops, "discord", {"": "the token is refused"})
    await store.write(workspaces.set_stops, "slack", {"T1": "too many calls fail"})
    await store.write(workspaces.set_stops, "discord", {"7": "too many calls fail"})

    assert await store.read(workspaces.stops) == {
        ("discord", "7"): "too many calls fail",
        ("slack", "T1"): "too many calls fail",
    }
