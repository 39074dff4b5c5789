from __future__ import annotations

import json
import logging
import sys

import pytest

from bot import logs

# Real shapes, made up values.
SECRETS = {
    "Slack bot": "xoxb-2345678901-2345678901234-AbCdEfGhIjKlMnOpQrStUvWx",
    "Slack user": "xoxp-2345678901-2345678901-2345678901-0123456789abcdef0123456789abcdef",
    "Slack app": "xapp-1-A012ABCDEFG-2345678901234-0123456789abcdef0123456789abcdef0123456789abcdef",
    "Slack rotating": "xoxe.xoxb-1-Mi0yLTIzNDU2Nzg5MDEtMjM0NTY3ODkwMTIzNA",
    "Slack webhook": "https://hooks.slack.com/services/T012ABCDE/B012ABCDE/AbCdEfGhIjKlMnOpQrStUvWx",
    "Slack response": "https://hooks.slack.com/commands/T012ABCDE/2345678901234/AbCdEfGhIjKlMnOpQrStUvWx",
    "Slack socket": "wss://wss-primary.slack.com/link/?ticket=01234567-89ab-cdef-0123-456789abcdef&app_id=0123",
    "Discord bot": "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GaBcDe.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_",
    "Discord header": "Bot MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GaBcDe.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_",
    "Discord webhook": "https://discord.com/api/v10/webhooks/1234567890123456789/AbCdEfGhIjKlMnOpQrStUvWxYz-0123456789_abc",
    "Discord interaction": "/interactions/1234567890123456789/aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1/callback",
    "X header": "Bearer AAAAAAAAAAAAAAAAAAAAAABcDQEAAAAAabcdef%2BAbCdEf%3DAbCdEfGhIjKlMnOpQrStUvWxYz012345",
    "X": "AAAAAAAAAAAAAAAAAAAAAABcDQEAAAAAabcdef%2BAbCdEf%3DAbCdEfGhIjKlMnOpQrStUvWxYz012345",
}
TELLTALES = ("AbCdEf", "abcdef", "MTIzNDU2", "aW50ZXJh", "Mi0yLTI")

log = logging.getLogger("tests.logs")


@pytest.fixture(autouse=True)
def as_before():
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
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
    "library", ["slack_sdk.web.async_base_client", "slack_bolt.AsyncApp", "discord.http", "aiohttp.access"]
)
def test_no_secret_is_written_by_a_library(library, secret, written):
    logging.getLogger(library).warning("sending %s", secret)

    text = written()
    assert library in text
    assert not betrayed(text)


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
