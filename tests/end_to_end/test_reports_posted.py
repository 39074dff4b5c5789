"""A week's report on both platforms: what is posted, what is refused, what is found again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from adapters.discord.platform import Discord
from adapters.slack.platform import Slack
from bot.errors import DeliveryUncertain
from bot.models.digest import Destination
from bot.models.post import Post, PostKind
from bot.models.report import Report
from bot.pipeline import deliver
from bot.platforms import EquationImage, ReportRenderer, plan_report_posts
from bot.store.tables import outbox, reports
from tests.helpers import factories
from tests.helpers.fake_servers import discord as discord_standin
from tests.helpers.fake_servers import slack as slack_standin
from tests.helpers.fake_servers.discord_rules import walk
from tests.helpers.fake_servers.discord_shapes import Place
from tests.helpers.fakes import Clock

PDF, PNG, SPEECH = b"%PDF-1.7 \xff slides", b"\x89PNG equation", "L equals L a plus lambda L b"
ON_SLACK, ON_DISCORD = Destination("slack", "T0FAKE", "C0GENERAL"), Destination("discord", "200", "300")
SHARING, KEEPING = "files.completeUploadExternal", "files.getUploadURLExternal"


async def _slides(bulletin: Report, most: int) -> bytes | None:
    return PDF


async def _equation(latex: str) -> EquationImage | None:
    return EquationImage(PNG, SPEECH)


ARTIST = ReportRenderer(_slides, _equation)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
async def workspace():
    async with slack_standin.slack(clock=lambda: factories.NOON) as standing_in:
        standing_in.scopes.append("files:write")
        yield standing_in


@pytest.fixture
async def server():
    async with discord_standin.discord(clock=lambda: factories.NOON) as standing_in:
        yield standing_in


@asynccontextmanager
async def on_slack(workspace, artist: ReportRenderer | None = ARTIST) -> AsyncIterator[Slack]:
    platform = Slack(slack_standin.TOKEN, workspace.url, delay=timedelta(), artist=artist)
    yield platform
    await platform.close()


@asynccontextmanager
async def on_discord(server, artist: ReportRenderer | None = ARTIST, **given) -> AsyncIterator[Discord]:
    platform = Discord(discord_standin.TOKEN, server.url, artist=artist, **given)
    yield platform
    await platform.close()


async def delivered(store, platform, there, bulletin=None):
    told = bulletin or factories.bulletin()
    number = await store.write(reports.enqueue_once, told, there, platform.plan_posts(told), factories.NOON)
    return await deliver(store, platform, number, Clock())


def slides(there: Destination, parent: str) -> Post:
    token = "0123456789abcdef0123456f"
    return Post(2, token, there, factories.bulletin(), 1, PostKind.REPLY, parent)


def said(message) -> str:
    return "\n".join(part["content"] for part in walk(message["components"]) if "content" in part)


def texts(message) -> str:
    def within(part):
        if isinstance(part, dict):
            yield from ([part["text"]] if isinstance(part.get("text"), str) else [])
            for inner in part.values():
                yield from within(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from within(inner)

    return "\n".join(within(message["blocks"]))


async def test_a_report_is_a_list_its_slides_and_a_reply_for_each_paper_on_slack(store, workspace):
    async with on_slack(workspace) as platform:
        done = await delivered(store, platform, ON_SLACK)

    parent, file, paper, other = workspace.messages
    assert (done.done, done.waiting, done.dead) == (4, 0, 0)
    assert "Weekly report · 19–25 August 2020\n2 papers. Slides are in the thread." in texts(parent)
    assert {message["thread_ts"] for message in (file, paper, other)} == {parent["ts"]}
    assert [workspace.uploaded[each["id"]].body for each in file["files"]] == [PDF]
    assert "We pour from the spout." in texts(paper)
    assert "Teapot (ours): Accuracy 91.2, F1 88.0" in texts(paper)
    (image,) = [block for block in paper["blocks"] if block["type"] == "image"]
    assert workspace.uploaded[image["slack_file"]["id"]].body == PNG
    assert image["alt_text"] == SPEECH
    buttons = [button for block in paper["blocks"] if block["type"] == "actions" for button in block["elements"]]
    assert [button["value"] for button in buttons] == ["swap equation 2008.10599", "swap table 2008.10599"]


async def test_a_report_is_a_list_its_slides_and_a_reply_for_each_paper_on_discord(store, server):
    async with on_discord(server) as platform:
        done = await delivered(store, platform, ON_DISCORD)

    (thread,) = server.threads
    file, paper, _ = thread.messages
    assert (done.done, done.waiting, done.dead) == (4, 0, 0)
    assert thread.name == "Weekly report · 19–25 August 2020"
    (name,) = [part["file"]["url"].removeprefix("attachment://") for part in walk(file["components"]) if "file" in part]
    assert server.uploaded[name] == PDF
    assert "We pour from the spout." in said(paper)
    (gallery,) = [part for part in walk(paper["components"]) if "items" in part]
    assert gallery["items"][0]["description"] == SPEECH


async def test_slides_carry_their_token_in_the_name_of_the_file(workspace, server):
    async with on_slack(workspace) as slack, on_discord(server) as discord:
        parent = await slack.send(factories.post(digest=factories.bulletin()))
        await slack.send(slides(ON_SLACK, parent))
        parent = await discord.send(factories.post("discord", digest=factories.bulletin(), destination=ON_DISCORD))
        await discord.send(slides(ON_DISCORD, parent))

    name = "weekly-report-2020-08-25-0123456789abcdef0123456f.pdf"
    assert [upload.name for upload in workspace.uploaded.values()] == [name]
    assert list(server.uploaded) == [name]


async def test_slides_whose_answer_was_lost_are_found_and_deleted_by_their_name_on_slack(workspace):
    async with on_slack(workspace) as platform:
        parent = await platform.send(factories.post(digest=factories.bulletin()))
        workspace.fail(SHARING, slack_standin.Trouble(drop=True, keeping=True))
        with pytest.raises(DeliveryUncertain):
            await platform.send(slides(ON_SLACK, parent))

        found = await platform.find(slides(ON_SLACK, parent), factories.NOON)
        assert found == "F1"
        await platform.delete(slides(ON_SLACK, parent), found)
        await platform.delete(slides(ON_SLACK, parent), found)

    assert len(workspace.messages) == 1


@pytest.mark.parametrize("window", [timedelta(minutes=1), timedelta()])
async def test_slides_whose_answer_was_lost_are_found_on_discord(server, window):
    async with on_discord(server, nonce_window=window, clock=lambda: factories.NOON) as platform:
        parent = await platform.send(factories.post("discord", digest=factories.bulletin(), destination=ON_DISCORD))
        server.fail(f"POST /channels/{parent}/messages", discord_standin.Trouble(drop=True, keeping=True))
        with pytest.raises(DeliveryUncertain):
            await platform.send(slides(ON_DISCORD, parent))

        found = await platform.find(slides(ON_DISCORD, parent), factories.NOON)

    assert [message["id"] for message in server.threads[0].messages] == [found]


@pytest.mark.parametrize("error", ["file_upload_size_restricted", "file_uploads_disabled"])
@pytest.mark.parametrize("method", [KEEPING, SHARING])
async def test_where_slack_takes_no_files_the_thread_comes_alone_and_says_so(store, workspace, method, error):
    workspace.fail(method, *[slack_standin.Trouble(status=200, error=error)] * 2)

    async with on_slack(workspace) as platform:
        done = await delivered(store, platform, ON_SLACK)

    _, alone, paper, _ = workspace.messages
    assert done.done == 4
    assert "I couldn't attach the slides: this workspace" in texts(alone)
    assert r"L = L_{a} + \lambda L_{b}" in texts(paper)


async def test_without_the_scope_the_thread_comes_alone_and_names_it(store, workspace):
    workspace.scopes.remove("files:write")

    async with on_slack(workspace) as platform:
        done = await delivered(store, platform, ON_SLACK)

    assert (done.done, done.dead) == (4, 0)
    assert "the app lacks the scope files:write" in texts(workspace.messages[1])


async def test_an_upload_that_fails_before_anyone_sees_it_is_tried_again(store, workspace):
    workspace.fail(KEEPING, slack_standin.Trouble(drop=True, keeping=True))

    async with on_slack(workspace) as platform:
        done = await delivered(store, platform, ON_SLACK)

    assert (done.done, done.waiting) == (1, 3)
    assert done.retry_at is not None


async def test_where_discord_takes_no_files_the_thread_comes_alone_and_says_so(store, server):
    server.most_file = 5

    async with on_discord(server) as platform:
        done = await delivered(store, platform, ON_DISCORD)

    assert done.done == 4
    assert "I couldn't attach the slides" in said(server.threads[0].messages[0])


async def test_without_the_right_to_attach_files_the_thread_comes_alone_and_says_what_to_allow(store):
    async with discord_standin.discord(Place(denied={"attach"}), clock=lambda: factories.NOON) as server:
        async with on_discord(server) as platform:
            done = await delivered(store, platform, ON_DISCORD)

        assert done.done == 4
        assert "allow me Attach Files" in said(server.threads[0].messages[0])


async def test_without_what_draws_the_thread_shows_latex(store, workspace, server):
    async with on_slack(workspace, None) as slack, on_discord(server, None) as discord:
        await delivered(store, slack, ON_SLACK)
        await delivered(store, discord, ON_DISCORD)

    assert r"L = L_{a} + \lambda L_{b}" in texts(workspace.messages[2])
    assert "```latex\nL = L_{a}" in said(server.threads[0].messages[1])
    assert not workspace.uploaded
    assert not server.uploaded


async def test_a_report_is_put_into_the_outbox_once_and_again_on_demand(store):
    bulletin = factories.bulletin()
    kinds = plan_report_posts(bulletin)

    first = await store.write(reports.enqueue_once, bulletin, ON_SLACK, kinds, factories.NOON)
    second = await store.write(reports.enqueue_once, bulletin, ON_SLACK, kinds, factories.NOON)
    third = await store.write(reports.enqueue, bulletin, ON_SLACK, kinds, factories.NOON)

    assert first == second != third
    assert await store.read(outbox.delivery, ON_SLACK, factories.DAY, None) == third
    assert await store.read(reports.papers_of_week, ON_SLACK, factories.DAY) == ["2008.10599", "2008.10598"]


async def test_an_outside_text_of_a_report_mentions_no_one(store, workspace, server):
    nasty = factories.bulletin_entry(
        title="<!channel> @everyone ```", ideas=("<@U1> [x](http://evil)",), latex="`a` ```"
    )
    async with on_slack(workspace, None) as slack, on_discord(server, None) as discord:
        await delivered(store, slack, ON_SLACK, factories.bulletin(nasty))
        await delivered(store, discord, ON_DISCORD, factories.bulletin(nasty))

    assert all("<!channel>" not in message.get("text", "") for message in workspace.messages)
    assert all("@everyone" not in said(message) for message in server.messages)
    assert "```latex\n'a' '''\n```" in said(server.threads[0].messages[1])
