"""Render the digest form as a modal with five fields and parse its submission. Pure.

Discord cannot answer a form with a form. So an invalid form is stored as typed, and a button reopens it.

https://docs.discord.com/developers/components/reference#label
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, TypeVar

from discord import SelectOption, TextStyle, ui

from bot.commands.command_text import without_quote_hint
from bot.commands.syntax import (
    format_day,
    format_filter,
    format_options,
    format_schedule,
    parse_filter,
    parse_options,
    parse_schedule,
    parse_weekly,
)
from bot.commands.syntax.filters import LONGEST
from bot.errors import CommandError
from bot.models.command import (
    NO_FILTER,
    Command,
    SetDigest,
    SetReport,
    Subscribe,
)
from bot.models.digest import Ranking
from bot.models.reply import Form
from bot.models.subscription import DigestOptions

AGAIN = "Try again"
KEY_PREFIX = "~"  # starts no command
MAX_TITLE_LENGTH = 45
MAX_WHAT_LENGTH, MAX_WHEN_LENGTH, MAX_TOP_LENGTH = LONGEST, 200, 4
USUALLY = "weekdays 09:00"
CHANNEL = "digest"
REPORT = "report"
USUAL_WEEK = "mon 09:00"
PERSON = "subscription"
PURPOSE = re.compile(rf"{CHANNEL}|{REPORT}|{PERSON}(?: [0-9]{{1,15}})?")
REPORT_FIELDS, DIGEST_FIELDS = {"every"}, {"what", "every", "top", "ranking", "more"}
CHANNELS = "floor 20: minimum score. days 7: listings to include. threads off. fair on"
PERSONS = "floor 20: minimum score. days 7: listings to include. fair on. mine 50%: personalized share"
RANKINGS = {Ranking.HOT: "Hot (unusual attention)", Ranking.CLASSIC: "Classic (total counts)"}

Field = ui.Item[ui.Modal]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ModalInput:
    """The values of a form by field. *purpose* is its ID."""

    purpose: str
    fields: Mapping[str, str]


def modal(form: Form) -> ui.Modal:
    """Return *form* as a modal. Its ID holds the purpose, so that it survives a restart."""
    return _modal(form.title, _known(form))


def refill(typed: ModalInput) -> ui.Modal:
    """Return a form as filled in."""
    return _modal(AGAIN, typed)


def typed(data: Mapping[str, Any]) -> ModalInput | None:
    """Return the values of a submitted form, None for an unknown form."""
    try:
        given = ModalInput(data["custom_id"], dict(_given(label["component"]) for label in data["components"]))
        needed = REPORT_FIELDS if given.purpose == REPORT else DIGEST_FIELDS
        return given if PURPOSE.fullmatch(given.purpose) and needed <= given.fields.keys() else None
    except (KeyError, TypeError, AttributeError):
        return None


def parse(typed: ModalInput) -> Command:
    """Parse a form. Raises CommandError with a sentence per invalid field."""
    wrong: list[str] = []
    command = _report(typed, wrong) if typed.purpose == REPORT else _digest(typed, wrong)
    if wrong:
        raise CommandError("\n".join(wrong))
    return command


def dump(typed: ModalInput) -> str:
    """Return the values as text, for the button that reopens the form."""
    return json.dumps(asdict(typed))


def load(text: str) -> ModalInput:
    """Return the values of a text from `dump`."""
    return ModalInput(**json.loads(text))


def key(text: str) -> str:
    """Return the ID of the button that reopens *text*."""
    return KEY_PREFIX + sha256(text.encode()).hexdigest()


def is_key(id: str) -> bool:
    """Return whether a button ID reopens a form."""
    return id.startswith(KEY_PREFIX)


def _report(typed: ModalInput, wrong: list[str]) -> SetReport:
    return SetReport(_parse_field(wrong, parse_weekly, typed.fields["every"]))


def _digest(typed: ModalInput, wrong: list[str]) -> SetDigest | Subscribe:
    given = typed.fields
    what = _parse_field(wrong, parse_filter, given["what"]) or NO_FILTER
    every = _parse_field(wrong, parse_schedule, given["every"])
    how = _parse_field(wrong, parse_options, _said(given)) or DigestOptions()
    purpose, _, change = typed.purpose.partition(" ")
    if purpose == CHANNEL:
        return SetDigest(what, every, how, replace_all=True)
    there = replace(how, threads=None)  # direct messages have no threads
    return Subscribe(what, every, there, int(change) if change else None)


def _parse_field(wrong: list[str], read: Callable[[str], T], text: str) -> T | None:
    """Parse *text*, or add a message to *wrong*."""
    try:
        return read(text)
    except CommandError as error:
        wrong.append(without_quote_hint(str(error)))
        return None


def _known(form: Form) -> ModalInput:
    """Return the initial values of a form, as people type them."""
    if form.is_report:
        return ModalInput(REPORT, {"every": format_day(form.every) if form.every else USUAL_WEEK})
    how = form.how
    fields = {
        "what": format_filter(form.what),
        "every": format_schedule(form.every) if form.every else USUALLY,
        "top": "" if how.top is None else str(how.top),
        "ranking": how.ranking or "",
        "more": format_options(replace(how, top=None, ranking=None)),
    }
    return ModalInput(CHANNEL if form.for_channel else f"{PERSON} {form.change or ''}".strip(), fields)


def _modal(title: str, typed: ModalInput) -> ui.Modal:
    shown = ui.Modal(title=title[:MAX_TITLE_LENGTH], custom_id=typed.purpose)
    for field in _fields(typed):
        shown.add_item(field)
    shown.stop()  # else discord.py keeps it forever and looks for submissions only there
    return shown


def _fields(typed: ModalInput) -> tuple[Field, ...]:
    known = typed.fields
    if typed.purpose == REPORT:
        about = "A day of the week, the time, and optionally a zone: fri 16:00 Europe/Berlin"
        return (_label("When", about, _text("every", known, MAX_WHEN_LENGTH, required=True)),)
    options = [
        SelectOption(label=label, value=name, default=name == known["ranking"]) for name, label in RANKINGS.items()
    ]
    order = ui.Select[ui.Modal](custom_id="ranking", placeholder="Default", options=options, required=False)
    return (
        _label("What", 'Categories, words, "phrases", -words, author:"Full Name". Leave empty for the default.',
               _text("what", known, MAX_WHAT_LENGTH, TextStyle.paragraph)),
        _label("When", "daily, weekdays, mon,thu, weekly fri or monthly, then 09:00 and optionally a zone",
               _text("every", known, MAX_WHEN_LENGTH, required=True)),
        _label("Maximum papers", None, _text("top", known, MAX_TOP_LENGTH)),
        _label("Ranking", None, order),
        _label("More", CHANNELS if typed.purpose == CHANNEL else PERSONS, _text("more", known, MAX_WHEN_LENGTH)),
    )  # fmt: skip


def _label(text: str, description: str | None, field: Field) -> Field:
    return ui.Label(text=text, description=description, component=field)


def _text(
    name: str, known: Mapping[str, str], longest: int, style: TextStyle = TextStyle.short, *, required: bool = False
) -> ui.TextInput[ui.Modal]:
    default = known[name] or None
    return ui.TextInput(custom_id=name, default=default, max_length=longest, style=style, required=required)


def _given(field: Mapping[str, Any]) -> tuple[str, str]:
    return field["custom_id"], str(field.get("value") or next(iter(field.get("values", ())), "")).strip()


def _said(given: Mapping[str, str]) -> str:
    """Return the options as people type them: ``top 5 classic threads off``."""
    top = f"top {given['top']}" if given["top"] else ""
    return " ".join(filter(None, [top, given["ranking"], given["more"]]))
