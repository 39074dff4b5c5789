"""Convert digests, reports and queries from and to the JSON in the tables."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.models.digest import Digest, DigestQuery, Entry
from bot.models.report import Report

CONTENT_CODEC: TypeAdapter[Digest | Report] = TypeAdapter(Digest | Report)
ENTRY_CODEC = TypeAdapter(Entry)
QUERY_CODEC = TypeAdapter(DigestQuery)


def query_text(choices: DigestQuery) -> str:
    """Return a query as the text that identifies a digest in the table of deliveries."""
    unsaid = None if choices.fair else {"fair"}  # older digests were stored without this field
    return QUERY_CODEC.dump_json(choices, exclude=unsaid).decode()
