from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.manifest import manifest
from adapters.slack.messages.app_home import home, hottest, theirs
from adapters.slack.messages.forms import ResponseTarget, expanded, modal, submitted
from adapters.slack.messages.replies import render
from bot.commands.reading_list import CitationFormat, ExportReadingList
from bot.commands.registry import COMMANDS
from bot.models.command import (
    NO_FILTER,
    ActOnPaper,
    ManageSubscription,
    PaperAction,
    SetDigest,
    ShowHotList,
    ShowPaper,
    Subscribe,
)
from bot.models.command import SubscriptionAction as Acts
from bot.models.digest import Filter, Ranking
from bot.models.papers import Announcement, AnnounceType, PaperId
from bot.models.reply import Button, ButtonStyle, Card, Form, ListItem, Menu, Reply
from bot.models.subscription import DigestOptions, Frequency, Schedule
from tests.adapters.slack.test_digest import SITES, links, live, texts
from tests.helpers import adversarial_texts, factories
from tests.helpers.fake_servers.slack_rules import refusal, view_refusal

PAPER = PaperId("2008.10599")
NINE = time(9)
EVERY = Schedule(Frequency.WEEKDAYS, NINE, zone="Europe/Paris")
ORIGIN = ResponseTarget("C0GENERAL", "https://hooks.slack.com/commands/1")


def card(**given: Any) -> Card:
    paper = factories.paper(
        version=2, published=datetime(2020, 8, 24, tzinfo=UTC), comment="12 pages", journal="Nature 1"
    )
    course = ((date(2020, 8, 25), 10), (date(2020, 8, 26), 130), (date(2020, 8, 27), 267))
    announced = (Announcement(PAPER, factories.DAY, AnnounceType.NEW, 1),)
    return Card(
        **{"paper": paper, "entry": factories.entry(), "announcements": announced, "attention_history": course} | given
    )


def buttons(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for block in body["blocks"] if block["type"] == "actions" for part in block["elements"]]


def test_a_card_looks_like_this(snapshot):
    asked = (
        Button("Save", ActOnPaper(PaperAction.SAVE, PAPER)),
        Button("More like this", ActOnPaper(PaperAction.MORE, PAPER)),
    )

    bodies = render(Reply(card=card(), buttons=asked))

    assert list(bodies) == snapshot


def test_a_card_says_all_that_is_known():
    (body,) = render(Reply(card=card()))

    shown = "\n".join(texts(body))
    for told in ("A Title", "Ada Lovelace", "Computer Vision", "v2, first 2020-08-24", "12 pages", "Nature 1"):
        assert told in shown
    for told in ("We propose", "Something is hard", "51 reposts", "▁▄█ 2020-08-25: 10, 2020-08-27: 267", "(new)"):
        assert told in shown
    assert "https://arxiv.org/abs/2008.10599" in links(body)


def test_paragraphs_stand_apart_and_keep_their_lines():
    (body,) = render(Reply("First.\n\nSecond:\none\ntwo"))

    assert texts(body) == ["First.", "Second:\none\ntwo"]


def test_a_button_carries_its_command():
    (body,) = render(
        Reply("Sure?", buttons=(Button("Stop", ManageSubscription(Acts.UNSUBSCRIBE, 3), ButtonStyle.DANGER),))
    )

    (button,) = buttons(body)
    assert (button["value"], button["style"], button["text"]["text"]) == ("unsubscribe 3", "danger", "Stop")


def test_a_menu_carries_its_commands():
    (body,) = render(Reply("Which?", select=Menu("Open a paper", (("One", ShowPaper("2008.10599")),))))

    (menu,) = buttons(body)
    assert [option["value"] for option in menu["options"]] == ["paper 2008.10599"]


def test_what_is_too_long_to_carry_is_left_out():
    endless = ShowHotList(Filter((), tuple(f"{number:0200}" for number in range(20))))

    bodies = render(Reply("x", buttons=(Button("Next", endless),), select=Menu("Open", (("One", endless),))))

    assert [buttons(body) for body in bodies] == [[]]


