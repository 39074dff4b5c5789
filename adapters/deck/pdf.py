"""A report as a PDF, set by Typst (https://typst.app/docs) in a child process."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from adapters.deck import child
from bot.weekly import mathset
from bot.weekly.slides import Block, Deck, Formula, Grid

SANS = "Source Sans Pro"
FALLBACKS = ("Noto Sans", "Noto Sans CJK SC", "Noto Sans CJK JP", "Liberation Sans", "DejaVu Sans")
MONO = "DejaVu Sans Mono"


async def draw(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Set a report with its *pictures*, by the names that its slides use. Raises DeckError."""
    with tempfile.TemporaryDirectory(prefix="hotpapers-report-") as folder:
        root = Path(folder)
        await asyncio.to_thread(_lay_ready, root, deck, pictures)
        await child.run("adapters.deck.compiling", str(root), folder=root)
        return await asyncio.to_thread((root / "report.pdf").read_bytes)


def data_of(deck: Deck) -> dict[str, Any]:
    """Return what the template draws: strings, numbers and lists of them."""
    return {
        "title": deck.title,
        "dates": deck.dates,
        "fonts": [SANS, *FALLBACKS],
        "mono": MONO,
        "parts": [{"name": part.name, "title": part.title, "url": part.url} for part in deck.parts],
        "slides": [
            {"heading": slide.heading, "part": slide.part, "side": slide.side, "blocks": [*map(_block, slide.blocks)]}
            for slide in deck.slides
        ],
    }


def _lay_ready(root: Path, deck: Deck, pictures: Mapping[str, bytes]) -> None:
    (root / "report.typ").write_bytes((resources.files("adapters.deck") / "report.typ").read_bytes())
    (root / "data.json").write_text(json.dumps(data_of(deck), ensure_ascii=False), encoding="utf-8")
    for name, body in pictures.items():
        (root / name).write_bytes(body)
    (root / "fonts").symlink_to(str(resources.files("font_source_sans_pro") / "files"))


def _block(block: Block) -> dict[str, Any]:
    """Return a block as the template wants it: its kind, and its fields by their names."""
    about: dict[str, Any] = {"kind": type(block).__name__.lower()}
    if isinstance(block, Grid):
        rows = [[{"text": c.text, "bold": c.is_bold, "columns": c.columns} for c in row] for row in block.rows]
        return about | {"rows": rows, "heads": block.heads, "caption": block.caption, "note": block.note}
    if isinstance(block, Formula):
        made = mathset.formula(block.latex)
        about |= {"svg": made.svg, "width": made.width, "speech": made.speech}
    return about | asdict(block)
