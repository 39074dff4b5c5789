"""Run commands as people do, in a folder of their own and with no settings but those given."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters import cli
from adapters.cli import wiring
from bot import config
from tests.helpers.fakes import Clock

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "bot" / "data" / "sample.jsonl"
DAY = ("--date", "2020-08-25", "--days", "1")  # of the sample
IDS = ["2008.10599", "2008.10598", "2008.10399", "2008.10298", "2008.10312", "2008.10162"]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal:
    """Runs commands. `clock` is what they take for the present."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        for name in {*config.variables().values(), *filter(_is_ours, os.environ)}:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.chdir(folder)
        self.folder = folder
        self.clock = Clock()
        monkeypatch.setattr(wiring, "now", self.clock)
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self._monkeypatch.setenv(name, value)

    def __call__(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        code = cli.run(arguments)
        written = self._capsys.readouterr()
        assert "Traceback" not in written.err
        return Ran(code, written.out, written.err)


def _is_ours(name: str) -> bool:
    return name.startswith(config.PREFIX)