def test_a_form_or_a_file_alone_says_nothing():
    assert render(Reply(form=Form("x", False, NO_FILTER, None, DigestOptions()))) == ()


def test_many_things_become_several_messages_in_order():
    items = tuple(
        ListItem(f"Number {n}", "x" * 250, (Button("Pause", ManageSubscription(Acts.PAUSE, n)),)) for n in range(60)
    )

    bodies = render(Reply("All of them:", items=items))

    shown = [text.strip() for body in bodies for text in texts(body) if text.startswith("Number")]
    assert shown == [item.title for item in items]
    assert len(bodies) > 1
    assert not any(map(refusal, bodies))


def test_a_page_of_a_list_is_one_message_with_shorter_lines_if_need_be():
    line = "We propose a way to do what no one did before, which takes less time and memory than others. " * 3
    seen = [factories.mention(source=source, reposts=51, likes=216) for source in ("x", "bluesky", "mastodon")]
    authors = ("Grace Brewster Murray Hopper",) * 9
    entries = [
        factories.entry(f"2008.{n:05}", title="A Long Title " * 8, summary=line, mentions=seen, authors=authors)
        for n in range(1, 11)
    ]
    asked = Button("Next page", ShowHotList(page=1))

    (body,) = render(Reply(digest=factories.digest(*entries, note="Data since 2020-08-25."), buttons=(asked,)))

    assert refusal(body) is None
    assert all(f"{n}. A Long Title" in "\n".join(texts(body)) for n in range(1, 11))


@given(text=adversarial_texts.texts)
def test_outside_text_stays_text_and_leads_nowhere(text):
    paper = factories.paper(comment=text, journal=text, doi=text)
    entry = adversarial_texts.digest(text).entries[0]
    reply = Reply(text, adversarial_texts.digest(text), card(paper=paper, entry=entry), (ListItem(text, text),))

    bodies = render(reply)

    assert [found for body in bodies for found in live(body)] == []
    assert {urlsplit(url).hostname for body in bodies for url in links(body)} <= SITES
    assert not any(map(refusal, bodies))


@pytest.mark.parametrize("character", ['"', "&", "\\", "\U0001d49c", "漢"])
def test_the_longest_of_everything_is_within_limits(character):
    text = character * 5000
    entry = adversarial_texts.digest(text).entries[0]
    pressed = Button(text, ShowPaper("x"))
    reply = Reply(
        text, adversarial_texts.digest(text), card(entry=entry), (ListItem(text, text, (pressed,)),), (pressed,)
    )

    assert not any(map(refusal, render(reply)))


# --- forms ------------------------------------------------------------------------------------------------------------


def filled(view: dict[str, Any]) -> dict[str, Any]:
    """Submit a modal as it opened."""
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    return view | {"state": {"values": {name: {"x": state(element)} for name, element in fields.items()}}}


def state(element: dict[str, Any]) -> dict[str, Any]:
    return {
        "value": element.get("initial_value"),
        "selected_time": element.get("initial_time"),
        "selected_option": element.get("initial_option"),
        "selected_options": element.get("initial_options", []),
    }


rhythms = st.sampled_from(
    [
        (Frequency.DAILY, ()),
        (Frequency.WEEKDAYS, ()),
        (Frequency.DAYS, (0, 3, 6)),
        (Frequency.WEEKLY, (4,)),
        (Frequency.MONTHLY, ()),
    ]
)
hows = st.builds(
    DigestOptions,
    top=st.none() | st.integers(1, 25),
    floor=st.none() | st.sampled_from([0.0, 12.5, 50.0]),
    ranking=st.none() | st.sampled_from(Ranking),
    days=st.none() | st.integers(1, 30),
    threads=st.none() | st.booleans(),
    fair=st.none() | st.booleans(),
)


