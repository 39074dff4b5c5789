"""How digests, reports and choices stand in the tables: as JSON."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.models.digest import Choices, Digest
from bot.models.report import Bulletin

DIGEST: TypeAdapter[Digest | Bulletin] = TypeAdapter(Digest | Bulletin)
CHOICES = TypeAdapter(Choices)
