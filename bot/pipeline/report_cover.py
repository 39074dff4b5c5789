"""The title page of a report: lab, number, presenter, date, color and logo, from the settings and the request."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.config import Settings
from bot.models.digest import Destination
from bot.models.platform import find_platform
from bot.report.slides import Cover
from bot.store import Store
from bot.store.tables import reports

log = logging.getLogger(__name__)

LOGO = "logo.png"
MAX_LOGO = 10 << 20  # bytes


@dataclass(frozen=True, slots=True)
class CoverRequest:
    """What one report's title page says instead of the settings."""

    presenter: str = ""
    number: int | None = None
    date: date | None = None


NO_REQUEST = CoverRequest()


async def make_cover(
    store: Store, settings: Settings, there: Destination, week: date, asked: CoverRequest
) -> tuple[Cover, bytes]:
    """Return the title page of a destination's report, and the file of its logo, empty if there is none.

    Without a number of its own, a channel's report is numbered after the reports before it.
    """
    number = asked.number
    if number is None and find_platform(there.platform).can_report:
        number = settings.weekly_first_number + await store.read(reports.count_before, there, week)
    logo = await asyncio.to_thread(_read, settings.weekly_logo) if settings.weekly_logo else b""
    cover = Cover(
        lab=settings.weekly_lab,
        number=number,
        presenter=asked.presenter or settings.weekly_presenter,
        date=f"{asked.date.day} {asked.date:%b %Y}" if asked.date else "",
        logo=LOGO if logo else "",
        color=settings.weekly_color,
    )
    return cover, logo


def _read(path: Path) -> bytes:
    """Return the logo's file, nothing if it can't be read or is too large."""
    try:
        body = path.read_bytes()
    except OSError as error:
        log.warning("logo not read: path=%s error=%s", path, error)
        return b""
    if len(body) > MAX_LOGO:
        log.warning("logo not read: path=%s size=%d limit=%d", path, len(body), MAX_LOGO)
        return b""
    return body
