from __future__ import annotations

import os
import re
import socket
import sys

import pytest

from bot.errors import ConfigError, StoreError
from bot.store.lock import exclusive_lock


def test_a_second_holder_is_refused_and_told_who_the_first_is(tmp_path):
    with (
        exclusive_lock(tmp_path / "papers.db", "run"),
        pytest.raises(StoreError) as refused,
        exclusive_lock(tmp_path / "papers.db", "collect"),
    ):
        raise AssertionError("it was held twice")

    named = rf"in use by hotpapers run \(process {os.getpid()} on {socket.gethostname()}, since 20..-..-.. ..:.. UTC\)"
    assert re.search(named, str(refused.value))


def test_who_lets_go_lets_the_next_in(tmp_path):
    for command in ("run", "collect"):
        with exclusive_lock(tmp_path / "papers.db", command):
            assert command in (tmp_path / "papers.db.lock").read_text()


def test_other_databases_are_free(tmp_path):
    with exclusive_lock(tmp_path / "one.db", "run"), exclusive_lock(tmp_path / "two.db", "run"):
        assert len(list(tmp_path.iterdir())) == 2


def test_a_system_without_such_locks_is_told_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)

    with (
        pytest.raises(ConfigError, match="on Windows, run hotpapers in WSL"),
        exclusive_lock(tmp_path / "papers.db", "run"),
    ):
        raise AssertionError("it was held")


def test_reading_takes_no_such_locks(filled, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)

    assert filled("digest", "--date", "2020-08-25").code == 0
