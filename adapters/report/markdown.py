"""Render a report as Markdown: one section per slide, equations as LaTeX."""

from __future__ import annotations

import re

from bot.report import rich_text
from bot.report.slides import (
    Block,
    Deck,
    DeckPaper,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    KeyNumberBlock,
    NoteBlock,
    OutlineBlock,
    ReferencesBlock,
    Slide,
    TableBlock,
    WholeLossBlock,
    WhyBlock,
)
from bot.text.markdown import escape
from bot.text.sanitize import sanitize


def draw(deck: Deck) -> str:
    """Return the report as Markdown, with links to figures."""
    sections = [_section(deck, slide) for slide in deck.slides if slide.part is None or not _is_outline(slide)]
    cover = deck.cover
    about = [cover.lab, f"No. {cover.number}" if cover.number else "", cover.presenter, cover.date]
    line = " · ".join(escape(each) for each in about if each)
    return "\n\n".join([f"# {escape(deck.title)}, {escape(deck.dates)}", *filter(None, [line]), *sections]) + "\n"


def _is_outline(slide: Slide) -> bool:
    return any(isinstance(block, OutlineBlock) for block in slide.blocks)


def _section(deck: Deck, slide: Slide) -> str:
    part = deck.parts[slide.part] if slide.part is not None and slide.part < len(deck.parts) else None
    name = f"{escape(part.name)}: " if part and slide.heading != part.title else ""
    return "\n\n".join(
        [f"## {name}{escape(slide.heading)}", *filter(None, (_block(deck, block) for block in slide.blocks))]
    )


def _block(deck: Deck, block: Block) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each kind of block
    match block:
        case IdeasBlock(sentences):
            return "\n".join(f"- {_text(sentence)}" for sentence in sentences)
        case EquationBlock(latex, number, label, line):
            told = [f"**{_text(label)}**" if label else "", _text(line)]
            return "\n\n".join([*filter(None, told), f"$$\n{_single(latex)} \\tag{{{number}}}\n$$"])
        case WholeLossBlock():
            return ""
        case KeyNumberBlock(measure, own, value, rival, other):
            said = f"{_text(own)} {_text(value)}, best other {_text(other)} ({_text(rival)}): {_text(measure)}"
            return f"**To remember:** {said}"
        case WhyBlock(why, is_by_model):
            by = " (written by a language model)" if is_by_model else ""
            return f"*Why it is here:* {_text(why)}{by}"
        case FigureBlock(_, caption, credit, url):
            return f"[Figure]({url}) ({escape(credit)}): {_text(caption)}"
        case FigurePlaceholder(caption, url, why):
            return f"> {_text(caption)}\n>\n> {escape(why)} <{url}>"
        case TableBlock():
            return _grid(block)
        case ReferencesBlock(works):
            return "\n".join(f"\\[{number}\\] {escape(said)}  " for number, said in works)
        case OutlineBlock():
            return "\n".join(_entry(number, part) for number, part in enumerate(deck.parts, 1))
        case NoteBlock(text):
            return f"*{escape(text)}*"


def _entry(number: int, part: DeckPaper) -> str:
    by = " (written by a language model)" if part.is_why_by_model else ""
    name = "" if part.title.startswith(part.name) else f"{escape(part.name)}: "
    return f"{number}. {name}[{escape(part.title)}]({part.url})" + (f". {_text(part.why)}{by}" if part.why else "")


def _grid(grid: TableBlock) -> str:
    width = max(sum(cell.columns for cell in row) for row in grid.rows)
    lines = []
    for row in grid.rows:
        cells = [text for cell in row for text in (_cell(cell.text, bold=cell.is_bold), *[""] * (cell.columns - 1))]
        lines.append("| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |")
    lines.insert(1, "|" + " --- |" * width)
    note = f"\n\n*Shown: {escape(grid.note)}.*" if grid.note else ""
    return f"{_text(grid.caption)}\n\n" + "\n".join(lines) + note


def _cell(text: str, *, bold: bool) -> str:
    said = _text(text)
    return f"**{said}**" if bold and said else said


def _text(text: str) -> str:
    """Return an escaped text, its formulas between dollars."""
    parts = rich_text.runs(text)
    return "".join(f"${_single(said)}$" if is_formula else _kept(said) for said, is_formula in parts)


def _kept(said: str) -> str:
    """Return a part of a text escaped, with the blanks at its ends."""
    escaped = escape(said)
    return " " * said[:1].isspace() + escaped + " " * (bool(escaped) and said[-1:].isspace())


def _single(latex: str) -> str:
    """Return equivalent LaTeX on one line, without characters that end it early or act as markup."""
    line = " ".join(sanitize(latex.replace("$", "")).split())
    return "{}" + _LIVE.sub(lambda found: _DEAD.get(found[0], f"{found[0][:-1]}{{}}{found[0][-1]}"), line)


_LIVE = re.compile(r"[<>]|\][(\[]|:/|www\.|\w@", re.IGNORECASE)
_DEAD = {"<": r"\lt ", ">": r"\gt "}
