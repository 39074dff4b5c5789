"""Buttons and menus with their command in the ID, so that they work after a restart. Pure.

discord.py would keep every message with buttons in memory and forget them at a restart. So views are `detached`, and a
press is read from its ID.

https://docs.discord.com/developers/components/reference#anatomy-of-a-component
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, cast

from discord import ButtonStyle, SelectOption, ui

from bot import wording
from bot.commands.registry import COMMANDS
from bot.models.command import Command, ShowPaper
from bot.models.digest import Entry
from bot.models.reply import Button, Menu, Reply
from bot.models.reply import ButtonStyle as Style
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate

MAX_LABEL_LENGTH, MAX_OPTION_LENGTH = 80, 100
MAX_OPTIONS = 25
A_ROW = 5
MENU_ID = "open"
KEY_PREFIX = "="  # begins no command
STYLES = {Style.PLAIN: ButtonStyle.secondary, Style.PRIMARY: ButtonStyle.primary, Style.DANGER: ButtonStyle.danger}

Row = ui.ActionRow[ui.LayoutView]


def rows(buttons: Iterable[Button]) -> list[Row]:
    """Return *buttons* in rows, without duplicates."""
    made = {id: _button(button, id) for button in buttons for id in [custom_id_for(button.command)]}
    each = list(made.values())
    return [Row(*each[start : start + A_ROW]) for start in range(0, len(each), A_ROW)]


def menu(select: Menu) -> list[Row]:
    """Return a menu, nothing without options."""
    values = {custom_id_for(command): label for label, command in select.options}
    options = [SelectOption(label=_label(label, MAX_OPTION_LENGTH), value=id) for id, label in values.items()]
    placeholder = _label(select.label, MAX_OPTION_LENGTH)
    picker = ui.Select[ui.LayoutView](custom_id=MENU_ID, placeholder=placeholder, options=options[:MAX_OPTIONS])
    return [Row(picker)] if options else []


def open_paper_menu(ranked: Iterable[tuple[int, Entry]]) -> list[Row]:
    """Return the menu that opens the papers of a list."""
    return menu(Menu("Open a paper", tuple((f"{rank} · {entry.title}", ShowPaper(entry.id)) for rank, entry in ranked)))


def custom_id_for(command: Command) -> str:
    """Return the ID of *command*: its text, or a key if that is too long."""
    return COMMANDS.format(command) if COMMANDS.fits_button(command) else _key(command)


def stored_payloads(reply: Reply) -> dict[str, str]:
    """Return the long commands of *reply* by their keys."""
    pressable = [*reply.buttons, *(button for item in reply.items for button in item.buttons)]
    options = reply.select.options if reply.select else ()
    commands = [*(button.command for button in pressable), *(command for _, command in options)]
    return {_key(each): COMMANDS.format(each) for each in commands if not COMMANDS.fits_button(each)}


def selected_id(data: Mapping[str, Any]) -> str:
    """Return the ID of the pressed button or chosen option."""
    return str(next(iter(data.get("values", ())), data.get("custom_id", "")))


def is_key(id: str) -> bool:
    """Return whether an ID is the key of a long command."""
    return id.startswith(KEY_PREFIX)


def unpressable(view: ui.LayoutView) -> ui.LayoutView:
    """Return a message without controls and their hints, except links, for a bot that does not listen."""
    for box in view.children:
        for item in [*getattr(box, "children", ())]:
            is_row = isinstance(item, ui.ActionRow) and not all(getattr(each, "url", None) for each in item.children)
            if is_row or (isinstance(item, ui.TextDisplay) and item.content.endswith(f" {wording.EXCHANGE}")):
                cast("ui.Container[ui.LayoutView]", box).remove_item(item)
    return view


def detached(view: ui.LayoutView) -> ui.LayoutView:
    """Stop discord.py from keeping *view*. Needs a running loop."""
    view.stop()
    return view


def _key(command: Command) -> str:
    return KEY_PREFIX + sha256(COMMANDS.format(command).encode()).hexdigest()


def _button(button: Button, id: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=_label(button.label, MAX_LABEL_LENGTH), custom_id=id, style=STYLES[button.style])


def _label(text: str, limit: int) -> str:
    return truncate(sanitize(text), limit)
