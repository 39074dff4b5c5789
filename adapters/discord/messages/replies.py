"""Render replies as Discord messages within 40 components. Pure.

Items that do not fit are left out with a note. The reply's own buttons always fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from discord import File, ui

from adapters.discord.messages import forms
from adapters.discord.messages.buttons import Row, detached, menu, rows
from adapters.discord.messages.digest import MAX_CHARACTERS, Item, fits, in_container, page, text_size
from adapters.discord.messages.forms import ModalInput
from adapters.discord.messages.markup import escape, size, timed
from adapters.discord.messages.paper import SMALL, attributed_summary, lines, places, posts, small, title, why
from bot import wording
from bot.models import reply
from bot.models.command import Command
from bot.models.reply import Button, By, Card, Reply
from bot.wording.paper_facts import facts

ABSTRACT = 2000
TEXT, LINE, UNDER = 3000, 400, 2000

Group = list[Item]


def message(shown: Reply, channel: int | None = None) -> ui.LayoutView:
    """Return *shown* as one message. Plain text gets no container. *channel* is named if given."""
    about = [f"-# Channel: <#{channel}>"] if channel else []
    told: Group = [ui.TextDisplay(text) for text in (*_paragraphs(shown), *_named(shown.by), *about)]
    pressable = _pressable(shown)
    if shown.digest or shown.card or shown.items:
        return in_container([*told, *_body(shown, [*told, *pressable]), *pressable])
    view = ui.LayoutView(timeout=None)
    for item in [*told, *pressable]:
        view.add_item(item)
    return view


def files(shown: Reply) -> list[File]:
    """Return the files of a reply."""
    return [File(BytesIO(shown.file.content), shown.file.name)] if shown.file else []


def late_form(command: Command) -> Reply:
    """Return a button for a form: it can only be the first response."""
    return Reply("The form didn't open in time.", buttons=(Button("Open the form", command),))


def returned_form(typed: ModalInput, why: str) -> ui.LayoutView:
    """Return the errors of a form, with a button that reopens it as filled in. Needs a running loop."""
    button = ui.Button[ui.LayoutView](label=forms.AGAIN, custom_id=forms.key(forms.dump(typed)))
    return detached(message(Reply(why)).add_item(Row(button)))


def _body(shown: Reply, beside: Group) -> Group:
    if shown.digest:
        return page(shown.digest, beside)
    card = _card(shown.card, text_size(beside)) if shown.card else []
    return [*card, *_listed(_distinct(shown), [*card, *beside])]


def _pressable(shown: Reply) -> Group:
    """Return the controls and the file, which must always fit."""
    menus = menu(shown.select) if shown.select else []
    attached: Group = [ui.File(f"attachment://{shown.file.name}")] if shown.file else []
    return [*menus, *rows(shown.buttons), *attached]


def _paragraphs(shown: Reply) -> list[str]:
    """Return external text with each line escaped, as many lines as fit."""
    said = [timed(line, shown.instants, UNDER) for line in shown.text.splitlines()]
    while size("\n".join(said)) > TEXT:
        said.pop()
    return ["\n".join(said)] if any(said) else []


def _named(by: By | None) -> list[str]:
    """Return a mention of a person, which notifies no one."""
    return [small(f"{by.words} <@{by.user}>")] if by and by.user.isdecimal() else []


def _card(card: Card, taken: int) -> Group:
    """Return a full paper, with the abstract shortened to the remaining room."""
    entry = card.entry
    known = lines(*(small(escape(f"{name}: {told}", SMALL)) for name, told in facts(card)))
    head = lines(title(entry), small(escape(wording.authors(entry), SMALL)), attributed_summary(entry, SMALL))
    said = lines(posts(entry), why(entry))
    room = MAX_CHARACTERS - sum(map(size, (head, known, said))) - taken
    texts = (head, known, escape(entry.abstract, min(ABSTRACT, max(room, 0))), said)
    links = [Row(*buttons)] if (buttons := places(entry)) else []
    return [*(ui.TextDisplay[ui.LayoutView](text) for text in texts if text), *links]


def _listed(items: Sequence[reply.ListItem], beside: Group) -> Group:
    """Return the *items* that fit, and how many more there are."""
    shown: Group = []
    for number, item in enumerate(items):
        more = ui.TextDisplay[ui.LayoutView](small(f"… and {len(items) - number} more"))
        group = _item(item)
        if not fits([*beside, *shown, *group, more]):
            return [*shown, more]
        shown += group
    return shown


def _distinct(shown: Reply) -> list[reply.ListItem]:
    """Return the items without duplicate buttons: IDs must be unique in a message."""
    asked = {button.command for button in shown.buttons}
    items = []
    for item in shown.items:
        buttons = tuple(button for button in item.buttons if button.command not in asked)
        asked |= {button.command for button in buttons}
        items.append(replace(item, buttons=buttons))
    return items


def _item(item: reply.ListItem) -> Group:
    under = lines(*(small(timed(line, item.instants, UNDER)) for line in item.details.splitlines()))
    title = timed(item.title, item.instants, LINE) or "…"
    return [ui.TextDisplay(lines(f"**{title}**", under)), *rows(item.buttons)]
