"""The large cities of all countries and the zones they are in, by the names that people know them by. Pure.

`bot/data/cities.txt` has a line a zone: the cities of 100,000 people and more, capitals and towns of universities by
GeoNames (https://www.geonames.org, CC BY 4.0), and the places of zones in other languages by the CLDR
(https://cldr.unicode.org). A name ended by a question mark is of cities in several zones, none of them far larger.
"""

from __future__ import annotations

from functools import cache

from bot import data
from bot.text.normalize import WORD, normalize


def zones_of(name: str) -> tuple[str, ...]:
    """Return the zone of the city of that name, several if there are some of it, none if there is no such city."""
    return _zones().get(key(name), ())


def nearest(name: str, limit: int, least: float) -> list[tuple[float, str, str]]:
    """Return the names most like *name* from a likeness (0 to 100) on, each with its likeness and its zone."""
    from rapidfuzz import fuzz, process

    found = process.extract(key(name), _zones().keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=least)
    return [(likeness, city, zone) for city, likeness, _ in found for zone in _zones()[city]]


def beginning(typed: str) -> list[tuple[str, str]]:
    """Return the cities whose names begin so, each with its zone."""
    start = key(typed)
    return [(city, zone) for city, zones in _zones().items() if start and city.startswith(start) for zone in zones]


def key(name: str) -> str:
    """Return a name as the file has it: words without accents and capitals, joined by underscores."""
    return "_".join(WORD.findall(normalize(name).replace("'", "").replace("_", " ")))


@cache
def _zones() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in data.read("cities.txt").splitlines():
        zone, *names = line.split()
        for name in names:
            city = name.removesuffix("?")
            found[city] = (*found.get(city, ()), zone)
    return found
