"""Buttons and menus whose values are commands in text form. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from adapters.slack.messages.blocks import Block, Body, Element, line, plain
from bot import wording
from bot.commands.registry import COMMANDS
from bot.models.reply import Button, ButtonStyle, Menu

PREFIX = "hp:"
"""Prefix of all action IDs."""

BUTTON_LABEL, BUTTON_VALUE = 75, 2000
OPTION_LABEL, OPTION_VALUE, OPTIONS = 75, 150, 100
GUIDE = "Select a paper for its abstract, links and posts."
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_LABEL = 100, 300, 30
STYLES = {ButtonStyle.PRIMARY: {"style": "primary"}, ButtonStyle.DANGER: {"style": "danger"}}


def unpressable(body: Body) -> Body:
    """Return a message without controls and their hints, for a bot that does not listen."""
    blocks = [_silenced(block) for block in body["blocks"] if block["type"] != "actions"]
    text = _without(body["text"], GUIDE, wording.EXCHANGE)
    return body | {"text": text, "blocks": [block for block in blocks if block.get("elements") != []]}


def _silenced(block: Block) -> Block:
    if block["type"] != "context":
        return block
    texts = [element | {"text": _without(element["text"], GUIDE, wording.EXCHANGE)} for element in block["elements"]]
    return block | {"elements": [element for element in texts if element["text"]]}


def _without(text: str, *left_out: str) -> str:
    return "\n".join(line for line in text.split("\n") if line not in left_out)


def buttons(asked: Iterable[Button]) -> list[Block]:
    """Return a row of buttons. Commands longer than Slack's limit are left out."""
    valued = ((number, button, COMMANDS.format(button.command)) for number, button in enumerate(asked))
    made = [_button(number, button, value) for number, button, value in valued if len(value) <= BUTTON_VALUE]
    return [{"type": "actions", "elements": made}] if made else []


def select(menu: Menu | None) -> list[Block]:
    """Return a menu. Commands longer than Slack's limit are left out."""
    if menu is None:
        return []
    options = [option(label, COMMANDS.format(command)) for label, command in menu.options]
    return choice(menu.label, [one for one in options if len(one["value"]) <= OPTION_VALUE][:OPTIONS])


def choice(label: str, options: Sequence[Element]) -> list[Block]:
    """Return a menu of ready *options*."""
    shown = {"placeholder": plain(line(label, OPTION_LABEL)), "options": [*options]}
    picker = {"type": "static_select", "action_id": f"{PREFIX}menu"} | shown
    return [{"type": "actions", "elements": [picker]}] if options else []


def option(label: str, value: str) -> Element:
    """Return a menu option."""
    return {"text": plain(line(label, OPTION_LABEL) or "…"), "value": value}


def _button(number: int, button: Button, value: str) -> Element:
    shown = {"text": plain(line(button.label, BUTTON_LABEL)), "value": value}
    sure = {"confirm": _confirm(button)} if button.confirm else {}
    return {"type": "button", "action_id": f"{PREFIX}{number}"} | shown | STYLES.get(button.style, {}) | sure


def _confirm(button: Button) -> Element:
    """Return the confirmation dialog of a button.

    https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
    """
    return {
        "title": plain(line(f"{button.label}?", CONFIRM_TITLE)),
        "text": plain(line(button.confirm, CONFIRM_TEXT)),
        "confirm": plain(line(button.label, CONFIRM_LABEL)),
        "deny": plain("Cancel"),
        **STYLES.get(button.style, {}),
    }
