"""Render the digest form as a modal and parse its submission. Pure.

Views: https://docs.slack.dev/reference/views/modal-views
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any, TypeVar

from adapters.slack.messages.blocks import Block, Element, line, plain
from adapters.slack.messages.controls import PREFIX, option
from bot.commands.syntax import (
    format_filter,
    format_options,
    format_schedule,
    parse_filter,
    parse_options,
    parse_schedule,
    parse_weekly,
)
from bot.commands.syntax.filters import MAX_FILTER_LENGTH
from bot.commands.syntax.options import MAX_DAYS
from bot.errors import CommandError
from bot.models.command import NO_FILTER, Command, SetDigest, SetReport, Subscribe
from bot.models.digest import MAX_PAPERS, Ranking
from bot.models.reply import Form
from bot.models.subscription import DigestOptions, Frequency, Schedule

CALLBACK = f"{PREFIX}form"
ZONE = f"{PREFIX}zone"
MORE = f"{PREFIX}more"
TITLE, SENTENCE = 24, 150
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RANKINGS = {Ranking.HOT: "Hot (unusual attention)", Ranking.CLASSIC: "Classic (total counts)"}
THREADS = {"on": "List, with the papers in a thread", "off": "List only"}
FAIR = {"on": "At least one paper of each", "off": "Hottest papers of any"}
WHEN = "Days, then the time: weekdays 09:00, daily 18:30, mon,thu 8am, weekly fri 16:00, monthly 09:00."
USUAL = Schedule(Frequency.WEEKDAYS, time(9))
OPTION_TEXT = {
    "top": "top {}",
    "floor": "floor {}",
    "ranking": "{}",
    "days": "days {}",
    "threads": "threads {}",
    "fair": "fair {}",
    "mine": "mine {}%",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number field with a minimum and an optional maximum."""

    label: str
    least: int
    greatest: int | None = None
    is_whole: bool = True

    @property
    def wrong(self) -> str:
        """The error message for any other value."""
        kind = "a whole number" if self.is_whole else "a number"
        bounds = f"from {self.least} to {self.greatest}" if self.greatest else f"of {self.least} or more"
        return f"“{self.label}” must be {kind} {bounds}."


