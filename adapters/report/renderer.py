"""Render slides of stored reports and equations for the platforms.

Slow renderings are kept for the next call, because sending a post has a short deadline.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.errors import DeliveryPostponed
from bot.models.report import Report
from bot.platforms import EquationImage, ReportRenderer

log = logging.getLogger(__name__)

RENDER_TIMEOUT = 8.0  # seconds, well within the third of a lease that a post may wait
CACHE_SIZE = 4  # files of a few megabytes each


def create_renderer(cache: Path) -> ReportRenderer:
    """Return a renderer that uses the figures in *cache*."""
    drawer = _Renderer(cache)
    return ReportRenderer(drawer.slides, drawer.equation)


@dataclass
class _Renderer:
    cache: Path
    kept: dict[tuple[str, int], bytes | None] = field(default_factory=dict)

    async def slides(self, bulletin: Report, most: int) -> bytes | None:
        """Return the PDF, None if it cannot be rendered or is too large even without figures."""
        key = bulletin.slides, most
        if key not in self.kept:
            drawn = await _timed(lambda: self._draw(bulletin, most))
            self.kept = dict([*self.kept.items(), (key, drawn[0])][-CACHE_SIZE:])
            if drawn[1] > RENDER_TIMEOUT:
                raise DeliveryPostponed("rendered the slides first", timedelta())
        return self.kept[key]

    async def equation(self, latex: str) -> EquationImage | None:
        """Return an equation, None if it cannot be rendered reliably."""
        return await asyncio.to_thread(_equation, latex)

    async def _draw(self, bulletin: Report, most: int) -> bytes | None:
        from adapters.report import pdf, rendering
        from adapters.report.sandbox import DeckError
        from bot.fulltext.cache import Cache
        from bot.pipeline.report_builder import BuiltReport, FigureFile
        from bot.report import thread

        slides, cache = thread.load_slides(bulletin), Cache(self.cache)
        found = {figure.name: (cache.get(figure.key), figure.page) for figure in slides.figures}
        pictures = {name: FigureFile(kept.body if kept else b"", page) for name, (kept, page) in found.items()}
        try:
            drawn = await rendering.render(BuiltReport(slides.deck, pictures, ()), pdf.draw, most)
        except DeckError as error:
            log.error("slides not rendered: week=%s error=%s", bulletin.date, error)
            return None
        return drawn if len(drawn) <= most else None


async def _timed(draw: Callable[[], Awaitable[bytes | None]]) -> tuple[bytes | None, float]:
    clock = asyncio.get_running_loop().time
    started = clock()
    return await draw(), clock() - started


def _equation(latex: str) -> EquationImage | None:
    from adapters.report import equation_png
    from adapters.report.sandbox import DeckError

    try:
        return EquationImage(*equation_png.equation_png(latex))
    except DeckError:
        return None
