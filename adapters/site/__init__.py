"""Publish digests as static files: HTML pages, Markdown posts, an Atom feed and JSON.

A folder keeps the last digest per date and choices. Digests with other choices get file names of their own.
"""

from __future__ import annotations

import asyncio
import errno
import tempfile
from datetime import datetime
from pathlib import Path

from bot.config import Settings
from bot.errors import CommandError, DeliveryError, DeliveryPostponed, DeliveryRefused, DestinationGone
from bot.models.digest import Destination, Digest
from bot.models.post import Post, PostKind
from bot.models.report import Report
from bot.platforms import REPORTS_UNSUPPORTED, CheckResult, Platform, ReportRenderer
from bot.store.tables import installation

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ELOOP})


def connect(settings: Settings, artist: ReportRenderer | None = None) -> Platform:  # noqa: ARG001 - parameter of the protocol
    """Return the platform that writes folders."""
    return Site(settings.site, settings.database)


class Site:
    """Static files in folders. *address* is their public URL, or empty.

    Without an address, feed IDs use the installation of *database*.
    """

    def __init__(self, address: str, database: Path) -> None:
        self._address, self._database = address, database
        self._one_at_a_time = asyncio.Lock()  # concurrent publications would miss each other's days

    async def resolve_channel(self, channel: str) -> Destination:
        """Return the folder as an absolute path. It need not exist yet. Raises DestinationGone."""
        folder = await asyncio.to_thread(_resolve, channel)
        return Destination("site", "", str(folder))

    def plan_posts(self, digest: Digest | Report) -> tuple[PostKind, ...]:
        """Plan one post, however many files it takes."""
        if isinstance(digest, Report):
            raise CommandError(REPORTS_UNSUPPORTED)
        return (PostKind.PARENT,)

    async def send(self, post: Post) -> str:
        """Write the day's files and return the page's path. Raises a DeliveryError."""
        if isinstance(post.digest, Report):
            raise DeliveryRefused(REPORTS_UNSUPPORTED)
        folder = Path(post.destination.channel)
        try:
            async with self._one_at_a_time:
                page = await asyncio.to_thread(self._publish, post.digest, folder)
        except OSError as error:
            raise translate(error, folder) from error
        return str(page)

    def _publish(self, digest: Digest, folder: Path) -> Path:
        from adapters.site.folder import publish

        known = installation.read_companion(self._database)
        return publish(digest, folder, self._address, known.id if known else "")

    async def now(self, *, refresh: bool = False) -> None:
        """Return None: the site has no clock."""

    async def find(self, post: Post, since: datetime) -> str | None:  # noqa: ARG002 - parameter of the protocol
        """Return None: writing a day again gives the same files."""
        return None

    async def find_all(self, post: Post, since: datetime) -> list[str]:  # noqa: ARG002 - parameter of the protocol
        """Return nothing: a day always has the same files."""
        return []

    async def delete(self, post: Post, message: str) -> None:
        """Do nothing: there is nothing to delete."""

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:
        """Check the public URL and, for a folder, write access."""
        found = self._address or "not set: feed IDs are tag: addresses"
        address = CheckResult("site", ok=True, message=found)
        return (address,) if channel is None else (address, await asyncio.to_thread(_check, channel))

    async def close(self) -> None:
        """Do nothing: no resource is open."""


def translate(error: OSError, folder: Path) -> DeliveryError:
    """Return the delivery error of a failed write. Missing access is permanent, other failures may pass."""
    why = error.strerror or str(error)
    if error.errno in CLOSED:
        return DestinationGone(f"cannot write to {folder} ({why}); grant write access or choose another folder")
    if error.errno in FULL:
        return DeliveryPostponed(f"the disk of {folder} is full; free some space")
    return DeliveryPostponed(f"cannot write to {folder} now ({why})")


def _resolve(channel: str) -> Path:
    try:
        folder = Path(channel).expanduser().resolve()
        usable = bool(channel) and (folder.is_dir() or not folder.exists())
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, an unknown ~user, a NUL
        raise DestinationGone(f"“{channel}” is not a valid folder path; choose another") from error
    if not usable:
        raise DestinationGone(f"“{channel}” is not a folder; choose another")
    return folder


def _check(channel: str) -> CheckResult:
    try:
        folder = _resolve(channel)
    except DestinationGone as error:
        return CheckResult("folder", ok=False, message=str(error), fix="use a folder, such as site:public")
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        tempfile.TemporaryDirectory(prefix=".hotpapers", dir=there).cleanup()
    except OSError as error:
        advice = f"grant write access to {there} or choose another folder"
        return CheckResult("folder", ok=False, message=f"cannot write to {folder} ({error.strerror})", fix=advice)
    found = f"{folder} is writable" if there == folder else f"{folder} will be created"
    return CheckResult("folder", ok=True, message=found)
