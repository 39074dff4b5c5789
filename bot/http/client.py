"""The HTTP client for all sources. Every failure is a SourceError.

Each request has a timeout and a size limit, goes only to services in the settings, and is retried after temporary
errors, with the pause that the service asks for. Requests to arXiv go one at a time, through a throttle:
https://info.arxiv.org/help/api/tou.html
"""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self

import httpx
import stamina

from bot.config import Settings
from bot.errors import ConfigError, RequestNotServed, ServiceBusy, SourceError, UnusableResponse
from bot.http import network_errors
from bot.http.responses import Json, busy_error, describe_status, error_excerpt, parse, read_limited

Throttle = Callable[[], AbstractAsyncContextManager[None]]
Params = Mapping[str, str | int]

TOTAL_TIMEOUT = 60.0  # seconds for one whole response
READ_TIMEOUT = 30.0  # seconds without a byte
CONNECT_TIMEOUT = 10.0
MAX_BYTES = 16 * 2**20  # arXiv's largest page, 2,000 papers, has 7 MB
MAX_REDIRECTS = 3
ATTEMPTS = 3
MAX_WAIT = timedelta(seconds=30)
BUSY_STATUSES = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
TRANSIENT_ERRORS = (httpx.NetworkError, httpx.ConnectTimeout, httpx.RemoteProtocolError)
NOT_SERVED_ERRORS = (httpx.HTTPStatusError, httpx.ConnectError, httpx.ConnectTimeout)
UNUSABLE_RESPONSE_ERRORS = (
    httpx.DecodingError,
    httpx.RemoteProtocolError,
    httpx.ReadError,
    httpx.InvalidURL,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token, its expiry, and the token that renews it, if any."""

    value: str = field(repr=False)
    until: datetime
    renewal: str = field(default="", repr=False)


class HttpClient:
    """Sends requests to the services in *settings*, through the proxy of the environment if there is one.

    Each request to arXiv runs inside *turn*. `tokens` are the access tokens by source. Raises ConfigError if the proxy
    can't be used.
    """

    def __init__(self, settings: Settings, turn: Throttle) -> None:
        self.settings = settings
        self.tokens: dict[str, AccessToken] = {}
        self.limited: Counter[str] = Counter()  # rate-limit responses of each service
        self._turn = turn
        self._one_at_a_time = asyncio.Lock()
        self._origins = {_origin(httpx.URL(url)) for url in settings.services}
        self._client = _client(settings.contact)

    async def __aenter__(self) -> Self:
        """Return the client. Connections are opened when needed."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def get_arxiv(self, url: str) -> bytes:
        """Return arXiv's response at *url*, with no other request to arXiv at the same time. Raises SourceError."""
        async with self._one_at_a_time:
            return (await self._get(_Request(url, turn=self._turn))).body

    async def get_arxiv_file(self, url: str, most: int, etag: str) -> tuple[bytes, str] | None:
        """Return a file of arXiv, at most *most* bytes, and its ETag; None if that is still *etag*.

        Raises SourceError.
        """
        headers = {"If-None-Match": etag} if etag else {}
        async with self._one_at_a_time:
            answer = await self._get(_Request(url, headers=headers, turn=self._turn, most=most))
        return None if answer.is_unchanged else (answer.body, answer.etag)

    async def get_json(self, url: str, params: Params, token: str = "") -> Json:
        """Return the JSON at *url*. Raises SourceError."""
        return await self._json(_Request(url, params, bearer(token)))

    async def get_page(self, url: str, params: Params) -> tuple[Json, str]:
        """Return the JSON at *url* and the address of the next page, empty for none. Raises SourceError."""
        question = _Request(url, params)
        answer = await self._get(question)
        return await asyncio.to_thread(parse, url, answer.body), answer.next_page_url

    async def get_paid_json(self, url: str, params: Params, token: str) -> Json:
        """Return the JSON at *url* without retries, because each response costs. RequestNotServed costs nothing."""
        return await self._json(_Request(url, params, bearer(token), attempts=1))

    async def post_json(self, url: str, posted: RequestBody) -> Json:
        """Return the JSON response to *posted*. Redirects are not followed. Raises SourceError."""
        return await self._json(_Request(url, posted.params, posted.headers, posted=posted))

    async def _json(self, question: _Request) -> Json:
        return await asyncio.to_thread(parse, question.url, (await self._get(question)).body)

    async def _get(self, question: _Request) -> _Response:
        asking = stamina.AsyncRetryingCaller(
            attempts=question.attempts, timeout=None, wait_initial=1.0, wait_max=MAX_WAIT
        )
        try:
            return await asking(_should_retry, self._follow_redirects, question)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, zlib.error) as error:
            what = f"{question.place}: {_describe_error(error)}"
            if isinstance(error, NOT_SERVED_ERRORS):
                raise RequestNotServed(what, _status_of(error)) from error
            raise (UnusableResponse if isinstance(error, UNUSABLE_RESPONSE_ERRORS) else SourceError)(what) from error

    async def _follow_redirects(self, question: _Request) -> _Response:
        """Send a request and follow redirects to services in the settings."""
        url = httpx.URL(question.url).copy_merge_params(question.params)
        headers = question.headers
        for _ in range(MAX_REDIRECTS + 1):
            if _origin(url) not in self._origins:
                raise UnusableResponse(f"{question.place}: leads to {url.scheme}://{url.host}, which no setting names")
            async with question.turn():
                answer = await self._send(url, headers, question)
            if answer.redirect_url is None:
                return answer
            if question.posted:  # credentials are for this address only
                raise SourceError(f"{question.place}: leads elsewhere, to {answer.redirect_url.host}")
            headers = (
                headers if _origin(answer.redirect_url) == _origin(url) else {}
            )  # a token is for its own service only
            url = answer.redirect_url
        raise UnusableResponse(f"{question.place}: more than {MAX_REDIRECTS} redirects")

    async def _send(self, url: httpx.URL, headers: Mapping[str, str], question: _Request) -> _Response:
        """Send one request and read its response."""
        sent: dict[str, Any] = {}
        if posted := question.posted:
            sent = {"json": posted.json, "data": posted.form, "auth": posted.auth}
        request = self._client.stream("POST" if sent else "GET", url, headers=headers, **sent)
        async with asyncio.timeout(TOTAL_TIMEOUT), request as response:
            body = await read_limited(response, question.most)
        if response.has_redirect_location:
            return _Response(b"", redirect_url=url.join(response.headers["Location"]))
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            self.limited[url.host] += 1
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return _Response(b"", is_unchanged=True)
        if response.status_code in BUSY_STATUSES:
            raise busy_error(response, body)
        if not response.is_success:
            raise httpx.HTTPStatusError(error_excerpt(body), request=response.request, response=response)
        return _Response(body, response.links.get("next", {}).get("url", ""), etag=response.headers.get("ETag", ""))


