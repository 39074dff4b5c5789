"""`serve`, `export`, and when `run` shows the pages."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace

import httpx
import pytest

from adapters.cli.application import BotApplication
from bot.arxiv.calendar import parse_holidays
from bot.commands.context import CommandContext
from bot.data import read
from tests.helpers import transcripts
from tests.helpers.fakes import Clock

SERVED = re.compile(r"Serving (http://\S+)/healthz")


@pytest.fixture
async def context(store, web, served):
    await transcripts.fill(store, "full", "slack")
    return CommandContext(store, web, served.settings, parse_holidays(read("holidays.json")), Clock(transcripts.NOW))


@pytest.mark.parametrize(
    ("address", "listen", "status"),
    [("", "127.0.0.1:0", 200), ("", "[::1]:0", 200), ("", "0.0.0.0:0", 404), ("https://a.example", "0.0.0.0:0", 200)],
)
async def test_run_shows_the_pages_on_this_machine_or_under_a_public_address(context, capsys, address, listen, status):
    settings = context.settings.model_copy(update={"address": address, "listen": listen})
    serving = asyncio.create_task(BotApplication(replace(context, settings=settings), context.web, {}).serve())
    shown = ""
    while not (started := SERVED.search(shown)):
        await asyncio.sleep(0)
        shown += capsys.readouterr().err

    url = started[1].replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - what was listened on
    async with httpx.AsyncClient(trust_env=False) as reader:
        assert (await reader.get(url)).status_code == status
        assert (await reader.get(f"{url}/metrics")).status_code == 200

    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def test_pages_are_exported_from_the_day_on(filled):
    shown = filled("export", "public", "--since", "2020-08-25")

    assert (shown.code, shown.err) == (0, "")
    assert re.fullmatch(r"Written: public/index\.html and pages of \d+ lists and 6 papers\n", shown.out)
    assert (filled.folder / "public" / "2020-08-25.html").is_file()


def test_a_folder_that_cannot_be_written_is_named(filled):
    (filled.folder / "notes").write_text("not a folder")

    shown = filled("export", "notes/public", "--since", "2020-08-25")

    assert shown.code == 2
    assert shown.err == "hotpapers: error: can't write to notes/public (Not a directory). Choose another folder.\n"


@pytest.mark.parametrize("command", [("serve",), ("export", "public", "--since", "2020-08-25")])
def test_pages_need_a_database(terminal, command):
    shown = terminal(*command)

    assert shown.code == 2
    assert "there is no database at hotpapers.db. Run `hotpapers collect` first." in shown.err
    assert not (terminal.folder / "hotpapers.db").exists()


@pytest.mark.slow
def test_serve_shows_the_pages_until_it_is_stopped(filled):
    command = [sys.executable, "-m", "adapters.cli", "serve", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own words
        line = process.stderr.readline()
        page = httpx.get(f"{line.removeprefix('Serving ').strip()}2020-08-25", trust_env=False)
        process.send_signal(signal.SIGTERM)

    assert page.status_code == 200
    assert "Tuesday, 25 August 2020" in page.text
    assert process.returncode == 0
