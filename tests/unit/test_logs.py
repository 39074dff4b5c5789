from __future__ import annotations

import asyncio
import gc
import json
import logging
import sys
import threading
import traceback
import warnings
from urllib.parse import quote_plus

import click
import pytest

from bot import config, logs
from bot.config import Settings
from bot.runtime.supervisor import Health, supervise

# Real shapes, made up values; put together here, so that no one who scans files for tokens finds any.
WORD, HEX, XO, HOOKS = "AbCdEfGhIjKlMnOpQrStUvWx", "0123456789abcdef", "xo", "https://hooks.slack"
DISCORD = f"MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GaBcDe.{WORD}Yz0123456789-_"
X = f"{'A' * 22}BcDQEAAAAAabcdef%2BAbCdEf%3D{WORD}"
SECRETS = {
    "Slack bot": f"{XO}xb-2345678901-2345678901234-{WORD}",
    "Slack user": f"{XO}xp-2345678901-2345678901-2345678901-{HEX * 2}",
    "Slack app": f"{XO[0]}app-1-A012ABCDEFG-2345678901234-{HEX * 4}",
    "Slack rotating": f"{XO}xe.{XO}xb-1-Mi0yLTIzNDU2Nzg5MDEtMjM0NTY3ODkwMTIzNA",
    "Slack refresh": f"{XO}xe-1-Mi0yLTIzNDU2Nzg5MDEt{WORD}",
    "Slack webhook": f"{HOOKS}.com/services/T012ABCDE/B012ABCDE/{WORD}",
    "Slack workflow": f"{HOOKS}.com/triggers/T012ABCDE/2345678901234/{HEX * 2}",
    "Slack response": f"{HOOKS}.com/commands/T012ABCDE/2345678901234/{WORD}",
    "Slack government": f"{HOOKS}-gov.com/actions/T012ABCDE/2345678901234/{WORD}",
    "Slack socket": "wss://wss-primary.slack.com/link/?ticket=01234567-89ab-cdef-0123-456789abcdef&app_id=0123",
    "Discord bot": DISCORD,
    "Discord header": f"Bot {DISCORD}",
    "Discord webhook": f"https://discord.com/api/v10/webhooks/1234567890123456789/{WORD}-{HEX}_abc",
    "Discord interaction": "/interactions/1234567890123456789/aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1/callback",
    "X header": f"Bearer {X}",
    "X": X,
    "any header": f"Authorization: Bearer eyJhbGciOi.{WORD}.{WORD}",
}
TELLTALES = ("AbCdEf", "abcdef", "MTIzNDU2", "aW50ZXJh", "Mi0yLTI")

log = logging.getLogger("tests.logs")


@pytest.fixture(autouse=True)
def as_before():
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    logs.release()
    root.setLevel(level)
    root.handlers[:] = handlers
    logging.getLogger("stamina").setLevel(logging.NOTSET)


@pytest.fixture(params=["text", "json"])
def written(request, capsys):
    logs.configure(request.param)
    return lambda: capsys.readouterr().err


@pytest.fixture(params=SECRETS.values(), ids=SECRETS.keys())
def secret(request):
    return request.param


def fail(why: str) -> None:
    raise ValueError(why)


def betrayed(text: str) -> bool:
    return any(telltale in text for telltale in TELLTALES)


def test_the_secrets_of_these_tests_would_be_seen(secret):
    assert betrayed(secret)


def test_no_secret_is_written_from_a_message_its_arguments_or_the_extras(secret, written):
    log.warning(f"in the message: {secret} and on")  # noqa: G004 - how libraries log
    log.warning("in the arguments: %s and %r", secret, {"headers": {"Authorization": secret}})
    log.warning("in the extras", extra={"request": {"url": secret}})

    text = written()
    assert "in the message" in text
    assert "in the arguments" in text
    assert not betrayed(text)


def test_no_secret_is_written_from_an_exception(secret, written):
    try:
        fail("\n" + secret)
    except ValueError:
        log.exception("it broke")

    text = written()
    assert "ValueError" in text
    assert not betrayed(text)


