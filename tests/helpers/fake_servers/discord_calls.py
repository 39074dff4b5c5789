"""Calls to the stand-in of Discord: as they come, as they are answered, and how they go wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.helpers.fake_servers import serving
from tests.helpers.fake_servers.discord_shapes import Answer

VIA = "1.1 stand-in"


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message} | more


@dataclass
class Trouble(serving.Trouble):
    """How a call fails, with Discord's number for it."""

    code: int = 0


@dataclass
class Call:
    """A call as it came, and the headers that its answer gets."""

    line: str
    arguments: Answer
    authorization: str | None
    headers: dict[str, str] = field(default_factory=dict)


async def read(request: web.Request) -> Answer:
    """Return the arguments of a call, and the files that came with it."""
    if request.content_type == "multipart/form-data":
        form = await request.post()
        files = [part for part in form.values() if isinstance(part, web.FileField)]
        uploaded = [
            {"filename": part.filename, "content": part.file.read().decode(errors="surrogateescape")} for part in files
        ]
        return json.loads(str(form["payload_json"])) | {"uploaded": uploaded}
    return await request.json() if request.can_read_body else dict(request.query)


def answer(status: int, body: bytes, headers: dict[str, str]) -> web.Response:
    """Make an answer: discord.py reads JSON of exactly this type only, and takes a 429 without Via for a ban."""
    fixed = {"Content-Type": "application/json", "Via": VIA}
    return web.Response(status=status, body=body, headers=fixed | headers)
