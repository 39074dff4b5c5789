"""Files at Slack: an address to send one to, the file, and a word where it belongs; only the last is seen by people.

https://docs.slack.dev/messaging/working-with-files#uploading_files
"""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from adapters.slack.api import responses
from adapters.slack.api.client import RateLimitedClient
from adapters.slack.api.errors import FAILURES, access_problem, code, to_delivery_error
from bot.errors import DeliveryDeleted, DeliveryError, DeliveryPostponed, DeliveryUncertain, HotPapersError
from bot.platforms import ReportRenderer

REFUSED = {
    "file_upload_size_restricted": "this workspace limits the file size",
    "file_uploads_disabled": "this workspace blocks files from apps",
    "file_uploads_except_images_blocked": "this workspace allows only image files",
    "not_allowed_token_type": "the token does not allow uploads",
    "storage_limit_reached": "the storage of this workspace is full",
    "team_added_to_org": "Slack is moving this workspace",
}


class UploadRefused(HotPapersError):
    """Slack does not take the file, whatever we do: go without it. The message says why."""


@dataclass(frozen=True, slots=True)
class File:
    """What is uploaded. *speech* describes a picture to who cannot see it."""

    name: str
    body: bytes
    speech: str = ""


async def upload(client: RateLimitedClient, file: File) -> str:
    """Bring a file to Slack, where nobody sees it yet; return its id. Raises UploadRefused or a DeliveryError."""
    try:
        offered = await client.files_getUploadURLExternal(
            filename=file.name, length=len(file.body), alt_txt=file.speech or None
        )
        id, address = responses.string(offered, "file_id"), responses.string(offered, "upload_url")
        await _bring(client, address, file.body)
    except FAILURES as error:
        raise _unseen(error) from error
    return id


async def keep(client: RateLimitedClient, id: str) -> None:
    """Make an uploaded file one that blocks can show, in no channel. Raises UploadRefused or a DeliveryError."""
    try:
        await client.files_completeUploadExternal(files=[{"id": id}])
    except FAILURES as error:
        raise _unseen(error) from error


async def share(client: RateLimitedClient, id: str, title: str, channel: str, thread: str | None) -> None:
    """Show an uploaded file in a thread. Raises UploadRefused or a DeliveryError."""
    try:
        await client.files_completeUploadExternal(
            files=[{"id": id, "title": title}], channel_id=channel, thread_ts=thread
        )
    except FAILURES as error:
        raise _refused(error) or to_delivery_error(error) from error


async def _bring(client: RateLimitedClient, address: str, body: bytes) -> None:
    if client.session is None:
        raise aiohttp.ClientConnectionError("no session")
    async with client.session.post(address, data=body, proxy=client.proxy) as answer:
        answer.raise_for_status()


def _unseen(error: Exception) -> UploadRefused | DeliveryError:
    """Say what a failure means before anybody could see anything: it can be done again."""
    meaning = _refused(error) or to_delivery_error(error)
    unsure = isinstance(meaning, DeliveryUncertain | DeliveryDeleted)
    return DeliveryPostponed(str(meaning)) if unsure else meaning


def _refused(error: Exception) -> UploadRefused | None:
    name = code(error)
    if name == "missing_scope":
        return UploadRefused(str(access_problem(error)))
    return UploadRefused(REFUSED[name]) if name in REFUSED else None


async def picture(
    client: RateLimitedClient, artist: ReportRenderer | None, latex: str | None, token: str
) -> tuple[str, str] | None:
    """Return the file of an equation, which nobody sees until a message shows it, and how it is read aloud."""
    drawing = await artist.equation(latex) if artist and latex else None
    if drawing is None:
        return None
    try:
        id = await upload(client, File(f"equation-{token}.png", drawing.png, drawing.alt_text))
        await keep(client, id)
    except UploadRefused:
        return None
    return id, drawing.alt_text
