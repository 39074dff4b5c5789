import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from adapters.report import pdf, sandbox
from adapters.report.sandbox import DeckError, Limits
from bot.report.slides import Deck, FigureBlock, Slide

pytestmark = pytest.mark.slow

SMALL = Limits(memory=512 << 20, work=1, deadline=20)


@pytest.mark.parametrize("how", ["turn", "fill"])
async def test_a_child_that_takes_too_much_ends_within_seconds(how: str, tmp_path: Path) -> None:
    start = time.monotonic()

    with pytest.raises(DeckError):
        await sandbox.run_sandboxed("tests.helpers.resource_hog", how, folder=tmp_path, limits=SMALL)

    assert time.monotonic() - start < SMALL.deadline


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not bind the memory of a process")
async def test_a_child_that_swells_ends(tmp_path: Path) -> None:
    with pytest.raises(DeckError, match="MemoryError"):
        await sandbox.run_sandboxed("tests.helpers.resource_hog", "swell", folder=tmp_path, limits=SMALL)


async def test_a_child_that_hangs_ends_at_its_deadline(tmp_path: Path) -> None:
    with pytest.raises(DeckError, match=r"timed out after 0\.5 seconds"):
        await sandbox.run_sandboxed("tests.helpers.resource_hog", "wait", folder=tmp_path, limits=Limits(deadline=0.5))


async def test_a_child_has_no_network_where_the_system_lets_it_leave(tmp_path: Path) -> None:
    if not _lets_leave():
        pytest.skip("this system does not let a process leave its network")

    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(DeckError, match="OSError"):
        await sandbox.run_sandboxed(
            "tests.helpers.resource_hog", f"call {server.getsockname()[1]}", folder=tmp_path, limits=SMALL
        )


def _lets_leave() -> bool:
    code = "from adapters.report.sandbox_child import drop_network; print(drop_network())"
    return subprocess.check_output([sys.executable, "-c", code]) == b"True\n"  # noqa: S603 - our own code


async def test_nothing_stays_behind_when_a_report_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    broken = Slide("x", (FigureBlock(("missing.png",), "", "", ""),))

    with pytest.raises(DeckError):
        await pdf.draw(Deck("a", "b", (), (broken,)), {})

    assert not list(tmp_path.iterdir())  # noqa: ASYNC240 - an empty folder
