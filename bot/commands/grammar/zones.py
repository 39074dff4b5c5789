"""Time zones by their names at IANA, or by the place alone that only one of them ends with.

Names: https://www.iana.org/time-zones
"""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from bot.commands.grammar.words import named
from bot.errors import CommandError

NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})  # files beside the zones
SUGGESTIONS = 3
ABBREVIATIONS = {  # what people call the time of a place, of which IANA has no zone or one without summer time
    "America/New_York": "et est edt",
    "America/Chicago": "ct cst cdt",
    "America/Denver": "mt mst mdt",
    "America/Los_Angeles": "pt pst pdt",
    "Europe/London": "bst",
    "Europe/Berlin": "cest",
    "Asia/Kolkata": "ist",
    "Asia/Tokyo": "jst",
    "Asia/Seoul": "kst",
    "Australia/Sydney": "aest aedt",
}


@cache
def names() -> tuple[str, ...]:
    """Return all zones, in alphabetical order."""
    return tuple(sorted(available_timezones() - NO_PLACES))


def find(text: str) -> str | None:
    """Return the zone of that name or of that place, whatever its case and with blanks for underscores, or None."""
    return _spelled().get(_key(text))


def check(text: str) -> str:
    """Return the zone of that name, or raise a CommandError that offers the nearest ones."""
    zone = find(text)
    if zone is None:
        near = nearest(text, SUGGESTIONS)
        choice = " or ".join(near)
        raise CommandError(f"{named(text)} is no time zone; did you mean {choice}? For example: daily 09:00 {near[0]}")
    return zone


def nearest(text: str, limit: int) -> list[str]:
    """Return the zones most like *text*, by the place or by the whole name, the likeliest first.

    Those called by a number are left out: the signs of ``Etc/GMT+2`` are not those that people mean.
    """
    from rapidfuzz import fuzz

    typed = _key(text)

    def likeness(zone: str) -> tuple[float, float]:
        key = _key(zone)
        place = fuzz.ratio(typed, key.rpartition("/")[2])
        return max(place, fuzz.ratio(typed, key)), fuzz.partial_ratio(typed, key)

    meant = [zone for zone, called in ABBREVIATIONS.items() if typed in called.split()]
    return meant or sorted((*_of_places(), "UTC"), key=likeness, reverse=True)[:limit]


@cache
def _spelled() -> dict[str, str]:
    """Return all zones by their names, and those of places by their endings, where there is one of that ending."""
    ending: dict[str, set[str]] = {}
    for zone in _of_places():
        parts = _key(zone).split("/")
        for start in range(1, len(parts)):
            ending.setdefault("/".join(parts[start:]), set()).add(zone)
    alone = {key: zone for key, (zone, *others) in ending.items() if not others}
    return alone | {_key(name): name for name in names()}


def _of_places() -> list[str]:
    return [zone for zone in names() if "/" in zone and not zone.startswith("Etc/")]


def _key(text: str) -> str:
    return "_".join(text.split()).casefold()
