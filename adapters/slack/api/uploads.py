"""Upload files to Slack in three steps: get an address, send the file, share it. Only the last is visible.

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
    """Slack rejects the file for good. The message says why."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to upload. *speech* is the alt text of a picture."""

    name: str
    body: bytes
    speech: str = ""


async def upload(client: RateLimitedClient, file: File) -> str:
    """Upload a file without sharing it and return its ID. Raises UploadRefused or DeliveryError."""
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
    """Complete an upload for use in blocks, in no channel. Raises UploadRefused or DeliveryError."""
    try:
        await client.files_completeUploadExternal(files=[{"id": id}])
    except FAILURES as error:
        raise _unseen(error) from error


async def share(client: RateLimitedClient, id: str, title: str, channel: str, thread: str | None) -> None:
    """Share an uploaded file in a thread. Raises UploadRefused or DeliveryError."""
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
    """Return what a failure means before the file is visible: retrying is safe."""
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
    """Upload an equation as a picture. Return its file ID and alt text, None without a picture."""
    drawing = await artist.equation(latex) if artist and latex else None
    if drawing is None:
        return None
    try:
        id = await upload(client, File(f"equation-{token}.png", drawing.png, drawing.alt_text))
        await keep(client, id)
    except UploadRefused:
        return None
    return id, drawing.alt_text
