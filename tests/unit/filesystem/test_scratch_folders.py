"""Folders for what is thrown away are removed, whatever became of the process that made them, and only then."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.filesystem import scratch_folders
from tests.helpers.cli_runner import ROOT

HOLD = """
import sys
from pathlib import Path
from bot.filesystem import scratch_folders
with scratch_folders.folder(Path(sys.argv[1])) as folder:
    (folder / "drawn.pdf").touch()
    print(folder, flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding(within: Path) -> Iterator[tuple[Path, Callable[[], object]]]:
    """Have another process use a folder; yield it, and what kills that process."""
    command = [sys.executable, "-c", HOLD, str(within)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout

        def kill() -> None:
            process.kill()
            process.wait()

        try:
            yield Path(process.stdout.readline().decode().strip()), kill
        finally:
            kill()


def test_a_folder_is_gone_after_its_use_with_all_that_is_in_it(tmp_path):
    with scratch_folders.folder(tmp_path) as folder:
        (folder / "a").mkdir()

        assert folder.stat().st_mode & 0o777 == 0o700

    assert not list(tmp_path.iterdir())


def test_the_folder_of_a_failure_is_gone_too(tmp_path):
    with pytest.raises(ValueError, match="broken"), scratch_folders.folder(tmp_path):
        raise ValueError("broken")

    assert not list(tmp_path.iterdir())


def test_it_lies_where_the_system_keeps_such_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with scratch_folders.folder() as folder:
        assert folder.parent == tmp_path


def test_the_folder_of_a_killed_process_goes_when_the_next_one_is_made(tmp_path):
    with holding(tmp_path) as (left, kill):
        kill()
        assert left.is_dir()

        with scratch_folders.folder(tmp_path) as own:
            assert list(tmp_path.iterdir()) == [own]


def test_a_folder_in_use_stays(tmp_path):
    with holding(tmp_path) as (used, _):
        scratch_folders.sweep(tmp_path)

        assert (used / "drawn.pdf").exists()


def test_what_is_only_named_like_one_stays(tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.tex").touch()
    (tmp_path / f"{scratch_folders.PREFIX}link").symlink_to(precious)
    (tmp_path / f"{scratch_folders.PREFIX}file").touch()

    scratch_folders.sweep(tmp_path)

    assert (precious / "thesis.tex").exists()
    assert len(list(tmp_path.iterdir())) == 3


def test_where_there_is_no_folder_nothing_is_swept(tmp_path):
    scratch_folders.sweep(tmp_path / "absent")


def test_many_that_make_and_sweep_at_once_never_take_one_anothers(tmp_path):
    def use(number: int) -> bool:
        with scratch_folders.folder(tmp_path) as folder:
            (folder / "own").write_text(str(number), encoding="utf-8")
            scratch_folders.sweep(tmp_path)
            return (folder / "own").read_text(encoding="utf-8") == str(number)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(300)))

    assert not list(tmp_path.iterdir())
