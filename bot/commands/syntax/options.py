"""How a digest is made, read and printed.

``top N | floor X | hot | classic | days N | threads on|off | fair on|off | mine N%``

Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.commands.syntax.tokens import Token, normalize, quote_in_message, tokenize
from bot.errors import CommandError
from bot.models.digest import MAX_PAPERS, Ranking
from bot.models.subscription import DigestOptions

MAX_DAYS = 92
WHOLE = re.compile(r"\d{1,4}")
POINTS = re.compile(r"\d{1,7}(?:\.\d{1,6})?")
PERCENT = re.compile(r"(\d{1,3})%?")
LIKE_A_VALUE = re.compile(r"\d+(?:\.\d+)?%?|on|off")
EXAMPLES = "For example: top 10, floor 50, hot, classic, days 7, threads on, fair on, mine 50%"


def parse_options(text: str) -> DigestOptions:
    """Read how a digest is made; of nothing, as the settings say. Raises CommandError."""
    return how(tokenize(normalize(text)))


def format_options(given: DigestOptions) -> str:
    """Print how a digest is made so that `parse_options` reads the same; nothing where nothing is said."""
    parts = (
        f"top {given.top}" if given.top is not None else "",
        f"floor {f'{given.floor:.6f}'.rstrip('0').rstrip('.')}" if given.floor is not None else "",
        given.ranking or "",
        f"days {given.days}" if given.days is not None else "",
        f"threads {'on' if given.threads else 'off'}" if given.threads is not None else "",
        f"fair {'on' if given.fair else 'off'}" if given.fair is not None else "",
        f"mine {given.mine}%" if given.mine is not None else "",
    )
    return " ".join(filter(None, parts))


def how(given: Sequence[Token]) -> DigestOptions:
    """Read all of *given*. Raises CommandError for what is not understood, impossible, or said twice."""
    said = DigestOptions()
    while given:
        name, value, given = _option(given)
        if getattr(said, name) is not None:
            once = "Choose either hot or classic, not both." if name == "ranking" else f"Use “{name}” only once."
            raise CommandError(f"{once} {EXAMPLES}")
        said = replace(said, **{name: value})
    return said


def split_options(given: Sequence[Token]) -> tuple[Sequence[Token], DigestOptions]:
    """Take off the end what says how; what only begins like it (``top quark``) stays. Raises CommandError."""
    start = len(given)
    while length := _length_before(given[:start]):
        start -= length
    return given[:start], how(given[start:])


def _length_before(given: Sequence[Token]) -> int:
    """Return how many words the last clause has, 0 if there is none."""
    keys = [word.keyword for word in given[-2:]]
    if keys and keys[-1] in RANKINGS:
        return 1
    return 2 if len(keys) == 2 and keys[0] in _VALUES and LIKE_A_VALUE.fullmatch(keys[1]) else 0


def _option(given: Sequence[Token]) -> tuple[str, Any, Sequence[Token]]:
    name = given[0].keyword
    if name in RANKINGS:
        return "ranking", Ranking(name), given[1:]
    if name not in _VALUES:
        raise CommandError(f"{quote_in_message(' '.join(map(str, given)))} isn't a digest option. {EXAMPLES}")
    value = given[1].keyword if len(given) > 1 else ""
    return name, _VALUES[name](value), given[2:]


def _whole(name: str, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not WHOLE.fullmatch(text) or not 1 <= int(text) <= most:
            raise CommandError(f"“{name}” needs a whole number from 1 to {most}{_not(text)}. {EXAMPLES}")
        return int(text)

    return read


def _points(text: str) -> float:
    if not POINTS.fullmatch(text):
        raise CommandError(f"“floor” needs a number (0 or more){_not(text)}. {EXAMPLES}")
    return float(text)


def _percent(text: str) -> int:
    found = PERCENT.fullmatch(text)
    if not found or int(found[1]) > 100:
        raise CommandError(f"“mine” needs a share from 0% to 100%{_not(text)}. {EXAMPLES}")
    return int(found[1])


def _switch(name: str) -> Callable[[str], bool]:
    def read(text: str) -> bool:
        if text not in {"on", "off"}:
            raise CommandError(f"“{name}” needs “on” or “off”{_not(text)}. {EXAMPLES}")
        return text == "on"

    return read


def _not(text: str) -> str:
    return f", not {quote_in_message(text)}" if text else ""


RANKINGS = frozenset(Ranking)
_VALUES: Mapping[str, Callable[[str], Any]] = {
    "top": _whole("top", MAX_PAPERS),
    "floor": _points,
    "days": _whole("days", MAX_DAYS),
    "threads": _switch("threads"),
    "fair": _switch("fair"),
    "mine": _percent,
}
OPTION_KEYWORDS = frozenset((*RANKINGS, *_VALUES))