@given(
    rhythm=rhythms,
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    how=hows,
    more=st.booleans(),
)
def test_a_form_submitted_as_it_opened_asks_for_what_it_showed(rhythm, at, how, more):
    kind, days = rhythm
    every = Schedule(kind, at, days, "Europe/Paris")
    what = Filter(("cs.CV",), ("graph transformer",), ("survey",), ("Ada Lovelace",))
    view = modal(Form("This channel's digest", True, what, every, how, zone="UTC"), ORIGIN)
    view = expanded(view) if more else view

    read = submitted(filled(view))

    assert view_refusal(view) is None
    assert read.command == SetDigest(what, every, how, replace_all=True)
    assert read.origin == ORIGIN


def test_an_empty_form_opens_on_weekdays_at_nine_where_the_person_lives():
    view = modal(Form("Your digest", False, NO_FILTER, None, DigestOptions(), zone="Europe/Paris"), ORIGIN)

    assert submitted(filled(view)).command == Subscribe(NO_FILTER, EVERY)


def test_a_changed_subscription_is_remembered():
    view = modal(Form("Your digest", False, Filter(("cs.CV",)), EVERY, DigestOptions(), change=7, zone="UTC"), ORIGIN)

    assert submitted(filled(view)).command == Subscribe(Filter(("cs.CV",)), EVERY, replaces_id=7)


def test_all_that_is_wrong_is_said_at_once():
    view = filled(modal(Form("Your digest", False, NO_FILTER, EVERY, DigestOptions(), zone="UTC"), ORIGIN))
    view["state"]["values"] |= {"what": {"x": {"value": "cs.XX"}}, "top": {"x": {"value": "0"}}}

    read = submitted(view)

    assert read.command is None
    assert list(read.errors) == ["what", "top"]
    assert read.errors["top"] == "“Maximum papers” must be a whole number from 1 to 25."


def test_a_form_asks_three_things_and_the_rest_behind_more():
    view = modal(Form("Your digest", False, NO_FILTER, EVERY, DigestOptions(), zone="UTC"), ORIGIN)

    assert [block["block_id"] for block in view["blocks"]] == ["what", "when", "top", "hp:more"]
    rest = [block["block_id"] for block in expanded(view)["blocks"]]
    assert rest == ["what", "when", "top", "zone", "floor", "ranking", "days", "fair", "mine"]


def test_where_no_zone_is_known_the_form_asks_for_one():
    view = modal(Form("Your digest", False, NO_FILTER, None, DigestOptions()), ORIGIN)

    assert [block["block_id"] for block in view["blocks"]] == ["what", "when", "top", "zone", "hp:more"]
    assert [block["block_id"] for block in expanded(view)["blocks"]].count("zone") == 1


def test_a_zone_that_is_written_counts_more_than_the_one_that_is_chosen():
    view = filled(expanded(modal(Form("Your digest", False, NO_FILTER, None, DigestOptions(), zone="UTC"), ORIGIN)))
    view["state"]["values"]["when"] = {"x": {"value": "daily 9am Asia/Tokyo"}}

    assert submitted(view).command == Subscribe(NO_FILTER, Schedule(Frequency.DAILY, NINE, zone="Asia/Tokyo"))


def test_a_form_that_was_open_over_an_upgrade_is_read():
    kept = {"channel": "C0GENERAL", "url": None, "digest": True, "change": None}
    values = {
        "what": {"what": {"type": "plain_text_input", "value": "cs.CL"}},
        "every": {"every": {"selected_option": {"value": "weekly"}}},
        "on": {"on": {"selected_options": [{"value": "Monday"}]}},
        "at": {"at": {"selected_time": "09:00"}},
        "zone": {"hp:zone": {"selected_option": {"value": "Europe/Paris"}}},
        "top": {"top": {"value": "5"}},
    }

    read = submitted({"private_metadata": json.dumps(kept), "state": {"values": values}})

    every = Schedule(Frequency.WEEKLY, NINE, (0,), "Europe/Paris")
    assert read.command == SetDigest(Filter(("cs.CL",)), every, DigestOptions(top=5), replace_all=True)


