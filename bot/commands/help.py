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
WHAT_I_DO = (
    "Hello! I find the arXiv papers that people talk about, on Hugging Face, Hacker News and elsewhere, and bring "
    "the hottest of your fields here. {how} Things to try, and how to set up this channel:"
)


async def handle(desk: CommandContext, asker: Requester, asked: ShowHelp) -> Reply:
    """Show examples that fit here; some of them behind what was not understood, if anything."""
    subscription = await desk.channel_digest(asker)
    category = complete_filter(NO_FILTER, subscription, desk.settings).categories[0]
    examples = _examples(asker, category)[: SOME if asked.misunderstood else None]
    items = tuple(ListItem(command_text(command, asker.platform), told) for command, told in examples)
    mine, more = Button("My subscriptions", ListSubscriptions()), Button("What else you can ask", ShowHelp())
    buttons = (Button("Show the hot list", ShowHotList()), more if asked.misunderstood else mine)
    return Reply(
        localize_examples(asked.misunderstood, asker.platform) or "What you can ask me:", items=items, buttons=buttons
    )


def welcome(platform: str) -> Reply:
    """Say what we do, with two examples, and how a channel gets its digest. Pure."""
    examples: dict[Command, str] = {
        ShowHotList(when=Period(7)): "the hottest papers of this week",
        ShowPaper("1706.03762"): "all about one paper",
        SetDigest(Filter(("cs.CV",)), MORNING): "a digest for this channel, every weekday",
    }
    items = tuple(ListItem(command_text(command, platform), told) for command, told in examples.items())
    what = WHAT_I_DO.format(how=find_platform(platform).welcome_text)
    return Reply(what, items=items, buttons=(Button("Show the hot list", ShowHotList()),))


def _examples(asker: Requester, category: str) -> list[tuple[Command, str]]:
    """Return what can be asked, in the words of the field that is read here."""
    what = Filter((category,))
    examples: list[tuple[Command, str]] = [
        (ShowHotList(what), "the newest hot list"),
        (ShowHotList(Filter((category,), ("diffusion models",)), Period(30)), "a phrase, over a month"),
        (ShowPaper("1706.03762"), "one paper, by id, address or words of its title"),
        (Subscribe(what, MORNING), "a digest for you, every weekday"),
        (ListSubscriptions(), "what you subscribed to"),
        (ShowReadingList(), "your reading list"),
        (ExportReadingList(CitationFormat.BIBTEX), "your reading list as a file"),
        (ExplainScore(PaperId("1706.03762")), "the score of a paper, taken apart"),
        (ShowStatus(), "how fresh the data is, and what comes next"),
        (ForgetMe(), "erase what is stored about you"),
    ]
    if asker.can_manage_channel and not asker.is_direct_message:
        examples.insert(4, (SetDigest(what, MORNING), "a digest for this channel"))
    return examples
