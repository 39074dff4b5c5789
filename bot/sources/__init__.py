"""The sources: one module here, and one entry in `bot.models.source`, for each.

A source fetches (I/O) and parses (pure). An invalid item is skipped, logged and noted. A response without its outer
shape raises SourceError.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from bot.models.source import SOURCE_INFOS
from bot.sources.source import FetchRequest, FetchResult, Source

__all__ = [
    "ALSO_REPORTS",
    "CITATION_SOURCES",
    "PAID_SOURCES",
    "REQUIRED_SETTINGS",
    "SOURCES",
    "FetchRequest",
    "FetchResult",
    "Source",
]

SOURCES = {name: cast("Source", import_module(f"{__name__}.{name}")) for name in SOURCE_INFOS}

REQUIRED_SETTINGS = {name: info.required_settings for name, info in SOURCE_INFOS.items()}
"""The settings without which a source is not asked."""

PAID_SOURCES = frozenset(name for name, info in SOURCE_INFOS.items() if info.is_paid)
"""Sources that cost money. Their daily reads are booked before they are polled."""

CITATION_SOURCES = frozenset(name for name, info in SOURCE_INFOS.items() if info.reads_older_papers)
"""The sources that are asked about older papers."""

ALSO_REPORTS = {name: info.also_reports for name, info in SOURCE_INFOS.items() if info.also_reports}
"""Sources that another one reports. Their polls succeed and fail with it."""
