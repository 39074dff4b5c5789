"""Buttons and menus that carry what they ask in their ids, so that they work after a restart, at any age. Pure.

discord.py would keep every message with buttons in memory, and know only those of its own lifetime. So it is told
that they need nothing (`sealed`), and what is pressed is read from its id.

https://docs.discord.com/developers/components/reference#anatomy-of-a-component
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, cast

from discord import ButtonStyle, SelectOption, ui

from bot import wording
from bot.commands import syntax
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
    """Set *buttons* in rows; one that is there already is left out."""
    made = {id: _button(button, id) for button in buttons for id in [custom_id_for(button.command)]}
    each = list(made.values())
    return [Row(*each[start : start + A_ROW]) for start in range(0, len(each), A_ROW)]


def menu(select: Menu) -> list[Row]:
    """Make a menu, if it has any options."""
    values = {custom_id_for(command): label for label, command in select.options}
    options = [SelectOption(label=_label(label, MAX_OPTION_LENGTH), value=id) for id, label in values.items()]
    placeholder = _label(select.label, MAX_OPTION_LENGTH)
    picker = ui.Select[ui.LayoutView](custom_id=MENU_ID, placeholder=placeholder, options=options[:MAX_OPTIONS])
    return [Row(picker)] if options else []


def open_paper_menu(ranked: Iterable[tuple[int, Entry]]) -> list[Row]:
    """Make the menu under a list, which opens its papers."""
    return menu(Menu("Open a paper", tuple((f"{rank} · {entry.title}", ShowPaper(entry.id)) for rank, entry in ranked)))


def custom_id_for(command: Command) -> str:
    """Return the id under which *command* comes back: as printed, or a key if that is more than an id can hold."""
    return syntax.format_command(command) if syntax.fits_button(command) else _key(command)


def stored_payloads(reply: Reply) -> dict[str, str]:
    """Return what the keys stand for that take the place of long commands in *reply*."""
    pressable = [*reply.buttons, *(button for item in reply.items for button in item.buttons)]
    options = reply.select.options if reply.select else ()
    commands = [*(button.command for button in pressable), *(command for _, command in options)]
    return {_key(each): syntax.format_command(each) for each in commands if not syntax.fits_button(each)}


def selected_id(data: Mapping[str, Any]) -> str:
    """Return the id of the button that is pressed, or of what is chosen from a menu."""
    return str(next(iter(data.get("values", ())), data.get("custom_id", "")))


def is_key(id: str) -> bool:
    """Tell whether an id stands for a command that is too long for one."""
    return id.startswith(KEY_PREFIX)


def unpressable(view: ui.LayoutView) -> ui.LayoutView:
    """Leave out what can be pressed, but for links, and the words about that: for where nobody would hear it."""
    for box in view.children:
        for item in [*getattr(box, "children", ())]:
            is_row = isinstance(item, ui.ActionRow) and not all(getattr(each, "url", None) for each in item.children)
            if is_row or (isinstance(item, ui.TextDisplay) and item.content.endswith(f" {wording.EXCHANGE}")):
                cast("ui.Container[ui.LayoutView]", box).remove_item(item)
    return view


def detached(view: ui.LayoutView) -> ui.LayoutView:
    """Keep discord.py from holding on to *view*. It takes a running loop, as posting does."""
    view.stop()
    return view


def _key(command: Command) -> str:
    return KEY_PREFIX + sha256(syntax.format_command(command).encode()).hexdigest()


def _button(button: Button, id: str) -> ui.Button[ui.LayoutView]:
    return ui.Button(label=_label(button.label, MAX_LABEL_LENGTH), custom_id=id, style=STYLES[button.style])


def _label(text: str, limit: int) -> str:
    return truncate(sanitize(text), limit)
