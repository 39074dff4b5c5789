"""The folder on the disk: each file is wholly the old one or wholly the new one, whenever we are interrupted."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from adapters.site import feed, html, json, markdown
from adapters.site.days import Day, parse
from bot import files
from bot.models import Digest

DAY_FILE = re.compile(r"\d{4}-\d\d-\d\d\.json")

log = logging.getLogger(__name__)


def publish(digest: Digest, folder: Path, site: str) -> Path:
    """Write the day's four files, then index and feed over all days that are there; return the page's path.

    Raises OSError. Done again, it ends in the same files: an interrupted publication is simply repeated.
    """
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    page = folder / html.file_name(digest.date)
    replace(folder / "posts" / markdown.file_name(digest.date), markdown.render(digest))
    replace(page, html.render(digest, site))
    replace(folder / f"{digest.date.isoformat()}.json", json.render(digest))
    days = read_days(folder)
    replace(folder / "index.html", html.index(days, site))
    replace(folder / feed.FILE_NAME, feed.render(days, site))
    return page


def read_days(folder: Path) -> list[Day]:
    """Return the days of *folder*, newest first; a file that is not a day's JSON is left out, and logged."""
    found = sorted((file for file in folder.iterdir() if DAY_FILE.fullmatch(file.name)), reverse=True)
    return [day for file in found if (day := _read(file))]


def _read(file: Path) -> Day | None:
    try:
        return parse(file.read_bytes(), file.stem)
    except (OSError, ValueError) as error:
        log.warning("day left out of index and feed: file=%s error=%s", file, str(error).splitlines()[0])
        return None


def replace(file: Path, text: str) -> None:
    """Put *text* into *file* at once, even through a crash or a loss of power. Raises OSError."""
    files.replace(file, text.encode())
