"""A queue that serves its keys in turn, so that one busy key can't delay the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class RoundRobinQueue(Generic[K, T]):
    """A fair queue: first in, first out for each key, and one item of each key in turn."""

    def __init__(self) -> None:
        self._waiting: dict[K, deque[T]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, key: K, item: T) -> None:
        """Append an item to the queue of *key*."""
        self._waiting.setdefault(key, deque()).append(item)

    def pop(self) -> T:
        """Remove and return the next item. Its key moves to the end."""
        key = next(iter(self._waiting))
        waiting = self._waiting.pop(key)
        item = waiting.popleft()
        if waiting:
            self._waiting[key] = waiting
        return item

    def drain(self) -> list[T]:
        """Remove and return all items."""
        waiting, self._waiting = self._waiting, {}
        return [item for items in waiting.values() for item in items]
