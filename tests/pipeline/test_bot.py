"""What the one who answers promises, whatever is asked."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

import pytest

from bot.arxiv.calendar import parse_holidays
from bot.commands import subscriptions as subscribing
from bot.commands.bot import BUG, BUSY, Bot
from bot.commands.context import ZONE_UNKNOWN, CommandContext
from bot.commands.forget_me import ForgetMe
from bot.commands.paper_actions import ADMINS_ONLY
from bot.commands.registry import COMMANDS
from bot.commands.status import ShowStatus
from bot.commands.subscriptions import NOT_KNOWN, NOT_YOURS
from bot.data import read
from bot.models.command import (
    ActOnPaper,
    Command,
    ListSubscriptions,
    ManageSubscription,
    PaperAction,
    Requester,
    ResetFeedback,
    SetDigest,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    StopDigest,
    StopReport,
    Subscribe,
    SubscriptionAction,
)
from bot.models.digest import Destination, Filter, Ranking
from bot.models.papers import PaperId
from bot.models.post import PostKind
from bot.models.reply import By, Reply
from bot.models.report import Report
from bot.models.subscription import DigestOptions, Frequency, Schedule, SlotState, Subscription
from bot.pipeline.text_backfill import make_texts
from bot.store.tables import dismissals, outbox, papers, posts, slots, subscriptions, users
from tests.helpers import factories, transcripts
from tests.helpers.fake_servers.serving import refused
from tests.helpers.fakes import Clock

MORNING = Schedule(Frequency.WEEKDAYS, time(9), zone="Europe/Paris")
VISION = Filter(("cs.CV",))
ADA = transcripts.asker("ada", "slack")
BOB = transcripts.asker("bob", "slack")
LISTED, OTHER = PaperId("2601.09259"), PaperId("2601.90001")


@pytest.fixture
def clock():
    return Clock(transcripts.NOW)


@pytest.fixture
async def bot(store, web, served, clock):
    await transcripts.fill(store, "young", "slack")
    return Bot(CommandContext(store, web, served.settings, parse_holidays(read("holidays.json")), clock))


async def ask(bot: Bot, command: Command, asker: Requester = ADA) -> Reply:
    return [reply async for reply in bot.handle_command(asker, command)][-1]


async def test_a_bug_is_logged_whole_and_admitted(bot, monkeypatch, caplog):
    monkeypatch.setattr(subscribing, "subscription_buttons", None)

    assert await ask(bot, Subscribe(VISION, MORNING)) == Reply(BUG)
    assert "TypeError" in caplog.text


async def test_a_store_that_fails_is_told_in_a_sentence(bot, monkeypatch, caplog):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(subscriptions, "of_owner", fail)

    assert await ask(bot, ListSubscriptions()) == Reply(BUSY)
    assert "the disk fails" in caplog.text


async def test_an_arxiv_that_does_not_answer_is_told_in_a_sentence(bot, served):
    served.service.always = refused(503)

    reply = await ask(bot, ShowPaper("2401.00017"))

    assert reply.text.startswith("I can't find 2401.00017 on arXiv.")


async def test_a_paper_that_is_here_is_not_looked_up(bot, served):
    await ask(bot, ShowPaper(LISTED))

    assert served.asked == []


async def test_all_missing_papers_of_a_message_are_looked_up(bot, served):
    await ask(bot, ShowPapers((PaperId("2401.00017"), PaperId("2401.00018"), LISTED)))

    assert len(served.asked) == 2


async def test_an_id_that_arxiv_does_not_have_is_asked_for_once_a_day(bot, served, clock):
    for _ in range(3):
        await ask(bot, ShowPaper("2401.99999"))
    assert len(served.asked) == 1

    clock.forward(timedelta(days=1))
    await ask(bot, ShowPaper("2401.99999"))

    assert len(served.asked) == 2


async def test_what_arxiv_could_not_say_is_asked_again(bot, served):
    served.service.always = refused(404)
    await ask(bot, ShowPaper("2401.00017"))
    asked = len(served.asked)
    served.service.always = None

    await ask(bot, ShowPaper("2401.00017"))

    assert len(served.asked) == asked + 1


async def test_who_names_many_papers_lets_others_go_between(bot, served):
    many = ask(bot, ShowPapers(tuple(PaperId(f"2401.9990{n}") for n in range(5))))
    one = ask(bot, ShowPaper("2401.99999"), BOB)

    await asyncio.gather(many, one)

    assert ["2401.99999" in request.query_string for request in served.service.asked].index(True) < 3


async def test_a_form_submitted_twice_at_once_makes_one_subscription(bot, store):
    await asyncio.gather(*(ask(bot, Subscribe(VISION, MORNING)) for _ in range(5)))

    assert len(await store.read(subscriptions.of_owner, "slack", "T0FAKE", "U0ADA")) == 1


async def said(bot: Bot, asker: Requester, *zones: str | None) -> str:
    """Subscribe at the hours that follow one another, in these zones; return the last answer."""
    for hour, zone in enumerate(zones):
        reply = await ask(bot, Subscribe(VISION, replace(MORNING, at=time(hour), zone=zone)), asker)
    return reply.text


async def test_where_no_platform_tells_a_zone_the_one_that_someone_said_last_is_meant(bot):
    bob = replace(transcripts.asker("bob", "discord"), direct_channel="D0BOB")

    assert "at 02:00 (America/New_York)" in await said(bot, bob, "Asia/Tokyo", "America/New_York", None)
    assert "at 00:00 (UTC)" in await said(bot, replace(bob, user="U0EVE"), None)


async def test_who_changes_what_another_set_does_not_say_its_zone(bot):
    bob = replace(transcripts.asker("bob", "discord"), can_manage_channel=True, direct_channel="D0BOB")
    await ask(bot, SetDigest(VISION, MORNING), transcripts.asker("ada", "discord"))

    await ask(bot, SetDigest(VISION, MORNING, DigestOptions(top=5)), bob)

    assert "at 00:00 (UTC)" in await said(bot, bob, None)


async def test_the_zone_that_a_platform_tells_is_meant_and_no_other_is_remembered(bot, store):
    assert "at 01:00 (Europe/Paris)" in await said(bot, ADA, "Asia/Tokyo", None)
    assert await store.read(users.zone, "slack", "T0FAKE", "U0ADA") is None


async def test_a_zone_is_forgotten_with_who_said_it(bot):
    bob = replace(transcripts.asker("bob", "discord"), direct_channel="D0BOB")
    await said(bot, bob, "Asia/Tokyo")

    await ask(bot, ForgetMe(confirmed=True), bob)

    assert "at 00:00 (UTC)" in await said(bot, bob, None)


async def test_many_subscriptions_can_be_reached_though_not_all_fit_a_message(bot):
    for hour in range(subscribing.MAX_LISTED + 1):
        await ask(bot, Subscribe(VISION, replace(MORNING, at=time(hour))))

    reply = await ask(bot, ListSubscriptions())

    asked = [command for _, command in reply.select.options]
    assert asked == [
        ManageSubscription(SubscriptionAction.PREVIEW, number) for number in range(1, subscribing.MAX_LISTED + 2)
    ]


async def test_a_change_keeps_the_number_and_the_place(bot, store):
    await ask(bot, Subscribe(VISION, MORNING))

    await ask(bot, Subscribe(VISION, replace(MORNING, at=time(10)), replaces_id=1))

    (changed,) = await store.read(subscriptions.of_owner, "slack", "T0FAKE", "U0ADA")
    assert (changed.number, changed.every.at, changed.destination.channel) == (1, time(10), "D0ADA")


@pytest.mark.parametrize("act", list(SubscriptionAction))
async def test_only_its_owner_manages_a_subscription(bot, store, act):
    await ask(bot, Subscribe(VISION, MORNING))
    before = await store.read(subscriptions.get, 1)

    reply = await ask(bot, ManageSubscription(act, 1), replace(BOB, can_manage_channel=True))

    assert reply == Reply(NOT_YOURS)
    assert await store.read(subscriptions.get, 1) == before


@pytest.mark.parametrize(
    "asker",
    [replace(ADA, can_manage_channel=False), replace(ADA, destination=Destination("slack", "T0FAKE", "C0OTHER"))],
    ids=["may not", "in another channel"],
)
async def test_a_channels_digest_is_managed_by_those_who_may_and_there(bot, asker):
    await ask(bot, SetDigest(VISION, MORNING))

    assert await ask(bot, ManageSubscription(SubscriptionAction.UNSUBSCRIBE, 1), asker) == Reply(NOT_YOURS)
    assert await ask(
        bot, ManageSubscription(SubscriptionAction.UNSUBSCRIBE, 1), replace(BOB, can_manage_channel=True)
    ) != Reply(NOT_YOURS)


async def test_no_one_makes_a_channels_digest_their_own(bot, store):
    await ask(bot, SetDigest(VISION, MORNING))
    before = await store.read(subscriptions.get, 1)

    assert await ask(bot, Subscribe(VISION, replace(MORNING, at=time(10)), replaces_id=1)) == Reply(NOT_YOURS)
    assert await store.read(subscriptions.get, 1) == before


async def test_a_button_of_a_deleted_subscription_is_a_sentence(bot):
    await ask(bot, Subscribe(VISION, MORNING))
    await ask(bot, ManageSubscription(SubscriptionAction.UNSUBSCRIBE, 1))

    reply = await ask(bot, ManageSubscription(SubscriptionAction.PREVIEW, 1))
    assert reply == Reply("That subscription no longer exists. See /hotpapers subscriptions.")


EVERYTHING = DigestOptions(5, 20.0, Ranking.CLASSIC, 7, threads=False, fair=True)


async def test_what_is_not_said_of_a_channels_digest_stays(bot, store):
    filter = Filter(("cs.CV",), ("graph",), ("survey",), ("Ada Lovelace",))
    await ask(bot, SetDigest(filter, MORNING, EVERYTHING))

    await ask(bot, COMMANDS.parse("digest weekdays 10:00"))

    changed = await store.read(subscriptions.of_channel, ADA.destination)
    assert (changed.filter, changed.every.at, changed.how) == (filter, time(10), EVERYTHING)


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("top 10", replace(EVERYTHING, top=10)),
        ("floor 0", replace(EVERYTHING, floor=0)),
        ("hot", replace(EVERYTHING, ranking=Ranking.HOT)),
        ("days 3", replace(EVERYTHING, days=3)),
        ("threads on", replace(EVERYTHING, threads=True)),
        ("fair off", replace(EVERYTHING, fair=False)),
    ],
)
async def test_each_choice_of_a_channels_digest_can_be_made_usual_again(bot, store, said, how):
    await ask(bot, SetDigest(VISION, MORNING, EVERYTHING))

    await ask(bot, COMMANDS.parse(f"digest weekdays 09:00 {said}"))

    assert (await store.read(subscriptions.of_channel, ADA.destination)).how == how


async def test_what_is_left_empty_in_the_form_of_a_channel_is_as_usual(bot, store):
    await ask(bot, SetDigest(VISION, MORNING, EVERYTHING))

    await ask(bot, SetDigest(VISION, MORNING, DigestOptions(top=3), replace_all=True))

    assert (await store.read(subscriptions.of_channel, ADA.destination)).how == DigestOptions(top=3)


async def test_a_channel_has_one_digest(bot, store):
    await ask(bot, SetDigest(VISION, MORNING))
    await ask(bot, SetDigest(Filter(("hep-th",)), MORNING))

    assert (await store.read(subscriptions.of_channel, ADA.destination)).filter == Filter(("hep-th",))
    assert await store.read(subscriptions.get, 2) is None


async def test_pages_stay_those_of_the_same_days(bot, clock):
    first = await ask(bot, ShowHotList())
    clock.forward(timedelta(days=1))

    (turn,) = first.buttons
    second = await ask(bot, turn.command)
    (back,) = second.buttons

    assert second.digest.date == date(2026, 1, 15)
    assert [rank for rank, _ in second.digest.numbered()] == [11]
    assert (await ask(bot, back.command)).digest == first.digest


async def test_a_listing_that_is_out_but_not_collected_is_named(bot, clock):
    clock.forward(timedelta(days=1))

    reply = await ask(bot, ShowHotList())

    assert reply.digest.date == date(2026, 1, 15)
    assert reply.digest.note == "The 2026-01-16 listing isn't collected yet."


async def test_a_page_behind_the_last_says_so(bot):
    reply = await ask(bot, ShowHotList(page=9))

    assert reply.text == "That was the last page."
    assert [button.label for button in reply.buttons] == ["Previous page"]


@pytest.mark.parametrize(
    "query",
    [
        'NEAR("a" b) OR *:^"',
        "word " * 2000,
        "\u202eslrig\u202c",
        "'; drop table papers; --",
        "🦜" * 500,
        "2601.00000",
        "../../etc/passwd",
    ],
)
async def test_whatever_is_searched_for_is_answered_in_a_short_sentence(bot, query):
    reply = await ask(bot, ShowPaper(query))

    assert 0 < len(reply.text) < 250
    assert "\u202e" not in reply.text
    assert reply.text not in {BUG, BUSY}


async def test_status_tells_of_the_last_digest_here(bot, store, clock):
    kinds = (PostKind.PARENT, PostKind.REPLY)
    number = await store.write(outbox.enqueue, factories.digest(), ADA.destination, kinds, clock())
    queued = await store.read(posts.next_post, number)
    post = await store.write(posts.claim, queued.post, clock(), clock())
    await store.write(posts.postpone, post, clock() + timedelta(minutes=5), "ratelimited", clock())

    items = {item.title: item.details for item in (await ask(bot, ShowStatus())).items}

    assert items["Last digest here: Thu 15 Jan, 16:00 (Europe/Paris)"] == (
        "2 waiting, again Thu 15 Jan, 16:05 (Europe/Paris): ratelimited"
    )


async def test_status_tells_of_the_last_report_next_to_the_last_digest(bot, store, clock):
    await store.write(outbox.enqueue, factories.digest(), ADA.destination, (PostKind.PARENT,), clock())
    report = Report(clock().date(), "10–16 January 2026", ())
    await store.write(outbox.enqueue, report, ADA.destination, (PostKind.PARENT, PostKind.REPLY), clock())

    items = {item.title: item.details for item in (await ask(bot, ShowStatus())).items}

    at = "Thu 15 Jan, 16:00 (Europe/Paris)"
    assert [items[f"Last {what} here: {at}"] for what in ("digest", "report")] == [
        "1 waiting.",
        "2 waiting: delivery 1 goes first there",
    ]


async def test_what_should_be_here_already_says_what_it_waits_for(bot, clock):
    await ask(bot, SetDigest(VISION, MORNING))
    clock.forward(timedelta(days=1))
    late = "Fri 16 Jan, 09:00 (Europe/Paris), waiting for papers"

    status, listed = await ask(bot, ShowStatus()), await ask(bot, ListSubscriptions())

    assert late in [item.details for item in status.items]
    assert [item.details for item in listed.items] == [f"Next: {late}."]


async def test_a_digest_that_waits_to_be_sent_is_just_waiting(bot, store, clock):
    await store.write(outbox.enqueue, factories.digest(), ADA.destination, [PostKind.PARENT], clock())

    assert "1 waiting." in [item.details for item in (await ask(bot, ShowStatus())).items]


async def test_status_tells_why_the_last_digest_did_not_come(bot, store, clock):
    await ask(bot, SetDigest(VISION, MORNING))
    clock.forward(timedelta(days=1))
    ((slot, _),) = await store.read(subscriptions.due, ["slack"], clock())
    await store.write(
        slots.settle, slot, [slots.Outcome(slot.day, slot.due, SlotState.NOTHING_TO_SEND, reason="nothing new")]
    )

    items = {item.title: item.details for item in (await ask(bot, ShowStatus())).items}

    assert items["Quiet: the digest of 2026-01-16"] == "nothing new."


@pytest.mark.parametrize(("is_report", "what"), [(False, "digest"), (True, "report")])
async def test_status_calls_what_waits_and_what_was_skipped_by_its_name(bot, store, clock, is_report, what):
    wanted = Subscription(0, ADA.destination, "U0ADA", True, VISION, MORNING, DigestOptions(), is_report=is_report)
    await store.write(subscriptions.add, wanted, clock())
    clock.forward(timedelta(days=1))
    ((slot, _),) = await store.read(partial(subscriptions.due, is_report=is_report), ["slack"], clock())
    await store.write(slots.settle, slot, [slots.Outcome(slot.day, slot.due, SlotState.SKIPPED, reason="too late")])
    clock.forward(timedelta(days=3))
    ((slot, _),) = await store.read(partial(subscriptions.due, is_report=is_report), ["slack"], clock())
    await store.write(slots.record_failure, slot, "a bug")

    items = {item.title: item.details for item in (await ask(bot, ShowStatus())).items}

    assert items[f"Skipped: the {what} of 2026-01-16"] == "too late."
    assert items[f"Waiting: the {what} of 2026-01-19"] == "a bug."


async def test_forgetting_erases_nothing_before_it_is_confirmed(bot, store):
    await ask(bot, Subscribe(VISION, MORNING))

    await ask(bot, ForgetMe())
    assert await store.read(subscriptions.get, 1)

    await ask(bot, ForgetMe(confirmed=True))
    assert await store.read(subscriptions.get, 1) is None


async def test_who_is_not_known_has_nothing_to_be_erased(bot):
    assert (await ask(bot, ForgetMe(confirmed=True), BOB)).text == "I had no data about you."


async def test_what_is_not_for_a_channel_is_remembered_for_it(bot, store):
    await ask(bot, ActOnPaper(PaperAction.NOT_FOR_US, LISTED), BOB)

    assert await store.read(dismissals.dismissed, BOB.destination) == {LISTED}


async def test_what_is_not_for_a_channel_can_be_taken_back_by_anyone_there_and_says_who_said_it(bot, store):
    await ask(bot, ActOnPaper(PaperAction.NOT_FOR_US, LISTED), BOB)

    again = await ask(bot, ActOnPaper(PaperAction.NOT_FOR_US, LISTED))
    card = await ask(bot, ShowPaper(LISTED))
    undone = await ask(bot, ActOnPaper(PaperAction.FOR_US, LISTED))

    assert [reply.by for reply in (again, card, undone)] == [By("Hidden here by", BOB.user)] * 3
    assert "For us again" in [button.label for button in card.buttons]
    assert await store.read(dismissals.dismissed, ADA.destination) == set()


async def test_who_may_leave_papers_out_can_be_limited_to_those_who_set_the_digest(bot, store, served):
    bot._context = replace(bot._context, settings=served.settings.model_copy(update={"not_for_us": "admins"}))

    refused = [await ask(bot, ActOnPaper(act, LISTED), BOB) for act in (PaperAction.NOT_FOR_US, PaperAction.FOR_US)]
    await ask(bot, ActOnPaper(PaperAction.NOT_FOR_US, OTHER))

    assert [reply.text for reply in refused] == [ADMINS_ONLY] * 2
    assert await store.read(dismissals.dismissed, ADA.destination) == {OTHER}


async def test_what_someone_left_out_stays_left_out_without_their_name_when_they_are_forgotten(bot, store):
    await ask(bot, ActOnPaper(PaperAction.NOT_FOR_US, LISTED), BOB)

    await ask(bot, ForgetMe(confirmed=True), BOB)

    assert await store.read(users.dismissed_by, ADA.destination, LISTED) == ""
    assert (await ask(bot, ShowPaper(LISTED))).by is None


async def test_a_paper_is_posted_to_be_discussed_once_and_names_who_asked(bot):
    first, second = [await ask(bot, ActOnPaper(PaperAction.DISCUSS, LISTED), who) for who in (ADA, BOB)]

    assert (first.public, first.by) == (True, By("Asked by", ADA.user))
    assert (second.public, second.card) == (False, None)


UNKNOWN = replace(ADA, can_manage_channel=False, zone=None, is_known=False)
AT_NINE = Schedule(Frequency.WEEKDAYS, time(9))


@pytest.mark.parametrize(
    "command", [SetDigest(VISION, MORNING), SetDigest(), StopDigest(), StopReport(), ResetFeedback()]
)
async def test_who_cannot_be_looked_up_now_is_not_taken_for_someone_who_may_not(bot, command):
    assert (await ask(bot, command, UNKNOWN)).text == NOT_KNOWN


async def test_the_channels_digest_is_not_said_to_be_anothers_while_nothing_is_known_of_who_asks(bot, store):
    await ask(bot, SetDigest(VISION, MORNING))
    known = await store.read(subscriptions.of_channel, ADA.destination)

    assert (await ask(bot, ManageSubscription(SubscriptionAction.PAUSE, known.number), UNKNOWN)).text == NOT_KNOWN


async def test_a_zone_that_is_not_known_now_is_asked_for_and_not_made_up(bot, store):
    asked = await ask(bot, Subscribe(VISION, AT_NINE), UNKNOWN)
    said = await ask(bot, Subscribe(VISION, replace(AT_NINE, zone="America/New_York")), UNKNOWN)

    assert asked.text == ZONE_UNKNOWN
    assert "America/New_York" in said.text
    assert await store.read(users.zone, "slack", "T0FAKE", ADA.user) is None


@pytest.mark.parametrize(("asker", "zone"), [(ADA, "Europe/Paris"), (replace(ADA, zone=None), "UTC"), (UNKNOWN, None)])
async def test_a_form_opens_in_the_zone_that_a_command_would_mean(bot, asker, zone):
    assert (await ask(bot, Subscribe(), asker)).form.zone == zone


async def test_a_place_is_welcomed_once(bot):
    assert await bot.on_joined(ADA.destination)
    assert await bot.on_joined(ADA.destination) is None


async def test_an_event_is_new_once(bot):
    assert [await bot.is_first_delivery("slack", "Ev1") for _ in range(2)] == [True, False]


async def test_papers_are_suggested_once_they_were_taken_in(bot, store):
    assert bot.autocomplete("paper", "teapots") == []
    await store.write(papers.save, [factories.paper(title="Teapots")])

    await bot.refresh()

    assert bot.autocomplete("paper", "teapots") == [("Teapots", "2008.10599")]


async def test_the_nearest_papers_share_rare_words(bot, store):
    near = ("2601.80001", "2601.80002")
    others = [factories.paper(f"2601.7{n:04}", title="A Study of Models", categories=("hep-th",)) for n in range(30)]
    await store.write(papers.save, [*others, *(factories.paper(id, title="A Study of Quokkas") for id in near)])
    await make_texts(store)

    reply = await ask(bot, ActOnPaper(PaperAction.MORE, PaperId(near[0])))

    assert reply.items[0].details.endswith(near[1])


@pytest.mark.parametrize("name", transcripts.names())
async def test_all_that_can_be_pressed_is_read_as_it_was_meant(name, store, web, served, clock):
    """Buttons work after a restart, for they carry what is pressed."""
    played = transcripts.conversation(name)
    await transcripts.fill(store, played.store, played.platform)
    listening = Listening(
        Bot(CommandContext(store, web, served.settings, parse_holidays(read("holidays.json")), clock))
    )

    await transcripts.play(listening, played)

    pressed = [command for reply in listening.heard for command in transcripts.pressable(reply).values()]
    for command in pressed:
        assert COMMANDS.parse(COMMANDS.format(command)) == command
        assert COMMANDS.fits_button(command)


class Listening:
    """Answers as another does, and remembers it."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.heard: list[Reply] = []

    async def handle_command(self, asker, command):
        async for reply in self.bot.handle_command(asker, command):
            self.heard.append(reply)
            yield reply


@pytest.mark.parametrize(
    ("command", "changes"),
    [(Subscribe(VISION, MORNING), True), (SetDigest(VISION, MORNING), True), (ShowStatus(), False)],
)
async def test_what_may_be_due_sooner_is_told_to_who_plans(bot, command, changes):
    await ask(bot, command)

    assert bot.schedule_changed.is_set() == changes


@pytest.mark.parametrize(
    ("how", "offered"),
    [(DigestOptions(), False), (DigestOptions(threads=True), False), (DigestOptions(threads=False), True)],
)
async def test_papers_are_offered_to_discuss_where_no_threads_are(bot, how, offered):
    editor = replace(ADA, can_manage_channel=True, is_direct_message=False)
    await ask(bot, SetDigest(VISION, MORNING, how), editor)

    card = await ask(bot, ShowPaper(LISTED), editor)

    assert any(button.label == "Discuss" for button in card.buttons) is offered
