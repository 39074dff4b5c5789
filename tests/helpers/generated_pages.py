"""The generated pages of the documentation: commands with their answers, the command line, the settings.

Each is made from what it describes, so it cannot fall behind: the conversation `tour`, click's own commands, and
`.env.example`. ``python -m tests.helpers.generated_pages`` writes them; a test compares them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from adapters.cli.group import COMMANDS as CLI_COMMANDS
from adapters.cli.group import hotpapers
from bot.commands.registry import COMMANDS
from bot.commands.spec import CommandSpec
from bot.models.command import ActOnPaper, Command, ManageSubscription, ShowHelp, ShowPapers
from bot.models.reply import Reply
from bot.text.truncate import truncate
from tests.helpers import transcripts
from tests.helpers.transcripts import Turn

ROOT = Path(__file__).parents[2]
MAX_LINES, MAX_WIDTH = 6, 110
WIDTH = 100  # of the command line's help, whatever the terminal's
SECTION = re.compile(r"^# --- (?P<title>.+?)(?: \(.+\))? ---$")
SETTING = re.compile(r"^(?:# )?(?P<name>[A-Z][A-Z_]+)=(?P<default>.*)$")

COMMANDS_HEAD = """\
# Commands

```
what    category, "phrase", word, -word, author:"Full Name"       any of the categories, all of the rest
when    day, 3 days, week, month, 2020-08-25, 2020-08-01..2020-08-25
every   daily, weekdays, mon,thu, weekly fri, monthly; then 09:00 or 9am, and if you like a zone: Europe/Paris, Tokyo
how     top 5, floor 50, hot, classic, days 7, threads on, threads off, fair on, mine 50%
```

In Slack these follow one another: `/hotpapers what when`, `/hotpapers subscribe what every how`. In Discord they are
options, and categories, zones and titles complete themselves. Only you see an answer, unless you add `public` to a
list, a paper or a score (in Discord, the option `public`).

- Without a category, a list uses the channel's digest, or else `HOTPAPERS_CATEGORIES`.
- Without a zone, a time is in the zone of your Slack profile, on Discord in your last one, or else in
  `HOTPAPERS_TIMEZONE`. The answer says which.
- `digest` changes only what you name: `digest weekdays 10:00` keeps the rest. The defaults are `top 10`, `floor 0`,
  `hot`, `threads on`, `fair off` and `days 3` (weekly 7, monthly 30).

"""
COMMANDS_TOUR = """\
Below is every command with the first lines of its answer. Buttons are in brackets. The complete conversations are in
`tests/end_to_end/conversations`, where they are the tests.

"""
CLI_HEAD = """\
# Command line

Exit codes: 0 done, 1 try again later (`check`: something is wrong, `evaluate`: below a bar, `forget`: not confirmed),
2 change the command or the settings, or fix what the message names, such as a full disk.

"""
SETTINGS_HEAD = """\
# Settings

Set them in the environment, or in a file `.env` in the folder where you start hotpapers. The environment wins.
`hotpapers check` says whether everything fits together. This page is made from `.env.example`.

"""


def commands_page() -> str:
    """Write every command as it is typed on both platforms, with the first lines of its answer."""
    shown = "\n".join(map(_shown, transcripts.conversation("tour").turns))
    return f"{COMMANDS_HEAD}{commands_table()}\n{COMMANDS_TOUR}{shown}"


def commands_table() -> str:
    """Write how every command is typed on both platforms."""
    rows = [f"| {spec.description} | {_on_slack(spec)} | {_named(spec)} |" for spec in COMMANDS.specs if spec.usage]
    return "\n".join(["| what | Slack | Discord |", "|---|---|---|", *rows, ""])


def cli_page() -> str:
    """Write what ``--help`` says of every command."""
    return CLI_HEAD + "\n".join(_command_sections())


def settings_page() -> str:
    """Write `.env.example` as a page: sections, explanations, and a table of defaults below each."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    _, _, sections = text.partition("\n\n")
    return SETTINGS_HEAD + "\n".join(_settings(sections.splitlines()))


PAGES = {"commands.md": commands_page, "cli.md": cli_page, "settings.md": settings_page}


def asked(turn: Turn) -> Command:
    """Read what is said in a turn."""
    return transcripts.read(turn.said, Reply())


def _shown(turn: Turn) -> str:
    lines = [truncate(line, MAX_WIDTH) if line.strip() else "" for line in turn.answered.splitlines()]
    more = ["…"] if len(lines) > MAX_LINES else []
    answer = "\n".join([*lines[:MAX_LINES], *more])
    return f"**`{turn.said}`** · Discord {_on_discord(turn.said, asked(turn))}\n\n```text\n{answer}\n```\n"


def _on_slack(spec: CommandSpec) -> str:
    return f"`/{spec.usage}`" if spec.slash else f"`/hotpapers {spec.usage}`"


def _named(spec: CommandSpec) -> str:
    if spec.named is None:
        return "*Look up papers* in a message's menu *Apps*"
    options = " ".join(option.name for option in spec.named.options)
    return f"`/{spec.named.name} {options}`".replace(" `", "`") + (" (managers)" if spec.for_managers else "")


def _on_discord(said: str, command: Command) -> str:
    match command:
        case ShowHelp(misunderstood) if misunderstood:
            return f"`{said.replace(' ', ' what:')}`"
        case ShowPapers():
            return "*Look up papers* in a message's menu *Apps*"
        case ManageSubscription(act, _) | ActOnPaper(act, _):
            return f"the button *{act.value.capitalize()}*"
        case _:
            return f"`{COMMANDS.text(command, 'discord')}`"


def _command_sections() -> Iterator[str]:
    top = click.Context(hotpapers, info_name="hotpapers", terminal_width=WIDTH, **hotpapers.context_settings)
    for name in CLI_COMMANDS:
        command = hotpapers.get_command(top, name)
        assert command is not None
        yield from _help(click.Context(command, parent=top, info_name=name), depth=2)


def _help(context: click.Context, depth: int) -> Iterator[str]:
    yield f"{'#' * depth} {context.command_path}\n\n```text\n{context.command.get_help(context)}\n```\n"
    if isinstance(context.command, click.Group):
        for name, command in context.command.commands.items():
            inner = click.Context(command, parent=context, info_name=name)
            yield from _help(inner, depth + 1)


def _settings(lines: list[str]) -> Iterator[str]:
    """Turn comments into paragraphs, and the settings that follow one another into a block."""
    block: list[str] = []
    for line in [*lines, ""]:
        setting = SETTING.match(line)
        if block and not setting:
            yield from ("```", *block, "```")
            block = []
        if section := SECTION.match(line):
            yield f"## {section['title'].strip('`')}"
        elif setting and not block:
            yield ""
            block.append(f"{setting['name']}={setting['default']}")
        elif setting:
            block.append(f"{setting['name']}={setting['default']}")
        else:
            yield line.removeprefix("#").strip()


def main() -> None:
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
