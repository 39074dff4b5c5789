from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest
from aiohttp import web
from yarl import URL

from adapters.slack.api import signed_endpoint
from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.platform import Slack
from bot.errors import ConfigError, DeliveryPostponed
from bot.models.digest import Destination
from bot.models.papers import PaperId
from tests.helpers.fake_servers.serving import serving, until
from tests.helpers.fake_servers.slack import TOKEN, Trouble
from tests.helpers.fake_servers.slack_signed import SECRET
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, TalkingSlack

HERE = Destination("slack", "T0FAKE", "C0GENERAL")
PAPER = PaperId("2008.10599")


async def test_a_new_socket_takes_over(workspace, answerer, socket):
    await workspace.command("/hotpapers")
    await workspace.refresh()
    await workspace.command("/hotpapers", "status")

    await workspace.until(lambda: len(workspace.seen) == 2)


@pytest.mark.parametrize(("token", "app_token"), [("wrong", APP_TOKEN), (TOKEN, "xapp-wrong")])
async def test_a_wrong_token_is_told_before_listening(workspace, answerer, token, app_token):
    platform = Slack(token, workspace.url, SlackCredentials(app_token))

    with pytest.raises(ConfigError, match="SLACK_"):
        await platform.listen(answerer)

    await platform.close()


@pytest.mark.parametrize(("app_token", "ok"), [(APP_TOKEN, True), ("xapp-wrong", False)])
async def test_a_check_looks_at_the_app_token_too(workspace, app_token, ok):
    platform = Slack(TOKEN, workspace.url, SlackCredentials(app_token))

    token, scopes, app = await platform.check(None)

    assert (token.ok, scopes.ok, app.ok) == (True, True, ok)
    await platform.close()


async def test_who_is_configured_platforms_needs_more_scopes(workspace):
    workspace.scopes.remove("im:write")
    platform = Slack(TOKEN, workspace.url, SlackCredentials(signing_secret=SECRET))

    _, scopes = await platform.check(None)

    assert scopes.message == "the app lacks the scope im:write (to send people their digests)"
    await platform.close()


async def test_a_slack_that_cannot_say_is_tried_again_later(workspace, answerer):
    workspace.fail("apps.connections.open", Trouble(error="internal_error"))
    platform = Slack(TOKEN, workspace.url, SlackCredentials(APP_TOKEN))

    with pytest.raises(DeliveryPostponed):
        await platform.listen(answerer)

    await platform.close()


async def test_without_a_way_in_listening_says_what_to_set(workspace, answerer):
    platform = Slack(TOKEN, workspace.url)

    with pytest.raises(ConfigError, match="SLACK_APP_TOKEN"):
        await platform.listen(answerer)

    await platform.close()


def command(workspace: TalkingSlack) -> bytes:
    from urllib.parse import urlencode

    return urlencode(workspace.typed("/hotpapers", "")).encode()


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "another"},
        {"stamp": "1"},
        {"stamp": "99999999999"},
        {"stamp": "now"},
        {"stamp": "-1"},
        {"stamp": "²"},
        {"signature": "v0="},
        {"signature": "ü"},
    ],
    ids=str,
)
async def test_what_slack_did_not_sign_now_is_refused(workspace, answerer, http, forged):
    status, _ = await workspace.request(command(workspace), **forged)

    assert status == 401
    assert answerer.asked == []


async def test_the_same_request_is_refused_the_second_time(workspace, answerer, http):
    body, stamp = command(workspace), f"{datetime.now(UTC).timestamp():.0f}"

    first, _ = await workspace.request(body, stamp=stamp)
    second, _ = await workspace.request(body, stamp=stamp)

    assert (first, second) == (200, 401)


async def test_slack_may_verify_the_address(workspace, http):
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()

    assert await workspace.request(body) == (200, '{"challenge": "abc"}')


async def test_until_someone_listens_requests_are_put_off(workspace):
    platform = Slack(TOKEN, workspace.url, SlackCredentials(signing_secret=SECRET))
    application = web.Application()
    application.add_routes(platform.http_routes())

    async with serving(application) as url:
        workspace.entrance = f"{url}/slack/events"
        status, _ = await workspace.request(command(workspace))

    assert status == 503


async def test_a_request_that_was_put_off_is_taken_when_it_comes_again(workspace, answerer, http):
    body, stamp = command(workspace), f"{datetime.now(UTC).timestamp():.0f}"
    app, http._entrance._app = http._entrance._app, None

    early, _ = await workspace.request(body, stamp=stamp)
    http._entrance.enable(app)
    again, _ = await workspace.request(body, stamp=stamp)

    assert (early, again) == (503, 200)


async def test_a_body_that_is_cut_off_is_one_line_in_the_log(workspace, answerer, http, caplog):
    _, writer = await begun(workspace)
    await until(lambda: http._entrance._open_bodies)

    writer.transport.abort()

    await until(lambda: not http._entrance._open_bodies)
    await until(lambda: caplog.records)
    assert [(record.message.partition(":")[0], record.exc_info) for record in caplog.records] == [
        ("request cut off", None)
    ]
    assert answerer.asked == []


async def test_a_body_that_does_not_come_is_not_waited_for(workspace, http, monkeypatch):
    monkeypatch.setattr(signed_endpoint, "BODY_TIMEOUT", 0.01)

    reader, writer = await begun(workspace)

    assert (await reader.readline()).startswith(b"HTTP/1.1 408")
    writer.close()


async def test_only_so_many_bodies_are_open_at_once(workspace, http, monkeypatch):
    monkeypatch.setattr(signed_endpoint, "MAX_OPEN_BODIES", 1)
    _, first = await begun(workspace)
    await until(lambda: http._entrance._open_bodies)

    reader, second = await begun(workspace)

    assert (await reader.readline()).startswith(b"HTTP/1.1 503")
    first.transport.abort()
    second.transport.abort()
    await until(lambda: not http._entrance._open_bodies)
    assert (await workspace.request(command(workspace)))[0] == 200


async def test_nothing_is_read_of_what_has_no_signature_of_now(workspace, http):
    reader, writer = await begun(workspace, stamp=1)

    assert (await reader.readline()).startswith(b"HTTP/1.1 401")
    writer.close()


async def begun(workspace: TalkingSlack, stamp: int | None = None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Send the head of a request and a part of its body."""
    url = URL(workspace.entrance)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    now = int(datetime.now(UTC).timestamp()) if stamp is None else stamp
    head = f"POST {url.path} HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\nX-Slack-Request-Timestamp: {now}\r\n"
    writer.write(f"{head}X-Slack-Signature: v0=0\r\n\r\npart".encode())
    return reader, writer
