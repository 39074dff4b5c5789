from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.messages import digest, replies
from adapters.slack.messages.blocks import body, plain, rich, section, small, words
from adapters.slack.messages.fallback_text import escape, mention_user, text
from bot.models.command import ListSubscriptions
from bot.models.reply import Button, ListItem, Reply
from tests.helpers import adversarial_texts, factories

BAR = re.compile("[▰▱]+")  # a picture of the number after it


def shown(block: Any) -> list[str]:
    """Read a block as people see it: every text of it, but not those of what can be pressed."""
    if isinstance(block, list):
        return [said for one in block for said in shown(one)]
    if block.get("type") in {"actions", "button"}:
        return []
    if block.get("type") == "image":
        return [block["alt_text"]]
    said = block.get("text")
    if isinstance(said, str):
        return [said]
    return shown(said or block.get("elements", []))


def words_in_order(told: str, message: dict[str, Any]) -> bool:
    """Tell whether all words of the blocks stand in *told*, one after the other."""
    at = 0
    for said in shown(message["blocks"]):
        for word in BAR.sub("", said).split():
            at = told.find(escape(word), at)
            if at < 0:
                return False
            at += len(escape(word))
    return True


@given(st.randoms(use_true_random=False))
def test_the_text_of_a_digest_says_what_its_blocks_say_in_their_order(chance):
    for message in digest.render(adversarial_texts.digest(adversarial_texts.generated(chance))):
        assert len(message["text"]) < 4000
        assert len(message["text"]) > 3500 or words_in_order(message["text"], message)


def test_an_answer_with_a_list_says_all_of_it():
    entries = [factories.entry(f"2008.{number:05}", title=f"Title {number}") for number in range(1, 11)]

    (message,) = replies.render(
        Reply("Here:", digest=factories.digest(*entries), buttons=(Button("Mine", ListSubscriptions()),))
    )

    assert words_in_order(message["text"], message)
    assert "Mine" not in message["text"]


def test_items_are_said_with_what_is_under_them():
    (message,) = replies.render(Reply("Two:", items=(ListItem("One", "under one"), ListItem("Two"))))

    assert message["text"] == "Two:\nOne\nunder one\nTwo"


def test_of_a_long_list_every_title_is_said():
    entries = [
        factories.entry(f"2008.{number:05}", title=f"Title {number}", summary="A long line. " * 20)
        for number in range(1, 11)
    ]

    (message,) = replies.render(Reply(digest=factories.digest(*entries)))

    assert len(message["text"]) < 4000
    assert all(f"{number}. Title {number}\n" in message["text"] for number in range(1, 11))


@given(st.lists(st.text(alphabet="ab &<>", max_size=3000), max_size=8))
def test_no_text_is_longer_than_slack_takes_however_it_is_escaped(lines):
    assert len(text(lines)) <= 4000


def test_pictures_and_people_are_said():
    picture = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x squared"}
    asks = rich({"type": "rich_text_section", "elements": [words("Asked by "), {"type": "user", "user_id": "U0ADA"}]})

    assert body([picture, *asks])["text"] == "x squared\nAsked by <@U0ADA>"
    assert text([f"a {mention_user('U0ADA')}", "<@U0BOB>"]) == "a <@U0ADA>\n&lt;@U0BOB&gt;"


def test_a_message_says_its_heading_and_what_is_small_first():
    blocks = [{"type": "header", "text": plain("Head")}, *small("small"), *rich(section(words("text")))]

    assert body(blocks)["text"] == "Head\nsmall\ntext"
