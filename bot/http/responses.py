"""Read responses: bodies with a size limit, JSON, and short descriptions of errors."""

from __future__ import annotations

import json
import re
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import httpx

from bot.errors import ServiceBusy, SourceError
from bot.text.truncate import truncate

Json = Any

EXAMINED = 4000  # bytes of an error response that are searched for a message
MAX_EXCERPT_LENGTH = 120  # characters
SUMMARY, TITLE = (re.compile(rf"<{name}\b[^>]*>(.*?)</{name}>", re.DOTALL) for name in ("summary", "title"))
GZIP = 16 + zlib.MAX_WBITS


async def read_limited(response: httpx.Response, most: int) -> bytes:
    """Return a decompressed body. Raises if it is longer than *most* bytes or incomplete."""
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip"}:
        raise httpx.DecodingError(f"answered in {encoding!r}, which we did not ask for")
    unpacker = zlib.decompressobj(GZIP) if encoding == "gzip" else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += unpacker.decompress(chunk, most + 1) if unpacker else chunk
        if len(body) > most:
            raise httpx.DecodingError(f"answered with more than {most >> 20} MB")
    if unpacker and (unpacker.unused_data or (body and not unpacker.eof)):
        raise httpx.DecodingError("the packed answer is not whole")
    return bytes(body)


def parse(url: str, body: bytes) -> Json:
    """Parse JSON. Raises SourceError if it is invalid or nested too deeply."""
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"{url}: answered with something else than JSON ({error_excerpt(body) or 'nothing'})"
        ) from error


def busy_error(response: httpx.Response, body: bytes) -> ServiceBusy:
    """Return the error for a busy service."""
    now = datetime.now(UTC)
    wait = retry_after(response.headers.get("Retry-After", ""), now)
    until = "" if wait is None else f", not to be asked again before {now + wait:%Y-%m-%d %H:%M:%S} UTC"
    return ServiceBusy(
        f"{response.url.copy_with(query=None)}: {describe_status(response, error_excerpt(body))}{until}",
        wait,
        response.status_code,
    )


def describe_status(response: httpx.Response, told: str) -> str:
    """Return a status with its message: ``HTTP 404 (no such page)``."""
    return f"HTTP {response.status_code}" + (f" ({told})" if told else "")


def retry_after(header: str, now: datetime) -> timedelta | None:
    """Parse a Retry-After header, in seconds or as a date; None if it is neither."""
    if re.fullmatch(r"[0-9]{1,9}", header.strip()):
        return timedelta(seconds=int(header))
    try:
        return max(parsedate_to_datetime(header).astimezone(UTC) - now, timedelta(0))
    except (ValueError, OverflowError):
        return None


def error_excerpt(body: bytes) -> str:
    """Return the beginning of a body's text: of its summary or title, if it has one."""
    text = body[:EXAMINED].decode(errors="replace")
    told = SUMMARY.search(text) or TITLE.search(text)
    plain = re.sub(r"<[^>]*>", " ", told[1] if told else text)
    return truncate(" ".join("".join(c if c.isprintable() else " " for c in plain).split()), MAX_EXCERPT_LENGTH)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
