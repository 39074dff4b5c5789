"""The commands that ask the outside, against stand-ins that run beside them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from datetime import timedelta
from typing import TypeVar

import pytest

from bot import config
from bot.store.lock import exclusive_lock
from tests.helpers import source_payloads
from tests.helpers.fake_servers import discord as discord_standin
from tests.helpers.fake_servers import slack as slack_standin
from tests.helpers.fake_servers import sources as source_standins
from tests.helpers.fake_servers import x as x_standin
from tests.helpers.fake_servers.serving import instead, refused
from tests.helpers.fake_servers.webhooks import webhooks
from tests.helpers.fake_servers.world import NOW

T = TypeVar("T")

ADDRESSES = ("arxiv_api_url", "arxiv_feed_url", "arxiv_html_url", "arxiv_source_url", "arxiv_oai_url", "arxiv_delay",
             "huggingface_url", "hackernews_url", "x_url")  # fmt: skip
SLACK, DISCORD = "C0GENERAL", "300"
THE_DAY = ("--date", "2026-01-15")


@contextmanager
def beside(standin: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Run *standin* in a thread, on a loop of its own: a command runs its own here."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(standin.__aenter__(), loop).result(10)
        asyncio.run_coroutine_threadsafe(standin.__aexit__(None, None, None), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def terminal(terminal):
    terminal.clock.now = NOW
    return terminal


@pytest.fixture
def sources(terminal):
    with beside(source_standins.sources()) as sources:
        names = config.variables()
        terminal.set(**{names[field]: str(getattr(sources.settings, field)) for field in ADDRESSES})
        yield sources


@pytest.fixture
def discord(terminal):
    with beside(discord_standin.discord()) as discord:
        terminal.set(DISCORD_API_URL=discord.url, DISCORD_BOT_TOKEN=discord_standin.TOKEN)
        yield discord


@pytest.fixture
def slack(terminal):
    with beside(slack_standin.slack()) as slack:
        terminal.set(SLACK_API_URL=slack.url, SLACK_BOT_TOKEN=slack_standin.TOKEN, HOTPAPERS_SLACK_DELAY_SECONDS="0")
        yield slack


# --- collect


def test_a_collected_day_is_in_the_digest(terminal, sources):
    collected = terminal("collect", *THE_DAY)

    shown = terminal("digest", *THE_DAY, "--days", "1", "--format", "json").json
    assert (collected.code, collected.out) == (0, "")
    answered = {source["name"] for source in shown["sources"] if source["ok"]}
    assert answered == {"arxiv", "github", "hackernews", "huggingface"}
    assert len(shown["entries"]) == 10


def test_progress_names_what_is_asked_and_what_came(terminal, sources):
    told = terminal("collect", *THE_DAY).err

    assert "Listings 2026-01-15:" in told
    assert "asking arXiv …" in told
    assert "Hugging Face: " in told


def test_the_first_start_brings_seven_days_and_the_next_the_young_ones(terminal, sources):
    first = terminal("collect")
    second = terminal("collect")

    assert "Listings 2026-01-09, 2026-01-12, 2026-01-13, 2026-01-14, 2026-01-15:" in first.err
    assert "Listings 2026-01-13, 2026-01-14, 2026-01-15:" in second.err


def test_a_day_without_announcement_is_explained_and_nothing_is_asked(terminal, sources):
    shown = terminal("collect", "--date", "2026-01-10")

    assert shown.code == 0
    assert "No new papers on Sat 10 Jan" in shown.out
    assert sources.asked == []


def test_x_is_asked_only_with_a_token(terminal, sources):
    terminal("collect", *THE_DAY)
    without = [path for path in sources.asked if path.startswith("/2/")]
    terminal.set(X_BEARER_TOKEN=x_standin.TOKEN)

    terminal("collect", *THE_DAY)

    assert without == []
    assert any(path.startswith("/2/") for path in sources.asked)


def test_paid_reads_are_not_spent_on_listings_that_are_no_longer_young(terminal, sources):
    terminal.set(X_BEARER_TOKEN=x_standin.TOKEN)
    terminal.clock.forward(timedelta(days=30))

    terminal("collect", *THE_DAY)

    assert not any(path.startswith("/2/") for path in sources.asked)


def test_a_failing_place_of_talk_is_skipped(terminal, sources):
    terminal.set(HOTPAPERS_HACKERNEWS_URL=f"{sources.settings.hackernews_url}/nothing")

    shown = terminal("collect", *THE_DAY)

    assert shown.code == 0
    assert "Hacker News is skipped" in shown.err


@pytest.mark.parametrize("fault", [instead(b"<html>Rate exceeded.</html>"), refused(400)], ids=["HTML", "refused"])
def test_a_failing_arxiv_is_a_sentence_and_a_reason_to_try_later(terminal, sources, fault):
    sources.service.always = fault

    shown = terminal("collect", *THE_DAY)

    assert shown.code == 1
    assert shown.err.splitlines()[-1].startswith("hotpapers: error: arXiv results are incomplete")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--date", "2026-01-15", "--since", "2026-01-14"),
        ("--until", "2026-01-15"),
        ("--date", "2026-01-16"),
        ("--since", "2026-02-01"),
        ("--since", "2026-01-15", "--until", "2026-01-12"),
    ],
)
def test_dates_that_make_no_sense_are_a_sentence(terminal, sources, arguments):
    shown = terminal("collect", *arguments)

    assert (shown.code, shown.out, sources.asked) == (2, "", [])


# --- paper


@pytest.mark.parametrize(("command", "told"), [("paper", "version 1"), ("why", "scores 0")])
def test_a_paper_that_is_not_stored_is_looked_up(terminal, sources, command, told):
    id = sources.world.papers[0].id

    shown = terminal(command, f"https://arxiv.org/pdf/{id}v1")

    assert shown.code == 0
    assert told in shown.out


@pytest.mark.parametrize("command", ["paper", "why"])
def test_a_paper_that_arxiv_does_not_have_is_a_sentence(terminal, sources, command):
    sources.service.always = instead(source_payloads.api_page([]))

    shown = terminal(command, "2512.99999")

    assert (shown.code, shown.out) == (2, "")
    assert "arXiv has no paper 2512.99999" in shown.err


def test_a_paper_that_arxiv_may_not_have_is_a_sentence(terminal, sources):
    shown = terminal("paper", "2512.99999")

    assert (shown.code, shown.out) == (1, "")
    assert shown.err.endswith(
        "hotpapers: error: 2512.99999 isn't in the database, and arXiv is unavailable: it has no paper 2512.99999, or"
        " no time to look for it; check the identifier. Try again later.\n"
    )


@pytest.mark.parametrize("command", ["paper", "why"])
def test_a_paper_that_cannot_be_looked_up_is_a_reason_to_try_later(terminal, sources, command):
    sources.service.always = refused(400)

    shown = terminal(command, "2512.99999")

    assert (shown.code, shown.out) == (1, "")
    assert "arXiv is unavailable" in shown.err
    assert shown.err.endswith("Try again later.\n")


# --- check


def test_all_is_well_when_everything_answers(terminal, sources, slack):
    shown = terminal("check", "--to", "slack:C0GENERAL", "--to", "site:public")

    assert shown.code == 0
    assert "✗" not in shown.out
    assert all(
        f"✓ {name}" in shown.out for name in ("settings", "database", "arXiv", "Hacker News", "Slack token", "folder")
    )


def test_a_year_whose_holidays_are_not_known_is_told(terminal, sources):
    terminal.clock.now = NOW.replace(year=2035)

    shown = terminal("check")

    assert shown.code == 1
    assert "✗ holidays: no arXiv holidays known for 2035" in shown.out
    assert "HOTPAPERS_HOLIDAYS" in shown.out


def test_a_token_is_looked_at_without_any_place(terminal, sources, slack):
    assert "✓ Slack token" in terminal("check").out


def test_a_place_posted_to_before_is_looked_at(terminal, sources, slack):
    terminal("collect", *THE_DAY)
    terminal("post", "--to", "slack:C0GENERAL", *THE_DAY)
    slack.channels["C0GENERAL"].archived = True

    shown = terminal("check")

    assert shown.code == 1
    assert "✗ Slack channel C0GENERAL" in shown.out


def test_nothing_is_told_twice(terminal, sources, slack):
    lines = terminal(
        "check", "--to", "slack:C0GENERAL", "--to", "slack:C0GENERAL", "--to", "slack:C0OTHER"
    ).out.splitlines()

    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("token", "wrong"), [("xoxb-wrong-hunter2", "✗ Slack token"), ("", "✗ slack: SLACK_BOT_TOKEN is not set")]
)
def test_a_wrong_token_is_told_in_words(terminal, sources, slack, token, wrong):
    terminal.set(SLACK_BOT_TOKEN=token)

    shown = terminal("check", "--to", "slack:C0GENERAL")

    assert shown.code == 1
    assert wrong in shown.out
    assert "hunter2" not in shown.out + shown.err


def test_a_source_that_does_not_answer_is_told_in_words(terminal, sources):
    terminal.set(HOTPAPERS_HUGGINGFACE_URL=f"{sources.settings.huggingface_url}/nothing")

    shown = terminal("check")

    assert shown.code == 1
    assert "✗ Hugging Face" in shown.out


def test_x_is_told_by_its_last_look_since_asking_costs(terminal, sources):
    terminal.set(X_BEARER_TOKEN="wrong")
    before = terminal("check").out
    terminal("collect", *THE_DAY)

    after = terminal("check")

    assert "✓ X: token set" in before
    assert "✗ X: " in after.out
    assert "X_BEARER_TOKEN" in after.out


def test_a_source_without_its_key_is_not_asked_and_says_what_it_needs(terminal, sources):
    terminal.set(REDDIT_CLIENT_ID="an-id")

    shown = terminal("check").out

    assert "✓ Reddit: not used; needs REDDIT_CLIENT_SECRET" in shown
    assert "✓ Bluesky: not used; needs BLUESKY_HANDLE and BLUESKY_APP_PASSWORD" in shown
    assert "✓ Mastodon: not used; needs HOTPAPERS_MASTODON_INSTANCES" in shown
    assert "✓ Semantic Scholar: not used; needs SEMANTIC_SCHOLAR_API_KEY" in shown


def test_status_tells_what_was_odd_and_what_no_one_knows(terminal, sources):
    broken = {
        "hits": [{"objectID": "none"}, {"objectID": "7", "created_at_i": 1768446000, "url": "arxiv.org/abs/9912001"}]
    }
    broken["hits"].append({"objectID": "8", "created_at_i": 1768446000, "url": "https://arxiv.org/abs/1412.6980"})
    terminal.set(HOTPAPERS_HACKERNEWS_URL=sources.settings.hackernews_url)
    sources.service.always = lambda answer: (
        instead(source_payloads.body(broken | {"nbHits": 3, "nbPages": 1}), "application/json")(answer)
        if b"nbHits" in (answer.body or b"")
        else answer
    )
    terminal("collect", *THE_DAY)

    shown = terminal("status").out

    assert "of 9 items left out, for they cannot be read" in shown
    assert " of papers that aren't collected)" in shown


# --- the whole way


def test_a_day_goes_from_the_sources_to_slack_and_discord(terminal, sources, slack, discord):
    terminal("collect", *THE_DAY)

    told = [terminal("post", "--to", place, "--top", "5").out for place in (f"slack:{SLACK}", f"discord:{DISCORD}")]

    assert told[0].startswith("Posted the digest of 2026-01-15 to slack:C0GENERAL")
    assert told[1].startswith("Posted the digest of 2026-01-15 to discord:30")
    papers = terminal("digest", "--top", "5", "--format", "json").json["entries"]
    for messages in (slack.messages, discord.messages):
        assert len(messages) == 1 + len(papers)  # the list, and a reply for each
        assert all(paper["title"] in readable(messages[0]) for paper in papers)
        assert [paper["url"] in readable(reply) for paper, reply in zip(papers, messages[1:], strict=True)] == [
            True
        ] * 5


@pytest.mark.parametrize("is_heard", [True, False])
def test_what_is_posted_by_hand_can_be_pressed_only_while_the_bot_runs(terminal, sources, slack, discord, is_heard):
    terminal("collect", *THE_DAY)

    with exclusive_lock(terminal.folder / "hotpapers.db", "run") if is_heard else nullcontext():
        for place in (f"slack:{SLACK}", f"discord:{DISCORD}"):
            assert terminal("post", "--to", place, "--top", "2").code == 0

    assert any('"actions"' in json.dumps(message) for message in slack.messages) == is_heard
    assert any('"custom_id"' in json.dumps(message) for message in discord.messages) == is_heard


def test_the_same_day_again_is_already_posted_and_the_next_brings_what_is_new(terminal, sources, slack):
    terminal("collect", *THE_DAY)
    terminal("post", "--to", f"slack:{SLACK}", "--top", "5")

    again = terminal("post", "--to", f"slack:{SLACK}", "--top", "5")
    more = terminal("post", "--to", f"slack:{SLACK}", "--top", "6")

    assert "Already posted" in again.out
    assert "Posted" in more.out
    replies = [message for message in slack.messages if message.get("thread_ts")]
    assert len({readable(reply) for reply in replies}) == len(replies) == 11


def readable(message):
    """Return the text of a message as its platform keeps it, without its marks."""
    return json.dumps(message, ensure_ascii=False).replace("\\\\", "")


def test_who_else_may_use_the_database_is_told(terminal, sources):
    terminal("status")
    (terminal.folder / "hotpapers.db").chmod(0o644)
    (terminal.folder / "hotpapers.db.installation").chmod(0o644)
    (terminal.folder / ".env").touch(mode=0o644)
    terminal.folder.chmod(0o777)

    ran = terminal("check")

    assert ran.code == 1
    for file in ("hotpapers.db", "hotpapers.db.installation", ".env"):
        assert f"{file} is readable by other users\n  Fix: chmod 600 {file}\n" in ran.out
    assert f"chmod o-w {terminal.folder}" in ran.out


def test_check_names_every_webhook_and_what_is_promised_there(terminal, sources):
    hook = "https://hooks.slack.com/services/T0FAKE/B0FAKE/s3cretS3cretS3cret"
    terminal.set(HOTPAPERS_DELIVERY_GUARANTEE="at-most-once", HOTPAPERS_WEBHOOK_LAB=hook)

    (told,) = (line for line in terminal("check").out.splitlines() if "webhook" in line)

    assert told.startswith("✓ webhook:lab: Slack. Each digest comes once. Only if the connection breaks between ")
    assert told.endswith(" it may not come at all (HOTPAPERS_DELIVERY_GUARANTEE=at-most-once)")


# --- check --send


def tried(terminal, to):
    """Run a trial, and return its exit code and what it said."""
    ran = terminal("check", "--to", to, "--send")
    return ran.code, [line for line in ran.out.splitlines() if line[2:].startswith(f"{to}: ")]


def test_a_trial_posts_reads_back_and_deletes_on_slack(terminal, sources, slack):
    _, told = tried(terminal, f"slack:{SLACK}")

    assert [line.split(": ")[1] for line in told] == ["send", "send", "read back", "read back", "delete", "delete"]
    assert all(line.startswith("✓") for line in told)
    assert slack.messages == []


def test_a_trial_says_what_a_missing_scope_prevents(terminal, sources, slack):
    slack.scopes.remove("channels:history")

    code, told = tried(terminal, f"slack:{SLACK}")

    assert code == 1
    assert sum("✗" in line for line in told) == 2
    assert slack.messages == []


def test_a_trial_posts_reads_back_and_deletes_on_discord(terminal, sources, discord):
    _, told = tried(terminal, f"discord:{DISCORD}")

    assert all(line.startswith("✓") for line in told)
    assert len(told) == 6
    assert discord.messages == []


def test_a_trial_of_a_webhook_says_where_to_look(terminal, sources):
    with beside(webhooks()) as hooks:
        terminal.set(**hooks.settings(lab="teams"))
        _, told = tried(terminal, "webhook:lab")

    assert len(hooks.posted["teams"]) == 1
    assert "look at the channel" in told[-1]


def test_send_needs_a_destination(terminal):
    assert "--send needs a destination" in terminal("check", "--send").err
