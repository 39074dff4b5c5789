"""Whether somebody who speaks of a paper wrote it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.models.papers import Mention
from bot.text.normalize import author_names

MIN_NAME_LENGTH = 6  # letters; "Yi Li" and "yili" may be many people


def is_by_author(mentions: Iterable[Mention], authors: tuple[str, ...]) -> bool:
    """Say whether the account or the name of any of *mentions* is that of one of the *authors*."""
    spoken = {key for mention in mentions for key in _keys_of(mention.author, mention.name)}
    return bool(spoken) and not spoken.isdisjoint(_keys_of_authors(authors))


@lru_cache(maxsize=4096)
def _keys_of_authors(authors: tuple[str, ...]) -> frozenset[str]:
    """Return how authors may be written without blanks: ``adalovelace``, ``lovelaceada``, initials left out or in."""
    written = [name.split() for author in authors for name in author_names(author)]
    return _long_enough("".join(words) for name in written for words in (name, [*name[-1:], *name[:-1]]))


@lru_cache(maxsize=65536)
def _keys_of(account: str, name: str) -> frozenset[str]:
    """Return what an account and its name come to: ``ada.lovelace@sigmoid.social`` is ``adalovelace``."""
    local = account.lstrip("@").split("@")[0]
    called = "".join(author_names(name)[0].split()) if name else ""
    return _long_enough((_without_spaces(local), _without_spaces(local.split(".")[0]), called))


def _without_spaces(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _long_enough(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in keys if len(key) >= MIN_NAME_LENGTH)
