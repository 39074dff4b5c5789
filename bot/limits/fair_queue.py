"""A queue that serves its keys in turn, so that one busy key can't delay the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class RoundRobinQueue(Generic[K, T]):
    """A fair queue: first in, first out for each key, and one item of each key in turn.

    The key served last comes after one that joins later. Else a key that always has items would get two turns for each
    of a key whose next item only comes after its turn.
    """

    def __init__(self) -> None:
        self._waiting: dict[K, deque[T]] = {}
        self._last: tuple[K, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, key: K, item: T) -> None:
        """Append an item to the queue of *key*."""
        self._waiting.setdefault(key, deque()).append(item)

    def pop(self) -> T:
        """Remove and return the next item. Its key moves to the end."""
        key = next((each for each in self._waiting if each not in self._last), *self._last)
        self._last = (key,)
        waiting = self._waiting.pop(key)
        item = waiting.popleft()
        if waiting:
            self._waiting[key] = waiting
        return item

    def drain(self) -> list[T]:
        """Remove and return all items."""
        waiting, self._waiting = self._waiting, {}
        return [item for items in waiting.values() for item in items]
