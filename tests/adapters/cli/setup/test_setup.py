"""``hotpapers setup``: each wrong answer is one sentence and asked again, and nothing is half-written."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path

import click
import pytest

from adapters.cli.setup import places
from tests.adapters.cli.test_online import beside, discord, slack, sources, terminal
from tests.helpers.fake_servers import discord as discord_standin
from tests.helpers.fake_servers import slack as slack_standin
from tests.helpers.fake_servers.slack_socket import APP_TOKEN, talking_slack
from tests.helpers.fake_servers.webhooks import SECRET, webhooks

__all__ = ["discord", "slack", "sources", "terminal"]

STOP = object()


@pytest.fixture
def say(terminal, sources, monkeypatch):
    """Run the setup with answers. STOP is Ctrl-C; a question too many fails."""

    def run(*answers, options=()):
        left = deque(answers)
        asked = []

        def answer(prompt):
            asked.append(prompt)
            said = left.popleft()
            if said is STOP:
                raise KeyboardInterrupt
            return said

        monkeypatch.setattr(click.termui, "visible_prompt_func", answer)
        monkeypatch.setattr(click.termui, "hidden_prompt_func", answer)
        ran = terminal("setup", *options)
        assert not left
        run.asked = asked
        return ran

    return run


@pytest.fixture
def typed_slack(terminal):
    """A Slack whose token is still to be typed."""
    with beside(talking_slack()) as standing_in:
        terminal.set(SLACK_API_URL=standing_in.url, HOTPAPERS_SLACK_DELAY_SECONDS="0")
        yield standing_in


@pytest.fixture
def typed_discord(terminal):
    """A Discord whose token is still to be typed."""
    with beside(discord_standin.discord()) as standing_in:
        terminal.set(DISCORD_API_URL=standing_in.url)
        yield standing_in


@pytest.fixture
def hooks(terminal):
    with beside(webhooks()) as standing_in:
        yield standing_in


def env():
    return Path(".env").read_text("utf-8")


def test_the_terminal_needs_two_answers_and_shows_papers_before_it_asks_where(say):
    ran = say("machine learning, cs.CV", "1")

    assert ran.code == 0
    assert "Fields: cs.LG (Machine Learning), cs.CV" in ran.err
    assert ran.err.index("Hot papers · ") < ran.err.index("Slack")
    assert env() == "HOTPAPERS_CATEGORIES=cs.LG,cs.CV\n"


def test_slack_from_nothing_to_a_test_digest(say, typed_slack):
    ran = say("", "2", slack_standin.TOKEN, APP_TOKEN, "1", "y", "n", "weekdays 09:00 Europe/Paris", "no")

    (posted,) = typed_slack.messages
    assert ran.code == 0
    assert "Connected: hotpapers in Stand-in." in ran.err
    assert "This is a test from hotpapers setup" in str(posted)
    assert "Set: cs.*, stat.ML · weekdays at 09:00 (Europe/Paris)" in ran.err.replace("cs, ", "cs.*, ")
    assert env() == f"SLACK_BOT_TOKEN={slack_standin.TOKEN}\nSLACK_APP_TOKEN={APP_TOKEN}\n"
    assert Path(".env").stat().st_mode & 0o777 == 0o600
    assert slack_standin.TOKEN not in ran.err + ran.out
    assert APP_TOKEN not in ran.err + ran.out


def test_a_test_digest_can_be_taken_back(say, typed_discord):
    ran = say("", "3", discord_standin.TOKEN, "general", "y", "y", "no", "no")

    assert "Deleted." in ran.err
    assert typed_discord.messages == []
    assert f"DISCORD_BOT_TOKEN={discord_standin.TOKEN}" in env()


@pytest.mark.parametrize("service", ["mattermost", "slack", "discord", "teams", "feishu", "google"])
def test_a_webhook_needs_its_address_alone(say, hooks, service):
    ran = say("cs.CV", "4", hooks.address(service), "y", "no", "no")

    assert ran.code == 0
    assert len(hooks.posted[service]) == 1
    assert SECRET not in ran.err
    name = {"google": "google_chat"}.get(service, service)
    assert f"HOTPAPERS_WEBHOOK_{name.upper()}=" in env()
    assert f"hotpapers post --to webhook:{name}" in ran.err


@pytest.mark.parametrize(
    ("pasted", "told"),
    [
        (
            "xapp-1-A-2-b",
            "That is a Slack app-level token (xapp-…). The Slack bot token (xoxb-…) is on the page",
        ),
        ("xoxp-1-2-3", "That is a Slack user token"),
        ("https://hooks.slack.com/services/T/B/x", "That is a webhook address."),
        ("0123456789abcdef0123456789abcdef", "That is a Slack signing secret"),
        ("hello", "That isn't a token of this kind."),
        ("xoxb-revoked-1", "Slack token: "),
    ],
)
def test_a_wrong_token_of_slack_is_one_sentence_and_asked_again(say, typed_slack, pasted, told):
    ran = say("", "2", pasted, slack_standin.TOKEN, "", "1", "n", "no", "no")

    assert ran.code == 0
    assert told in ran.err
    assert pasted not in ran.err
    assert pasted not in env()


@pytest.mark.parametrize("pasted", ["xoxb-1-2-3", "123456789012345678", "a" * 64, "wrong.token"])
def test_a_wrong_token_of_discord_is_one_sentence_and_asked_again(say, typed_discord, pasted):
    ran = say("", "3", pasted, discord_standin.TOKEN, "1", "n", "no", "no")

    assert ran.code == 0
    assert pasted not in ran.err + env()


def test_a_wrong_app_token_is_asked_again_and_can_be_left_out(say, typed_slack):
    ran = say("", "2", slack_standin.TOKEN, "xapp-wrong-1", "", "1", "n", "no", "no")

    assert ran.code == 0
    assert "Slack app token: " in ran.err
    assert "SLACK_APP_TOKEN" not in env()


def test_a_webhook_that_is_none_or_is_gone_is_one_sentence(say, hooks):
    gone = hooks.address("discord").replace(SECRET, "g0neG0neG0neG0neG0neG0ne")

    ran = say("", "4", "hello", gone, hooks.address("slack"), "n", "no", "no")

    assert ran.code == 0
    assert "This isn't the address of a webhook of Slack, Discord" in ran.err
    assert "Discord no longer accepts this webhook: HTTP 404" in ran.err
    assert "g0ne" not in ran.err


def test_a_bot_that_is_in_no_channel_is_invited_first(say, typed_slack, monkeypatch):
    (channel,) = typed_slack.channels.values()
    channel.member = False
    real = places.INVITE_SLACK
    monkeypatch.setattr(places, "tell", lambda text: setattr(channel, "member", real in text or channel.member))

    ran = say("", "2", slack_standin.TOKEN, "", "", "1", "n", "no", "no")

    assert ran.code == 0


@pytest.mark.parametrize("answers", [(), ("",), ("", "2"), ("", "2", "TOKEN"), ("", "2", "TOKEN", "")])
def test_ctrl_c_at_any_question_leaves_env_as_it_was(say, typed_slack, answers):
    Path(".env").write_text("# mine\nOTHER=1\n")
    said = [slack_standin.TOKEN if answer == "TOKEN" else answer for answer in answers]

    ran = say(*said, STOP)

    assert ran.code == 130
    assert env() == "# mine\nOTHER=1\n"


def test_again_changes_nothing_and_asks_for_no_token(say, typed_slack):
    say("", "2", slack_standin.TOKEN, "", "1", "n", "daily 10:00", "no")
    before = env()

    ran = say("", "2", "", "1", "n", "daily 10:00", "no")

    assert ran.code == 0
    assert env() == before
    assert not any("xoxb" in question for question in say.asked)


def test_everything_can_be_said_with_options(terminal, sources, hooks):
    terminal.set(**hooks.settings(lab="mattermost"))

    ran = terminal("setup", "--reads", "cs.CV", "--to", "webhook:lab", "--when", "no", "--keep", "systemd", "--yes")

    assert ran.code == 0
    assert len(hooks.posted["mattermost"]) == 1
    assert f"WorkingDirectory={terminal.folder}" in Path("hotpapers.service").read_text()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--reads", "xyzzy"), "isn't an arXiv category"),
        (("--to", "fax"), "Choose a number from 1 to 4, or one of terminal, slack, discord, webhook."),
        (("--to", "slack"), "Set SLACK_BOT_TOKEN first"),
        (("--to", "webhook:lab"), "Set HOTPAPERS_WEBHOOK_LAB to the address first."),
    ],
)
def test_with_yes_a_wrong_or_missing_answer_ends_with_a_sentence(terminal, sources, options, told):
    ran = terminal("setup", "--yes", *options)

    assert ran.code == 2
    assert re.search(re.escape(told), ran.err)
    assert not Path(".env").exists()


def test_without_arxiv_the_bundled_papers_are_shown(say, sources, terminal):
    terminal.set(HOTPAPERS_ARXIV_API_URL="http://127.0.0.1:9", HOTPAPERS_ARXIV_FEED_URL="http://127.0.0.1:9")

    ran = say("", "1")

    assert ran.code == 0
    assert "bundled papers of 25 August 2020" in ran.err


def test_a_folder_in_place_of_env_is_a_sentence(say):
    Path(".env").mkdir()

    assert ".env is a folder; move it away." in say().err


def test_the_link_that_makes_the_slack_app_fits_into_a_browser():
    assert len(places.slack_link()) < 4000
