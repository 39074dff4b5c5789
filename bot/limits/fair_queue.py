"""A queue that serves its keys in turns, so that none waits behind all of another's."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class RoundRobinQueue(Generic[K, T]):
    """Whose turn it is: first in, first out for each *party*, and one of each party after the other."""

    def __init__(self) -> None:
        self._waiting: dict[K, deque[T]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, key: K, item: T) -> None:
        """Queue up."""
        self._waiting.setdefault(key, deque()).append(item)

    def pop(self) -> T:
        """Take who is next; the party that it is of goes to the end."""
        party = next(iter(self._waiting))
        waiting = self._waiting.pop(party)
        item = waiting.popleft()
        if waiting:
            self._waiting[party] = waiting
        return item

    def drain(self) -> list[T]:
        """Take all."""
        waiting, self._waiting = self._waiting, {}
        return [item for items in waiting.values() for item in items]
