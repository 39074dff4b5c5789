"""A thousand hostile papers, read back by someone who does not know how we write: nothing in them is live."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack.messages.blocks import body, rich, section, words
from tests.helpers import slack_markup
from tests.helpers.discord_markup import read
from tests.helpers.injection_check import PAPERS, READERS, Hostile, made

pytestmark = pytest.mark.slow

TRIED = 1000  # papers
MESSAGE = {"text": "x", "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}


@pytest.fixture(scope="module")
def tried() -> list[Hostile]:
    return [made(seed) for seed in range(TRIED // PAPERS)]


@pytest.mark.parametrize("name", READERS)
async def test_nothing_is_live_in_a_thousand_hostile_papers(tried, name):
    for seed, found in enumerate(tried):
        assert (seed, *READERS[name](found)) == (seed,)
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone", "@here", "<@123>", "<@!1>", "<@&1>", "<#1>", "</forget:1>", "<t:1:R>", "<:a:1>", "<a:b:1>",
        ":smile:", ":+1:", "<id:home>", "<+15551234567>", "<a@evil.example>", "https://evil.example", "steam://run/1",
        "__discord.gg/x", "www.evil.example", "[a](<https://evil.example>)", "*x*", "`x`", "||x||", "# x", "-# > x",
        "1. x", "![x](y)",
    ],
)  # fmt: skip
def test_our_reader_of_discord_sees_what_is_live(text):
    (line,) = read(f"x {text}" if text[0] not in "#-1" else text)

    assert line.live or [url for _, url in line.links] == ["https://evil.example"]


@pytest.mark.parametrize(
    "text", ["<!channel>", "<@U1>", "<#C1|x>", "<https://evil.example|x>", "<!date^1^x|x>", "a & b"]
)
def test_our_reader_of_slack_sees_what_is_live_in_a_text(text):
    assert slack_markup.read(MESSAGE | {"text": text, "blocks": []}).live


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
        {
            "type": "context",
            "elements": [{"type": "image", "image_url": "https://evil.example", "alt_text": "x"}],
        },
        {"type": "header", "text": {"type": "plain_text", "text": ":tada:"}},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "broadcast"}]}]},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "emoji"}]}],
        },
        {"type": "markdown", "text": "# x"},
    ],
    ids=str,
)
def test_our_reader_of_slack_sees_what_is_live_in_a_block(block):
    assert slack_markup.read(MESSAGE | {"blocks": [block]}).live


def test_our_reader_of_slack_sees_what_is_live_around_a_text():
    harmless = body(rich(section(words("x"))))

    assert slack_markup.read(harmless).live == ()
    assert all(
        slack_markup.read(harmless | {key: True}).live for key in ("mrkdwn", "unfurl_links", "link_names", "parse")
    )
