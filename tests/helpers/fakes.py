"""A platform and a source in memory, which store and fail as they are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.errors import DeliveryUncertain, SourceError
from bot.http.client import HttpClient
from bot.models.digest import Destination, Digest
from bot.models.post import Post, PostKind
from bot.platforms import CheckResult
from bot.sources import FetchRequest, FetchResult
from tests.helpers import factories


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = factories.NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, elapsed: timedelta) -> None:
        self.now += elapsed


class FakePlatform:
    """Keeps what is sent, in order. `fail` tells how the next send of a position fails, before or after it is kept."""

    def __init__(self) -> None:
        self.stored: list[tuple[str, Post]] = []
        self.sends = 0
        self.clock: Clock | None = None  # that messages are dated by
        self.sought: list[datetime] = []  # since when posts were looked for
        self._failures: dict[int, tuple[Exception, bool]] = {}

    def fail(self, error: Exception, *, position: int = 0, after_storing: bool = False) -> None:
        self._failures[position] = error, after_storing

    def store_then_drop(self) -> None:
        self.fail(DeliveryUncertain("the connection broke"), after_storing=True)

    async def resolve_channel(self, channel: str) -> Destination:
        return Destination("fake", "W1", channel)

    def plan_posts(self, digest: Digest) -> tuple[PostKind, ...]:
        return (PostKind.PARENT, *(PostKind.REPLY for _ in digest.entries))

    async def now(self, *, refresh: bool = False) -> datetime | None:
        return self.clock and self.clock()

    async def send(self, post: Post) -> str:
        self.sends += 1
        error, keep = self._failures.pop(post.position, (None, True))
        message = f"m{len(self.stored) + 1}"
        if keep:
            self.stored.append((message, post))
        if error:
            raise error
        return message

    async def find(self, post: Post, since: datetime) -> str | None:
        self.sought.append(since)
        return next((message for message, stored in self.stored if stored.token == post.token), None)

    async def find_all(self, post: Post, since: datetime) -> list[str]:
        return [message for message, stored in self.stored if stored.token == post.token]

    async def delete(self, post: Post, message: str) -> None:
        self.stored = [pair for pair in self.stored if pair[0] != message]

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:
        return (CheckResult("fake", ok=True, message="here"),)

    async def close(self) -> None:
        """Nothing is open."""


class FakeSource:
    """Answers with what it was given, or fails; remembers what it was asked."""

    def __init__(self, answer: FetchResult | SourceError | Callable[[FetchRequest], FetchResult]) -> None:
        self.answer = answer
        self.asked: list[FetchRequest] = []

    async def fetch(self, web: HttpClient, ask: FetchRequest) -> FetchResult:
        self.asked.append(ask)
        if isinstance(self.answer, SourceError):
            raise self.answer
        return self.answer(ask) if callable(self.answer) else self.answer
