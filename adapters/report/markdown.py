"""Render a report as Markdown: one section per slide, equations as LaTeX."""

from __future__ import annotations

import re

from bot.report.slides import (
    Block,
    Deck,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    NoteBlock,
    OutlineBlock,
    ReferencesBlock,
    Slide,
    TableBlock,
)
from bot.text.markdown import escape
from bot.text.sanitize import sanitize


def draw(deck: Deck) -> str:
    """Return the report as Markdown, with links to figures."""
    sections = [_section(deck, slide) for slide in deck.slides if slide.part is None or not _is_outline(slide)]
    return "\n\n".join([f"# {escape(deck.title)}, {escape(deck.dates)}", *sections]) + "\n"


def _is_outline(slide: Slide) -> bool:
    return any(isinstance(block, OutlineBlock) for block in slide.blocks)


def _section(deck: Deck, slide: Slide) -> str:
    part = None if slide.part is None else deck.parts[slide.part]
    name = f"{escape(part.name)}: " if part and slide.heading != part.title else ""
    return "\n\n".join([f"## {name}{escape(slide.heading)}", *(_block(deck, block) for block in slide.blocks)])


def _block(deck: Deck, block: Block) -> str:  # noqa: C901, PLR0911 - one line for each kind of block
    match block:
        case IdeasBlock(sentences):
            return "\n".join(f"- {escape(sentence)}" for sentence in sentences)
        case EquationBlock(latex, number, label, line):
            told = [f"**{escape(label)}**" if label else "", escape(line)]
            return "\n\n".join([*filter(None, told), f"$$\n{_single(latex)} \\tag{{{number}}}\n$$"])
        case FigureBlock(_, caption, credit, url):
            return f"[Figure]({url}) ({escape(credit)}): {escape(caption)}"
        case FigurePlaceholder(caption, url, why):
            return f"> {escape(caption)}\n>\n> {escape(why)} <{url}>"
        case TableBlock():
            return _grid(block)
        case ReferencesBlock(works):
            return "\n".join(f"\\[{number}\\] {escape(said)}  " for number, said in works)
        case OutlineBlock():
            return "\n".join(f"{n}. [{escape(part.title)}]({part.url})" for n, part in enumerate(deck.parts, 1))
        case NoteBlock(text):
            return f"*{escape(text)}*"


def _grid(grid: TableBlock) -> str:
    width = max(sum(cell.columns for cell in row) for row in grid.rows)
    lines = []
    for row in grid.rows:
        cells = [text for cell in row for text in (_cell(cell.text, bold=cell.is_bold), *[""] * (cell.columns - 1))]
        lines.append("| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |")
    lines.insert(1, "|" + " --- |" * width)
    note = f"\n\n*Shown: {escape(grid.note)}.*" if grid.note else ""
    return f"{escape(grid.caption)}\n\n" + "\n".join(lines) + note


def _cell(text: str, *, bold: bool) -> str:
    said = escape(text)
    return f"**{said}**" if bold and said else said


def _single(latex: str) -> str:
    """Return equivalent LaTeX on one line, without characters that end it early or act as markup."""
    line = " ".join(sanitize(latex.replace("$", "")).split())
    return "{}" + _LIVE.sub(lambda found: _DEAD.get(found[0], f"{found[0][:-1]}{{}}{found[0][-1]}"), line)


_LIVE = re.compile(r"[<>]|\][(\[]|:/|www\.|\w@", re.IGNORECASE)
_DEAD = {"<": r"\lt ", ">": r"\gt "}
