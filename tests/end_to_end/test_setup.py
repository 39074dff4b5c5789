"""``hotpapers setup`` as a person types it: in a terminal, from nothing to a test digest, in at most ten answers."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import sys
import termios
from pathlib import Path

import pytest

from tests.helpers.bot_process import environment
from tests.helpers.fake_servers import discord as discord_standin
from tests.helpers.fake_servers import slack as slack_standin
from tests.helpers.fake_servers.webhooks import SECRET, webhooks
from tests.helpers.fake_servers.world import NOW

pytestmark = pytest.mark.slow

PROGRAM = f"""
import sys, time_machine
from datetime import datetime
time_machine.travel(datetime.fromisoformat("{NOW.isoformat()}")).start()
from adapters.cli import main
sys.argv = ["hotpapers", "setup"]
main()
"""
PATIENCE = 100.0  # seconds, of a busy machine


async def typed(folder: Path, variables: dict[str, str], *answers: str) -> tuple[int, str]:
    """Run the setup in a terminal and type each answer when it is asked. Return its exit code and all that is shown."""
    main, child = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, cwd=folder, env=variables | {"TERM": "dumb", "COLUMNS": "100"},
        stdin=child, stdout=child, stderr=child, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(child)
    shown, left = "", list(answers)
    try:
        async with asyncio.timeout(PATIENCE):
            while chunk := await _read(main):
                shown += chunk
                if left and shown.endswith(": "):
                    os.write(main, f"{left.pop(0)}\n".encode())
            code = await process.wait()
    finally:
        os.close(main)
        if process.returncode is None:
            process.kill()
    assert not left, shown
    return code, shown


async def _read(terminal: int) -> str:
    readable, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(terminal, readable.set)
    try:
        await readable.wait()
        return os.read(terminal, 65536).decode(errors="replace")
    except OSError:  # the program has ended
        return ""
    finally:
        loop.remove_reader(terminal)


async def test_slack(served, tmp_path):
    answers = ("machine learning", "2", slack_standin.TOKEN, "", "1", "y", "n", "no", "no")
    async with slack_standin.slack() as slack:
        ours = {"SLACK_API_URL": slack.url, "HOTPAPERS_SLACK_DELAY_SECONDS": "0"}
        code, shown = await typed(tmp_path, environment(tmp_path / "h.db", served.settings) | ours, *answers)

    assert (code, len(slack.messages)) == (0, 1), shown
    assert len(answers) <= 10
    assert slack_standin.TOKEN not in shown
    assert "SLACK_BOT_TOKEN=" in (tmp_path / ".env").read_text()


async def test_discord(served, tmp_path):
    async with discord_standin.discord() as discord:
        ours = {"DISCORD_API_URL": discord.url}
        variables = environment(tmp_path / "h.db", served.settings) | ours
        code, shown = await typed(
            tmp_path, variables, "cs.LG", "3", discord_standin.TOKEN, "1", "y", "n", "daily 09:00", "2"
        )

    assert (code, len(discord.messages)) == (0, 1), shown
    assert discord_standin.TOKEN not in shown
    assert (tmp_path / "hotpapers.service").exists()


async def test_mattermost(served, tmp_path):
    async with webhooks() as hooks:
        variables = environment(tmp_path / "h.db", served.settings)
        code, shown = await typed(tmp_path, variables, "cs.LG", "4", hooks.address("mattermost"), "y", "no", "no")

    assert (code, len(hooks.posted["mattermost"])) == (0, 1), shown
    assert SECRET not in shown
