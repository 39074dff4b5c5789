from __future__ import annotations

import json

import pytest

from adapters.slack.api.credentials import SlackCredentials
from adapters.slack.platform import Slack
from bot.models.command import ShowPaper
from bot.models.papers import PaperId
from bot.models.reply import Card, Reply
from tests.helpers import factories
from tests.helpers.fake_servers.serving import until
from tests.helpers.fake_servers.slack import TOKEN
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, SCOPES, USER
from tests.helpers.slack_client import listening

URL = "https://arxiv.org/abs/2008.10599"
ACCESS = SlackCredentials(app_token=APP_TOKEN, unfurls=True)
MESSAGE = {"channel": "C0GENERAL", "message_ts": "1.1"}


@pytest.fixture
def answerer(answerer):
    answerer.says = lambda _: [
        Reply("Looking up …", is_final=False),
        Reply(card=Card(factories.paper(), factories.entry(), (), ())),
    ]
    return answerer


async def paste(workspace, *urls, **given):
    links = [{"url": url, "domain": "arxiv.org"} for url in urls]
    await workspace.event("link_shared", user=USER, links=links, **MESSAGE | given)


@pytest.mark.parametrize("given", [{}, {"unfurl_id": "C0.1.2", "source": "composer", "channel": "COMPOSER"}])
async def test_a_pasted_link_is_shown_as_its_paper(workspace, answerer, given):
    workspace.scopes = [*SCOPES, "links:read", "links:write"]

    async with listening(workspace, answerer, ACCESS):
        await paste(workspace, URL, "https://arxiv.org/list/cs.CV/new", **given)
        await workspace.until(lambda: workspace.unfurled)

    assert answerer.commands == [ShowPaper(PaperId("2008.10599"))]
    assert list(workspace.unfurled) == [URL]
    assert factories.entry().title in json.dumps(workspace.unfurled)


async def test_a_link_to_no_paper_stays_as_it_is(workspace, answerer, caplog):
    workspace.scopes = [*SCOPES, "links:read"]
    answerer.says = lambda _: [Reply("arXiv has no such paper.")]

    async with listening(workspace, answerer, ACCESS):
        await paste(workspace, URL)
        await workspace.until(lambda: answerer.commands)

    assert "chat.unfurl" not in [method for method, _ in workspace.calls]


async def test_without_the_scope_it_is_logged(workspace, answerer, caplog):
    workspace.scopes = [*SCOPES, "links:read"]
    async with listening(workspace, answerer, ACCESS):
        await paste(workspace, URL)
        await until(lambda: "links:write" in caplog.text)

    assert workspace.unfurled == {}


async def test_links_are_left_alone_unless_that_is_wanted(workspace, answerer):
    workspace.scopes = [*SCOPES, "links:read"]
    async with listening(workspace, answerer, SlackCredentials(app_token=APP_TOKEN)):
        await paste(workspace, URL)

    assert answerer.commands == []


async def test_who_unfurls_needs_two_more_scopes(workspace):
    platform = Slack(TOKEN, workspace.url, ACCESS)

    _, scopes, _ = await platform.check(None)

    assert "links:read (to see links to papers)" in scopes.message
    await platform.close()
