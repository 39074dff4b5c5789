"""What the people of a workspace like counts there, once a person, until it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.bot import Bot
from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.models.reaction import Reaction
from bot.ranking.feedback import Feedback, source_weights
from bot.store.tables import dismissals, likes, mentions, outbox, posts
from tests.end_to_end.test_conversations import context  # noqa: F401 - a fixture
from tests.helpers import factories

CHANNEL, OTHER = Destination("discord", "G1", "100"), Destination("discord", "G1", "101")
ONE, TWO = PaperId("2008.00001"), PaperId("2008.00002")
MINUTE = timedelta(minutes=1)
KINDS = ["parent", "continuation", "reply", "reply"]


async def posted(store, place=CHANNEL, entries=(ONE, TWO), kinds=KINDS):
    """Post a digest whose messages are called m0, m1 and so on."""
    digest = factories.digest(*(factories.entry(id) for id in entries))
    delivery = await store.write(outbox.enqueue, digest, place, kinds, factories.NOON)
    for number in range(len(kinds)):
        queued = await store.read(posts.next_post, delivery)
        post = await store.write(posts.claim, queued.post, factories.NOON, factories.NOON + MINUTE)
        await store.write(posts.mark_done, post, f"m{number}", factories.NOON)


def reaction(message="m2", user="7", emoji="👍", place=CHANNEL):
    return Reaction(place, message, user, emoji)


async def react(store, *reactions):
    return [await store.write(likes.react, each, factories.NOON) for each in reactions]


async def team(store, server="G1"):
    return await store.read(likes.of_team, "discord", server)


async def test_a_reaction_to_a_reply_is_to_its_paper(store):
    await posted(store)

    await react(store, reaction("m2", "7"), reaction("m3", "7"), reaction("m3", "8"))

    assert await team(store) == {ONE: 1, TWO: 2}


async def test_a_thread_of_discord_is_named_by_the_message_it_hangs_under(store):
    await posted(store)

    await react(store, reaction("m3", place=replace(CHANNEL, channel="m0")))

    assert await team(store) == {TWO: 1}
    assert [each.is_liked for each in await store.read(likes.feedback, CHANNEL)] == []  # no one talks about it


@pytest.mark.parametrize("message", ["m0", "m1", "unknown"])
async def test_a_reaction_to_a_list_of_several_papers_or_to_another_message_counts_for_none(store, message):
    await posted(store)

    assert await react(store, reaction(message)) == [False]
    assert await team(store) == {}


async def test_a_reaction_to_a_list_of_one_paper_is_to_it(store):
    await posted(store, entries=[TWO], kinds=["parent"])

    assert await react(store, reaction("m0")) == [True]
    assert await team(store) == {TWO: 1}


async def test_the_same_message_id_in_another_channel_or_server_is_another_message(store):
    await posted(store)

    told = await react(store, reaction(place=OTHER), reaction(place=replace(CHANNEL, workspace="G2")))

    assert told == [False, False]


async def test_a_person_counts_once_until_the_last_reaction_is_taken_back(store):
    await posted(store)
    await react(store, reaction(emoji="👍"), reaction(emoji="🎉"), reaction(emoji="🎉"))

    counted = []
    for emoji in ("👍", "🎉"):
        counted.append(await team(store))
        await store.write(likes.take_back, reaction(emoji=emoji))

    assert [*counted, await team(store)] == [{ONE: 1}, {ONE: 1}, {}]


async def test_all_reactions_to_a_message_can_be_taken_away(store):
    await posted(store)
    await react(store, reaction(user="7"), reaction(user="8", emoji="🎉"), reaction("m3"))

    await store.write(likes.take_back, reaction(user="", emoji=""))

    assert await team(store) == {TWO: 1}


async def test_a_save_and_a_reaction_of_one_person_count_once(store):
    await posted(store)
    await react(store, reaction())

    await store.write(likes.save, CHANNEL, "7", ONE, factories.NOON)

    assert await team(store) == {ONE: 1}


async def test_what_is_liked_counts_only_in_its_workspace_and_nowhere_without_one(store):
    await store.write(likes.save, CHANNEL, "7", ONE, factories.NOON)
    await store.write(likes.save, Destination("discord", "", "900"), "7", TWO, factories.NOON)

    assert await team(store) == {ONE: 1}
    assert await team(store, "G2") == {}
    assert await team(store, "") == {}


async def test_a_save_is_taken_back_on_every_server_of_someone_who_belongs_to_none(store):
    for server in ("G1", "G2"):
        await store.write(likes.save, replace(CHANNEL, workspace=server), "7", ONE, factories.NOON)

    await store.write(likes.unsave, "discord", "", "7", ONE)

    assert await team(store) == await team(store, "G2") == {}


async def test_feedback_of_a_channel_tells_who_talks_about_what_was_liked_there_since_the_last_reset(store):
    talk = [factories.mention(ONE, "x"), factories.mention(ONE, "hackernews"), factories.mention(TWO, "x")]
    await store.write(mentions.save, talk)
    await store.write(likes.save, CHANNEL, "7", ONE, factories.NOON)
    await store.write(likes.save, CHANNEL, "8", ONE, factories.NOON)
    await store.write(dismissals.dismiss, CHANNEL, TWO, factories.NOON)

    assert await store.read(likes.feedback, CHANNEL) == (Feedback(True, ("hackernews", "x")), Feedback(False, ("x",)))
    assert await store.read(likes.feedback, OTHER) == ()

    await store.write(likes.reset, CHANNEL, factories.NOON + MINUTE)

    assert source_weights(await store.read(likes.feedback, CHANNEL)).factors == ()
    assert await team(store) == {ONE: 2}


async def test_a_thumb_down_and_what_is_said_in_direct_messages_is_no_like(store, context):  # noqa: F811 - the fixture
    await posted(store)
    bot = Bot(context)

    await bot.on_reaction_added(reaction(emoji="👎🏽"))
    await bot.on_reaction_added(reaction(emoji="-1::skin-tone-2"))
    assert await team(store) == {}

    await bot.on_reaction_added(reaction())
    assert await team(store) == {ONE: 1}

    await bot.on_reaction_removed(reaction())
    assert await team(store) == {}