# --- the Home tab, and the manifest -----------------------------------------------------------------------------------


def test_a_full_home_tab_ends_at_a_whole_paper_and_keeps_the_exports():
    items = tuple(
        ListItem(f"Number {n}", "x", (Button("Unsave", ActOnPaper(PaperAction.UNSAVE, PAPER)),)) for n in range(60)
    )
    export = Button("Export RIS", ExportReadingList(CitationFormat.RIS))
    entries = [factories.entry(f"2008.{number:05}") for number in range(1, 11)]
    hot = hottest([Reply(digest=factories.digest(*entries))])

    view = home([hot, theirs("Yours", [Reply(items=items)]), theirs("Saved", [Reply(items=items, buttons=(export,))])])

    assert view_refusal(view) is None
    assert len(view["blocks"]) <= 100
    shown = "\n".join(texts(view))
    assert "\n5. A Title" in shown
    assert "\n6. A Title" not in shown
    *_, before, more, exports = view["blocks"]
    assert "To see more" in more["elements"][0]["text"]
    assert exports["elements"][0]["value"] == "export ris"
    assert before["type"] == "header" or before["elements"][0]["value"] == "unsave 2008.10599"


def test_home_says_what_this_is_and_how_to_begin():
    view = home([hottest([Reply("Nothing is collected yet; ask again in some minutes.")])])

    assert "arXiv papers that people discuss" in "\n".join(texts(view))
    assert "Nothing is collected yet" in "\n".join(texts(view))
    assert [button["value"] for button in buttons(view)] == [
        "subscribe",
        COMMANDS.format(ShowHotList()),
        "help",
        "status",
    ]


SCOPES = {
    "chat:write",
    "commands",
    "im:write",
    "users:read",
    "channels:read",
    "groups:read",
    "files:write",
    "reactions:read",
    "app_mentions:read",
    "im:history",
}


def test_the_manifest_asks_for_what_is_used_and_no_more():
    made = json.loads(manifest())

    assert set(made["oauth_config"]["scopes"]["bot"]) == SCOPES
    assert made["settings"]["socket_mode_enabled"]
    assert "request_url" not in manifest()


def test_commands_can_be_typed_under_messages_in_the_app():
    home = json.loads(manifest())["features"]["app_home"]

    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_the_manifest_asks_to_read_only_who_wants_that():
    asked = set(json.loads(manifest(history=True))["oauth_config"]["scopes"]["bot"])

    assert asked - SCOPES == {"channels:history", "groups:history"}


def test_the_manifest_lets_people_speak_to_it_unless_that_is_not_wanted():
    usual, without = (json.loads(manifest(mentions=mentions)) for mentions in (True, False))

    told = [set(made["settings"]["event_subscriptions"]["bot_events"]) for made in (usual, without)]
    assert told[0] - told[1] == {"app_mention", "message.im"}
    scopes = [set(made["oauth_config"]["scopes"]["bot"]) for made in (usual, without)]
    assert scopes[0] - scopes[1] == {"app_mentions:read", "im:history"}


def test_the_manifest_asks_for_links_only_if_they_are_unfurled():
    made = json.loads(manifest(unfurls=True))

    assert set(made["oauth_config"]["scopes"]["bot"]) - SCOPES == {"links:read", "links:write"}
    assert made["features"]["unfurl_domains"] == ["arxiv.org"]
    assert "link_shared" in made["settings"]["event_subscriptions"]["bot_events"]
    assert "link_shared" not in manifest()
    assert "unfurl_domains" not in manifest()


def test_the_manifest_leads_requests_to_an_address():
    made = json.loads(manifest("https://papers.example.org/"))

    address = "https://papers.example.org/slack/events"
    assert not made["settings"]["socket_mode_enabled"]
    assert {command["url"] for command in made["features"]["slash_commands"]} == {address}
    assert made["settings"]["interactivity"]["request_url"] == address
    assert made["settings"]["event_subscriptions"]["request_url"] == address
