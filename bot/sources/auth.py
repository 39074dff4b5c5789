"""Ask services that want to know who asks: by a token that is kept until it expires or is refused."""

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
    """Who we are at the source *name*; *log_in* gets a token, with the one before if there was one."""

    name: str
    get_token: Callable[[HttpClient, datetime, AccessToken | None], Awaitable[AccessToken]]

    async def get_json(self, web: HttpClient, now: datetime, url: str, params: Params) -> Json:
        """Return the JSON at *url*, or raise SourceError; a token that is refused is renewed once."""
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
    """Return a token as a service gave it, or raise ValueError: it goes into a header."""
    if isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value and value:
        return value
    raise ValueError("no token")
