"""The pictures of messages leave nothing out."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from adapters.discord.messages import digest as discord
from adapters.slack.messages import digest as slack
from tests.helpers import factories, slack_markup
from tests.helpers.screenshots.messages import discord_page, markdown, slack_page


def text_of(page: str) -> str:
    return " ".join(Markup(page.partition("<body>")[2]).striptags().split())  # noqa: S704 - our own page


def test_a_picture_of_slack_shows_every_text_of_the_message():
    body = slack.render(factories.mixed_digest())[0]

    page = text_of(slack_page(body))

    shown = slack_markup.read({"mrkdwn": False, "unfurl_links": False, "unfurl_media": False} | body).shown
    options = {option["text"]["text"] for block in body["blocks"] for part in block.get("elements", ())
               for option in part.get("options", ())}  # fmt: skip
    assert [text for text in shown[1:] if text not in options and " ".join(text.split()) not in page] == []


def test_a_picture_of_discord_shows_every_text_of_the_message():
    body = discord.render(factories.mixed_digest())[0]

    page = text_of(discord_page(body))

    texts = [part["content"] for part in body["components"][0]["components"] if part["type"] == 10]
    words = re.findall(r"[A-Za-z]{4,}", re.sub(r"<[^>]*>", "", " ".join(texts)))
    assert [word for word in words if word not in page] == []


def test_a_part_without_a_picture_is_an_error():
    with pytest.raises(ValueError, match="no picture of 'table'"):
        slack_page({"blocks": [{"type": "table"}]})


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("**1 · [A \\*b\\*](<https://a.b>)**", '<div class="line"><b>1 · <a href="https://a.b">A *b*</a></b></div>'),
        (
            "Next: <t:1598425200:F> (<t:1598425200:R>)",
            '<div class="line">Next: Wednesday, 26 August 2020 at 07:00 (an hour ago)</div>',
        ),
        ("-# small & grey", '<div class="small">small &amp; grey</div>'),
        ("## Head\ntext", '<div class="h2">Head</div><div class="line">text</div>'),
    ],
)
def test_markdown_is_drawn_as_discord_draws_it(written, drawn):
    assert markdown(written) == drawn
