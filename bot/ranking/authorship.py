"""Detect mentions by the authors of a paper. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.models.papers import Mention
from bot.text.normalize import author_names

MIN_NAME_LENGTH = 6  # letters; short names such as "Yi Li" are shared by many people


def is_by_author(mentions: Iterable[Mention], authors: tuple[str, ...]) -> bool:
    """Return whether the account or display name of any of *mentions* matches one of the *authors*."""
    spoken = {key for mention in mentions for key in _keys_of(mention.author, mention.name)}
    return bool(spoken) and not spoken.isdisjoint(_keys_of_authors(authors))


@lru_cache(maxsize=4096)
def _keys_of_authors(authors: tuple[str, ...]) -> frozenset[str]:
    """Return the spellings of authors without spaces: ``adalovelace``, ``lovelaceada``, with and without initials."""
    written = [name.split() for author in authors for name in author_names(author)]
    return _long_enough("".join(words) for name in written for words in (name, [*name[-1:], *name[:-1]]))


@lru_cache(maxsize=65536)
def _keys_of(account: str, name: str) -> frozenset[str]:
    """Return the spellings of an account and its name: ``ada.lovelace@sigmoid.social`` is ``adalovelace``."""
    local = account.lstrip("@").split("@")[0]
    called = "".join(author_names(name)[0].split()) if name else ""
    return _long_enough((_without_spaces(local), _without_spaces(local.split(".")[0]), called))


def _without_spaces(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _long_enough(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in keys if len(key) >= MIN_NAME_LENGTH)
