"""The README shows every command with its answer, as the conversation `tour` has it; and names every other command.

``pytest --snapshot-update`` writes the answers into it; run the conversations first.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.cli.group import COMMANDS
from bot.commands.answering import ANSWERS
from bot.commands.reply import Reply
from bot.commands.spelling import spelled
from bot.commands.values import Command, Exchange, Help, LookUpAll, Manage, OnPaper
from bot.text.shortening import shorten
from tests import conversation
from tests.conversation import Turn

README = Path(__file__).parent.parent / "README.md"
REGION = re.compile(r"(?<=<!-- answers: begin -->\n).*?(?=<!-- answers: end -->)", re.DOTALL)
LINES, WIDTH = 6, 110


def test_the_readme_shows_what_is_answered(pytestconfig):
    text = README.read_text(encoding="utf-8")
    shown = "\n".join(map(_shown, conversation.conversation("tour").turns))

    if pytestconfig.getoption("update_snapshots"):
        README.write_text(REGION.sub(lambda _: shown, text), encoding="utf-8")

    assert REGION.findall(README.read_text(encoding="utf-8")) == [shown]


def test_the_readme_shows_every_command_of_the_chat():
    asked = {type(_asked(turn)) for turn in conversation.conversation("tour").turns}

    assert asked == set(ANSWERS) - {Exchange}  # which is a button's: it is about a report that was posted


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command_of_the_terminal(name):
    assert f"`hotpapers {name}" in README.read_text(encoding="utf-8")


def _shown(turn: Turn) -> str:
    """Write what is said on both platforms, and the first lines of what is answered."""
    lines = [shorten(line, WIDTH) if line.strip() else "" for line in turn.answered.splitlines()]
    more = ["…"] if len(lines) > LINES else []
    answer = "\n".join([*lines[:LINES], *more])
    return f"**`{turn.said}`** · Discord {_on_discord(turn.said, _asked(turn))}\n\n```text\n{answer}\n```\n"


def _asked(turn: Turn) -> Command:
    return conversation.read(turn.said, Reply())


def _on_discord(said: str, command: Command) -> str:
    match command:
        case Help(misunderstood) if misunderstood:
            return f"`{said.replace(' ', ' what:')}`"
        case LookUpAll():
            return "*Look up papers* in a message's menu *Apps*"
        case Manage(act, _) | OnPaper(act, _):
            return f"the button *{act.value.capitalize()}*"
        case _:
            return f"`{spelled(command, 'discord')}`"
