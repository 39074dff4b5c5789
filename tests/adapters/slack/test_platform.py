from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from adapters.slack import connect
from adapters.slack.platform import Slack
from bot.config import Settings
from bot.errors import (
    CommandError,
    ConfigError,
    DeliveryPostponed,
    DestinationGone,
)
from bot.models.digest import Destination
from tests.helpers import factories
from tests.helpers.fake_servers.slack import TOKEN, Channel, SlackStandIn, Trouble, slack
from tests.helpers.slack_senders import connected


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
async def workspace() -> AsyncIterator[SlackStandIn]:
    async with slack(clock=lambda: factories.NOON) as standing_in:
        yield standing_in


@pytest.fixture
async def platform(workspace) -> AsyncIterator[Slack]:
    async with connected(workspace, clock=lambda: factories.NOON) as platform:
        yield platform


def settings(**given) -> Settings:
    return Settings(_env_file=None, **given)


# --- locating -------------------------------------------------------------------------------------------------


async def test_a_channel_is_located_in_its_workspace(workspace, platform):
    assert await platform.resolve_channel("C0GENERAL") == Destination("slack", "T0FAKE", "C0GENERAL")


async def test_a_channel_is_located_without_the_scope_to_look_at_it(workspace, platform):
    workspace.scopes.remove("channels:read")

    assert await platform.resolve_channel("C0GENERAL") == Destination("slack", "T0FAKE", "C0GENERAL")


@pytest.mark.parametrize("name", ["general", "#general", "", "c0general", "C0GENERAL "])
async def test_a_name_is_no_id(workspace, platform, name):
    with pytest.raises(CommandError, match="copy the ID at the bottom"):
        await platform.resolve_channel(name)

    assert workspace.calls == []


@pytest.mark.parametrize(("channel", "advice"), [("C0NOWHERE", "channel not found"), ("C0PAST", "archived")])
async def test_a_channel_that_is_closed_to_us_is_not_located(channel, advice):
    async with slack(Channel("C0PAST", archived=True)) as workspace, connected(workspace) as platform:
        with pytest.raises(DestinationGone, match=advice):
            await platform.resolve_channel(channel)


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_refused_token_is_a_matter_of_settings(workspace, platform, code):
    workspace.token, workspace.token_error = "another", code

    with pytest.raises(ConfigError, match=r"SLACK_BOT_TOKEN: .*api\.slack\.com/apps"):
        await platform.resolve_channel("C0GENERAL")


@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(drop=True), Trouble(body=b'{"ok": true}')])
async def test_a_slack_that_fails_cannot_say_where_a_channel_is(workspace, platform, trouble):
    workspace.fail("auth.test", trouble)

    with pytest.raises(DeliveryPostponed):
        await platform.resolve_channel("C0GENERAL")


# --- checking -------------------------------------------------------------------------------------------------


async def looked_at(platform: Slack, channel: str | None = "C0GENERAL") -> list[tuple[bool, str, str]]:
    return [(check.ok, check.message, check.fix) for check in await platform.check(channel)]


WITHOUT = (
    "without files:write, reports have no slides; "
    "without groups:history, im:history, uncertain posts cannot be verified; "
    "without commands, files:write, groups:read, im:write, reactions:read, users:read, chat commands do not work; "
    "without links:read, links:write, links to papers are not unfurled"
)


async def test_a_check_names_workspace_scopes_and_channel(workspace, platform):
    assert await looked_at(platform) == [
        (True, "hotpapers in Stand-in", ""),
        (True, f"channels:history, channels:read, chat:write; {WITHOUT}", ""),
        (True, "the app is in #general", ""),
    ]
    assert len(await looked_at(platform, None)) == 2


async def test_a_check_says_which_scope_is_missing_and_what_for(workspace, platform):
    workspace.scopes.remove("channels:read")

    _, (ok, found, advice), _ = await looked_at(platform)

    assert not ok
    assert found == "the app lacks the scope channels:read (to see whether the app is in a channel)"
    assert "reinstall the app" in advice


@pytest.mark.parametrize(
    ("channel", "found", "advice"),
    [
        (Channel(member=False), "the app is not in the channel", "/invite @"),
        (Channel(archived=True), "the channel is archived", "unarchive it"),
        (Channel("C0OTHER"), "channel not found", "check the ID"),
        (Channel(private=True, member=False), "the app lacks the scope groups:read", "reinstall the app"),
    ],
)
async def test_a_check_says_what_keeps_us_out_of_a_channel(channel, found, advice):
    async with slack(channel) as workspace, connected(workspace) as platform:
        *_, (ok, said, advised) = await looked_at(platform)

    assert not ok
    assert found in said
    assert advice in advised


@pytest.mark.parametrize(("private", "scope"), [(True, "groups:history"), (False, "channels:history")])
async def test_a_channel_needs_a_scope_to_be_read_back(private, scope):
    async with slack(Channel(private=private)) as workspace, connected(workspace) as platform:
        workspace.scopes = ["chat:write", "channels:read", "groups:read"]
        *_, (ok, found, _) = await looked_at(platform)

    assert not ok
    assert scope in found


async def test_a_check_of_a_wrong_token_says_where_the_right_one_is(workspace, platform):
    workspace.token = "another"

    assert await looked_at(platform) == [
        (
            False,
            "the token is invalid",
            "copy the Bot User OAuth Token of your app from https://api.slack.com/apps to SLACK_BOT_TOKEN",
        )
    ]


async def test_a_check_of_a_name_says_where_the_id_is(workspace, platform):
    *_, (ok, _, advice) = await looked_at(platform, "#general")

    assert not ok
    assert "copy the ID at the bottom" in advice


@pytest.mark.parametrize("method", ["auth.test", "conversations.info"])
@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(status=429), Trouble(body=b"[]")])
async def test_a_check_survives_a_slack_that_fails(workspace, platform, method, trouble):
    workspace.fail(method, trouble)

    *_, (ok, _, advice) = await looked_at(platform)

    assert not ok
    assert advice == "try again later"


# --- connecting -----------------------------------------------------------------------------------------------


def test_no_token_says_where_to_get_one():
    with pytest.raises(ConfigError, match="SLACK_BOT_TOKEN is not set: create an app"):
        connect(settings())


async def test_the_settings_say_where_slack_is(workspace):
    platform = connect(settings(SLACK_BOT_TOKEN=SecretStr(TOKEN), SLACK_API_URL=workspace.url))

    sent = await platform.send(factories.post())
    await platform.close()

    assert [message["ts"] for message in workspace.messages] == [sent]


async def test_a_platform_that_never_asked_closes(workspace, platform):
    await platform.close()

    assert workspace.calls == []
