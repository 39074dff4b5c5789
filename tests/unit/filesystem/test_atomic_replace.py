"""A file that is replaced is wholly the old one or wholly the new one."""

from __future__ import annotations

import errno

import pytest

from bot.filesystem import atomic_replace


@pytest.mark.parametrize("rights", [0o600, 0o640, 0o644, 0o666])
def test_the_rights_of_the_replaced_file_stay(tmp_path, rights):
    (tmp_path / "digest.md").touch()
    (tmp_path / "digest.md").chmod(rights)

    atomic_replace.replace(tmp_path / "digest.md", b"new")

    assert (tmp_path / "digest.md").stat().st_mode & 0o777 == rights
    assert (tmp_path / "digest.md").read_bytes() == b"new"


@pytest.mark.parametrize("to", ["there.md", "not-yet.md"])
def test_a_link_stays_and_what_it_points_to_is_written(tmp_path, to):
    (tmp_path / "there.md").write_text("old")
    (tmp_path / "link.md").symlink_to(to)

    atomic_replace.replace(tmp_path / "link.md", b"new")

    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / to).read_bytes() == b"new"


def test_what_fails_leaves_the_old_file_and_nothing_next_to_it(tmp_path, monkeypatch):
    (tmp_path / "digest.md").write_text("old")

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        atomic_replace.replace(tmp_path / "digest.md", b"new")

    assert [file.name for file in tmp_path.iterdir()] == ["digest.md"]
    assert (tmp_path / "digest.md").read_text() == "old"


def test_a_long_name_can_be_replaced(tmp_path):
    name = "d" * 250 + ".md"

    atomic_replace.replace(tmp_path / name, b"new")

    assert (tmp_path / name).read_bytes() == b"new"
