"""Ctrl-C while the program is still loading."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.helpers.cli_runner import ROOT

INTERRUPTED = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

from adapters.cli import main
sys.meta_path.insert(0, Interrupt())
sys.argv = ["hotpapers", *{arguments!r}]
main()
"""
MODULES = [
    "click",
    "bot.logs",
    "adapters.cli.group",
    "adapters.cli.commands.digest",
    "pydantic",
    "bot.store",
    "rich",
    "rich.console",
]


@pytest.mark.parametrize("module", MODULES)
def test_it_ends_with_a_sentence_whatever_is_being_loaded(tmp_path, module):
    code = INTERRUPTED.format(module=module, arguments=["digest"])
    database = {"HOTPAPERS_DATABASE": str(tmp_path / "hotpapers.db"), "PYTHONPATH": str(ROOT)}

    ended = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=database,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "Traceback" not in ended.stderr
    assert ended.returncode == 130
