"""A cache that holds so many bytes, whatever the size of its values."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteCache(Generic[Key, Value]):
    """Values by key. The least recently used ones go when all together have more than *limit* bytes.

    The size of a value is what its maker says: the length of the text that it was made from is good enough.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, if it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> Value:
        """Keep a value of *size* bytes, and return it."""
        with self._lock:
            self._drop(key)
            self._kept[key] = value, size
            self.size += size
            while self.size > self._limit and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))
        return value

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _drop(self, key: Key) -> None:
        _, size = self._kept.pop(key, (None, 0))
        self.size -= size
