"""Who posts to the stand-in of Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from adapters.slack.platform import Slack
from bot.models.post import PostKind
from tests.helpers import factories
from tests.helpers.fake_servers.slack import TOKEN, SlackStandIn

REPLY = {"position": 1, "kind": PostKind.REPLY}
SINCE = factories.NOON


@asynccontextmanager
async def connected(workspace: SlackStandIn, **given) -> AsyncIterator[Slack]:
    platform = Slack(TOKEN, workspace.url, **{"delay": timedelta()} | given)
    yield platform
    await platform.close()
