"""Log to standard error, as text or JSON, without secrets that would let a reader post as the bot.

As JSON, everything on standard error is one object per line, including output of libraries and Python.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import threading
import time
from collections.abc import Iterable
from typing import Literal, TextIO
from urllib.parse import quote, quote_plus

OURS = ("bot", "adapters")

REDACTED = "[redacted]"

# No pattern needs a word boundary in front, because in JSON the "n" of an escaped newline may be there.
SECRETS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Slack's tokens (docs.slack.dev/authentication/tokens), webhooks and response addresses, and sockets' tickets
        (r"(?:xoxe\.)?(?:xox[a-z]|xapp|xwfp)-[\w%+/=.-]+", REDACTED),
        (r"(hooks\.slack(?:-gov)?\.com)/[\w%+/=.-]+", rf"\1/{REDACTED}"),
        (r"(ticket|token|secret)=[\w%+/.~-]+", rf"\1={REDACTED}"),
        # Discord's webhooks and interactions have their token in the path; a bot's token is three parts with dots
        (r"(webhooks|interactions)/(\d+)/[\w%.-]+", rf"\1/\2/{REDACTED}"),
        (r"[\w-]{23,40}\.[\w-]{6,7}\.[\w-]{27,}", REDACTED),  # bounded, because a long word would take quadratic time
        # Authorization headers, and the tokens of X
        (r"([Bb]earer)\s+[\w.~+/%=-]{8,}", rf"\1 {REDACTED}"),
        (r"(Bot)\s+[\w.~+/%=-]{20,}", rf"\1 {REDACTED}"),
        (r"A{12,}[\w%+/=-]{20,}", REDACTED),
    )
)


MIN_SECRET_LENGTH = 6
"""Shorter settings aren't secrets, and would be redacted inside words."""


def configure(format: Literal["text", "json"] = "text", secrets: Iterable[str] = ()) -> None:
    """Send warnings and errors, also of libraries, to standard error, without *secrets*.

    A second call replaces the first, until `release`.
    """
    release()
    root = logging.getLogger()
    handler = _Stderr(secrets)
    handler.setFormatter(_json() if format == "json" else _text())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # settings are read twice, and bad lines are reported elsewhere
    logging.getLogger("stamina").setLevel(logging.ERROR)  # retries need no action
    if format == "json":
        _catch_everything()


def tell_steps() -> None:
    """Also log informational messages."""
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def release() -> None:
    """Restore standard error to its state before `configure`."""
    root = logging.getLogger()
    lines = sys.stderr
    if isinstance(lines, _Lines):
        lines.end()
    for old in [handler for handler in root.handlers if isinstance(handler, _Stderr)]:
        root.removeHandler(old)
    if isinstance(lines, _Lines):
        sys.stderr = lines.stream
        logging.captureWarnings(capture=False)
        threading.excepthook, sys.unraisablehook = threading.__excepthook__, sys.__unraisablehook__


def log_failure(sentence: str) -> bool:
    """Log why the program ends, if standard error holds logs only. Return whether it does."""
    if is_log := isinstance(sys.stderr, _Lines):
        _of_stderr.error("%s", sentence)
    return is_log


def redact(text: str) -> str:
    """Return *text* without the configured secrets, and without anything that looks like a token."""
    for handler in logging.getLogger().handlers:
        for known in handler.secrets if isinstance(handler, _Stderr) else ():
            text = text.replace(known, REDACTED)
    for secret, replacement in SECRETS:
        text = secret.sub(replacement, text)
    return text


_of_stderr = logging.getLogger("stderr")


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes redacted lines to the current standard error, which a progress bar may replace for a while."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        told = {way for secret in secrets if len(secret) >= MIN_SECRET_LENGTH for way in _encodings_of(secret)}
        self.secrets = sorted(told, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))  # the whole line: message, arguments, exception, extras

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr.stream if isinstance(sys.stderr, _Lines) else sys.stderr
        super().emit(record)


class _Lines(io.TextIOBase):
    """Replaces standard error in JSON mode: each line becomes a record."""

    encoding, errors = "utf-8", "replace"  # otherwise click wraps it in a stream of its own

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._lock = threading.RLock()
        self._rest = ""

    def write(self, text: str) -> int:
        with self._lock:
            *lines, self._rest = (self._rest + text).split("\n")
            for line in filter(str.strip, lines):
                _of_stderr.info("%s", line)
        return len(text)

    def end(self) -> None:
        """Write the last line if it has no newline."""
        self.write("\n")

    def fileno(self) -> int:
        return self.stream.fileno()

    def writable(self) -> bool:
        return True


def _catch_everything() -> None:
    """Turn output on standard error, warnings and uncaught exceptions into records."""
    _of_stderr.setLevel(logging.INFO)
    sys.stderr = _Lines(sys.stderr)
    logging.captureWarnings(capture=True)
    threading.excepthook = _log_of_thread
    sys.unraisablehook = _log_unraisable


def _log_of_thread(args: threading.ExceptHookArgs) -> None:
    name = args.thread.name if args.thread else ""
    exception = args.exc_value or args.exc_type()
    _of_stderr.error("exception in a thread: name=%s", name, exc_info=exception)


def _log_unraisable(args: sys.UnraisableHookArgs) -> None:
    told = args.err_msg or "exception ignored in"
    _of_stderr.error("%s: %r", told, args.object, exc_info=args.exc_value)


def _encodings_of(secret: str) -> set[str]:
    """Return a secret as it appears in text, in JSON and in a URL."""
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret)}


def _text() -> logging.Formatter:
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    return formatter


def _json() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter

    names = {"levelname": "level", "name": "logger"}
    return JsonFormatter(["levelname", "name", "message"], rename_fields=names, timestamp="time")
