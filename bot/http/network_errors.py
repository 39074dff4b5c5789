"""Describe why a service was not reached, for any library's exception. Pure."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from socket import gaierror

CHECK_CONNECTION = "is this machine online?"
ERRNO_MESSAGES: Mapping[int | None, str] = {
    errno.ECONNREFUSED: "nothing answers there (connection refused)",
    errno.ECONNRESET: "the connection was broken off",
    errno.EHOSTUNREACH: f"there is no way there ({CHECK_CONNECTION})",
    errno.ENETUNREACH: f"there is no way there ({CHECK_CONNECTION})",
}


def describe_network_error(error: BaseException) -> str:
    """Return in one line why a request failed, with own words for known error numbers."""
    for cause in _causes(error):
        if isinstance(cause, gaierror):
            return f"the name could not be resolved ({CHECK_CONNECTION})"
        if isinstance(cause, OSError) and cause.errno in ERRNO_MESSAGES:
            return ERRNO_MESSAGES[cause.errno]
    return str(error) or type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, its cause, and so on. Libraries wrap system errors several times."""
    while error:
        yield error
        error = error.__cause__ or error.__context__
