"""How digests, reports and choices stand in the tables: as JSON."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.bulletin import Bulletin
from bot.models import Choices, Digest

DIGEST: TypeAdapter[Digest | Bulletin] = TypeAdapter(Digest | Bulletin)
CHOICES = TypeAdapter(Choices)