@pytest.mark.parametrize(
    "library",
    [
        "slack_sdk.web.async_base_client",
        "slack_sdk.socket_mode.aiohttp",
        "slack_bolt.AsyncApp",
        "discord.http",
        "discord.gateway",
        "aiohttp.access",
        "aiohttp.server",
        "httpx",
        "httpcore.http11",
        "asyncio",
        "apscheduler",
    ],
)
def test_no_secret_is_written_by_a_library(library, secret, written):
    logging.getLogger(library).warning("sending %s", secret)

    text = written()
    assert library in text
    assert not betrayed(text)


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize("secret", [HEX * 2, 'a"quoted\\one', "with+plus/and=signs", "hunter2-and-more"])
def test_no_secret_of_the_settings_is_written_whatever_its_shape(format, secret, capsys):
    logs.configure(format, [secret, "tiny"])

    log.warning("sent %s to https://example.org/?key=%s", secret, quote_plus(secret))
    log.warning("tiny things stay", extra={"request": {"signing": secret}})

    text = capsys.readouterr().err
    assert "tiny things" in text
    assert not any(way in text for way in (secret, quote_plus(secret), json.dumps(secret)[1:-1]))


def test_every_secret_of_the_settings_is_known(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    tokens = {name: field for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    for number, name in enumerate(tokens):
        monkeypatch.setenv(config.variables()[name], f"secret-{number}")

    assert len(tokens) >= 5
    assert set(config.secrets(config.load())) == {f"secret-{number}" for number in range(len(tokens))}
    assert "secret-" not in repr(config.load())


async def test_what_ended_a_part_is_told_over_http_without_a_secret(written):
    health, stop = Health(), asyncio.Event()

    async def part() -> None:
        raise OSError(SECRETS["Slack socket"])

    async def watch() -> str:
        while not health.failures:
            await asyncio.sleep(0)
        stop.set()
        return health.failures["slack"]

    told, _ = await asyncio.gather(watch(), supervise({"slack": part}, health, stop))

    assert not betrayed(told + written())
    assert "OSError" in told


def test_what_is_no_secret_stays(written):
    told = "Bot user joined; bearer of news; token refused for slack:C0123; webhooks/ and 2008.10599v2; Ticket 12"

    log.warning(told)

    assert told in written()


def test_json_logs_are_one_object_a_line_even_with_secrets_and_tracebacks(capsys):
    logs.configure("json")
    try:
        fail(SECRETS["Slack bot"])
    except ValueError:
        log.exception("it broke: name=%s", "arxiv")

    [line] = capsys.readouterr().err.splitlines()
    found = json.loads(line)
    assert (found["level"], found["logger"], found["message"]) == ("ERROR", "tests.logs", "it broke: name=arxiv")
    assert found["time"].endswith(("Z", "+00:00"))
    assert "ValueError: [redacted]" in found["exc_info"]


def test_a_second_call_replaces_the_first(capsys):
    logs.configure("text")
    logs.configure("json")

    log.warning("once")

    assert capsys.readouterr().err.count("once") == 1


def test_logs_follow_standard_error_when_it_is_replaced(capsys, monkeypatch, tmp_path):
    logs.configure()
    with (tmp_path / "err").open("w+") as elsewhere:
        monkeypatch.setattr(sys, "stderr", elsewhere)
        log.warning("there")

    assert "there" in (tmp_path / "err").read_text()


def test_only_what_someone_may_act_on_is_told(written):
    logging.getLogger("httpx").info("GET https://example.org")
    logging.getLogger("stamina").warning("stamina.retry_scheduled")

    assert written() == ""


def break_in_a_thread():
    thread = threading.Thread(target=fail, args=("in a thread",))
    thread.start()
    thread.join()


def break_where_nobody_sees_it():
    class Odd:
        def __del__(self):
            raise ValueError("in a finalizer")

    Odd()
    gc.collect()


WRITERS = {
    "print": lambda: print("two\nlines", file=sys.stderr),  # noqa: T201 - as libraries do
    "a part of a line": lambda: sys.stderr.write("no end"),
    "click": lambda: click.echo("said", err=True),
    "a usage error": lambda: click.UsageError("no such\noption").show(),
    "a warning": lambda: warnings.warn("beware\nof this", RuntimeWarning, stacklevel=1),
    "a traceback": lambda: traceback.print_exception(ValueError("it broke")),
    "a thread": break_in_a_thread,
    "a finalizer": break_where_nobody_sees_it,
    "a library": lambda: logging.getLogger("discord").error("lost\n%s", "it"),
}


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_all_that_is_written_to_standard_error_is_one_object_a_line(write, capsys):
    logs.configure("json")

    write()
    logs.release()

    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all({"time", "level", "logger", "message"} <= set(json.loads(line)) for line in lines)


def test_after_its_release_standard_error_is_as_before(capsys):
    before = sys.stderr, threading.excepthook, sys.unraisablehook

    logs.configure("json")
    logs.configure("json")
    logs.release()

    assert (sys.stderr, threading.excepthook, sys.unraisablehook) == before
