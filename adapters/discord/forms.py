"""The form for a digest: a dialog with five fields, filled with what is known, and read back as a command. Pure.

https://docs.discord.com/developers/components/reference#label
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from discord import SelectOption, TextStyle, ui

from bot.commands.grammar import (
    printed_day,
    printed_every,
    printed_how,
    printed_what,
    read_every,
    read_how,
    read_weekly,
    read_what,
)
from bot.commands.reply import Form
from bot.commands.values import NOTHING, Act, Command, Manage, SetDigest, SetReport, Subscribe
from bot.errors import CommandError
from bot.models import Ranking

LONGEST_TITLE = 45
LONGEST_WHAT, LONGEST_WHEN, LONGEST_TOP = 1000, 200, 4
USUALLY = "weekdays 09:00"
CHANNEL = "digest"
REPORT = "report"
USUAL_WEEK = "mon 09:00"
PERSON = "subscription"
CHANNELS = "floor 20: only with this score or more. days 7: from so many listings. threads off. fair on"
PERSONS = "floor 20: this score or more. days 7: so many listings. fair on. mine 50%: half by what you saved"
RANKINGS = {Ranking.HOT: "How unusual their attention is", Ranking.CLASSIC: "Plain totals"}

Field = ui.Item[ui.Modal]


def may_open(command: Command) -> bool:
    """Tell whether *command* may be answered with a form, which must be the first word of the answer."""
    match command:
        case Subscribe(every=None) | SetDigest(every=None) | SetReport(every=None) | Manage(act=Act.CHANGE):
            return True
    return False


def modal(form: Form) -> ui.Modal:
    """Show *form*. Its id says what it is for, so that it can be submitted after a restart."""
    purpose = REPORT if form.is_report else CHANNEL if form.for_channel else f"{PERSON} {form.change or ''}".strip()
    shown = ui.Modal(title=form.title[:LONGEST_TITLE], custom_id=purpose)
    for field in _fields(form):
        shown.add_item(field)
    shown.stop()  # discord.py would keep it for good, and look for what is submitted there only
    return shown


def submitted(data: Mapping[str, Any]) -> Command:
    """Return what a submitted form asks for. Raises CommandError with all that was typed."""
    given = dict(_given(label["component"]) for label in data["components"])
    try:
        return _command(data["custom_id"], given)
    except CommandError as error:
        typed = (f"{name}: {text}" for name, text in given.items() if text)
        raise CommandError("\n".join([str(error), "You typed", *typed])) from error


def _command(purpose: str, given: Mapping[str, str]) -> Command:
    if purpose == REPORT:
        return SetReport(read_weekly(given["every"]))
    what = read_what(given["what"]) if given["what"] else NOTHING
    every = read_every(given["every"])
    how = read_how(_said(given))
    purpose, _, change = purpose.partition(" ")
    if purpose == CHANNEL:
        return SetDigest(what, every, how)
    there = replace(how, threads=None)  # direct messages have none
    return Subscribe(what, every, there, int(change) if change else None)


def _fields(form: Form) -> tuple[Field, ...]:
    if form.is_report:
        known = printed_day(form.every) if form.every else USUAL_WEEK
        about = "A day of the week, the time, and a zone if you like: fri 16:00 Europe/Berlin"
        return (_label("When", about, _text("every", known, LONGEST_WHEN, required=True)),)
    how, rest = form.how, printed_how(replace(form.how, top=None, ranking=None))
    top = "" if how.top is None else str(how.top)
    every = printed_every(form.every) if form.every else USUALLY
    options = [SelectOption(label=label, value=name, default=name is how.ranking) for name, label in RANKINGS.items()]
    order = ui.Select[ui.Modal](custom_id="ranking", placeholder="As usual here", options=options, required=False)
    return (
        _label("What", 'Categories, words, "phrases", -words, author:"Full Name"; empty: as usual here',
               _text("what", printed_what(form.what), LONGEST_WHAT, TextStyle.paragraph)),
        _label("When", "daily, weekdays, mon,thu, weekly fri or monthly; then the time, and a zone if you like",
               _text("every", every, LONGEST_WHEN, required=True)),
        _label("At most so many papers", None, _text("top", top, LONGEST_TOP)),
        _label("Ordered by", None, order),
        _label("More", CHANNELS if form.for_channel else PERSONS,
               _text("more", rest, LONGEST_WHEN)),
    )  # fmt: skip


def _label(text: str, description: str | None, field: Field) -> Field:
    return ui.Label(text=text, description=description, component=field)


def _text(
    name: str, known: str, longest: int, style: TextStyle = TextStyle.short, *, required: bool = False
) -> ui.TextInput[ui.Modal]:
    return ui.TextInput(custom_id=name, default=known or None, max_length=longest, style=style, required=required)


def _given(field: Mapping[str, Any]) -> tuple[str, str]:
    return field["custom_id"], str(field.get("value") or next(iter(field.get("values", ())), "")).strip()


def _said(given: Mapping[str, str]) -> str:
    """Say how, as people write it: ``top 5 classic threads off``."""
    top = f"top {given['top']}" if given["top"] else ""
    return " ".join(filter(None, [top, given["ranking"], given["more"]]))
