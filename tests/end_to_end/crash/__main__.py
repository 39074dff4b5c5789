"""Many crashes by hand: ``python -m tests.end_to_end.crash 500`` kills the bot so often on each platform, at steps by
chance.

A fifth as often with a clock that is wrong by so many seconds, as in ``slack+20``, or by others from life to life.
Name what to run to run only that: ``python -m tests.end_to_end.crash 500 discord slack``. Ends with 1 where anything
was lost, doubled or overtaken that was promised not to be.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.end_to_end.crash.crash_points import AHEAD, DISCORD_POST, SLACK_POST, STEPS
from tests.end_to_end.crash.harness import Count, crashing
from tests.end_to_end.crash.process import forking

FAULTS = ("kept", "hung", "lost", "dropped", "html", "limited")
SOME = 0.2  # of the lives in which a post fails as well
SENDING = ("claim", "mark_done", SLACK_POST, DISCORD_POST)  # of any message of a digest
KINDS = {
    "discord": ("discord", True, "at-least-once"),
    "slack": ("slack", True, "at-least-once"),
    "slack-blind-at-least-once": ("slack", False, "at-least-once"),
    "slack-blind-at-most-once": ("slack", False, "at-most-once"),
}
CLOCKS = {f"{name}{ahead:+d}": (name, (ahead,)) for name in ("slack", "discord") for ahead in AHEAD} | {
    f"{name}-jumping": (name, AHEAD) for name in ("slack", "discord")
}
PROMISED: dict[str, tuple[int | None, int | None]] = {  # how many may be lost, and how many doubled
    "discord": (0, 0),
    "slack": (0, 0),
    "slack-blind-at-least-once": (0, None),
    "slack-blind-at-most-once": (None, 0),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.end_to_end.crash")
    parser.add_argument("kills", type=int)
    parser.add_argument("kinds", nargs="*", default=[], choices=[*KINDS, *CLOCKS, []])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    kinds = asked.kinds or [*KINDS, *CLOCKS]
    kept = [asyncio.run(_crash(kind, asked.kills, Random(asked.seed))) for kind in kinds]  # noqa: S311 - no secret
    return 0 if all(kept) else 1


async def _crash(kind: str, kills: int, chance: Random) -> bool:
    """Kill the bot so often, tell what came of it, and say whether it is what is promised."""
    name, aheads = CLOCKS.get(kind, (kind, (0,)))
    name, reads_back, promise = KINDS[name]
    kills = kills // 5 if kind in CLOCKS else kills
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder)
        async with (
            forking(own / "log") as process,
            crashing(process, own, name, reads_back=reads_back, promise=promise) as crash,
        ):
            readable = [step for step in STEPS[name] if reads_back or "conversations" not in step.name]
            while crash.count.kills < kills:
                step = chance.choice(readable)
                faults = {chance.randint(1, 3): chance.choice(FAULTS)} if chance.random() < SOME else {}
                crash.lives.ahead = chance.choice(aheads)
                step = replace(step, nth=chance.randint(1, 3)) if step.name in SENDING else step
                await crash.end_at(step, faults, queued=chance.choice((0, 0, 2)))
                _show(f"{crash.count.kills} of {kills}")
            count = await crash.finish()
    _show("")
    sys.stdout.write(f"{kind}: {count}, in {time.monotonic() - started:.0f} s\n")
    return _is_kept(count, *PROMISED.get(kind, (0, 0)))


def _is_kept(count: Count, lost: int | None, doubled: int | None) -> bool:
    is_whole = not count.left and not count.planned_twice and not (doubled == 0 and count.overtaken)
    return is_whole and lost in (None, count.lost) and doubled in (None, count.doubled)


def _show(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text:40}\r")


if __name__ == "__main__":
    sys.exit(main())