NUMBERS = {
    "top": Number("Maximum papers", 1, MAX_PAPERS),
    "floor": Number("Minimum score", 0, is_whole=False),
    "days": Number("Listings to include", 1, MAX_DAYS),
    "mine": Number("Personalized share (%)", 0, 100),
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ResponseTarget:
    """Where a request came from, so that the reply goes there. Forms opened there keep it."""

    channel: str | None = None
    response_url: str | None = None
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission: a command, or error messages by field."""

    origin: ResponseTarget
    command: Command | None
    errors: Mapping[str, str] = field(default_factory=dict)


def modal(form: Form, origin: ResponseTarget) -> Element:
    """Return *form* as a modal: the main fields first, the rest behind *More*."""
    zone = (form.every.zone if form.every else None) or form.zone
    kept: dict[str, Any] = {"channel": origin.channel, "url": origin.response_url, "thread": origin.thread}
    kept |= {"digest": form.for_channel, "change": form.change, "zone": zone}
    kept |= {"report": True} if form.is_report else {"how": format_options(form.how)}
    first = [_what(form), _when(form.every, zone), _number("top", form.how.top), *([] if zone else [_zone(None)])]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(line(form.title, TITLE)),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "private_metadata": json.dumps(kept),
        "blocks": _weekly(form.every, zone) if form.is_report else [*first, _more()],
    }


def expanded(view: Mapping[str, Any]) -> Element:
    """Return *view* with all fields. Entered values stay, because block IDs do not change."""
    kept = json.loads(view["private_metadata"])
    first = [block for block in view["blocks"] if block["block_id"] not in {MORE, "zone"}]
    rest = [_zone(kept.get("zone")), *_how(parse_options(kept.get("how", "")), for_channel=kept["digest"])]
    whole = {name: view[name] for name in ("type", "callback_id", "title", "submit", "close", "private_metadata")}
    return whole | {"blocks": [*first, *rest]}


def submitted(view: Mapping[str, Any]) -> Submission:
    """Parse a submitted modal. Hidden fields keep their values."""
    kept, values = json.loads(view["private_metadata"]), view["state"]["values"]
    given, errors = _given(values), dict[str, str]()
    origin, zone = (
        ResponseTarget(kept["channel"], kept["url"], kept.get("thread")),
        given.get("zone") or kept.get("zone"),
    )
    if kept.get("report"):
        weekly = _parse_field(errors, "on", parse_weekly, f"{given.get('on', '')} {given['at']} {given['zone']}")
        return Submission(origin, None if errors else SetReport(weekly), errors)
    what = _parse_field(errors, "what", parse_filter, given.get("what", "")) or NO_FILTER
    when = "when" if "when" in values else "on"  # forms opened before there was one field for it
    every = _parse_field(errors, when, parse_schedule, (given.get("when") or " ") if when == "when" else _spoken(given))
    every = replace(every, zone=every.zone or zone) if every else None
    how = _entered_how(errors, given, values, parse_options(kept.get("how", "")))
    if errors:
        return Submission(origin, None, errors)
    if kept["digest"]:
        return Submission(origin, SetDigest(what, every, how, replace_all=True))
    return Submission(origin, Subscribe(what, every, how, kept["change"]))


def _entered_how(
    errors: dict[str, str], given: Mapping[str, str], values: Mapping[str, Any], before: DigestOptions
) -> DigestOptions:
    """Return the entered options. Hidden fields keep the value of *before*."""
    how = replace(before, **{name: None for name in OPTION_TEXT if name in values})
    for name, spoken in OPTION_TEXT.items():
        said = _parse_field(errors, name, parse_options, spoken.format(given[name])) if name in given else None
        how = replace(how, **{name: getattr(said, name)}) if said else how
    return how


def _parse_field(errors: dict[str, str], name: str, read: Callable[[str], T], text: str) -> T | None:
    """Parse *text*, or add a message for the field *name* to *errors*."""
    try:
        return read(text) if text else None
    except CommandError as error:
        errors[name] = NUMBERS[name].wrong if name in NUMBERS else line(str(error), SENTENCE)
        return None


def _spoken(given: Mapping[str, str]) -> str:
    """Return a schedule as people type it: ``mon,fri 09:00 Europe/Paris``."""
    days = {Frequency.DAYS: given.get("on", ""), Frequency.WEEKLY: f"weekly {given.get('on', '')}"}
    rhythm = Frequency(given["every"])
    return f"{days.get(rhythm, rhythm)} {given['at']} {given['zone']}"


def _given(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the entered values by field, without empty ones."""
    fields = {name: next(iter(states.values())) for name, states in values.items()}
    read = {name: _entered(state) for name, state in fields.items()}
    return {name: text for name, text in read.items() if text}


def _entered(state: Mapping[str, Any]) -> str:
    chosen = state.get("selected_options") or [state.get("selected_option") or {}]
    options = ",".join(one.get("value", "") for one in chosen)
    return str(state.get("value") or state.get("selected_time") or options).strip()


# --- its fields --------------------------------------------------------------------------------------------------


def _what(form: Form) -> Block:
    known = format_filter(form.what)
    field = {"type": "plain_text_input", "max_length": MAX_FILTER_LENGTH} | ({"initial_value": known} if known else {})
    hint = 'Categories, words, "phrases", -words to leave out, author:"Full Name". Leave empty for the default.'
    return _input("what", "What", field, hint, optional=True)


def _when(every: Schedule | None, zone: str | None) -> Block:
    known = format_schedule(replace(every or USUAL, zone=None))
    hint = f"{WHEN} Times are in {zone} unless you add a zone." if zone else WHEN
    return _input(
        "when", "When", {"type": "plain_text_input", "max_length": MAX_FILTER_LENGTH, "initial_value": known}, hint
    )


def _more() -> Block:
    button = {"type": "button", "action_id": MORE, "text": plain("More"), "value": "more"}
    return {"type": "actions", "block_id": MORE, "elements": [button]}


def _zone(known: str | None) -> Block:
    chooser: Element = {"type": "external_select", "action_id": ZONE, "min_query_length": 2}
    return _input("zone", "Time zone", chooser | ({"initial_option": option(known, known)} if known else {}))


def _weekly(every: Schedule | None, zone: str | None) -> list[Block]:
    """Return fields for a weekday, a time and a zone."""
    known = every or Schedule(Frequency.WEEKLY, time(9), (0,))
    days = {name: name for name in DAYS}
    at = {"type": "timepicker", "initial_time": f"{known.at:%H:%M}"}
    return [_input("on", "Every", _choice(days, DAYS[known.days[0]])), _input("at", "At", at), _zone(zone)]


def _how(how: DigestOptions, *, for_channel: bool) -> list[Block]:
    shown = _input("threads", "Format", _choice(THREADS, _switched(how.threads)), optional=True)
    return [
        _number("floor", how.floor),
        _input("ranking", "Ranking", _choice(RANKINGS, how.ranking), optional=True),
        _number("days", how.days),
        _input("fair", "Categories", _choice(FAIR, _switched(how.fair)), optional=True),
        shown if for_channel else _number("mine", how.mine),
    ]


def _switched(known: bool | None) -> str | None:  # noqa: FBT001 - what a switch is set to
    return None if known is None else "on" if known else "off"


def _input(name: str, label: str, element: Element, hint: str = "", *, optional: bool = False) -> Block:
    shown = {"label": plain(label), "element": {"action_id": name} | element, "optional": optional}
    return {"type": "input", "block_id": name} | shown | ({"hint": plain(hint)} if hint else {})


def _choice(names: Mapping[Any, str], chosen: str | None) -> Element:
    options = {str(value): option(name, str(value)) for value, name in names.items()}
    initial = {"initial_option": options[chosen]} if chosen else {}
    return {"type": "static_select", "options": list(options.values())} | initial


def _number(name: str, known: float | None) -> Block:
    asked = NUMBERS[name]
    element: Element = {"type": "number_input", "is_decimal_allowed": not asked.is_whole, "min_value": f"{asked.least}"}
    element |= {} if asked.greatest is None else {"max_value": f"{asked.greatest}"}
    element |= {} if known is None else {"initial_value": f"{known:g}"}
    return _input(name, asked.label, element, optional=True)
