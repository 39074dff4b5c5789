"""Words that the project doesn't use, because they must be read twice: riddles, old names, British spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("adapters", "benchmarks", "bot", "docs", "tests", "training")
SUFFIXES = {".py", ".md", ".toml", ".example", ".html", ".css", ".typ"}
RELEASED = "bot/store/migrations"  # its texts are in databases
DATA = ("bot/data", "tests/data", "training")
PHRASES = {
    r"\b(?:no|some|any|every)body\b": "people, the owner, a reader",
    r"\bwhoever\b": "the person",
    r"\banew\b": "again",
    r"\bany more\b(?! (?:than|from|of))": "no longer, anymore",
    r"\bbehind (?:it|them|that)\b": "after it",
    r"\bwhat (?:is|was) told\b": "the name of the thing",
    r"\d %(?! ?[}\w({])": "99%",
}
"""Patterns that no file has, with what to write instead."""

OLD_NAMES = r"(?i)\b_?(?:postman|rota|lining|shelf|errands?|desk|pacing|unparked|grammar\.py)\b"
"""What code was called before the glossary in `docs/architecture.md`."""

BRITISH = r"(?i)\b(?:licence[sd]?|colours?|(?<!\")favourites?(?!\"))\b"  # a favourite is a button of Mastodon's
ITSELF = {Path(__file__).resolve()}
EXCEPTIONS = {  # lists of English words, other languages, a form that was stored
    ROOT / "bot" / "text" / "plurals.py",
    ROOT / "adapters" / "site" / "templates" / "style.css",
    ROOT / "benchmarks" / "__main__.py",
    ROOT / "tests" / "store" / "test_schema.py",
}


def texts(*folders: str) -> Iterator[tuple[Path, str]]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*")] + [*ROOT.glob("*")]
    for path in sorted(set(paths) - ITSELF):
        inner = path.relative_to(ROOT).as_posix()
        if path.suffix in SUFFIXES and path.is_file() and not inner.startswith((RELEASED, *DATA)):
            yield path, path.read_text(encoding="utf-8")


def found(pattern: str, *folders: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for path, text in texts(*folders)
        for match in re.finditer(pattern, text)
        if path not in EXCEPTIONS
    ]


@pytest.mark.parametrize("pattern", PHRASES)
def test_texts_have_no_riddles(pattern):
    assert found(pattern, *FOLDERS) == [], f"write instead: {PHRASES[pattern]}"


def test_code_uses_no_name_from_before_the_glossary():
    assert found(OLD_NAMES, "adapters", "benchmarks", "bot", "tests") == []


def test_the_spelling_is_american():
    assert found(BRITISH, "adapters", "bot", "docs") == []
