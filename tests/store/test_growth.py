"""Texts made to keep a reader busy: what takes the square of their length, or more, would stop the bot."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from adapters.discord.messages.markup import escape, linked
from adapters.site import markdown
from bot.arxiv import categories, identifiers, licenses
from bot.commands.registry import COMMANDS
from bot.commands.syntax import parse_filter, parse_options, parse_schedule, timezones
from bot.errors import CommandError
from bot.fulltext import latex_math, sentences
from bot.fulltext.tex import bibliography, cells, columns, macros, panels, prose, tables, tokens
from bot.fulltext.tex.cells import DoubtfulCellError
from bot.http.responses import error_excerpt, retry_after
from bot.logs import redact
from bot.models.digest import Filter
from bot.report.picks import loss_names
from bot.selection.inverted_index import InvertedIndex
from bot.sources.arxiv import feed
from bot.sources.arxiv.papers import is_withdrawn
from bot.text import citations, keywords
from bot.text.external_text import single_line
from bot.text.link_only import is_link_only
from bot.text.normalize import author_names, normalize
from bot.text.sanitize import sanitize
from bot.text.summarizer.ranker import summarize
from bot.text.tex.to_latex import to_latex
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate
from tests.helpers import factories

pytestmark = pytest.mark.slow

SHORT, LONG = 250, 2000  # repetitions; a linear reader takes 8 times as long, one with the square 64
MAX_GROWTH = 24.0
TRIES = 5  # what takes the square takes it each time; what a busy machine made slow once, does not
QUICK = 0.01  # seconds
PIECES = [
    "a", "A", "a ", "a-", "a.", "-", "=", "_", ":", "::a", "<", "<a ", "@", "\\", "\\a", "\\\\", "{", "}", "{}", "$",
    "$a$ ", "[", "](", "[a](", "&", "&amp;", "&lt;", "(", " (a", ",", '"', '\\"', '-"a" ', "1", "1.", "1:", "12:00 ",
    "2020-01-01 ", "2008.", "2008.1 ", "arxiv.org/abs/", "https://", "cs.", "author:", "xoxb-", "Bearer ", "a.b.",
    "\u0301", "\u200b", "\u200d", "\U0001f1e6", "\U0001f3fd", "\n", "\t", "%25", "paper is ", "withdrawn ", "\\frac{a}",
    "\\text{", "^{", "_{", "|", "&", "&& ", "\\\\ \\hline ", "\\newcommand{\\a}{b}", "\\cite{a}", "\\begin{a}",
    "\\end{a}", "\\bibitem{a} ", "\\caption{", "\\label{a}", "\\multicolumn{2}{c}{a}", "%\n", "*{9}{c}", "[a](", "a.b/",
    "www.", "a's ", "this paper ", "This paper has been ", " and ", "\\left(", "\\'{",
]  # fmt: skip


def tried(reader: Callable[[str], object]) -> Callable[[str], None]:
    def run(text: str) -> None:
        with suppress(CommandError, DoubtfulCellError):
            reader(text)

    return run


KNOWN = frozenset({"a", "cs", "paper", "is", "withdrawn", "author"})
READERS = {
    "a command": tried(COMMANDS.parse),
    "a filter": tried(parse_filter),
    "a rhythm": tried(parse_schedule),
    "choices": tried(parse_options),
    "identifiers": identifiers.find_all,
    "words to match": normalize,
    "LaTeX": to_unicode,
    "a summary": lambda text: summarize("A Title", text),
    "clean": sanitize,
    "shortening": lambda text: truncate(text, 300),
    "Discord": lambda text: escape(text, 200),  # both texts are longer
    "a link at Discord": lambda text: linked(text, "https://arxiv.org/abs/2008.00001", "arXiv", 200),
    "Markdown": markdown.escape,
    "a log": redact,
    "an error page": lambda text: error_excerpt(text.encode(errors="replace")),
    "a wait": lambda text: retry_after(text, factories.NOON),
    "authors": feed.authors,
    "a comment": lambda text: is_withdrawn(text, text),
    "a name": citations.split_author,
    "names": author_names,
    "a withdrawal in a comment": lambda text: is_withdrawn("", text),
    "a line of others": single_line,
    "a post of links": is_link_only,
    "spellings": lambda text: list(keywords.spellings(keywords.in_singular(text), KNOWN)),
    "a word sought": lambda text: InvertedIndex([factories.paper(title=text)]).search(Filter((), words=(text,))),
    "typesetting": to_latex,
    "BibTeX": lambda text: citations.bibtex([factories.paper(title=text, authors=(text,), comment=text)]),
    "categories": tried(lambda text: categories.check([text])),
    "a zone": tried(timezones.check),
    "an identifier": identifiers.meant,
    "a license": lambda text: licenses.of_page(text, text),
    "table cells": tried(cells.cell_text),
    "columns": tried(columns.count_columns),
    "a table": tried(lambda text: tables.read_table("tabular", text)),
    "panels": panels.parts,
    "prose": prose.read_prose,
    "macros": macros.definitions,
    "a bibliography": lambda text: bibliography.read({"a.bbl": text}, "a.tex", text),
    "comments in LaTeX": tokens.without_comments,
    "a formula": lambda text: (latex_math.tidy(text), latex_math.names(text), latex_math.summands(text)),
    "sentences": lambda text: (sentences.first(text), sentences.last(text), sentences.sentence_with(text, "a")),
    "labels": lambda text: sentences.numbered(text, {"a": 1}),
    "names in a sentence": loss_names.names_in,
}


@pytest.mark.parametrize("name", READERS)
def test_the_time_to_read_a_text_grows_with_its_length_and_no_faster(name):
    reader = READERS[name]

    slow = [
        piece for piece in PIECES if (took := _seconds(reader, piece * LONG)) > QUICK and _grows(reader, piece, took)
    ]

    assert slow == []


def _grows(reader: Callable[[str], object], piece: str, took: float) -> bool:
    """Return whether a long text takes too many times as long as a short one, however often it is tried."""
    for _ in range(TRIES):
        if took <= MAX_GROWTH * max(_seconds(reader, piece * SHORT), 1e-5):
            return False
        took = _seconds(reader, piece * LONG)
    return True


def _seconds(reader: Callable[[str], object], text: str) -> float:
    """Measure the processor's time."""
    started = time.process_time()
    reader(text)
    return time.process_time() - started
