from __future__ import annotations

import errno
import os
import subprocess
import sys

import click
import pytest
from click.shell_completion import ShellComplete

from adapters.cli.group import COMMANDS, hotpapers
from bot.errors import (
    CommandError,
    ConfigError,
    DeliveryPostponed,
    DeliveryRefused,
    DeliveryUncertain,
    DestinationGone,
    FatalStoreError,
    SourceError,
    StoreError,
)
from tests.helpers.cli_runner import ROOT

CHOICES = ("--date", "--days", "--as-of", "--category", "--keyword", "--top", "--floor", "--ranking")
DOCUMENTED = {
    "demo": ("--site",),
    "setup": ("--reads", "--to", "--when", "--test", "--take-back", "--keep", "--yes"),
    "collect": ("--date", "--since", "--until"),
    "digest": (*CHOICES, "--format", "--output"),
    "post": (*CHOICES, "--to", "--again"),
    "subscriptions": ("set", "remove"),
    "weekly": ("build", "preview", "swap"),
    "deliveries": ("--state", "--limit", "--json", "retry"),
    "paper": ("ID|URL|WORDS",),
    "why": ("ID|URL", "--ranking"),
    "run": ("SLACK_BOT_TOKEN", "DISCORD_BOT_TOKEN"),
    "serve": ("--listen",),
    "export": ("FOLDER", "--since"),
    "slack": ("manifest",),
    "discord": ("invite",),
    "import": ("FILE",),
    "check": ("--to", "--send"),
    "backup": ("FILE", "--force"),
    "restore": ("FILE", "--force"),
    "ledger": ("load", "save"),
    "forget": ("--person", "--workspace", "--yes"),
    "prune": (),
    "evaluate": ("--suite", "--data", "--weights", "--json"),
    "status": (),
}


@pytest.fixture
def failing(monkeypatch):
    def fail_with(error: BaseException) -> None:
        def body() -> None:
            raise error

        monkeypatch.setattr(hotpapers, "get_command", lambda ctx, name: click.Command(name, callback=body))

    return fail_with


def python(*arguments: str, **given) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False, **given
    )


def test_help_lists_every_command_with_its_purpose(terminal):
    shown = terminal("--help")

    assert shown.code == 0
    assert all(name in shown.out and purpose in shown.out for name, (_, purpose) in COMMANDS.items())


def test_every_command_is_documented_here():
    assert list(COMMANDS) == list(DOCUMENTED)


@pytest.mark.parametrize(("command", "options"), DOCUMENTED.items())
def test_help_of_a_command_shows_its_options_and_examples(terminal, command, options):
    shown = terminal(command, "--help")

    assert shown.code == 0
    assert all(option in shown.out for option in options)
    assert "\n  Examples:\n    " in shown.out
    assert f"\n    hotpapers {command}" in shown.out
    assert len(shown.out.splitlines()[2].strip()) < 60


def test_help_imports_click_alone():
    heavy = "sqlite_utils httpx pydantic rich jinja2 arxiv lxml discord slack_sdk"
    code = f"import sys, adapters.cli as cli; cli.run(['--help']); print(set('{heavy}'.split()) & set(sys.modules))"

    assert python("-c", code).stdout.endswith("set()\n")


def test_the_module_runs_as_the_command_does():
    assert python("-m", "adapters.cli", "--version").stdout.startswith("hotpapers 0.")


@pytest.mark.parametrize(
    "address", ["foo", "http://papers.example.org", "https://", "https://[", "https://a.example/?b=c"]
)
def test_slack_is_only_sent_to_an_address_of_https(terminal, address):
    shown = terminal("slack", "manifest", "--address", address)

    assert (shown.code, shown.out) == (2, "")
    assert "Use a form like https://papers.example.org" in shown.err


def test_slack_is_sent_to_the_address_that_is_given(terminal):
    shown = terminal("slack", "manifest", "--address", "https://papers.example.org")

    assert shown.code == 0
    assert '"request_url": "https://papers.example.org/' in shown.out


def test_a_shell_completes_the_names_of_commands() -> None:
    completion = ShellComplete(hotpapers, {}, "hotpapers", "_HOTPAPERS_COMPLETE")

    assert [found.value for found in completion.get_completions([], "d")] == ["demo", "digest", "deliveries", "discord"]


def test_an_unknown_command_is_answered_with_the_nearest(terminal):
    shown = terminal("dijest")

    assert shown.code == 2
    assert "Did you mean “digest”?" in shown.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("it is wrong"), 2),
        (CommandError("it is wrong"), 2),
        (click.UsageError("it is wrong"), 2),
        (click.FileError("it", "is wrong"), 2),
        (SourceError("it is wrong"), 1),
        (StoreError("it is wrong"), 1),
        (FatalStoreError("it is wrong"), 2),
        (DeliveryPostponed("it is wrong"), 1),
        (DeliveryUncertain("it is wrong"), 1),
        (DeliveryRefused("it is wrong"), 2),
        (DestinationGone("it is wrong"), 2),
        (OSError(errno.ENOSPC, "it is wrong"), 1),
        (KeyboardInterrupt(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_an_expected_failure_is_a_sentence_and_an_exit_code(terminal, failing, error, code):
    failing(error)

    shown = terminal("status")

    assert (shown.code, shown.out) == (code, "")
    assert "is wrong" in shown.err or "disk is full" in shown.err or code == 130


def test_arguments_that_are_no_text_are_a_sentence(terminal):
    shown = terminal("post", "--to", "site:\udcff")

    assert shown.code == 2
    assert "aren't UTF-8 text" in shown.err


def test_a_token_in_an_error_is_not_shown(terminal, failing):
    failing(DestinationGone("https://hooks.slack.com/services/T0/B0/hunter2"))

    assert "hunter2" not in terminal("status").err


def test_a_bug_is_told_whole_but_for_tokens():
    code = (
        "import sys, adapters.cli as cli; from adapters.cli.group import hotpapers;"
        "hotpapers.get_command = lambda *_: 1 / len(''.strip('xoxb-1-hunter2')) if 0 else {}['xoxb-1-hunter2'];"
        "sys.argv = ['hotpapers', 'status']; cli.main()"
    )

    ended = python("-c", code)

    assert ended.returncode == 1
    assert "KeyError: '[redacted]'" in ended.stderr
    assert "unexpected error" in ended.stderr.splitlines()[-1]


def test_what_goes_into_a_pipe_is_utf_8_whatever_the_terminal_has(tmp_path):
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": str(ROOT)}

    ended = python("-m", "adapters.cli", "demo", "--site", str(tmp_path / "site"), env=environment, encoding="utf-8")

    assert (ended.returncode, "▰" in ended.stdout) == (0, True)


def test_a_reader_that_goes_away_is_no_bug():
    reading, writing = os.pipe()
    os.close(reading)

    try:
        ended = subprocess.run(
            [sys.executable, "-m", "adapters.cli", "--help"],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)

    assert (ended.returncode, ended.stderr) == (1, b"")


@pytest.mark.parametrize("group", ["weekly", "slack", "discord", "deliveries"])
def test_what_commands_of_commands_are_for_is_not_cut_off(terminal, group):
    assert "..." not in terminal(group, "--help").out.partition("Commands:")[2]
