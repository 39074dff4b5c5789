"""A reaction to a message, as a platform reports it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.models.digest import Destination

NEGATIVE_EMOJI = ("👎", "-1", "thumbsdown")


@dataclass(frozen=True, slots=True)
class Reaction:
    """One person's emoji on a message. *destination* is where the message is; on Discord it may be a thread.

    For removed reactions, an empty user means all people and an empty emoji all emoji.
    """

    destination: Destination
    message: str
    user: str
    emoji: str

    @property
    def is_negative(self) -> bool:
        """Whether it is a thumbs down, in any skin tone."""
        return self.emoji.startswith(NEGATIVE_EMOJI)
