"""The workflow of deploy/github, step by step in a shell: three days, one killed after posting, one without cache."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import config
from tests.adapters.cli.test_online import ADDRESSES, beside
from tests.helpers.cli_runner import Terminal
from tests.helpers.fake_servers import slack as slack_standin
from tests.helpers.fake_servers import sources as source_standins
from tests.helpers.fake_servers.arxiv import Arxiv
from tests.helpers.fake_servers.webhooks import webhooks
from tests.helpers.fake_servers.world import NOW

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "deploy" / "github" / "hotpapers.yml"
COMMAND = """#!{python}
import os, sys, time_machine
from datetime import datetime
time_machine.travel(datetime.fromisoformat(os.environ["AT"])).start()
from adapters.cli import main
main()
"""
LEFT_OUT = {"Install"}  # the tests run what is here


class Killed(Exception):
    """The machine went away."""


@dataclass
class Runner:
    """A machine for each run: an empty folder, what the cache gives, and the remote repository."""

    terminal: Terminal
    monkeypatch: pytest.MonkeyPatch
    folder: Path
    variables: dict[str, str]
    values: dict[str, str]
    arxiv: Arxiv
    cache: Path | None = None
    said: list[str] = field(default_factory=list)

    def day(self, number: int, before: Callable[[str], None] = lambda _: None) -> bool:
        """Run on a day of January 2026, of which arXiv has the listing."""
        at = NOW.replace(day=number)
        self.arxiv.day = at.date()
        return self.run(at, before)

    def run(self, at: datetime, before: Callable[[str], None] = lambda _: None) -> bool:
        """Run all steps of the first job. Return whether it is green. *before* is called with the name of each step."""
        machine = self.folder / f"machine-{len(list(self.folder.iterdir()))}"
        machine.mkdir()
        subprocess.run(["git", "init", "--quiet", str(machine)], check=True)  # noqa: S603, S607 - as in the workflow
        job, green = yaml.safe_load(WORKFLOW.read_text())["jobs"]["day"], True
        for step in job["steps"]:
            if green or step.get("if") == "always()":
                before(step.get("name", ""))
                green &= self._step(step, machine, job["env"], at)
        return green

    def _step(self, step: dict[str, Any], machine: Path, env: dict[str, str], at: datetime) -> bool:
        used = step.get("uses", "").partition("@")[0]
        if used == "actions/cache/restore" and self.cache:
            shutil.copytree(self.cache, machine / "state")
        if used == "actions/cache/save" and (machine / "state").exists():
            self.cache = Path(
                shutil.copytree(machine / "state", self.folder / f"cache-{len(list(self.folder.iterdir()))}")
            )
        if "run" not in step or step.get("name") in LEFT_OUT:
            return True
        given = {name: self._filled(text) for name, text in {**env, **step.get("env", {})}.items()}
        variables = (
            given | self.variables | {"AT": at.isoformat()} | {name: text for name, text in given.items() if text}
        )
        if step["run"].startswith("hotpapers ") and "\n" not in step["run"].strip():
            return self._command(step["run"], machine, variables, at)
        ran = subprocess.run(  # noqa: S603 - our own workflow
            ["/bin/bash", "-e", "-o", "pipefail", "-c", step["run"]], cwd=machine, env=variables,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.said += [ran.stdout, ran.stderr]
        return ran.returncode == 0

    def _command(self, line: str, machine: Path, variables: dict[str, str], at: datetime) -> bool:
        """Run a step that is one command here, without a process: it is much faster."""
        self.terminal.clock.now = at
        self.monkeypatch.chdir(machine)
        self.terminal.set(**{name: text for name, text in variables.items() if name != "PATH"})
        ran = self.terminal(*(variables["TO"] if word == "$TO" else word for word in shlex.split(line)[1:]))
        self.said += [ran.out, ran.err]
        return ran.code == 0

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ *([\w.]+) *\}\}", lambda match: self.values.get(match[1], ""), text)


@pytest.fixture
def runner(tmp_path, terminal, monkeypatch):
    with beside(source_standins.sources()) as sources:
        programs, machines = tmp_path / "bin", tmp_path / "machines"
        programs.mkdir()
        machines.mkdir()
        (programs / "hotpapers").write_text(COMMAND.format(python=sys.executable))
        (programs / "hotpapers").chmod(0o755)
        subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "lab/papers"], check=True)  # noqa: S603, S607
        names = config.variables()
        variables = {
            "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path), "PYTHONPATH": str(ROOT),
            **{names[name]: str(getattr(sources.settings, name)) for name in ADDRESSES},
        }  # fmt: skip
        values = {"github.server_url": str(tmp_path), "github.repository": "lab/papers"}
        yield Runner(terminal, monkeypatch, machines, variables, values, sources.arxiv)


def kill(at: str) -> Callable[[str], None]:
    def before(step: str) -> None:
        if step == at:
            raise Killed

    return before


@pytest.mark.slow
def test_three_days_with_a_kill_and_a_lost_cache_post_nothing_twice_on_slack(runner):
    with beside(slack_standin.slack()) as slack:
        slack.scopes.append("channels:history")
        runner.variables |= {"SLACK_API_URL": slack.url, "HOTPAPERS_TOP": "4", "HOTPAPERS_SLACK_DELAY_SECONDS": "0"}
        runner.values |= {"secrets.HOTPAPERS_TO": "slack:C0GENERAL", "secrets.SLACK_BOT_TOKEN": slack_standin.TOKEN}

        with pytest.raises(Killed):
            runner.day(15, kill("Remember what was posted"))
        first = papers(slack)
        assert runner.day(15), runner.said
        assert papers(slack) == first
        assert runner.day(16), runner.said
        second = papers(slack)
        runner.cache = None
        assert runner.day(20), runner.said

    shown = papers(slack)
    assert 0 < len(first) < len(second) <= len(shown)
    assert len(shown) == len(set(shown))


def papers(slack: slack_standin.SlackStandIn) -> list[str]:
    """Return the papers that have a reply of their own, as they were posted."""
    replies = [message for message in slack.messages if message.get("thread_ts")]
    return [re.search(r"arxiv\.org/abs/([\d.]+)", json.dumps(reply["blocks"]))[1] for reply in replies]


@pytest.mark.slow
def test_a_webhook_is_posted_to_once_although_the_cache_was_lost(runner):
    with beside(webhooks()) as hooks:
        runner.values |= {
            "secrets.HOTPAPERS_TO": "webhook:lab",
            "secrets.HOTPAPERS_WEBHOOK_LAB": hooks.address("mattermost"),
        }

        assert runner.run(NOW), runner.said
        runner.cache = None
        assert runner.run(NOW + timedelta(hours=1)), runner.said

    assert len(hooks.posted["mattermost"]) == 1
    assert "Already posted" in "".join(runner.said)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "::error::Set the secret HOTPAPERS_TO"),
        ({"secrets.HOTPAPERS_TO": "slack:C0GENERAL"}, "::error::HOTPAPERS_TO needs the secret SLACK_BOT_TOKEN too"),
        ({"secrets.HOTPAPERS_TO": "webhook:lab"}, "::error::HOTPAPERS_TO needs the secret HOTPAPERS_WEBHOOK_LAB too"),
    ],
)
def test_a_missing_secret_is_red_with_one_sentence(runner, values, told):
    runner.values |= values

    assert not runner.run(NOW)
    assert told in "".join(runner.said)
    assert "Traceback" not in "".join(runner.said)
