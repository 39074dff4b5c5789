"""What a user installs is the whole of the code."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.conftest import ROOT

GIT = shutil.which("git")


@pytest.mark.skipif(not (GIT and (ROOT / ".git").exists()), reason="which files git ignores is known in a clone alone")
def test_no_file_of_the_project_is_ignored():
    """The wheel leaves out what `.gitignore` matches, also where git has the file."""
    command = [GIT, "ls-files", "-i", "-c", "--exclude-standard"]
    ignored = subprocess.check_output(command, cwd=ROOT, text=True)  # noqa: S603 -- of this project alone

    assert ignored == ""
