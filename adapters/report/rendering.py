"""Render a report with decreasing quality until the file is small enough.

Pictures have at most 1800 pixels, then 1200, then 1200 as JPEG. Then result pictures are dropped, then all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from adapters.report import sandbox
from adapters.report.sandbox import DeckError
from bot.filesystem import scratch_folders
from bot.pipeline.report_builder import BuiltReport, FigureFile
from bot.report.slides import Block, Deck, FigureBlock, FigurePlaceholder, PaperHalf

log = logging.getLogger(__name__)

TOO_LARGE = "Figure left out to keep the file small. View it at"
UNREADABLE = "Figure unavailable. View it at"


@dataclass(frozen=True, slots=True)
class RenderQuality:
    """A quality level: picture size, format, and the slides that have pictures."""

    longest: int
    ending: str
    sides: frozenset[PaperHalf]


BOTH = frozenset(PaperHalf)
QUALITY_LEVELS = (
    RenderQuality(1800, ".png", BOTH), RenderQuality(1200, ".png", BOTH), RenderQuality(1200, ".jpg", BOTH),
    RenderQuality(1200, ".jpg", frozenset({PaperHalf.THEORY})), RenderQuality(1200, ".jpg", frozenset()),
)  # fmt: skip


Draw = Callable[[Deck, Mapping[str, bytes]], Awaitable[bytes]]


async def render(report: BuiltReport, how: Draw, most: int) -> bytes:
    """Return the report as a file of at most *most* bytes, or as small as it gets. Raises DeckError."""
    drawn = b""
    for step in QUALITY_LEVELS:
        pictures = await _pictures(report, step)
        drawn = await how(_with(report.deck, step, pictures), pictures)
        if len(drawn) <= most or not step.sides:
            break
    return drawn


async def _pictures(report: BuiltReport, step: RenderQuality) -> dict[str, bytes]:
    """Return the rendered pictures of a quality level, without failed ones."""
    wanted = [
        name
        for slide in report.deck.slides if slide.side in step.sides
        for block in slide.blocks if isinstance(block, FigureBlock)
        for name in block.files
    ]  # fmt: skip
    drawn: dict[str, bytes] = {}
    for name in (*filter(None, [report.deck.cover.logo]), *wanted):
        try:
            drawn[_named(name, step)] = await _drawn(report.pictures[name], step)
        except DeckError as error:
            log.warning("figure not rendered: figure=%s error=%s", name, error)
    return drawn


async def _drawn(raw: FigureFile, step: RenderQuality) -> bytes:
    with scratch_folders.folder() as root:
        source, target = root / "source", root / f"target{step.ending}"
        await asyncio.to_thread(source.write_bytes, raw.body)
        arguments = str(source), str(target), str(raw.page), str(step.longest)
        await sandbox.run_sandboxed("adapters.report.figure_child", *arguments, folder=root)
        return await asyncio.to_thread(target.read_bytes)


def _with(deck: Deck, step: RenderQuality, pictures: Mapping[str, bytes]) -> Deck:
    """Return the deck with placeholders for missing pictures."""

    def shown(block: Block) -> Block:
        if not isinstance(block, FigureBlock):
            return block
        names = tuple(_named(name, step) for name in block.files)
        if all(name in pictures for name in names):
            return replace(block, files=names)
        why = UNREADABLE if any(name in pictures for name in names) or step is QUALITY_LEVELS[0] else TOO_LARGE
        return FigurePlaceholder(block.caption, block.url, why)

    logo = _named(deck.cover.logo, step) if deck.cover.logo else ""
    cover = replace(deck.cover, logo=logo if logo in pictures else "")
    return replace(deck, cover=cover, slides=tuple(replace(s, blocks=tuple(map(shown, s.blocks))) for s in deck.slides))


def _named(name: str, step: RenderQuality) -> str:
    return name.rpartition(".")[0] + step.ending
