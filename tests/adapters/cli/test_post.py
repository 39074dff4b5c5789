"""``hotpapers post``, on the bundled day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from adapters.cli.commands import post
from bot.errors import DeliveryPostponed, DestinationGone
from tests.helpers.cli_runner import DAY, IDS, SAMPLE
from tests.helpers.fakes import FakePlatform


def test_a_digest_is_posted_once(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)
    sends = platform.sends

    shown = filled("post", "--to", "slack:C1", *DAY)

    assert (shown.code, platform.sends) == (0, sends)
    assert "Already posted" in shown.out


def test_a_digest_is_posted_once_although_the_database_with_all_its_files_was_lost(terminal, platform):
    terminal.set(SLACK_BOT_TOKEN="xoxb-1")
    for _ in range(2):
        for file in terminal.folder.glob("hotpapers.db*"):
            file.unlink()
        terminal("import", str(SAMPLE))
        shown = terminal("post", "--to", "slack:C1", *DAY)

    assert (shown.code, platform.sends) == (0, 7)
    assert "Posted the digest of 2020-08-25 to slack:C1: 7 messages." in shown.out


def test_again_posts_it_once_more(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)
    sends = platform.sends

    assert filled("post", "--to", "slack:C1", *DAY, "--again").code == 0
    assert platform.sends == 2 * sends


def test_again_repeats_a_digest_without_a_date_too(filled, platform):
    filled.clock.forward(timedelta(days=-1))
    filled("post", "--to", "slack:C1", "--top", "2")

    filled("post", "--to", "slack:C1", "--top", "2", "--again")

    assert [post_ids(platform, number) for number in (0, 1)] == [IDS[:2], IDS[:2]]


def test_other_choices_are_another_digest(filled, platform):
    filled("post", "--to", "slack:C1", *DAY)

    assert "Posted" in filled("post", "--to", "slack:C1", *DAY, "--top", "2").out
    assert "Posted" in filled("post", "--to", "slack:C2", *DAY).out


def test_without_a_date_what_was_shown_is_left_out(filled, platform):
    filled.clock.forward(timedelta(days=-1))
    filled("post", "--to", "slack:C1", "--top", "2")

    filled("post", "--to", "slack:C1", "--top", "3")

    assert [post_ids(platform, number) for number in (0, 1)] == [IDS[:2], IDS[2:5]]


def test_with_a_date_what_was_shown_comes_again_but_is_remembered_too(filled, platform):
    filled.clock.forward(timedelta(days=-1))
    filled("post", "--to", "slack:C1", *DAY, "--top", "1")
    filled("post", "--to", "slack:C1", *DAY, "--top", "2")

    filled("post", "--to", "slack:C1", "--top", "1")

    assert [post_ids(platform, number) for number in range(3)] == [IDS[:1], IDS[:2], IDS[2:3]]


def post_ids(platform: FakePlatform, number: int) -> list[str]:
    """Return the papers of the *number*-th digest that was posted."""
    parents = [post for _, post in platform.stored if post.position == 0]
    return [entry.id for entry in parents[number].digest.entries]


def test_nothing_is_posted_on_a_day_without_announcement(filled, platform):
    shown = filled("post", "--to", "slack:C1", "--date", "2020-08-23")

    assert (shown.code, platform.sends) == (0, 0)
    assert "No new papers on Sun 23 Aug" in shown.out


def test_what_a_first_run_left_is_finished_by_the_next(filled, platform):
    platform.fail(DeliveryPostponed("busy", timedelta(hours=1)), position=2)
    first = filled("post", "--to", "slack:C1", *DAY)
    filled.clock.forward(timedelta(hours=1))

    second = filled("post", "--to", "slack:C1", *DAY)

    assert (first.code, second.code) == (1, 0)
    assert "Posted 2 of 7 messages to fake:C1. Waiting: busy" in first.err
    assert sorted(post.position for _, post in platform.stored) == list(range(7))


def test_a_short_wait_is_waited_for(filled, platform, monkeypatch):
    async def sleep(seconds: float) -> None:
        filled.clock.forward(timedelta(seconds=seconds))

    monkeypatch.setattr(post.asyncio, "sleep", sleep)
    platform.fail(DeliveryPostponed("busy", timedelta(seconds=20)), position=2)

    shown = filled("post", "--to", "slack:C1", *DAY)

    assert (shown.code, len(platform.stored)) == (0, 7)
    assert "Waiting 20 s: busy" in shown.err


def test_a_place_that_is_gone_is_a_sentence(filled, platform):
    platform.fail(DestinationGone("the channel is archived"))

    shown = filled("post", "--to", "slack:C1", *DAY)

    assert shown.code == 2
    assert "7 of 7 messages could not be posted to fake:C1: the channel is archived" in shown.err


def test_a_place_without_a_token_is_a_sentence(filled):
    shown = filled("post", "--to", "slack:C0123ABCD", *DAY)

    assert shown.code == 2
    assert "SLACK_BOT_TOKEN" in shown.err


def test_a_post_to_the_terminal_is_the_digest_alone(filled):
    shown = filled("post", "--to", "terminal", *DAY)

    assert shown.out == filled("digest", *DAY).out
    assert "Posted" in shown.err


def test_a_post_to_a_folder_is_a_site(filled):
    assert filled("post", "--to", "site:public", *DAY).code == 0
    assert {"index.html", "atom.xml"} < {path.name for path in Path("public").iterdir()}
