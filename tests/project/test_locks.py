"""The locked packages are all that anyone is told to install."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
EXTRAS = re.compile(r"(?:\.|hotpapers)\[([\w,-]+)\]")
NAME = re.compile(r"[\w.-]+")
TOLD = sorted({name for page in PAGES for told in EXTRAS.findall(page.read_text("utf-8")) for name in told.split(",")})


@pytest.mark.parametrize("extra", TOLD)
def test_every_extra_that_the_documents_install_is_locked(extra):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements-test.lock").read_text("utf-8"), re.MULTILINE))

    needed = {NAME.match(each)[0].lower() for each in project["optional-dependencies"][extra]}

    assert needed - locked == set()


def test_the_readme_installs_extras():
    assert {"weekly", "pptx"} <= set(TOLD)
