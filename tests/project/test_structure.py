"""The structure that `docs/architecture.md` promises: names that are there once, no circles, walks that are true."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("bot", "adapters")
    for path in sorted((ROOT / package).rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
WALK = re.compile(r"^\| \d+ \| `([^`]+)` \| ([^|]+) \|", re.MULTILINE)


def imported(name: str) -> Iterator[str]:
    """Return the modules that one imports anywhere, in functions and under TYPE_CHECKING too."""
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & MODULES.keys()
            yield from inner
            if node.module in MODULES and len(inner) < len(node.names):
                yield node.module


def test_every_class_has_a_name_of_its_own():
    classes = Counter(node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))

    assert [name for name, count in classes.items() if count > 1] == []


def test_no_imports_are_circular():
    graph = {name: {each for each in imported(name) if each != name} for name in MODULES}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_root_of_bot_is_small():
    assert len([*(ROOT / "bot").glob("*.py")]) <= 6


@pytest.mark.parametrize(("title", "most"), [("One paper, from arXiv to Slack", 30), ("One command: ", 18)])
def test_the_walks_through_the_code_are_short_and_true(title, most):
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    walk = WALK.findall(text[text.index(f"\n## {title}") :].split("\n## ")[1])

    assert 0 < len({file for file, _ in walk}) <= most
    for file, functions in walk:
        code = (ROOT / file).read_text(encoding="utf-8")
        for function in re.findall(r"\w+(?=`)", functions):
            assert re.search(rf"\b(?:def|class) {function}\b", code), f"{file} has no {function}"
