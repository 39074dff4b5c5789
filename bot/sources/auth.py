"""Authenticate at sources with a token that is kept until it expires or is rejected."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from bot.errors import RequestNotServed
from bot.http.client import AccessToken, HttpClient, Params
from bot.http.responses import Json

REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}  # Bluesky calls an expired token a bad request


@dataclass(frozen=True, slots=True)
class TokenAuth:
    """The authentication at source *name*. *get_token* gets a token, given the previous one if there was one."""

    name: str
    get_token: Callable[[HttpClient, datetime, AccessToken | None], Awaitable[AccessToken]]

    async def get_json(self, web: HttpClient, now: datetime, url: str, params: Params) -> Json:
        """Return the JSON at *url*. A rejected token is renewed once. Raises SourceError."""
        known = web.tokens.get(self.name)
        if known is not None and known.until > now:
            try:
                return await web.get_json(url, params, known.value)
            except RequestNotServed as error:
                if error.status not in REFUSED:
                    raise
        web.tokens.pop(self.name, None)
        fresh = web.tokens[self.name] = await self.get_token(web, now, known)
        return await web.get_json(url, params, fresh.value)


def header_safe(value: Json) -> str:
    """Return a token that is safe in a header. Raises ValueError."""
    if isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value and value:
        return value
    raise ValueError("no token")
