"""Render a report as PDF with Typst (https://typst.app/docs) in a child process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from adapters.report import fonts, sandbox
from adapters.report.fonts import readable
from bot.filesystem import scratch_folders
from bot.report import equation_svg, rich_text
from bot.report.equation_svg import RenderedEquation
from bot.report.slides import Block, Deck, EquationBlock, FigureBlock, FigurePlaceholder, WholeLossBlock

MAX_AUTHORS = 6


async def draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Return a report as PDF, with *pictures* by file name. Raises DeckError."""
    with scratch_folders.folder() as root:
        await asyncio.to_thread(_lay_ready, root, deck, pictures)
        await sandbox.run_sandboxed("adapters.report.typst_child", str(root), folder=root)
        return await asyncio.to_thread((root / "report.pdf").read_bytes)


def data_of(deck: Deck) -> dict[str, Any]:
    """Return the data of the template: strings, numbers and lists. A text with formulas is a list of its parts."""
    return {
        "title": readable(deck.title),
        "line": readable(deck.line),
        "dates": readable(deck.dates),
        "cover": _plain(asdict(deck.cover)),
        "fonts": fonts.FONTS,
        "mono": fonts.MONO,
        "parts": [_plain(asdict(part) | {"authors": _listed(part.authors)}) for part in deck.parts],
        "slides": [
            {
                "heading": readable(rich_text.plain(slide.heading)),
                "part": slide.part,
                "side": slide.side,
                "blocks": [_block(block, deck) for block in slide.blocks],
            }
            for slide in deck.slides
        ],
    }


def template() -> bytes:
    """Return the Typst template."""
    return (resources.files("adapters.report") / "report.typ").read_bytes()


def _lay_ready(root: Path, deck: Deck, pictures: Mapping[str, bytes]) -> None:
    (root / "report.typ").write_bytes(template())
    (root / "data.json").write_text(json.dumps(data_of(deck), ensure_ascii=False), encoding="utf-8")
    for name, body in pictures.items():
        (root / name).write_bytes(body)


def _block(block: Block, deck: Deck) -> dict[str, Any]:
    """Return a block for the template: its kind and fields."""
    about: dict[str, Any] = {"kind": block.kind} | _plain(asdict(block))
    match block:
        case EquationBlock(latex):
            return about | _formula(equation_svg.render_equation(latex))
        case WholeLossBlock(whole, _, start, end):
            made = equation_svg.render_highlighted(whole, (start, end), deck.cover.color)
            return about | {"latex": readable(whole)} | _formula(made)
        case FigureBlock(_, caption, _, url):
            return about | {"alt": readable(rich_text.plain(caption)), "place": readable(url.partition("://")[2])}
        case FigurePlaceholder(_, url):
            return about | {"place": readable(url.partition("://")[2])}
    return about


def _formula(made: RenderedEquation) -> dict[str, Any]:
    return {"svg": made.svg, "width": made.width, "height": made.height, "depth": made.depth, "speech": made.alt_text}


def _plain(value: Any) -> Any:
    """Return data with every text made readable."""
    match value:
        case str():
            return _said(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
    return value


def _said(text: str) -> str | list[Any]:
    """Return a text, or its parts if it has formulas that can be set."""
    if rich_text.OPEN not in text:
        return readable(text)
    return [_run(said) if is_formula else _kept(said) for said, is_formula in rich_text.runs(text)]


def _kept(text: str) -> str:
    """Return a part of a text with the blanks at its ends."""
    said = readable(text)
    return " " * text[:1].isspace() + said + " " * (bool(said) and text[-1:].isspace())


def _run(latex: str) -> str | dict[str, Any]:
    """Return a formula as a picture; one that only raises or lowers words as those words."""
    if latex.lstrip("{} ").startswith(("_", "^")) and len(parts := rich_text.scripted(latex)) == 1 and parts[0][1]:
        return {"text": readable(parts[0][0]), "shift": parts[0][1]}
    made = equation_svg.render_inline(latex)
    return _formula(made) if made.svg else readable(rich_text.plain(f"{rich_text.OPEN}{latex}{rich_text.CLOSE}"))


def _listed(authors: tuple[str, ...]) -> str:
    return ", ".join(authors[:MAX_AUTHORS]) + (
        f" and {len(authors) - MAX_AUTHORS} more" if len(authors) > MAX_AUTHORS else ""
    )
