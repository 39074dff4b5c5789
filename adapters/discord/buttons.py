"""Buttons and menus that carry what they ask in their ids, so that they work after a restart, at any age. Pure.

discord.py would keep every message with buttons in memory, and know only those of its own lifetime. So it is told
that they need nothing (`sealed`), and what is pressed is read from its id.

https://docs.discord.com/developers/components/reference#anatomy-of-a-component
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from discord import ButtonStyle, SelectOption, ui

from bot.commands import grammar
from bot.commands.reply import Button, Select, Style
from bot.commands.values import Command, Look
from bot.models import Entry
from bot.text.characters import clean
from bot.text.shortening import shorten

LONGEST_LABEL, LONGEST_OPTION = 80, 100
MOST_OPTIONS = 25
A_ROW = 5
MENU = "open"
STYLES = {Style.PLAIN: ButtonStyle.secondary, Style.PRIMARY: ButtonStyle.primary, Style.DANGER: ButtonStyle.danger}

Row = ui.ActionRow[ui.LayoutView]


def rows(buttons: Iterable[Button]) -> list[Row]:
    """Set *buttons* in rows; one whose command is too long for an id is left out, and one that is there already."""
    made = {id: _button(button, id) for button in buttons if (id := identified(button.command))}
    each = list(made.values())
    return [Row(*each[start : start + A_ROW]) for start in range(0, len(each), A_ROW)]


def menu(select: Select) -> list[Row]:
    """Make a menu, if any of its options can be asked for."""
    values = {id: label for label, command in select.options if (id := identified(command))}
    options = [SelectOption(label=_label(label, LONGEST_OPTION), value=id) for id, label in values.items()]
    placeholder = _label(select.label, LONGEST_OPTION)
    picker = ui.Select[ui.LayoutView](custom_id=MENU, placeholder=placeholder, options=options[:MOST_OPTIONS])
    return [Row(picker)] if options else []


def openings(entries: Iterable[Entry]) -> list[Row]:
    """Make the menu under a list, which opens its papers."""
    return menu(Select("Open a paper", tuple((f"{each.rank} · {each.title}", Look(each.id)) for each in entries)))


def identified(command: Command) -> str:
    """Return the id under which *command* comes back, empty if it takes more than an id can hold."""
    return grammar.printed(command) if grammar.fits_button(command) else ""


def pressed(data: Mapping[str, Any], today: date) -> Command:
    """Return what is asked by pressing a button or choosing from a menu. Raises CommandError for an unknown id."""
    chosen: str = next(iter(data.get("values", ())), data["custom_id"])
    return grammar.read(chosen, today)


def sealed(view: ui.LayoutView) -> ui.LayoutView:
    """Keep discord.py from holding on to *view*. It takes a running loop, as posting does."""
    view.stop()
    return view


def _button(button: Button, id: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=_label(button.label, LONGEST_LABEL), custom_id=id, style=STYLES[button.style])


def _label(text: str, limit: int) -> str:
    return shorten(clean(text), limit)
