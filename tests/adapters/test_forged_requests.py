"""What someone asks who was not asked: every command, by another person, elsewhere, or without the right to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import registry
from bot.commands.bot import Bot
from bot.commands.context import CommandContext
from bot.commands.forget_me import ForgetMe
from bot.commands.reading_list import CitationFormat, ExportReadingList
from bot.commands.status import ShowStatus
from bot.models.command import (
    ActOnPaper,
    ExplainScore,
    ListSubscriptions,
    ManageSubscription,
    PaperAction,
    Requester,
    ResetFeedback,
    SetDigest,
    SetReport,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    StopDigest,
    StopReport,
    Subscribe,
    SubscriptionAction,
    SwapPick,
)
from bot.models.digest import Destination, Filter
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions
from bot.pipeline.erasure import erase_person
from bot.store.tables import papers, reading_lists, subscriptions
from tests.helpers import factories
from tests.helpers.fakes import Clock
from tests.pipeline.test_pipeline import HOLIDAYS
from tests.store.test_erasure import everything, fill
from tests.store.test_people import ADA, DIRECT, ONE
from tests.store.test_subscriptions import DAILY, of_channel

CHANNEL = Destination("slack", "T1", "C1")
EVE = Requester("slack", "T1", "U6", CHANNEL, is_direct_message=False, can_manage_channel=False, direct_channel="D6")
FORGERS = {
    "someone else": EVE,
    "an admin of another workspace with the same ids": replace(
        EVE,
        workspace="T2",
        user="U1",
        destination=Destination("slack", "T2", "C1"),
        direct_channel="D1",
        can_manage_channel=True,
    ),
    "an admin in another channel": replace(EVE, destination=Destination("slack", "T1", "C2"), can_manage_channel=True),
    "someone of another platform with the same ids": replace(
        EVE,
        platform="discord",
        user="U1",
        destination=Destination("discord", "T1", "C1"),
        direct_channel="D1",
        can_manage_channel=True,
    ),
    "someone in direct messages": replace(EVE, destination=Destination("slack", "T1", "D6"), is_direct_message=True),
}
FILTER = Filter(("cs.CV",))
HERS, THE_CHANNELS = 1, 2
YEAR = timedelta(days=365)
COMMANDS = [
    *(ManageSubscription(act, number) for act in SubscriptionAction for number in (HERS, THE_CHANNELS)),
    *(Subscribe(FILTER, DAILY, DigestOptions(), number) for number in (None, HERS, THE_CHANNELS)),
    *(ActOnPaper(act, ONE) for act in PaperAction),
    *(ExportReadingList(format) for format in CitationFormat),
    SetDigest(FILTER, DAILY, DigestOptions(top=3)), SetDigest(), StopDigest(), ResetFeedback(), SetReport(DAILY),
    SetReport(), StopReport(), *(SwapPick(kind, ONE) for kind in PickKind), ForgetMe(), ForgetMe(confirmed=True),
     ShowReadingList(),
    ListSubscriptions(), ShowStatus(), ExplainScore(ONE), ShowPaper(ONE), ShowPapers((ONE,)), ShowHotList(), ShowHelp(),
]  # fmt: skip


@pytest.fixture
async def bot(store, served, web):
    """A bot whose store knows Ada, her subscription, and the digest of her channel."""
    clock = Clock()
    await store.write(papers.save, [factories.paper(ONE)])
    await fill(store, ADA, DIRECT)
    await store.write(subscriptions.add, of_channel(destination=CHANNEL), clock() - YEAR)
    await store.write(reading_lists.save_paper, "slack", "T1", "U9", ONE, clock())
    return Bot(CommandContext(store, web, served.settings, HOLIDAYS, clock))


def test_every_command_is_tried():
    assert {type(command) for command in COMMANDS} == {spec.command for spec in registry.COMMANDS.specs}


@pytest.mark.parametrize("forger", FORGERS.values(), ids=FORGERS)
async def test_no_one_touches_or_sees_what_is_anothers(bot, store, tmp_path, forger):
    before = everything(tmp_path / "hotpapers.db")

    for command in COMMANDS:
        replies = [reply async for reply in bot.handle_command(forger, command)]
        if isinstance(command, ShowReadingList | ExportReadingList | ListSubscriptions):
            assert not any(reply.file or theirs(reply, forger) for reply in replies), command
        await erase_person(
            store, (forger.platform, forger.workspace, forger.user), [forger.direct_channel], factories.NOON
        )
        await store.write(_forget_place, forger.destination)

        assert everything(tmp_path / "hotpapers.db") == before, command


def theirs(reply, forger):
    """Return what a reply lists of others: of a channel's own digest all who are there may know, and no more."""
    in_channel = forger.destination == CHANNEL
    return [item for item in reply.items if item.buttons or not (in_channel and item.title.startswith("This channel"))]


def _forget_place(db, place):
    """Take back what *place* may be told by people in it: that a paper is not for it, or is to be discussed."""
    where = [place.platform, place.workspace, place.channel, ONE]
    db.execute("delete from events where platform = ?", where[:1])
    db.execute("delete from dismissed where platform = ? and workspace = ? and channel = ? and paper = ?", where)
    if place != CHANNEL:
        db.execute("delete from subscriptions where platform = ? and workspace = ? and channel = ?", where[:3])
        db.execute("delete from swaps where platform = ? and workspace = ? and channel = ?", where[:3])
