"""What can be asked, with examples that fit where somebody asks."""

from __future__ import annotations

from datetime import time

from bot.commands.command_text import command_text, localize_examples
from bot.commands.context import CommandContext, complete_filter
from bot.models.command import (
    NO_FILTER,
    CitationFormat,
    Command,
    ExplainScore,
    ExportReadingList,
    ForgetMe,
    ListSubscriptions,
    Requester,
    SetDigest,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowReadingList,
    ShowStatus,
    Subscribe,
)
from bot.models.digest import Filter
from bot.models.papers import PaperId
from bot.models.platform import find_platform
from bot.models.reply import Button, ListItem, Reply
from bot.models.subscription import Frequency, Period, Schedule

MORNING = Schedule(Frequency.WEEKDAYS, time(9))
SOME = 3
WHAT_I_DO = "Hi! I post the arXiv papers people are talking about. {how} Try:"


async def handle(desk: CommandContext, asker: Requester, asked: ShowHelp) -> Reply:
    """Show examples that fit here; some of them after what was not understood, if anything."""
    subscription = await desk.channel_digest(asker)
    category = complete_filter(NO_FILTER, subscription, desk.settings).categories[0]
    examples = _examples(asker, category)[: SOME if asked.misunderstood else None]
    items = tuple(ListItem(command_text(command, asker.platform), told) for command, told in examples)
    mine, more = Button("My subscriptions", ListSubscriptions()), Button("All commands", ShowHelp())
    buttons = (Button("Show the hot list", ShowHotList()), more if asked.misunderstood else mine)
    return Reply(
        localize_examples(asked.misunderstood, asker.platform) or "Commands you can use:", items=items, buttons=buttons
    )


def welcome(platform: str) -> Reply:
    """Say what we do, with two examples, and how a channel gets its digest. Pure."""
    examples: dict[Command, str] = {
        ShowHotList(when=Period(7)): "the hottest papers of this week",
        ShowPaper("1706.03762"): "details of a paper",
        SetDigest(Filter(("cs.CV",)), MORNING): "a digest for this channel, every weekday",
    }
    items = tuple(ListItem(command_text(command, platform), told) for command, told in examples.items())
    what = WHAT_I_DO.format(how=find_platform(platform).welcome_text)
    return Reply(what, items=items, buttons=(Button("Show the hot list", ShowHotList()),))


def _examples(asker: Requester, category: str) -> list[tuple[Command, str]]:
    """Return what can be asked, in the words of the field that is read here."""
    what = Filter((category,))
    examples: list[tuple[Command, str]] = [
        (ShowHotList(what), "the latest hot papers"),
        (ShowHotList(Filter((category,), ("diffusion models",)), Period(30)), "papers with a phrase, past month"),
        (ShowPaper("1706.03762"), "one paper, by ID, link or words from the title"),
        (Subscribe(what, MORNING), "your own digest, every weekday"),
        (ListSubscriptions(), "your subscriptions"),
        (ShowReadingList(), "your reading list"),
        (ExportReadingList(CitationFormat.BIBTEX), "your reading list as a file"),
        (ExplainScore(PaperId("1706.03762")), "explain a paper's score"),
        (ShowStatus(), "data freshness and next digest"),
        (ForgetMe(), "delete your data"),
    ]
    if asker.can_manage_channel and not asker.is_direct_message:
        examples.insert(4, (SetDigest(what, MORNING), "a digest for this channel"))
    return examples
