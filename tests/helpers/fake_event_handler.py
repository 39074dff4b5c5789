"""Someone who answers as it was told to, and remembers who asked what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime

from bot.models.command import Command, Requester
from bot.models.digest import Destination
from bot.models.question import Question, UnansweredQuestion
from bot.models.reaction import Reaction
from bot.models.reply import Reply


class FakeAnswerer:
    """Answers everything with what `says` makes of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[Requester, Command]] = []
        self.says: Callable[[Command], list[Reply]] = lambda command: [Reply(f"{command.label}.")]
        self.welcomes: list[Destination] = []
        self.presence: list[tuple[str, str, str]] = []
        self.reactions: list[tuple[str, Reaction]] = []
        self.texts: dict[str, str] = {}
        self.heard: list[Question] = []
        self.open: dict[str, UnansweredQuestion] = {}
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._events: set[str] = set()

    @property
    def commands(self) -> list[Command]:
        return [command for _, command in self.asked]

    @property
    def asker(self) -> Requester:
        return self.asked[-1][0]

    async def handle_command(self, asker: Requester, command: Command) -> AsyncIterator[Reply]:
        self.asked.append((asker, command))
        for reply in self.says(command):
            yield reply

    def autocomplete(self, field: str, typed: str) -> list[tuple[str, str]]:
        return [(f"{field} for {typed}", f"{typed}…")]

    async def is_first_delivery(self, platform: str, event: str) -> bool:
        known = event in self._events
        self._events.add(event)
        return not known

    async def hear(self, question: Question) -> bool:
        self.heard.append(question)
        is_new = await self.is_first_delivery(question.platform, question.event)
        if is_new:
            self.open[question.event] = UnansweredQuestion(question, self.clock())
        return is_new

    async def answered(self, platform: str, event: str) -> None:
        self.open.pop(event, None)

    async def unanswered(self, platform: str, workspace: str) -> list[UnansweredQuestion]:
        return list(self.open.values())

    async def save_payloads(self, asker: Requester, texts: Mapping[str, str]) -> None:
        self.texts |= texts

    async def load_payload(self, platform: str, key: str) -> str | None:
        return self.texts.get(key)

    async def on_joined(self, destination: Destination) -> Reply | None:
        is_first = destination not in self.welcomes
        self.welcomes.append(destination)
        return Reply("Hello.") if is_first else None

    async def on_reaction_added(self, reaction: Reaction) -> None:
        self.reactions.append(("reacted", reaction))

    async def on_reaction_removed(self, reaction: Reaction) -> None:
        self.reactions.append(("took back", reaction))

    async def on_removed(self, platform: str, workspace: str, reason: str) -> None:
        self.presence.append(("removed", platform, workspace))

    async def on_returned(self, platform: str, workspace: str) -> None:
        self.presence.append(("returned", platform, workspace))
