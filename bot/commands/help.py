"""Help and the welcome message: examples that fit where people ask."""

from __future__ import annotations

from bot.commands.command_set import CommandSet
from bot.commands.context import CommandContext, complete_filter
from bot.commands.spec import CommandSpec, NamedForm
from bot.commands.syntax.tokens import QUOTES, escaped, quoted, tokenize
from bot.models.command import NO_FILTER, ListSubscriptions, Requester, ShowHelp, ShowHotList
from bot.models.platform import find_platform
from bot.models.reply import Button, ListItem, Reply

MAX_EXAMPLES_AFTER_ERROR = 3
WHAT_I_DO = "Hi! I post the arXiv papers people are talking about. {how} Try:"


async def handle(context: CommandContext, requester: Requester, command: ShowHelp) -> Reply:
    """Show examples that fit here; only a few after an error."""
    platform, misunderstood = requester.platform, command.misunderstood
    subscription = await context.channel_digest(requester)
    category = complete_filter(NO_FILTER, subscription, context.settings).categories[0]
    examples = [*context.commands.examples(requester, category)][: MAX_EXAMPLES_AFTER_ERROR if misunderstood else None]
    items = tuple(ListItem(context.commands.text(each, platform), answer) for each, answer in examples)
    mine, more = Button("My subscriptions", ListSubscriptions()), Button("All commands", ShowHelp())
    buttons = (Button("Show the hot list", ShowHotList()), more if misunderstood else mine)
    return Reply(
        context.commands.localize_examples(misunderstood, platform) or "Commands you can use:",
        items=items,
        buttons=buttons,
    )


def welcome(commands: CommandSet, platform: str) -> Reply:
    """Say what the bot does, with a few examples. Pure."""
    examples = [spec.welcome for spec in commands.specs if spec.welcome]
    items = tuple(ListItem(commands.text(command, platform), answer) for command, answer in examples)
    what = WHAT_I_DO.format(how=find_platform(platform).welcome_text)
    return Reply(what, items=items, buttons=(Button("Show the hot list", ShowHotList()),))


def _parse(rest: str) -> ShowHelp:
    """Parse a call for help, or from a button the error that it follows."""
    found = rest.startswith(tuple(QUOTES)) and tokenize(rest)
    return ShowHelp(found[0].text if found else "")


SPECS = (
    CommandSpec(
        command=ShowHelp,
        handle=handle,
        description="Examples for this channel",
        format=lambda command: f"help {escaped(quoted(command.misunderstood))}" if command.misunderstood else "help",
        parsers={"help": _parse},
        usage="help",
        named=NamedForm("about help", lambda _: ShowHelp()),
    ),
)
