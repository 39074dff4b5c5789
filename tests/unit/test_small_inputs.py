"""Small inputs that once came out wrong, each with its right value, as recorded beside the project."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.arxiv import identifiers
from bot.commands import syntax
from bot.commands.registry import COMMANDS
from bot.errors import CommandError
from bot.fulltext import latexml
from bot.models.digest import Filter
from bot.pipeline import import_jsonl
from bot.selection.inverted_index import InvertedIndex, bit_indexes
from bot.sources.arxiv import feed
from bot.sources.arxiv.papers import is_withdrawn
from bot.text import citations
from bot.text.sanitize import sanitize
from bot.text.summarizer.ranker import summarize
from bot.text.tex.to_unicode import to_unicode
from tests.conftest import ROOT
from tests.helpers import factories
from tests.helpers.latex_programs import entry, field, is_balanced, unknown_to_tex

FOLDER = ROOT.parent / "shared" / "cases"
RECORDED = sorted(FOLDER.glob("*.json"))
UNKNOWN = [pytest.param(FOLDER, marks=pytest.mark.skip("needs ../shared/cases, which a clone does not have"))]
DAY = date(2026, 1, 15)


@pytest.mark.parametrize("path", RECORDED or UNKNOWN, ids=lambda path: path.stem)
def test_a_small_input_comes_out_right(path: Path):
    asked = json.loads(path.read_text(encoding="utf-8"))

    answer = CALLS[asked["call"]](asked["input"])

    assert TESTS[asked["test"]](answer, asked["right"]), f"{answer!r} is not right: {asked['right']!r}"


def imported_withdrawn(row: Mapping[str, Any]) -> bool:
    (paper,) = import_jsonl.parse_jsonl([json.dumps(row)]).papers
    return paper.withdrawn


def name(author: str) -> list[str]:
    found = citations.split_author(author)
    return [found.family, found.given, found.suffix]


def keyword(asked: Mapping[str, Any]) -> list[str]:
    papers = [factories.paper(title=title, abstract="") for title in asked["titles"]]
    return [asked["titles"][index] for index in bit_indexes(InvertedIndex(papers).search(Filter((), (asked["word"],))))]


def author(asked: Mapping[str, Any]) -> bool:
    wanted = syntax.parse_filter(f'author:"{asked["wanted"]}"')
    return InvertedIndex([factories.paper(authors=tuple(asked["authors"]))]).search(wanted) == 1


def parsed(typed: str) -> str:
    try:
        return repr(COMMANDS.parse(typed))
    except CommandError as error:
        return f"refused: {error}"


def html_text(page: str) -> str:
    sections = latexml.read(page.encode()).sections
    return "\n".join(paragraph for section in sections for paragraph in section.paragraphs)


def html_figures(page: str) -> list[list[Any]]:
    return [[figure.label, figure.caption, list(figure.graphics)] for figure in latexml.read(page.encode()).figures]


def feed_titles(document: str) -> list[str]:
    return [paper.title for paper in feed.parse(document.encode(), DAY).papers]


CALLS: Mapping[str, Callable[[Any], Any]] = {
    "find": identifiers.find_all,
    "meant": identifiers.meant,
    "withdrawn": lambda texts: is_withdrawn(texts.get("abstract", ""), texts.get("comment", "")),
    "imported_withdrawn": imported_withdrawn,
    "unicode": to_unicode,
    "clean": sanitize,
    "summarize": lambda abstract: summarize("", abstract),
    "name": name,
    "bibtex_field": lambda asked: field(entry(**asked["paper"]), asked["field"]),
    "bibtex_balanced": lambda paper: is_balanced(entry(**paper)),
    "bibtex_safe": lambda paper: unknown_to_tex(entry(**paper)),
    "keyword": keyword,
    "author": author,
    "parsed": parsed,
    "html_text": html_text,
    "html_figures": html_figures,
    "feed_titles": feed_titles,
}
TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equal": lambda answer, right: answer == right,
    "contains": lambda answer, right: right in answer,
    "lacks": lambda answer, right: right not in answer,
    "in": lambda answer, right: answer in right,
}
