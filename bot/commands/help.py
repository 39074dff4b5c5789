"""What can be asked, with examples that fit where somebody asks."""

from __future__ import annotations

from datetime import time

from bot.commands.command_text import respelled, spelled
from bot.commands.context import Desk, completed
from bot.models.command import (
    NOTHING,
    Asker,
    Command,
    Export,
    ForgetMe,
    Format,
    Help,
    HotList,
    Look,
    Saved,
    SetDigest,
    Status,
    Subscribe,
    Subscriptions,
    Why,
)
from bot.models.digest import Filter
from bot.models.papers import PaperId
from bot.models.reply import Button, Item, Reply
from bot.models.subscription import Every, Period, Rhythm

MORNING = Every(Rhythm.WEEKDAYS, time(9))
SOME = 3
WHAT_I_DO = (
    "Hello! I find the arXiv papers that people talk about, on Hugging Face, Hacker News and elsewhere, and bring "
    "the hottest of your fields here. {how} Things to try, and how to set up this channel:"
)
HOW_TO_ASK = {"slack": "Type commands, mention me, or write to me directly: I read all of them as commands."}
BY_COMMANDS = "I understand commands; plain messages do not reach me."


async def answer(desk: Desk, asker: Asker, asked: Help) -> Reply:
    """Show examples that fit here; some of them behind what was not understood, if anything."""
    subscription = await desk.of_channel(asker)
    category = completed(NOTHING, subscription, desk.settings).categories[0]
    examples = _examples(asker, category)[: SOME if asked.misunderstood else None]
    items = tuple(Item(spelled(command, asker.platform), told) for command, told in examples)
    mine, more = Button("My subscriptions", Subscriptions()), Button("What else you can ask", Help())
    buttons = (Button("Show the hot list", HotList()), more if asked.misunderstood else mine)
    return Reply(respelled(asked.misunderstood, asker.platform) or "What you can ask me:", items=items, buttons=buttons)


def welcome(platform: str) -> Reply:
    """Say what we do, with two examples, and how a channel gets its digest. Pure."""
    examples: dict[Command, str] = {
        HotList(when=Period(7)): "the hottest papers of this week",
        Look("1706.03762"): "all about one paper",
        SetDigest(Filter(("cs.CV",)), MORNING): "a digest for this channel, every weekday",
    }
    items = tuple(Item(spelled(command, platform), told) for command, told in examples.items())
    what = WHAT_I_DO.format(how=HOW_TO_ASK.get(platform, BY_COMMANDS))
    return Reply(what, items=items, buttons=(Button("Show the hot list", HotList()),))


def _examples(asker: Asker, category: str) -> list[tuple[Command, str]]:
    """Return what can be asked, in the words of the field that is read here."""
    what = Filter((category,))
    examples: list[tuple[Command, str]] = [
        (HotList(what), "the newest hot list"),
        (HotList(Filter((category,), ("diffusion models",)), Period(30)), "a phrase, over a month"),
        (Look("1706.03762"), "one paper, by id, address or words of its title"),
        (Subscribe(what, MORNING), "a digest for you, every weekday"),
        (Subscriptions(), "what you subscribed to"),
        (Saved(), "your reading list"),
        (Export(Format.BIBTEX), "your reading list as a file"),
        (Why(PaperId("1706.03762")), "the score of a paper, taken apart"),
        (Status(), "how fresh the data is, and what comes next"),
        (ForgetMe(), "erase what is stored about you"),
    ]
    if asker.may_set_digests and not asker.is_direct:
        examples.insert(4, (SetDigest(what, MORNING), "a digest for this channel"))
    return examples
