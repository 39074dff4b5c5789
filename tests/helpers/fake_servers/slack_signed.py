"""Slack's requests to an address of the app: encoded and signed as the real ones.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession

SECRET = "stand-in-signing-secret"


async def request(
    url: str, body: bytes, *, stamp: str, secret: str = SECRET, signature: str | None = None
) -> tuple[int, str]:
    """Send *body*, signed with *secret* unless a *signature* is given; return status and body of the answer."""
    signed = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    kind = "application/json" if body[:1] == b"{" else "application/x-www-form-urlencoded"
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature or f"v0={signed}",
    }
    async with ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


def encoded(type: str, payload: dict[str, Any]) -> bytes:
    """Write a payload: events as JSON, commands as a form, all else as JSON in a form."""
    if type == "events_api":
        return json.dumps(payload).encode()
    return urlencode(payload if type == "slash_commands" else {"payload": json.dumps(payload)}).encode()
