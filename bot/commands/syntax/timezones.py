"""Time zones by their names at IANA, by the place alone that only one ends with, by a large city or by an offset.

Names: https://www.iana.org/time-zones
"""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from bot.commands.syntax import cities
from bot.commands.syntax.tokens import DASHES, quote_in_message
from bot.errors import CommandError

NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})  # files that are no zones
MAX_NAME_LENGTH = 100  # characters; longer texts resemble no zone
SUGGESTIONS = 3
NEAR = 75.0  # of 100: a city misspelled by a letter or two
OFFSET = re.compile(rf"(?:utc|gmt)? ?([+{DASHES}])(\d\d?)(?::?(\d\d))?", re.IGNORECASE)
FIRST_OFFSET, LAST_OFFSET = -12, 14  # hours
OF_PART_HOURS = {  # the zones that keep such an offset all year; the others have none to name
    (9, 30): "Australia/Darwin",
    (8, 45): "Australia/Eucla",
    (6, 30): "Asia/Yangon",
    (5, 45): "Asia/Kathmandu",
    (5, 30): "Asia/Kolkata",
    (4, 30): "Asia/Kabul",
    (3, 30): "Asia/Tehran",
    (-9, 30): "Pacific/Marquesas",
}
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
    """Return the zone of that name, place, city or offset, in any case and with blanks for underscores, or None."""
    known = _spelled().get(_key(text)) or _of_offset(text)
    if known:
        return known
    found = cities.zones_of(text)
    return found[0] if len(found) == 1 else None


def check(text: str) -> str:
    """Return the zone of that name, or raise a CommandError that offers near ones, if any is near."""
    zone = find(text)
    if zone:
        return zone
    near = nearest(text, SUGGESTIONS)
    if not near:
        raise CommandError(
            f"Unknown time zone {quote_in_message(text)}. Use a larger city nearby or the offset. "
            "For example: daily 09:00 Europe/Berlin or daily 09:00 UTC+2"
        )
    typed = quote_in_message(text)
    why = f"{typed} is a city in several time zones" if cities.zones_of(text) else f"Unknown time zone {typed}"
    raise CommandError(f"{why}. Did you mean {' or '.join(near)}? For example: daily 09:00 {near[0]}")


def nearest(text: str, limit: int) -> list[str]:
    """Return the zones near to *text*, by city, place or whole name, the likeliest first; none where none is near.

    Those called by a number are left out: the signs of ``Etc/GMT+2`` are not those that people mean.
    """
    from rapidfuzz import fuzz

    if len(text) > MAX_NAME_LENGTH:
        return []
    typed = _key(text)
    meant = [zone for zone, called in ABBREVIATIONS.items() if typed in called.split()] or [*cities.zones_of(text)]
    if meant:
        return meant[:limit]
    by_name = ((max(fuzz.ratio(typed, name) for name in _names_of(zone)), zone) for zone in (*_of_places(), "UTC"))
    by_city = ((likeness, zone) for likeness, _, zone in cities.nearest(text, limit, NEAR))
    likely = sorted((each for each in (*by_name, *by_city) if each[0] >= NEAR), key=lambda each: -each[0])
    return list(dict.fromkeys(zone for _, zone in likely))[:limit]


def _of_offset(text: str) -> str | None:
    """Return the zone that keeps an offset all year: ``Etc/GMT-8`` for ``UTC+8``, whose sign is the other way round."""
    match = OFFSET.fullmatch(text.strip())
    if not match:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    signed = hours if match[1] == "+" else -hours
    if minutes or not FIRST_OFFSET <= signed <= LAST_OFFSET:
        return OF_PART_HOURS.get((signed, minutes))
    return f"Etc/GMT{-signed:+d}" if signed else "UTC"


def _names_of(zone: str) -> tuple[str, str]:
    key = _key(zone)
    return key, key.rpartition("/")[2]


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
