"""The bot's lives: ``hotpapers run`` as a process that can be killed, without importing all of it each time.

This module runs as a process that has everything imported. It reads a line of JSON for each life: environment, instant,
and the step to end at. The life is a fork of it that does what the command does, from its arguments on.
"""

from __future__ import annotations

import gc
import inspect
import itertools
import json
import os
import signal
import sys
from typing import Any

import apscheduler.executors.asyncio  # noqa: F401 - imported once, for all lives, as all that is not used here
import httpcore  # noqa: F401
import lxml.html  # noqa: F401
import time_machine

from adapters import cli
from adapters.cli.commands import post, run  # noqa: F401
from adapters.discord import platform as _platform  # noqa: F401
from adapters.discord.events import gateway as _discord  # noqa: F401
from adapters.report import renderer  # noqa: F401
from adapters.slack.platform import Slack
from bot.pipeline import planner, scheduled_reports  # noqa: F401
from bot.store import Store


def live(told: dict[str, Any]) -> None:
    """Be the bot until it ends."""
    os.environ.update(told["environment"])
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the results of runs go another way
    clock = time_machine.travel(told["at"])
    traveller = clock.start()
    signal.signal(signal.SIGCONT, lambda *_: traveller.shift(told.get("asleep", 0)))
    if told["step"] and told["step"][0] == "send":
        freeze_before_sending()
    elif told["step"]:
        end_at(*told["step"])
    os._exit(cli.run(told["arguments"]))


def end_at(name: str, moment: str, nth: int, by: str = "SIGKILL") -> None:
    """Have a signal sent to ourselves before, inside or after the nth write of a name."""
    count, write = itertools.count(1), Store.write

    def end() -> None:
        os.kill(os.getpid(), signal.Signals[by])

    def inside(function: Any) -> Any:
        def ending(*arguments: Any, **given: Any) -> Any:
            result = function(*arguments, **given)
            end()
            return result

        return ending

    async def watched(self: Store, function: Any, *arguments: Any, **given: Any) -> Any:
        if function.__name__ != name or next(count) != nth:
            return await write(self, function, *arguments, **given)
        if moment == "before":
            end()
        result = await write(self, inside(function) if moment == "inside" else function, *arguments, **given)
        if moment == "after":
            end()
        return result

    Store.write = watched  # type: ignore[method-assign, assignment]


def freeze_before_sending() -> None:
    """Have ourselves stopped between the last look at the clock and the first call."""
    count, send = itertools.count(1), Slack.send

    async def sending(self: Slack, message: Any) -> str:
        if next(count) == 1:
            os.kill(os.getpid(), signal.SIGSTOP)
        return await send(self, message)

    Slack.send = sending  # type: ignore[method-assign]


def main() -> None:
    gc.freeze()  # collecting garbage in a life would copy all pages
    inspect.stack()  # so asks slack_bolt in each life; the answer is remembered
    for line in sys.stdin:
        child = os.fork()
        if not child:
            live(json.loads(line))
        tell(process=child)
        _, status = os.waitpid(child, 0)
        tell(ended=os.waitstatus_to_exitcode(status))


def tell(**what: int) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
