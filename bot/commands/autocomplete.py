"""Complete what people type, from memory: categories by code and name, zones, papers by title. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.arxiv import categories
from bot.commands.spec import Suggest, Suggestion
from bot.commands.syntax import cities, timezones
from bot.models.papers import PaperId
from bot.text.normalize import WORD, normalize
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate

MAX_SUGGESTIONS = 25  # of Discord's menu, whose labels and values have at most 100 characters
MAX_LENGTH = 100

SCHEDULES = ("weekdays 09:00", "daily 09:00", "mon,thu 09:00", "weekly fri 16:00", "monthly 09:00")
DAYS_AND_TIMES = ("mon 09:00", "thu 09:00", "fri 09:00", "fri 16:00", "sun 18:00")
TIMED = re.compile(r"(?i)(?P<before>.*\d\d?(?::\d\d|(?::\d\d)? ?[ap]\.?m\.?)\s+)(?P<zone>.*)")
PERIODS = ("day", "3 days", "week", "month")


@dataclass(frozen=True, slots=True)
class IndexedTitle:
    """A paper to suggest: its title as arXiv has it, as it is shown, and as it is searched."""

    raw: str
    label: str
    text: str


Index = Mapping[PaperId, IndexedTitle]
"""Papers by id, those to suggest first first."""


def build_index(titles: Iterable[tuple[PaperId, str]], before: Index) -> Index:
    """Return the titles ready to be searched; what has not changed since *before* is taken over."""
    return {
        id: before[id] if id in before and before[id].raw == raw else _title(id, raw) for id, raw in titles
    }  # fmt: skip


def complete(index: Index, field: str, typed: str) -> list[Suggestion]:
    """Complete *typed* for a field: `categories`, of which the last word is completed, `zone` or `paper`."""
    found: Iterator[Suggestion]
    match field:
        case "categories":
            found = _categories(typed)
        case "zone":
            found = _zones(typed)
        case _:
            found = _papers(index, _words(typed))
    return list(islice(found, MAX_SUGGESTIONS))


def complete_what(typed: str, suggest: Suggest) -> list[Suggestion]:
    """Complete the last category, but not within a phrase."""
    return [] if typed.count('"') % 2 else suggest("categories", typed)


def complete_schedule(typed: str, suggest: Suggest, schedules: Sequence[str] = SCHEDULES) -> list[Suggestion]:
    """Complete schedules and, after a time, zones."""
    if timed := TIMED.fullmatch(typed):
        return [(label, timed["before"] + value) for label, value in suggest("zone", timed["zone"])]
    return _beginning(schedules, typed)


def complete_weekly(typed: str, suggest: Suggest) -> list[Suggestion]:
    """Complete a day of the week with its time and, after it, zones."""
    return complete_schedule(typed, suggest, DAYS_AND_TIMES)


def complete_period(typed: str, _: Suggest) -> list[Suggestion]:
    """Complete periods."""
    return _beginning(PERIODS, typed)


def complete_paper(typed: str, suggest: Suggest) -> list[Suggestion]:
    """Complete papers by title."""
    return suggest("paper", typed)


def categories_matching(searched: Iterable[str]) -> list[Suggestion]:
    """Return the categories that have all words in their code or name: *AI* finds cs.AI, *machine learning* two.

    Those with the shortest names come first: they are about nothing else.
    """
    words = set(WORD.findall(normalize(" ".join(searched))))
    found = [code for code, text in _CATEGORIES.items() if words and words <= set(WORD.findall(text))]
    return [(f"{code}: {categories.name(code)}", code) for code in sorted(found, key=lambda c: len(categories.name(c)))]


def _beginning(texts: Iterable[str], typed: str) -> list[Suggestion]:
    return [(text, text) for text in texts if text.startswith(typed.casefold().strip())]


def _title(id: PaperId, raw: str) -> IndexedTitle:
    label = to_unicode(raw)
    return IndexedTitle(raw, truncate(label, MAX_LENGTH), f"{normalize(label)} {id}")


def _papers(index: Index, words: Collection[str]) -> Iterator[Suggestion]:
    """Offer papers with all words; the longest is looked for first, for most papers fall out there."""
    longest = max(words, key=len, default="")
    return ((t.label, id) for id, t in index.items() if longest in t.text and _has_all(t.text, words))


def _categories(typed: str) -> Iterator[Suggestion]:
    """Offer categories for all that is typed, else for its last word, behind what stands before it."""
    whole = [code for code, text in _CATEGORIES.items() if _has_all(text, _words(typed))]
    before, last = ("", typed) if whole else _split(typed)
    codes = whole or [code for code, text in _CATEGORIES.items() if _has_all(text, _words(last))]
    for code in sorted(codes, key=lambda code: not code.lower().startswith(last.lower().strip())):
        value = before + code
        if len(value) <= MAX_LENGTH:
            yield truncate(f"{value}: {categories.name(code)}", MAX_LENGTH), value


def _zones(typed: str) -> Iterator[Suggestion]:
    words = _words(typed.replace("_", " "))
    named = [name for name in timezones.names() if _has_all(name.lower().replace("_", " "), words)]
    yield from ((name, name) for name in sorted(named, key=lambda name: _unlikeliness(name, " ".join(words))))
    for city, zone in cities.beginning(typed):
        if zone not in named:
            yield f"{city.replace('_', ' ').title()} ({zone})", zone


def _unlikeliness(zone: str, typed: str) -> tuple[bool, bool, int]:
    """Sort zones whose city is what was typed before those that begin so, and countries' own before parts of them."""
    city = zone.rpartition("/")[2].lower().replace("_", " ")
    return city != typed, not city.startswith(typed), zone.count("/")


def _split(typed: str) -> tuple[str, str]:
    """Part the word that is being typed from all before it, the separator included."""
    end = max(typed.rfind(" "), typed.rfind(","))
    return typed[: end + 1], typed[end + 1 :]


def _words(typed: str) -> list[str]:
    return normalize(typed).split()


def _has_all(text: str, words: Iterable[str]) -> bool:
    return all(word in text for word in words)


_CATEGORIES = {
    code: normalize(f"{code} {name}") for code, name in {**categories.CATEGORIES, **categories.ARCHIVES}.items()
}
