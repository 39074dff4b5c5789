"""The form for a digest as a modal, and what comes back of it. Pure.

Views: https://docs.slack.dev/reference/views/modal-views
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any, TypeVar

from adapters.slack.blocks import Block, Element, line, plain
from adapters.slack.controls import PREFIX, option
from bot.commands.grammar import printed_what, read_every, read_how, read_weekly, read_what
from bot.commands.grammar.what import LONGEST
from bot.commands.reply import Form
from bot.commands.values import NOTHING, Command, SetDigest, SetReport, Subscribe
from bot.errors import CommandError
from bot.models import Ranking
from bot.subscription import Every, How, Rhythm

CALLBACK = f"{PREFIX}form"
ZONE = f"{PREFIX}zone"
TITLE, SENTENCE = 24, 150
RHYTHMS = {
    Rhythm.DAILY: "Every day",
    Rhythm.WEEKDAYS: "Monday to Friday",
    Rhythm.DAYS: "On the days chosen below",
    Rhythm.WEEKLY: "Once a week, on the day chosen below",
    Rhythm.MONTHLY: "On the first of the month",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RANKINGS = {Ranking.HOT: "How unusual their attention is", Ranking.CLASSIC: "Plain totals"}
THREADS = {"on": "A list, and a thread with each paper", "off": "The list alone"}
FAIR = {"on": "At least one of each category", "off": "Whatever is hottest"}
SPOKEN = {
    "top": "top {}",
    "floor": "floor {}",
    "ranking": "{}",
    "days": "days {}",
    "threads": "threads {}",
    "fair": "fair {}",
    "mine": "mine {}%",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was asked, so that the answer goes there; also what a form asks that was opened from there."""

    channel: str | None = None
    response_url: str | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """What was submitted: a command, or sentences for the fields that are not right."""

    origin: Origin
    command: Command | None
    errors: Mapping[str, str] = field(default_factory=dict)


def modal(form: Form, origin: Origin) -> Element:
    """Show *form*."""
    kept: dict[str, Any] = {"channel": origin.channel, "url": origin.response_url, "thread": origin.thread}
    kept |= {"digest": form.for_channel, "change": form.change}
    kept |= {"report": True} if form.is_report else {}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(line(form.title, TITLE)),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "private_metadata": json.dumps(kept),
        "blocks": _weekly(form.every, form.zone)
        if form.is_report
        else [_what(form), *_every(form.every, form.zone), *_how(form)],
    }


def submitted(view: Mapping[str, Any]) -> Submitted:
    """Read a submitted modal, each field as the grammar reads it."""
    kept, given = json.loads(view["private_metadata"]), _given(view["state"]["values"])
    origin, errors = Origin(kept["channel"], kept["url"], kept.get("thread")), dict[str, str]()
    if kept.get("report"):
        weekly = _tried(errors, "on", read_weekly, f"{given.get('on', '')} {given['at']} {given['zone']}")
        return Submitted(origin, None if errors else SetReport(weekly), errors)
    what = _tried(errors, "what", read_what, given.get("what", ""))
    every = _tried(errors, "on", read_every, _spoken(given))
    how = How()
    for name, spoken in SPOKEN.items():
        said = _tried(errors, name, read_how, spoken.format(given[name])) if name in given else None
        how = replace(how, **{name: getattr(said, name)}) if said else how
    if errors:
        return Submitted(origin, None, errors)
    if kept["digest"]:
        return Submitted(origin, SetDigest(what or NOTHING, every, how, whole=True))
    return Submitted(origin, Subscribe(what or NOTHING, every, how, kept["change"]))


def _tried(errors: dict[str, str], name: str, read: Callable[[str], T], text: str) -> T | None:
    """Read *text*, or say in *errors* what is wrong with the field *name*."""
    try:
        return read(text) if text else None
    except CommandError as error:
        errors[name] = line(str(error), SENTENCE)
        return None


