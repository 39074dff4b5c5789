"""How digests, reports and choices stand in the tables: as JSON."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.models import Bulletin, Choices, Digest

DIGEST: TypeAdapter[Digest | Bulletin] = TypeAdapter(Digest | Bulletin)
CHOICES = TypeAdapter(Choices)
