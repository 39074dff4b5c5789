"""Slack with someone who listens, for the tests that name this as their plugin."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.platform import Slack
from tests.helpers.fake_event_handler import FakeAnswerer
from tests.helpers.fake_servers.slack_signed import SECRET
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, TalkingSlack, talking_slack
from tests.helpers.slack_client import listening


@pytest.fixture
async def workspace(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TalkingSlack]:
    monkeypatch.setenv("no_proxy", "*")
    async with talking_slack() as standing_in:
        yield standing_in


@pytest.fixture
def answerer() -> FakeAnswerer:
    return FakeAnswerer()


@pytest.fixture(params=["socket", "http"])
async def slack(request, workspace, answerer) -> AsyncIterator[Slack]:
    access = (
        SlackCredentials(app_token=APP_TOKEN) if request.param == "socket" else SlackCredentials(signing_secret=SECRET)
    )
    async with listening(workspace, answerer, access) as platform:
        yield platform


@pytest.fixture
async def socket(workspace, answerer) -> AsyncIterator[Slack]:
    async with listening(workspace, answerer, SlackCredentials(app_token=APP_TOKEN, signing_secret=SECRET)) as platform:
        yield platform


@pytest.fixture
async def http(workspace, answerer) -> AsyncIterator[Slack]:
    async with listening(workspace, answerer, SlackCredentials(signing_secret=SECRET)) as platform:
        yield platform
