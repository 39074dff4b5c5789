from __future__ import annotations

import os
import re
import socket

import pytest

from bot.errors import StoreError
from bot.store.lock import held


def test_a_second_holder_is_refused_and_told_who_the_first_is(tmp_path):
    with (
        held(tmp_path / "papers.db", "run"),
        pytest.raises(StoreError) as refused,
        held(tmp_path / "papers.db", "collect"),
    ):
        raise AssertionError("it was held twice")

    named = rf"in use by hotpapers run \(process {os.getpid()} on {socket.gethostname()}, since 20..-..-.. ..:.. UTC\)"
    assert re.search(named, str(refused.value))


def test_who_lets_go_lets_the_next_in(tmp_path):
    for command in ("run", "collect"):
        with held(tmp_path / "papers.db", command):
            assert command in (tmp_path / "papers.db.lock").read_text()


def test_other_databases_are_free(tmp_path):
    with held(tmp_path / "one.db", "run"), held(tmp_path / "two.db", "run"):
        assert len(list(tmp_path.iterdir())) == 2
