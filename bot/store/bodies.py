"""How digests and choices stand in the tables: as JSON."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.models import Choices, Digest

DIGEST = TypeAdapter(Digest)
CHOICES = TypeAdapter(Choices)
