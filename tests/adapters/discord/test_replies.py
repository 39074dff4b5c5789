from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.checks import invite
from adapters.discord.messages.buttons import stored_payloads
from adapters.discord.messages.digest import MAX_CHARACTERS
from adapters.discord.messages.markup import size
from adapters.discord.messages.replies import files, message
from bot.commands import syntax
from bot.models.command import ManageSubscription, ShowHotList, ShowPaper, SubscriptionAction
from bot.models.digest import Filter
from bot.models.papers import PaperId
from bot.models.reply import Attachment, Button, ButtonStyle, Card, ListItem, Menu, Reply
from bot.wording import subscriptions as describing
from tests.helpers import adversarial_texts, factories
from tests.helpers.discord_markup import read
from tests.helpers.fake_servers.discord_rules import COMPONENTS_V2, refusal, walk

PAPER = PaperId("2008.10599")
UNSUBSCRIBE = Button("Unsubscribe", ManageSubscription(SubscriptionAction.UNSUBSCRIBE, 7), ButtonStyle.DANGER)


def body(reply: Reply) -> dict[str, Any]:
    return {"flags": COMPONENTS_V2, "components": message(reply).to_components()}


def parts(reply: Reply) -> list[dict[str, Any]]:
    return list(walk(body(reply)["components"]))


def said(reply: Reply) -> list[str]:
    return [line.shown for part in parts(reply) if "content" in part for line in read(part["content"])]


def pressable(reply: Reply) -> dict[str, str]:
    return {part["label"]: part["custom_id"] for part in parts(reply) if "label" in part and "custom_id" in part}


def card(**given: Any) -> Card:
    course = ((date(2020, 8, 25), 10), (date(2020, 8, 26), 267))
    known = factories.paper(version=2, comment="12 pages", journal="Nature 1")
    return Card(known, factories.entry(**given), (factories.announcement(),), course)


def test_a_sentence_stands_alone_on_its_lines():
    reply = Reply("Saved.\n\nIt is on *your* list.")

    (text,) = body(reply)["components"]
    assert text == {"type": 10, "content": "Saved.\n\nIt is on \\*your\\* list."}


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Etc/GMT-2"])
def test_a_time_is_shown_in_the_readers_own_zone(zone):
    due = describing.instant(datetime(2020, 8, 26, 7, tzinfo=UTC), zone)
    shown = "<t:1598425200:F> (<t:1598425200:R>)"

    reply = Reply(
        f"Next: {due.text}, *late*.", items=(ListItem(f"Last: {due.text}", due.text, (), (due,)),), instants=(due,)
    )

    assert [part["content"] for part in parts(reply) if "content" in part] == [
        f"Next: {shown}, \\*late\\*.",
        f"**Last: {shown}**\n-# {shown}",
    ]


def test_a_time_that_a_person_types_stays_as_it_is():
    assert said(Reply("Mon 24 Aug, 09:00 (Europe/Paris)")) == ["Mon 24 Aug, 09:00 (Europe/Paris)"]


def test_a_button_carries_what_it_asks():
    assert pressable(Reply("One", buttons=(UNSUBSCRIBE,))) == {
        "Unsubscribe": syntax.format_command(UNSUBSCRIBE.command)
    }


def test_a_button_that_asks_too_much_for_an_id_carries_a_key_instead():
    longest = ShowHotList(Filter((), tuple(f"a phrase of some length {number}" for number in range(5))), page=1)

    reply = Reply("A list.", buttons=(Button("Next page", longest), UNSUBSCRIBE))

    (key, text), *others = stored_payloads(reply).items()
    assert (text, others) == (syntax.format_command(longest), [])
    assert pressable(reply)["Next page"] == key


def test_a_menu_has_options_that_carry_what_they_ask():
    menu = Menu("Open a paper", (("A title", ShowPaper("2008.10599")), ("x" * 300, ShowPaper("1706.03762"))))

    (picker,) = [part for part in parts(Reply("Which?", select=menu)) if part["type"] == 3]

    assert picker["placeholder"] == "Open a paper"
    assert [option["value"] for option in picker["options"]] == ["paper 2008.10599", "paper 1706.03762"]


def test_a_card_shows_all_that_is_known():
    lines = said(Reply(card=card()))

    assert lines[0] == "A Title of 2008.10599"
    assert "Ada Lovelace, Alan Turing" in lines
    assert "Comment: 12 pages" in lines
    assert any(line.startswith("Over days: ▁█ 2020-08-25: 10") for line in lines)
    assert "Something is hard. We propose a thing. It works." in lines


def test_a_list_names_every_paper_and_its_page_turns():
    digest = factories.digest(factories.entry(), factories.entry("2008.10598"))

    reply = Reply(digest=digest, buttons=(Button("Next page", ShowHotList(page=1)),))

    assert [line for line in said(reply) if "A Title of" in line] == [
        "1 · A Title of 2008.10599",
        "2 · A Title of 2008.10598",
    ]
    assert list(pressable(reply)) == ["Next page"]


def test_things_that_are_too_many_are_counted():
    buttons = [Button("Pause", ManageSubscription(SubscriptionAction.PAUSE, number)) for number in range(30)]
    items = tuple(ListItem(f"Subscription {number}", "Next: Monday", (pause,)) for number, pause in enumerate(buttons))

    lines = said(Reply("Your subscriptions:", items=items))

    shown = sum(line.startswith("Subscription") for line in lines)
    assert 8 < shown < 30
    assert lines[-1] == f"… and {30 - shown} more"


def test_what_can_be_asked_already_is_not_offered_twice():
    reply = Reply(items=(ListItem("One", "", (UNSUBSCRIBE,)), ListItem("Other", "", (UNSUBSCRIBE,))))

    assert [part["custom_id"] for part in parts(reply) if "custom_id" in part] == ["unsubscribe 7"]


def test_a_file_is_shown_by_its_name():
    reply = Reply("Here.", file=Attachment("papers.bib", b"@misc{}"))

    (file,) = files(reply)
    assert parts(reply)[-1]["file"] == {"url": "attachment://papers.bib"}
    assert (file.filename, file.fp.read()) == ("papers.bib", b"@misc{}")


pages = st.builds(ShowHotList, page=st.integers(0, 99))
buttons = st.lists(st.builds(Button, st.sampled_from(["Next", "x" * 200]), pages), max_size=12).map(tuple)
replies = st.builds(
    Reply,
    text=adversarial_texts.texts,
    digest=st.none() | st.builds(adversarial_texts.digest, adversarial_texts.texts),
    card=st.none() | st.builds(lambda text: card(title=text, abstract=text * 50), adversarial_texts.texts),
    items=st.lists(st.builds(ListItem, adversarial_texts.texts, adversarial_texts.texts, buttons), max_size=30).map(
        tuple
    ),
    buttons=buttons,
)


@pytest.mark.slow
@settings(deadline=None, max_examples=150)
@given(reply=replies)
def test_any_reply_fits_and_leads_nowhere(reply):
    shown = body(reply)

    assert not shown["components"] or not refusal(shown)
    texts = [part["content"] for part in walk(shown["components"]) if "content" in part]
    assert sum(map(size, texts)) <= MAX_CHARACTERS
    assert [line.live for text in texts for line in read(text) if line.live] == []


def test_the_invitation_asks_for_what_is_used_and_no_more():
    address = invite(100)

    assert address == (
        "https://discord.com/oauth2/authorize?client_id=100&scope=bot+applications.commands&permissions=309237746688"
    )
