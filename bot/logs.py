"""Logs on standard error, as text or as JSON, without anything that would let a reader post in our name.

As JSON, all that is written to standard error is one object a line: what libraries and Python itself write there, too.
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

# No pattern asks for a word border in front: in JSON the "n" of an escaped line end stands there.
SECRETS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # Slack's tokens (docs.slack.dev/authentication/tokens), webhooks and response addresses, and sockets' tickets
        (r"(?:xoxe\.)?(?:xox[a-z]|xapp|xwfp)-[\w%+/=.-]+", REDACTED),
        (r"(hooks\.slack(?:-gov)?\.com)/[\w%+/=.-]+", rf"\1/{REDACTED}"),
        (r"(ticket|token|secret)=[\w%+/.~-]+", rf"\1={REDACTED}"),
        # Discord's webhooks and interactions have their token in the path; a bot's token is three parts with dots
        (r"(webhooks|interactions)/(\d+)/[\w%.-]+", rf"\1/\2/{REDACTED}"),
        (r"[\w-]{23,40}\.[\w-]{6,7}\.[\w-]{27,}", REDACTED),  # without a bound, a long word would take its square
        # Authorization headers, and the tokens of X
        (r"([Bb]earer)\s+[\w.~+/%=-]{8,}", rf"\1 {REDACTED}"),
        (r"(Bot)\s+[\w.~+/%=-]{20,}", rf"\1 {REDACTED}"),
        (r"A{12,}[\w%+/=-]{20,}", REDACTED),
    )
)


MIN_SECRET_LENGTH = 6
"""A setting of fewer characters is no secret that anybody gives out, and would be found in words."""


def configure(format: Literal["text", "json"] = "text", secrets: Iterable[str] = ()) -> None:
    """Send warnings and worse, those of libraries too, to standard error, without *secrets*.

    A second call replaces the first, until `release`.
    """
    release()
    root = logging.getLogger()
    handler = _Stderr(secrets)
    handler.setFormatter(_json() if format == "json" else _text())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # settings are read twice; we tell of bad lines ourselves
    logging.getLogger("stamina").setLevel(logging.ERROR)  # that it asks again is nothing to act on
    if format == "json":
        _catch_everything()


def tell_steps() -> None:
    """Log what is done as well, a line for each step."""
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def release() -> None:
    """Let standard error be what it was before `configure`."""
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
    """Log why the program ends, where standard error is logs alone; say whether it is."""
    if is_log := isinstance(sys.stderr, _Lines):
        _of_stderr.error("%s", sentence)
    return is_log


def redact(text: str) -> str:
    """Return *text* without the secrets we were told, and without what looks like a token or an address with one."""
    for handler in logging.getLogger().handlers:
        for known in handler.secrets if isinstance(handler, _Stderr) else ():
            text = text.replace(known, REDACTED)
    for secret, replacement in SECRETS:
        text = secret.sub(replacement, text)
    return text


_of_stderr = logging.getLogger("stderr")


class _Stderr(logging.StreamHandler[TextIO]):
    """Writes redacted lines to what standard error is now: a progress bar stands in for it for a while."""

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
    """Stands for standard error where logs are JSON: each line that is written to it becomes a record."""

    encoding, errors = "utf-8", "replace"  # else click puts a stream of its own around it

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
        """Write what has no line end yet."""
        self.write("\n")

    def fileno(self) -> int:
        return self.stream.fileno()

    def writable(self) -> bool:
        return True


def _catch_everything() -> None:
    """Make records of what is written to standard error, of warnings, and of exceptions that reach nobody."""
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
    """Return a secret as it stands in text, in JSON and in an address."""
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret)}


def _text() -> logging.Formatter:
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    return formatter


def _json() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter

    names = {"levelname": "level", "name": "logger"}
    return JsonFormatter(["levelname", "name", "message"], rename_fields=names, timestamp="time")
