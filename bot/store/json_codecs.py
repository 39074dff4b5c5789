"""Convert digests, reports and queries from and to the JSON in the tables."""

from __future__ import annotations

from pydantic import TypeAdapter

from bot.models.digest import Digest, DigestQuery
from bot.models.report import Report

CONTENT_CODEC: TypeAdapter[Digest | Report] = TypeAdapter(Digest | Report)
QUERY_CODEC = TypeAdapter(DigestQuery)
