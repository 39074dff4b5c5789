import os
import stat
import subprocess
import sys
from datetime import timedelta

import pytest

from bot.fulltext import cache as cache_module
from bot.fulltext.cache import MAX_AGE, MAX_AGE_MISSING, Cache, CacheEntry
from tests.helpers.cli_runner import ROOT
from tests.helpers.fakes import Clock

URL = "https://arxiv.org/html/1810.04805v2"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def cache(tmp_path, clock):
    return Cache(tmp_path / "made" / "cache", lambda: clock().timestamp())


def files(tmp_path):
    return sorted((tmp_path / "made" / "cache").iterdir())


def test_what_is_kept_is_given_back_with_its_tag(cache):
    cache.put(URL, CacheEntry(b"a page\nof lines\n", '"tag"'))

    assert cache.get(URL) == CacheEntry(b"a page\nof lines\n", '"tag"', is_fresh=True)
    assert cache.get(URL + "x") is None


@pytest.mark.parametrize(("body", "lasts"), [(b"a page", MAX_AGE), (b"", MAX_AGE_MISSING)], ids=["a page", "nothing"])
def test_what_came_long_ago_is_no_longer_fresh(cache, clock, body, lasts):
    cache.put(URL, CacheEntry(body))

    clock.forward(lasts - timedelta(seconds=1))
    assert cache.get(URL) == CacheEntry(body, is_fresh=True)
    clock.forward(timedelta(seconds=1))
    assert cache.get(URL) == CacheEntry(body, is_fresh=False)


def test_what_comes_from_a_clock_that_was_wrong_is_not_fresh(cache, clock):
    clock.forward(timedelta(days=900))
    cache.put(URL, CacheEntry(b"a page"))
    clock.forward(timedelta(days=-900))

    assert cache.get(URL) == CacheEntry(b"a page", is_fresh=False)


def test_folder_and_files_are_for_their_owner_alone(cache, tmp_path):
    cache.put(URL, CacheEntry(b"a page"))

    assert stat.S_IMODE((tmp_path / "made" / "cache").stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in files(tmp_path)] == [0o600]


@pytest.mark.parametrize(
    "damage",
    [lambda whole: whole[:-1], lambda _: b"", lambda _: b"{", lambda _: b"[]\n", lambda _: b'{"etag": 1}\nx'],
    ids=["cut", "empty", "no JSON", "no object", "incomplete"],
)
def test_a_damaged_file_counts_as_none_and_is_replaced(cache, tmp_path, damage):
    cache.put(URL, CacheEntry(b"a page"))
    (file,) = files(tmp_path)
    file.write_bytes(damage(file.read_bytes()))

    assert cache.get(URL) is None
    cache.put(URL, CacheEntry(b"a page"))
    assert cache.get(URL) == CacheEntry(b"a page", is_fresh=True)


def test_a_write_that_fails_leaves_what_was_there(cache, tmp_path, monkeypatch, caplog):
    cache.put(URL, CacheEntry(b"old"))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache_module.Path, "replace", full)
    cache.put(URL, CacheEntry(b"new"))

    assert cache.get(URL) == CacheEntry(b"old", is_fresh=True)
    assert len(files(tmp_path)) == 1
    assert "No space left" in caplog.text


def test_a_place_that_cannot_be_a_folder_only_costs_a_warning(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")

    Cache(tmp_path / "file").put(URL, CacheEntry(b"a page"))

    assert "cache write failed" in caplog.text
    assert Cache(tmp_path / "file").get(URL) is None


def test_the_oldest_go_when_there_is_too_much(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(cache_module, "MAX_SIZE", 5000)
    for number in range(6):
        cache.put(f"{URL}{number}", CacheEntry(bytes(2000)))
        for file in files(tmp_path):  # all others came before the next
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 10))

    assert [number for number in range(6) if cache.get(f"{URL}{number}")] == [4, 5]


def test_what_a_crash_left_is_removed_a_day_later(cache, clock, tmp_path):
    cache.put(URL, CacheEntry(b"a page"))
    left, young = (tmp_path / "made" / "cache" / f"{name}.new" for name in ("left", "young"))
    for file, age in ((left, MAX_AGE_MISSING + timedelta(seconds=1)), (young, timedelta(seconds=1))):
        file.write_bytes(b"half a pa")
        os.utime(file, times=((clock() - age).timestamp(),) * 2)
    cache.put(URL, CacheEntry(b"a page"))

    assert not left.exists()
    assert young.exists()


def test_what_another_process_writes_is_left_alone_when_there_is_too_much(cache, clock, tmp_path, monkeypatch):
    monkeypatch.setattr(cache_module, "MAX_SIZE", 10)
    cache.put(URL, CacheEntry(b""))
    beside = tmp_path / "made" / "cache" / "other.new"
    beside.write_bytes(bytes(2000))
    os.utime(beside, times=(clock().timestamp(),) * 2)
    cache.put(URL, CacheEntry(b"a page"))

    assert beside.exists()


def test_two_processes_at_once_leave_whole_files_only(tmp_path):
    code = (
        "import sys; from pathlib import Path; from bot.fulltext import cache as module; module.MAX_SIZE = 300_000\n"
        "cache = module.Cache(Path(sys.argv[1]))\n"
        "for turn in range(60):\n"
        "    body = sys.argv[2].encode() * (50_000 + turn)\n"
        "    cache.put(f'u{turn % 5}', module.CacheEntry(body, sys.argv[2]))\n"
        "    for number in range(5):\n"
        "        kept = cache.get(f'u{number}')\n"
        "        assert kept is None or set(kept.body) == set(kept.etag.encode()), 'mixed'\n"
    )
    running = [
        subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", code, str(tmp_path / "cache"), name], cwd=ROOT, stderr=subprocess.PIPE
        )
        for name in "ab"
    ]

    assert [(process.communicate(timeout=600)[1], process.returncode) for process in running] == [(b"", 0)] * 2
