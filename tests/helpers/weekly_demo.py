"""A week of papers that do not exist, written for this project: what a report of them shows.

``python -m tests.helpers.weekly_demo FOLDER`` writes the report there in all formats; the README's pictures are pages
of it.
"""

from __future__ import annotations

import asyncio
import io
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path

from lxml import html
from PIL import Image, ImageDraw, ImageFont

from bot.arxiv import licenses
from bot.arxiv.licenses import Figures
from bot.fulltext import latexml
from bot.models.papers import Paper, PaperId
from bot.pipeline.report_builder import TITLE, BuiltReport, FigureFile, dates
from bot.report.captions import credit, figure_url
from bot.report.deck import PresentedPaper, build_deck
from bot.report.picks import pick
from bot.report.slides import FigureBlock

PAPERS = Path(__file__).parents[1] / "data" / "weekly-demo"
WEEK = date(2026, 11, 22)
INK, ACCENT, SKY, SAND = "#1c2733", "#b31b1b", "#dbe6ee", "#efe6d2"


def report(figures: Figures = Figures.CC, papers: int = 3) -> BuiltReport:
    """Return the report of so many papers, the same ones again where there are no more, with their figures drawn."""
    files: dict[str, FigureFile] = {}
    paths = islice(cycle(sorted(PAPERS.glob("*.html"))), papers)
    presented = [_presented(path, figures, files, f"paper{number}") for number, path in enumerate(paths, 1)]
    return BuiltReport(build_deck(TITLE, dates(WEEK), presented), files, tuple(presented))


def _presented(path: Path, figures: Figures, files: dict[str, FigureFile], prefix: str) -> PresentedPaper:
    body = path.read_bytes()
    root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))
    authors = tuple(str(meta.get("content")) for meta in root.iter("meta") if meta.get("name") == "author")
    title = str(root.findtext(".//title"))
    published = datetime(2026, 11, 17, tzinfo=UTC)
    paper = Paper(PaperId(path.stem), title, "", authors, ("cs.LG",), published=published, version=1)
    text = latexml.read(body)
    each = PresentedPaper(paper, text, pick(text, paper), why_not=licenses.why_not(text.license, figures))
    if not licenses.allows(text.license, figures):
        return each
    pictures = {}
    for choice in (*each.picks.architectures[:1], *each.picks.results[:1]):
        figure, name = text.figures[choice.index], f"{prefix}-{choice.index}.png"
        files[name] = FigureFile(FIGURES[figure.graphics[0].rpartition("v1/")[2], path.stem]())
        about = credit(paper, licenses.name(text.license))
        pictures[choice.index] = FigureBlock((name,), figure.caption, about, figure_url(paper, figure))
    return replace(each, pictures=pictures)


def tide() -> bytes:
    """Draw TideNet: two encoders, attention between them, two heads."""
    image, draw = _canvas(1800, 620)
    boxes = [
        ("gauges", 60, 90, SAND), ("wind", 60, 390, SAND), ("tide encoder", 430, 90, SKY),
        ("wind encoder", 430, 390, SKY),
        ("phase-aware\nattention", 880, 240, "#f3d9d6"), ("level", 1430, 90, SAND), ("spread", 1430, 390, SAND),
    ]  # fmt: skip
    for y, joined in ((160, 280), (460, 340)):
        _arrow(draw, 360, y, 430, y)
        _arrow(draw, 730, y, 880, joined)
        _arrow(draw, 1180, joined, 1430, y)
    for name, x, y, colour in boxes:
        _box(draw, name, (x, y, 300, 140), colour)
    return _png(image)


def fold() -> bytes:
    """Draw the folding of maps, from the top to the bottom."""
    image, draw = _canvas(760, 1240)
    for number, name in enumerate(("scans", "local maps", "creases\nproposed", "creases\nmoved", "atlas")):
        if number:
            _arrow(draw, 380, number * 250 - 75, 380, number * 250 + 35)
        _box(draw, name, (180, 30 + number * 250, 400, 150), SKY if number % 2 else SAND)
    return _png(image)


def storm() -> bytes:
    """Plot a storm, its forecast and what the tables said."""
    image, draw = _canvas(1500, 760)
    for colour, wide, surge, lag in ((INK, 7, 150, 0.0), (ACCENT, 6, 135, 0.08), ("#8aa0b0", 5, 0, 0.0)):
        points = [(90 + 13 * t, 380 - _level(t / 10 - lag, surge)) for t in range(102)]
        draw.line(points, fill=colour, width=wide, joint="curve")
    draw.line([(90, 60), (90, 690), (1420, 690)], fill=INK, width=3)
    font = ImageFont.load_default(34)
    for number, (name, colour) in enumerate((("gauge", INK), ("our forecast", ACCENT), ("tables", "#8aa0b0"))):
        draw.text((1130, 70 + 48 * number), name, fill=colour, font=font)
    draw.text((1240, 700), "hours", fill=INK, font=font)
    return _png(image)


FIGURES = {
    ("architecture.png", "2611.00001"): tide, ("storm.png", "2611.00001"): storm,
    ("architecture.png", "2611.00002"): fold, ("curves.png", "2611.00003"): storm,
}  # fmt: skip


def _level(t: float, surge: float) -> float:
    return 110 * math.sin(t * 1.9) + surge * math.exp(-((t - 6) ** 2) / 3)


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


def _box(draw: ImageDraw.ImageDraw, name: str, at: tuple[int, int, int, int], colour: str) -> None:
    x, y, width, height = at
    draw.rounded_rectangle((x, y, x + width, y + height), 18, colour, INK, 4)
    middle, font = (x + width / 2, y + height / 2), ImageFont.load_default(38)
    draw.multiline_text(middle, name, fill=INK, font=font, anchor="mm", align="center")


def _arrow(draw: ImageDraw.ImageDraw, x: float, y: float, to_x: float, to_y: float) -> None:
    angle = math.atan2(to_y - y, to_x - x)
    draw.line((x, y, to_x, to_y), fill=INK, width=5)
    wings = [(to_x - 26 * math.cos(angle + turn), to_y - 26 * math.sin(angle + turn)) for turn in (-0.4, 0.4)]
    draw.polygon([(to_x, to_y), *wings], fill=INK)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


async def _written(folder: Path) -> Iterator[Path]:
    from adapters.report import markdown, pdf, pptx, rendering

    made = report()
    bodies = {
        "report.pdf": await rendering.render(made, pdf.draw, 10 << 20),
        "report.pptx": await rendering.render(made, pptx.draw, 10 << 20),
        "report.md": markdown.draw(made.deck).encode(),
    }
    for name, body in bodies.items():
        (folder / name).write_bytes(body)
    return (folder / name for name in bodies)


if __name__ == "__main__":
    for written in asyncio.run(_written(Path(sys.argv[1]))):
        print(written)  # noqa: T201 - what a script says