def bearer(token: str) -> dict[str, str]:
    """Return the authorization header for a token, none for an empty one."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def user_agent(contact: str) -> str:
    """Return the User-Agent header, with the contact address."""
    return f"hotpapers/{version('hotpapers')}" + (f" (+{contact})" if contact else "")


@dataclass(frozen=True, slots=True)
class RequestBody:
    """The body of a POST request: JSON or a form, with authorization in *headers* or by name and password."""

    json: Json = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to a service."""

    url: str
    params: Params = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    attempts: int = ATTEMPTS
    turn: Throttle = nullcontext
    posted: RequestBody | None = None
    most: int = field(default_factory=lambda: MAX_BYTES)

    @property
    def place(self) -> str:
        """The address without its query, as shown in errors."""
        return self.url.partition("?")[0]


@dataclass(frozen=True, slots=True)
class _Response:
    """A body with its ETag, the address of the next page from its header, and the target of a redirect."""

    body: bytes
    next_page_url: str = ""
    redirect_url: httpx.URL | None = None
    etag: str = ""
    is_unchanged: bool = False


def _client(contact: str) -> httpx.AsyncClient:
    headers = {"User-Agent": user_agent(contact), "Accept-Encoding": "gzip"}
    try:
        return httpx.AsyncClient(headers=headers, timeout=httpx.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT))
    except (ValueError, ImportError, httpx.InvalidURL) as error:  # ImportError: SOCKS needs a package
        raise ConfigError(f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY: this proxy cannot be used: {error}") from error


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _should_retry(error: Exception) -> bool | timedelta:
    """Return whether to retry, or the pause that the service asked for."""
    if not isinstance(error, ServiceBusy):
        return isinstance(error, TRANSIENT_ERRORS)
    if error.wait is None:
        return True
    return error.wait if error.wait <= MAX_WAIT else False


def _describe_error(error: Exception) -> str:
    """Return in one line what went wrong."""
    if isinstance(error, httpx.HTTPStatusError):
        return describe_status(error.response, str(error))
    if isinstance(error, TimeoutError):
        return f"no whole answer within {TOTAL_TIMEOUT:g} s"
    return (
        "no answer in time"
        if isinstance(error, httpx.TimeoutException)
        else network_errors.describe_network_error(error)
    )


def _status_of(error: Exception) -> int | None:
    return error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