def _spoken(given: Mapping[str, str]) -> str:
    """Say a rhythm as people write it: ``mon,fri 09:00 Europe/Paris``."""
    days = {Rhythm.DAYS: given.get("on", ""), Rhythm.WEEKLY: f"weekly {given.get('on', '')}"}
    rhythm = Rhythm(given["every"])
    return f"{days.get(rhythm, rhythm)} {given['at']} {given['zone']}"


def _given(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return what was entered, field by field; what was left empty is not there."""
    fields = {name: next(iter(states.values())) for name, states in values.items()}
    read = {name: _entered(state) for name, state in fields.items()}
    return {name: text for name, text in read.items() if text}


def _entered(state: Mapping[str, Any]) -> str:
    chosen = state.get("selected_options") or [state.get("selected_option") or {}]
    options = ",".join(one.get("value", "") for one in chosen)
    return str(state.get("value") or state.get("selected_time") or options).strip()


# --- its fields --------------------------------------------------------------------------------------------------


def _what(form: Form) -> Block:
    known = printed_what(form.what)
    field = {"type": "plain_text_input", "max_length": LONGEST} | ({"initial_value": known} if known else {})
    hint = 'Categories, words, "phrases", -words to leave out, author:"Full Name". Empty: what is usual here.'
    return _input("what", "What", field, hint, optional=True)


def _every(every: Every | None, zone: str | None) -> list[Block]:
    known = every or Every(Rhythm.WEEKDAYS, time(9))
    days = [option(name, name) for name in DAYS]
    chosen = [days[number] for number in known.days]
    place = known.zone or zone
    zones: Element = {"type": "external_select", "min_query_length": 2}
    zones |= {"initial_option": option(place, place)} if place else {}
    boxes = {"type": "checkboxes", "options": days} | ({"initial_options": chosen} if chosen else {})
    return [
        _input("every", "How often", _choice(RHYTHMS, known.rhythm)),
        _input("on", "Days", boxes, optional=True),
        _input("at", "At", {"type": "timepicker", "initial_time": f"{known.at:%H:%M}"}),
        _input("zone", "Time zone", zones | {"action_id": ZONE}),
    ]


def _weekly(every: Every | None, zone: str | None) -> list[Block]:
    """Ask for a day of the week, a time and a zone."""
    known = every or Every(Rhythm.WEEKLY, time(9), (0,))
    days = {name: name for name in DAYS}
    _, _, at, place = _every(known, zone)
    return [_input("on", "Every", _choice(days, DAYS[known.days[0]])), at, place]


def _how(form: Form) -> list[Block]:
    how = form.how
    fields = [
        _input("top", "Papers, at most", _number(how.top), optional=True),
        _input("floor", "Score, at least", _number(how.floor, decimal=True), optional=True),
        _input("ranking", "Ordered by", _choice(RANKINGS, how.ranking), optional=True),
        _input("days", "Listings to look back over", _number(how.days), optional=True),
        _input("fair", "Categories", _choice(FAIR, _switched(how.fair)), optional=True),
    ]
    shown = _input("threads", "Shown as", _choice(THREADS, _switched(how.threads)), optional=True)
    mine = _input("mine", "Percent by what you saved, the rest by heat", _number(how.mine), optional=True)
    return [*fields, shown if form.for_channel else mine]


def _switched(known: bool | None) -> str | None:  # noqa: FBT001 - what a switch is set to
    return None if known is None else "on" if known else "off"


def _input(name: str, label: str, element: Element, hint: str = "", *, optional: bool = False) -> Block:
    shown = {"label": plain(label), "element": {"action_id": name} | element, "optional": optional}
    return {"type": "input", "block_id": name} | shown | ({"hint": plain(hint)} if hint else {})


def _choice(names: Mapping[Any, str], chosen: str | None) -> Element:
    options = {str(value): option(name, str(value)) for value, name in names.items()}
    initial = {"initial_option": options[chosen]} if chosen else {}
    return {"type": "static_select", "options": list(options.values())} | initial


def _number(known: float | None, *, decimal: bool = False) -> Element:
    initial = {} if known is None else {"initial_value": f"{known:g}"}
    return {"type": "number_input", "is_decimal_allowed": decimal} | initial
