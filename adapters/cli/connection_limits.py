"""Limit connections to the HTTP server: how many are open, and how long one may take to send its first request.

aiohttp waits for the header of a first request as long as a client takes. Later ones fall under its keep-alive timeout.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import cast

HEADER_TIMEOUT = 5.0  # seconds until the header of a connection's first request is there
MAX_CONNECTIONS = 256
HEADER_ENDS = (b"\r\n\r\n", b"\n\n")
OVERLAP = 3  # bytes of an end that an earlier piece may hold

log = logging.getLogger(__name__)


class ConnectionLimits:
    """Makes the protocols of a server's connections, and closes those that take too long or are too many."""

    def __init__(self, handlers: Callable[[], asyncio.Protocol]) -> None:
        self._handlers = handlers
        self._open: dict[_Connection, None] = {}  # in the order in which they came

    def __call__(self) -> asyncio.Protocol:
        """Return the protocol of a new connection."""
        return _Connection(self._handlers(), self)

    def opened(self, new: _Connection) -> None:
        """Count a connection. If there are too many, the one that has waited longest for its request is closed."""
        self._open[new] = None
        if len(self._open) > MAX_CONNECTIONS:
            next((each for each in self._open if each.is_waiting), new).abort("too many connections")

    def closed(self, old: _Connection) -> None:
        """Stop counting a connection."""
        self._open.pop(old, None)


class _Connection(asyncio.Protocol):
    """Passes everything on to *handler*, and closes the connection if its first header is late."""

    def __init__(self, handler: asyncio.Protocol, limits: ConnectionLimits) -> None:
        self._handler = handler
        self._limits = limits
        self._transport: asyncio.Transport | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._last = b""

    @property
    def is_waiting(self) -> bool:
        """Whether the first header is not there."""
        return self._deadline is not None

    def abort(self, why: str) -> None:
        """Close the connection at once."""
        if self._transport and not self._transport.is_closing():
            log.info("connection closed: reason=%s", why)
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a header."""
        self._transport = cast("asyncio.Transport", transport)
        self._deadline = asyncio.get_running_loop().call_later(HEADER_TIMEOUT, self.abort, "request too slow")
        self._handler.connection_made(transport)
        self._limits.opened(self)

    def data_received(self, data: bytes) -> None:
        """Notice the end of the first header."""
        if self.is_waiting:
            seen = self._last + data
            self._last = seen[-OVERLAP:]
            if any(end in seen for end in HEADER_ENDS):
                self._stop_waiting()
        self._handler.data_received(data)

    def connection_lost(self, error: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        self._limits.closed(self)
        self._handler.connection_lost(error)

    def eof_received(self) -> bool | None:
        """Pass the end of the input on."""
        return self._handler.eof_received()

    def pause_writing(self) -> None:
        """Pass the state of the output buffer on."""
        self._handler.pause_writing()

    def resume_writing(self) -> None:
        """Pass the state of the output buffer on."""
        self._handler.resume_writing()

    def _stop_waiting(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None
