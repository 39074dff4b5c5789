"""Write the folder on disk. Each file is replaced atomically."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from adapters.site import feed, html, json, markdown, site_pages
from adapters.site.days import PublishedDay, name_of, parse
from adapters.web.page_rendering import static_file
from bot.filesystem import atomic_replace
from bot.models.digest import Digest

DAY_FILE = re.compile(r"\d{4}-\d\d-\d\d(-[0-9a-f]{8})?\.json")

log = logging.getLogger(__name__)


def publish(digest: Digest, folder: Path, site: str, installation: str = "") -> Path:
    """Write the style and script, the digest's three files, then index and feed. Return the path of the page.

    Raises OSError. Repeating an interrupted publication gives the same files.
    """
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    first = folder / f"{digest.date.isoformat()}.json"
    name = name_of(digest, _read(first) if first.exists() else None)
    page = folder / html.file_name(name)
    write_atomically(folder / "posts" / markdown.file_name(name), markdown.render(digest, name))
    for asset in site_pages.ASSETS:
        if _bytes(folder / asset) != static_file(asset):
            write_atomically(folder / asset, static_file(asset).decode())
    write_atomically(page, site_pages.day_page(digest, read_days(folder), site, name))
    write_atomically(folder / f"{name}.json", json.render(digest))
    days = read_days(folder)
    write_atomically(folder / "index.html", site_pages.index_page(days, site))
    ids = feed.Ids(installation, feed.given(_bytes(folder / feed.FILE_NAME)))
    write_atomically(folder / feed.FILE_NAME, feed.render(days, site, ids))
    return page


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def read_days(folder: Path) -> list[PublishedDay]:
    """Return the days of *folder*, newest first. Invalid files are logged and skipped."""
    found = sorted((file for file in folder.iterdir() if DAY_FILE.fullmatch(file.name)), reverse=True)
    return [day for file in found if (day := _read(file))]


def _read(file: Path) -> PublishedDay | None:
    try:
        return parse(file.read_bytes(), file.stem)
    except (OSError, ValueError) as error:
        log.warning("day skipped: file=%s error=%s", file, str(error).splitlines()[0])
        return None


def write_atomically(file: Path, text: str) -> None:
    """Replace *file* atomically with *text*, safe against crashes and power loss. Raises OSError."""
    atomic_replace.replace(file, text.encode())
