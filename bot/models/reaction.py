"""A reaction to a message, as a platform tells of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bot.models.digest import Destination

NEGATIVE_EMOJI = ("👎", "-1", "thumbsdown")


@dataclass(frozen=True, slots=True)
class Reaction:
    """One person's emoji under a message. *place* is where the message stands, at Discord perhaps in a thread.

    Of what is taken back, no user means everybody's, no emoji all of them.
    """

    destination: Destination
    message: str
    user: str
    emoji: str

    @property
    def is_negative(self) -> bool:
        """Say whether it is a thumb down, in whatever colour."""
        return self.emoji.startswith(NEGATIVE_EMOJI)
