"""What can be asked, with examples that fit where somebody asks."""

from __future__ import annotations

from datetime import time

from bot.commands.desk import Desk, completed
from bot.commands.reply import Button, Item, Reply
from bot.commands.spelling import respelled, spelled
from bot.commands.values import (
    NOTHING,
    Asker,
    Command,
    Export,
    Format,
    Help,
    HotList,
    Look,
    Saved,
    SetDigest,
    Status,
    Subscribe,
    Subscriptions,
)
from bot.models import Filter
from bot.subscription import Every, Period, Rhythm

MORNING = Every(Rhythm.WEEKDAYS, time(9))
WHAT_I_DO = (
    "Hello! I find the arXiv papers that people talk about on Hugging Face, Hacker News and X, and bring the hottest "
    "of your fields here. Things to try, and how to set up this channel:"
)


async def answer(desk: Desk, asker: Asker, asked: Help) -> Reply:
    """Show examples that fit here, behind what was not understood, if anything."""
    subscription = await desk.of_channel(asker)
    category = completed(NOTHING, subscription, desk.settings).categories[0]
    items = tuple(Item(spelled(command, asker.platform), told) for command, told in _examples(asker, category))
    buttons = (Button("Show the hot list", HotList()), Button("My subscriptions", Subscriptions()))
    return Reply(respelled(asked.misunderstood, asker.platform) or "What you can ask me:", items=items, buttons=buttons)


def welcome(platform: str) -> Reply:
    """Say what we do, with two examples, and how a channel gets its digest. Pure."""
    examples: dict[Command, str] = {
        HotList(when=Period(7)): "the hottest papers of this week",
        Look("1706.03762"): "all about one paper",
        SetDigest(Filter(("cs.CV",)), MORNING): "a digest for this channel, every weekday",
    }
    items = tuple(Item(spelled(command, platform), told) for command, told in examples.items())
    return Reply(WHAT_I_DO, items=items, buttons=(Button("Show the hot list", HotList()),))


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
        (Status(), "how fresh the data is, and what comes next"),
    ]
    if asker.may_set_digests and not asker.is_direct:
        examples.insert(4, (SetDigest(what, MORNING), "a digest for this channel"))
    return examples
