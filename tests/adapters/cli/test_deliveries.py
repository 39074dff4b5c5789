"""What an operator sees of digests on their way, and has tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import DeliveryPostponed, DeliveryUncertain, DeliveryUnverifiable, DestinationGone
from bot.models.digest import Destination
from tests.helpers.cli_runner import DAY


@pytest.fixture
def platform(platform, monkeypatch):
    """The platform in memory, called slack by what it posts to as well."""

    async def locate(channel):
        return Destination("slack", "W1", channel)

    monkeypatch.setattr(platform, "resolve_channel", locate)
    return platform


SHOWN = ["1", "slack:C1", "digest of 2020-08-25", "3 hours", "3 posted"]
POST = ("post", "--to", "slack:C1", *DAY, "--top", "2")


def test_before_anything_was_posted_it_says_what_posts(filled):
    shown = filled("deliveries")

    assert shown.code == 0
    assert "Post one with `hotpapers post`" in shown.out


def test_a_delivery_shows_where_it_went_and_that_it_is_there(filled, platform):
    filled(*POST)
    filled.clock.forward(timedelta(hours=3))

    header, line = filled("deliveries").out.splitlines()

    assert header.split()[:2] == ["ID", "To"]
    assert [word.strip() for word in line.split("  ") if word] == SHOWN


def test_what_keeps_a_delivery_is_shown_with_its_time(filled, platform):
    platform.fail(DeliveryPostponed("[slow] down", timedelta(hours=1)), position=1)
    assert filled(*POST).code == 1

    shown = filled("deliveries", "--state", "postponed").out

    assert "1 posted, 1 waiting, 1 postponed" in shown
    assert "[slow] down; retry 2020-08-26 13:00 UTC" in shown
    assert filled("deliveries", "--state", "dead").out == "No delivery has a message in state dead.\n"


def test_programs_read_the_same(filled, platform):
    platform.fail(DestinationGone("the channel was deleted"), position=1)
    filled(*POST)

    (delivery,) = filled("deliveries", "--json").json["deliveries"]

    assert delivery["messages"] == {"done": 1, "dead": 2}
    assert (delivery["channel"], delivery["reason"]) == ("C1", "the channel was deleted")


@pytest.fixture
def given_up(filled, platform):
    platform.fail(DestinationGone("the channel was deleted"), position=1)
    filled(*POST)
    return filled


def test_what_was_given_up_is_tried_again(given_up, platform):
    given_up.clock.forward(timedelta(minutes=1))

    tried = given_up("deliveries", "retry", "1")

    assert (tried.code, tried.out) == (0, "Delivery 1 posted to slack:C1: 3 messages.\n")
    assert [post.position for _, post in platform.stored] == [0, 1, 2]


def test_what_may_have_arrived_is_looked_for_first(filled, platform, monkeypatch):
    filled.set(HOTPAPERS_DELIVERY_GUARANTEE="at-most-once")
    platform.fail(DeliveryUncertain("the connection broke"), position=1, after_storing=True)
    _wait_at_once(filled, monkeypatch)
    with monkeypatch.context() as blindly:
        blindly.setattr(platform, "find", _blind)
        refused = filled(*POST)
    filled.clock.forward(timedelta(minutes=1))

    tried = filled("deliveries", "retry", "1")

    assert "perhaps posted, not sent again" in refused.err
    assert (tried.code, len(platform.stored), platform.sends) == (0, 3, 3)


@pytest.mark.parametrize("option", ["--skip-lookup", "--unseen"])
def test_what_someone_looked_for_is_sent_without_looking(filled, platform, monkeypatch, option):
    filled.set(HOTPAPERS_DELIVERY_GUARANTEE="at-most-once")
    platform.fail(DeliveryUncertain("the connection broke"), position=1)
    _wait_at_once(filled, monkeypatch)
    monkeypatch.setattr(platform, "find", _blind)
    filled(*POST)

    tried = filled("deliveries", "retry", "1", option)

    assert (tried.code, len(platform.stored)) == (0, 3)


async def _blind(post, since):
    raise DeliveryUnverifiable("the channel cannot be read back")


def _wait_at_once(terminal, monkeypatch):
    async def sleep(seconds):
        terminal.clock.forward(timedelta(seconds=seconds))

    monkeypatch.setattr("adapters.cli.commands.post.asyncio.sleep", sleep)


@pytest.mark.parametrize(("number", "told"), [("1", "all of it was posted"), ("7", "There is no delivery 7")])
def test_there_may_be_nothing_to_try(filled, platform, number, told):
    filled(*POST)

    tried = filled("deliveries", "retry", number)

    assert tried.code == 2
    assert told in tried.err


@pytest.mark.parametrize("arguments", [("--limit", "9" * 30), ("retry", "9" * 30), ("--most", "0"), ("retry", "-1")])
def test_numbers_that_no_database_counts_to_are_refused(terminal, arguments):
    assert terminal("deliveries", *arguments).code == 2


def test_what_is_postponed_is_given_up_and_may_be_tried_again(filled, platform):
    platform.fail(DeliveryPostponed("slow down", timedelta(days=1)), position=1)
    filled(*POST)

    given_up = filled("deliveries", "give-up", "1")

    assert given_up.out == "Delivery 1 to slack:C1 is given up: 2 messages will not be posted.\n"
    (delivery,) = filled("deliveries", "--json").json["deliveries"]
    assert (delivery["messages"], delivery["reason"]) == ({"done": 1, "dead": 2}, "given up by hand")
    assert filled("deliveries", "retry", "1").out == "Delivery 1 posted to slack:C1: 3 messages.\n"


def test_papers_of_what_was_given_up_whole_are_shown_by_the_next_digest(filled, platform):
    platform.fail(DeliveryPostponed("slow down", timedelta(days=1)), position=0)
    filled(*POST)

    filled("deliveries", "give-up", "1")

    assert filled(*POST, "--again").code == 0
    assert [post.position for _, post in platform.stored] == [0, 1, 2]


@pytest.mark.parametrize(
    ("number", "told"), [("1", "Nothing of delivery 1 is waiting"), ("7", "There is no delivery 7")]
)
def test_there_may_be_nothing_to_give_up(filled, platform, number, told):
    filled(*POST)

    tried = filled("deliveries", "give-up", number)

    assert tried.code == 2
    assert told in tried.err
