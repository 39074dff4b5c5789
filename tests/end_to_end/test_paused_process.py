"""A process that is stopped with SIGSTOP for longer than its lease, while another does its work."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.crash.harness import crashing
from tests.end_to_end.crash.process import Lives, forking
from tests.helpers.cli_runner import DAY
from tests.helpers.fake_servers.serving import until

ASLEEP = 100  # seconds by its clock, longer than a lease
BEFORE_THE_CHECK = ["claim", "after", 1, "SIGSTOP"]
AFTER_THE_CHECK = ["send", "before", 1, "SIGSTOP"]
CHANNEL = "C0GENERAL"
POST = ("post", "--to", f"slack:{CHANNEL}", *DAY, "--top", "2")


pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def processes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lives")
    async with forking(folder / "one") as one, forking(folder / "other") as other:
        yield one, other


@asynccontextmanager
async def overtaken(processes, folder, step):
    """Let a process freeze at a step, and another one post the digest meanwhile; yield the world and the frozen one."""
    one, other = processes
    async with crashing(one, folder, "slack") as crash, aclosing(Lives(other)) as others:
        frozen = await crash.lives.start(crash.environment, step, *POST, asleep=ASLEEP)
        await until(lambda: _is_stopped(frozen))
        others.later(ASLEEP)
        crash.lives.later(ASLEEP)
        await others.start(crash.environment, None, *POST)
        assert await others.ended() == 0
        yield crash, frozen


def _is_stopped(process):
    return Path(f"/proc/{process}/stat").read_text("utf-8").split()[2] == "T"


def _kill_once_posted(process, call, moment):
    if (call, moment) == ("chat.postMessage", "stored"):
        os.kill(process, signal.SIGKILL)


async def posted(crash):
    """Return how often each message of the digest is there."""
    tokens = await crash.store.read(
        lambda db: [token for (token,) in db.execute("select token from posts order by position")]
    )
    shown = crash.stand_in.shown(CHANNEL)
    return [sum(crash.stand_in.carries(message, token) for message in shown) for token in tokens]


@pytest.mark.parametrize("step", [BEFORE_THE_CHECK, AFTER_THE_CHECK], ids=["before the check", "after the check"])
async def test_who_wakes_up_late_leaves_no_second_copy(processes, tmp_path, step):
    async with overtaken(processes, tmp_path, step) as (crash, frozen):
        os.kill(frozen, signal.SIGCONT)

        assert await crash.lives.ended() == 0
        assert await posted(crash) == [1, 1, 1]
        assert "chat.delete" in [method for method, _ in crash.stand_in.calls] or step is BEFORE_THE_CHECK


async def test_the_sweep_removes_the_copy_of_one_who_died_after_it(processes, tmp_path):
    async with overtaken(processes, tmp_path, AFTER_THE_CHECK) as (crash, frozen):
        crash.stand_in.told = lambda call, moment: _kill_once_posted(frozen, call, moment)
        os.kill(frozen, signal.SIGCONT)
        await crash.lives.ended()
        assert await posted(crash) == [2, 1, 1]
        crash.stand_in.told = lambda call, moment: None

        await crash.lives.start(crash.environment, None)
        async with asyncio.timeout(300):
            while await posted(crash) != [1, 1, 1]:
                await asyncio.sleep(0.02)
