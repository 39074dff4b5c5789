"""The socket to Slack is watched: one that is silent or lost is made again."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack.api import connection
from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.platform import Slack
from bot.errors import DeliveryPostponed
from bot.models.command import ShowPaper
from tests.helpers.fake_servers.serving import PATIENCE, until
from tests.helpers.fake_servers.slack import TOKEN
from tests.helpers.fake_servers.slack_socket import APP_TOKEN
from tests.helpers.slack_client import listening as talking


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(connection, "PING_INTERVAL", 1.0)  # half of it until a pong has to be there
    monkeypatch.setattr(connection, "WATCH", 0.05)
    monkeypatch.setattr(connection, "RECONNECT_TIMEOUT", 0.5)


async def test_a_silent_socket_is_made_again_and_people_are_heard_again(workspace, answerer, monkeypatch, socket):
    monkeypatch.setattr(connection, "RECONNECT_TIMEOUT", PATIENCE)
    await workspace.until(lambda: workspace.connections)
    workspace.fall_silent()

    await workspace.until(lambda: workspace.connections > 1)
    await workspace.command("/paper", "2008.10599")
    await workspace.until(lambda: workspace.seen)

    assert answerer.commands == [ShowPaper("2008.10599")]


async def test_a_socket_that_cannot_be_made_again_ends_listening_so_that_it_is_started_again(workspace, answerer):
    platform = Slack(TOKEN, workspace.url, SlackCredentials(app_token=APP_TOKEN))
    task = asyncio.create_task(platform.listen(answerer))
    await workspace.until(lambda: workspace.connections)
    await until(lambda: platform.is_connected)
    workspace.turning_away = True
    workspace.fall_silent()

    with pytest.raises(DeliveryPostponed, match="lost the connection to Slack"):
        await asyncio.wait_for(task, PATIENCE)

    assert not platform.is_connected
    await platform.close()


async def test_a_socket_that_cannot_be_made_at_all_ends_listening(workspace, answerer):
    workspace.turning_away = True
    platform = Slack(TOKEN, workspace.url, SlackCredentials(app_token=APP_TOKEN))

    with pytest.raises(DeliveryPostponed, match="lost the connection to Slack"):
        await asyncio.wait_for(platform.listen(answerer), PATIENCE)

    await platform.close()


async def test_a_proxy_is_not_asked_for_what_no_proxy_names(workspace, answerer, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    async with talking(workspace, answerer, SlackCredentials(app_token=APP_TOKEN)):
        await workspace.until(lambda: workspace.connections)
        await workspace.command("/paper", "2008.10599")

    assert answerer.commands == [ShowPaper("2008.10599")]
