"""What all tests share."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.filesystem import scratch_folders
from bot.store import Store

if TYPE_CHECKING:  # what these need is imported for the tests that use them
    from bot.http.client import HttpClient
    from tests.helpers.cli_runner import Terminal
    from tests.helpers.fake_servers.sources import Sources
    from tests.helpers.fakes import FakePlatform

ROOT = Path(__file__).resolve().parent.parent

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its threads wait busily for a core, which other tests need
os.environ["SSL_CERT_DIR"] = str(ROOT)  # nothing here speaks TLS, and reading all authorities takes 20 ms a client
os.environ.pop("SSL_CERT_FILE", None)  # it would win

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
OWN = ExitStack()
if not IS_WORKER:  # a temporary folder for this run alone, also for the processes that it starts
    tempfile.tempdir = os.environ["TMPDIR"] = str(OWN.enter_context(scratch_folders.folder(prefix="hotpapers-tests-")))

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Fail a run that left anything in the temporary folder but pytest's own, and remove all of it."""
    yield
    if IS_WORKER:
        return
    folder = Path(tempfile.gettempdir())
    left = sorted(path.name for path in folder.iterdir() if not path.name.startswith("pytest-of-"))
    if left:
        session.config.get_terminal_writer().line(f"left in the temporary folder: {', '.join(left)}")
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
    OWN.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded material; a test that needs it skips where it is not."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the recorded material in ../shared/data, which a clone does not have")
    return folder


@pytest.fixture(autouse=True)
def address_of_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the usual address to the next test: discord.py has one for all that use it."""
    from discord.http import Route

    monkeypatch.setattr(Route, "BASE", Route.BASE)


@pytest.fixture(autouse=True)
def patient_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a form of Discord's be the first word although the machine does much else."""
    if conversation := sys.modules.get("adapters.discord.events.responder"):
        monkeypatch.setattr(conversation, "MAX_WAIT_FOR_FORM", 30.0)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database to copy: making one takes six times as long."""
    path = tmp_path_factory.mktemp("empty") / "hotpapers.db"

    async def make() -> None:
        async with await Store.open(path):
            pass

    asyncio.run(make())
    return path


@pytest.fixture
async def store(tmp_path: Path, empty_database: Path) -> AsyncIterator[Store]:
    """An empty store in a file of its own."""
    path = tmp_path / "hotpapers.db"
    shutil.copy(empty_database, path)
    shutil.copy(f"{empty_database}.installation", f"{path}.installation")
    async with await Store.open(path) as opened:
        yield opened


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Requests are repeated as ever, and follow one another, but at once."""
    import stamina

    from bot.http.client import ATTEMPTS
    from bot.sources import semanticscholar

    monkeypatch.setattr(semanticscholar, "APART", 0)
    with stamina.set_testing(True, attempts=ATTEMPTS, cap=True):
        yield


@pytest.fixture
async def served() -> AsyncIterator[Sources]:
    """All sources on the loopback, telling of 2026-01-15."""
    from tests.helpers.fake_servers.sources import sources

    async with sources() as running:
        yield running


@pytest.fixture
async def web(served: Sources, impatient: None) -> AsyncIterator[HttpClient]:
    """A client of the served sources that waits for no one."""
    from bot.http.client import HttpClient

    async with HttpClient(served.settings, nullcontext) as client:
        yield client


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Terminal:
    """A terminal in an empty folder, the day after that of the sample."""
    from tests.helpers.cli_runner import Terminal

    terminal = Terminal(capsys, monkeypatch, tmp_path)
    terminal.clock.forward(timedelta(days=1))
    return terminal


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """A terminal whose database holds the sample."""
    from tests.helpers.cli_runner import SAMPLE

    assert terminal("import", str(SAMPLE)).code == 0
    return terminal


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> FakePlatform:
    """A platform in memory, called slack."""
    from tests.helpers.fakes import FakePlatform

    platform = FakePlatform()
    monkeypatch.setattr("adapters.slack.connect", lambda settings, artist: platform)
    return platform
