"""Where a digest goes that is set in a thread, a forum, or the chat of a voice channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.arxiv.calendar import parse_holidays
from bot.commands.bot import Bot
from bot.commands.channel_digest import NO_THREADS
from bot.commands.context import CommandContext
from bot.data import read
from bot.models.digest import Destination
from bot.models.subscription import Subscription
from bot.store.tables import subscriptions
from tests.adapters.discord.test_gateway import listening
from tests.helpers import transcripts
from tests.helpers.fake_servers.discord_people import DiscordServer, people
from tests.helpers.fake_servers.discord_shapes import FORUM, PERMISSIONS, STAGE, THREAD, VOICE, Place
from tests.helpers.fakes import Clock

DIGEST = {"what": "cs.CV", "every": "weekdays 09:00 Europe/Paris"}
CHANNEL, FORUM_CHANNEL = Place("300"), Place("297", type=FORUM, tags=("papers", "STAFF", "News"))
IN_THREAD = Place("301", "talk", THREAD, parent=CHANNEL)
IN_FORUM = Place("298", "hello", THREAD, parent=FORUM_CHANNEL)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with people(clock=lambda: transcripts.NOW) as running:
        yield running


@pytest.fixture
def bot(store, web, served) -> Bot:
    return Bot(
        CommandContext(store, web, served.settings, parse_holidays(read("holidays.json")), Clock(transcripts.NOW))
    )


@pytest.fixture
async def say(server, bot):
    """Give a command in a place, and return the answer."""
    async with listening(server, bot):

        async def said(place: Place, command: str, **options: object) -> str:
            around = {place.parent.id: place.parent} if place.parent else {}
            server.places = {place.id: place} | around | server.places
            await server.tell("GUILD_CREATE", server.guild())
            answer = (await (await server.type(command, **options)).answered()).said
            server.places = {id: each for id, each in server.places.items() if each is not place}
            return answer

        yield said


@pytest.fixture
def digest_of(store):
    async def found(channel: str, *, is_report: bool = False) -> Subscription | None:
        there = Destination("discord", "200", channel)
        return await store.read(partial(subscriptions.of_channel, is_report=is_report), there)

    return found


async def test_a_digest_that_is_set_in_a_thread_goes_there_without_threads(say, digest_of):
    answer = await say(IN_THREAD, "digest set", **DIGEST)

    assert answer.startswith("Set for this channel:")
    assert answer.endswith("-# Channel: <#301>")
    assert (await digest_of("301")).how.threads is False
    assert await digest_of("300") is None


async def test_a_thread_with_a_digest_is_meant_by_what_follows_there(say, digest_of):
    await say(CHANNEL, "digest set", **DIGEST)
    await say(IN_THREAD, "digest set", **DIGEST)

    answer = await say(IN_THREAD, "digest off")

    assert answer.startswith("Turned off the digest")
    assert answer.endswith("-# Channel: <#301>")
    assert (await digest_of("301"), await digest_of("300") is None) == (None, False)


async def test_without_a_digest_of_its_own_a_threads_channel_is_meant(say, digest_of):
    await say(CHANNEL, "digest set", **DIGEST)

    answer = await say(IN_THREAD, "digest off")

    assert answer.endswith("-# Channel: <#300>")
    assert await digest_of("300") is None


async def test_papers_in_a_thread_have_no_threads(say, digest_of):
    assert await say(IN_THREAD, "digest set", threads=True, **DIGEST) == NO_THREADS
    assert await digest_of("301") is None


async def test_a_form_for_a_thread_sets_the_digest_there(server, say, digest_of):
    server.places = {"301": IN_THREAD, "300": CHANNEL} | server.places

    form = (await server.type("digest set")).form
    await (await server.submit(form, every="daily 09:00 Europe/Paris")).answered()

    assert (await digest_of("301")).how.threads is False


async def test_in_a_post_of_a_forum_the_forum_is_meant(say, digest_of):
    answer = await say(IN_FORUM, "digest set", tag="news", **DIGEST)

    assert answer.endswith("-# Channel: <#297>")
    assert "tag news" in answer
    assert (await digest_of("297")).how.tag == "news"


async def test_a_tag_stays_until_another_or_none_is_named(server, say, digest_of):
    await say(IN_FORUM, "digest set", tag="papers", **DIGEST)
    await say(IN_FORUM, "digest set", top=5, **DIGEST)
    kept = (await digest_of("297")).how

    server.places = {"298": IN_FORUM, "297": FORUM_CHANNEL} | server.places
    form = (await server.type("digest set")).form
    await (await server.submit(form, top="7")).answered()
    after_form = (await digest_of("297")).how
    await say(IN_FORUM, "digest set", tag="none", **DIGEST)

    assert [(how.top, how.tag) for how in (kept, after_form)] == [(5, "papers"), (7, "papers")]
    assert not (await digest_of("297")).how.tag


@pytest.mark.parametrize(
    ("place", "tag", "said"),
    [
        (IN_FORUM, "gone", "This forum doesn't have a tag “gone”. Choose one of: papers, News."),
        (IN_FORUM, "STAFF", "This forum doesn't have a tag “STAFF”. Choose one of: papers, News."),
        (CHANNEL, "papers", "Only forums have tags. Leave out “tag”, or set the digest in a post of a forum."),
    ],
    ids=["unknown", "for moderators", "no forum"],
)
async def test_a_tag_that_posts_cannot_have_is_refused(say, digest_of, place, tag, said):
    assert await say(place, "digest set", tag=tag, **DIGEST) == said
    assert await digest_of((place.parent or place).id) is None


async def test_tags_of_the_forum_are_completed(server, say):
    server.places = {"298": IN_FORUM, "297": FORUM_CHANNEL} | server.places
    await server.tell("GUILD_CREATE", server.guild())

    assert await server.complete("digest set", "tag", "n") == ["News", "none"]


async def test_a_digest_of_a_voice_channel_goes_to_its_chat(server, say, digest_of):
    server.ours = PERMISSIONS["view"] | PERMISSIONS["send"] | PERMISSIONS["history"]

    answer = await say(Place("296", type=VOICE), "digest set", **DIGEST)

    assert answer.startswith("Set for this channel:")
    assert (await digest_of("296")).how.threads is False


@pytest.mark.parametrize(
    ("place", "command", "said"),
    [
        (Place("296", type=VOICE), "report set", "I can't post a report to a voice channel"),
        (Place("295", type=STAGE), "report set", "I can't post to a stage channel."),
        (Place("295", type=STAGE), "digest set", "I can't post to a stage channel."),
    ],
)
async def test_where_nothing_fits_it_is_refused_at_once(say, digest_of, place, command, said):
    assert (await say(place, command, every="mon 09:00")).startswith(said)
    assert await digest_of(place.id, is_report=command == "report set") is None


@pytest.mark.parametrize(
    ("place", "needed"),
    [
        (CHANNEL, "Send Messages, Create Public Threads, Send Messages in Threads, Read Message History"),
        (IN_THREAD, "Send Messages in Threads, Read Message History"),
        (IN_FORUM, "Send Messages, Send Messages in Threads, Read Message History"),
        (Place("296", type=VOICE), "Send Messages, Read Message History"),
    ],
    ids=["text", "thread", "forum", "voice"],
)
async def test_what_the_bot_needs_in_a_place_is_named(server, say, place, needed):
    server.ours = PERMISSIONS["view"]

    answer = await say(place, "digest set", **DIGEST)

    assert answer.startswith(f"I can't post here. Allow me {needed} in the channel settings")
