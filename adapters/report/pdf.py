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
from bot.report import equation_svg
from bot.report.slides import Block, Deck, EquationBlock, Slide

MAX_AUTHORS = 6


async def draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Return a report as PDF, with *pictures* by file name. Raises DeckError."""
    with scratch_folders.folder() as root:
        await asyncio.to_thread(_lay_ready, root, deck, pictures)
        await sandbox.run_sandboxed("adapters.report.typst_child", str(root), folder=root)
        return await asyncio.to_thread((root / "report.pdf").read_bytes)


def data_of(deck: Deck) -> dict[str, Any]:
    """Return the data of the template: strings, numbers and lists."""
    return {
        "title": readable(deck.title),
        "dates": readable(deck.dates),
        "fonts": fonts.FONTS,
        "mono": fonts.MONO,
        "parts": [_plain(asdict(part) | {"authors": _listed(part.authors)}) for part in deck.parts],
        "slides": [
            {"heading": readable(slide.heading), "part": slide.part, "side": slide.side, "blocks": _blocks(slide)}
            for slide in deck.slides
        ],
    }


def _lay_ready(root: Path, deck: Deck, pictures: Mapping[str, bytes]) -> None:
    (root / "report.typ").write_bytes((resources.files("adapters.report") / "report.typ").read_bytes())
    (root / "data.json").write_text(json.dumps(data_of(deck), ensure_ascii=False), encoding="utf-8")
    for name, body in pictures.items():
        (root / name).write_bytes(body)


def _blocks(slide: Slide) -> list[dict[str, Any]]:
    formulas = sum(isinstance(block, EquationBlock) for block in slide.blocks)
    return [_block(block, is_large=formulas == 1) for block in slide.blocks]


def _block(block: Block, *, is_large: bool) -> dict[str, Any]:
    """Return a block for the template: its kind and fields."""
    about: dict[str, Any] = {"kind": block.kind} | _plain(asdict(block))
    if isinstance(block, EquationBlock):
        made = equation_svg.render_equation(block.latex)
        about |= {"svg": made.svg, "width": made.width, "speech": made.alt_text, "large": is_large}
    return about


def _plain(value: Any) -> Any:
    """Return data with every text made readable."""
    match value:
        case str():
            return readable(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
    return value


def _listed(authors: tuple[str, ...]) -> str:
    return ", ".join(authors[:MAX_AUTHORS]) + (
        f" and {len(authors) - MAX_AUTHORS} more" if len(authors) > MAX_AUTHORS else ""
    )
