import ast
import gzip
import io
import struct
import zlib

import pytest
from PIL import Image

from adapters.report import rendering
from adapters.report.rendering import QUALITY_LEVELS
from bot.pipeline.report_builder import BuiltReport, FigureFile
from bot.report.slides import Deck, DeckPaper, FigureBlock, FigurePlaceholder, PaperHalf, Slide
from tests.conftest import ROOT
from tests.helpers import decks, factories

NOISE = Image.effect_noise((2400, 120), 90)


class Drawn:
    """Stands for a way to draw: as large as its pictures, and it remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[Deck, dict[str, bytes]]] = []

    async def __call__(self, deck: Deck, pictures: dict[str, bytes]) -> bytes:
        self.asked.append((deck, dict(pictures)))
        return b"".join(pictures.values()) + b"a deck"


async def test_a_report_that_is_small_enough_has_large_pictures() -> None:
    drawn = Drawn()

    await rendering.render(_report(_png(NOISE)), drawn, 100 << 20)

    assert [_size(body) for body in drawn.asked[-1][1].values()] == [(1800, 90, "PNG")] * 2


async def test_pictures_get_smaller_then_go_from_the_results_then_from_all() -> None:
    drawn = Drawn()

    await rendering.render(_report(_png(NOISE)), drawn, 1)

    shown = [[_size(body) for body in pictures.values()] for _, pictures in drawn.asked]
    assert shown == [
        [(1800, 90, "PNG")] * 2, [(1200, 60, "PNG")] * 2, [(1200, 60, "JPEG")] * 2, [(1200, 60, "JPEG")], [],
    ]  # fmt: skip
    assert [type(slide.blocks[0]) for slide in drawn.asked[3][0].slides] == [FigureBlock, FigurePlaceholder]
    assert [type(slide.blocks[0]) for slide in drawn.asked[4][0].slides] == [FigurePlaceholder, FigurePlaceholder]


async def test_the_first_step_that_fits_is_taken() -> None:
    drawn = Drawn()
    whole = await rendering.render(_report(_png(NOISE)), drawn, 100 << 20)

    body = await rendering.render(_report(_png(NOISE)), Drawn(), len(whole) - 1)

    assert len(body) < len(whole)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "PDF"])
async def test_figures_of_every_kind_are_drawn(kind: str) -> None:
    drawn, file = Drawn(), io.BytesIO()
    NOISE.convert("RGB").save(file, kind)

    await rendering.render(_report(file.getvalue()), drawn, 100 << 20)

    assert len(drawn.asked[-1][1]) == 2


async def test_what_is_clear_becomes_white() -> None:
    drawn = Drawn()

    await rendering.render(_report(_png(Image.new("RGBA", (10, 10), (0, 0, 0, 0)))), drawn, 100 << 20)

    picture = Image.open(io.BytesIO(next(iter(drawn.asked[-1][1].values()))), formats=["PNG"])
    assert picture.getpixel((5, 5)) == (255, 255, 255)


async def test_a_large_clear_picture_is_reduced_as_it_looks() -> None:
    drawn, image = Drawn(), Image.new("RGBA", (4000, 3901), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, 4000, 1950))

    await rendering.render(_report(_png(image)), drawn, 100 << 20)

    picture = Image.open(io.BytesIO(next(iter(drawn.asked[-1][1].values()))), formats=["PNG"])
    assert max(picture.size) == 1800
    assert [picture.getpixel((900, y)) for y in (0, 800, 1000, picture.height - 1)] == [(200, 0, 0)] * 2 + [
        (255,) * 3
    ] * 2


def _bomb(width: int, height: int) -> bytes:
    """Return a PNG that says it is huge, with as much in it as is needed to begin."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1 << 20), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _saved(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (32, 32)).save(file, kind)
    return file.getvalue()


PDF = b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[%b]/Count %d>>endobj trailer<</Root 1 0 R>>"  # noqa: E501 - one line of a file


@pytest.mark.parametrize(
    "body",
    [
        _bomb(60_000, 60_000),
        _bomb(1 << 30, 1),
        b"GIF89a\xff\xff\xff\xff\x80\x00\x00" + bytes(6) + b",\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02",
        PDF % (b"2 0 R " * 1000, 10**9),
        PDF % (b"", 0),
        b"%PDF-1.7 and nothing",
        gzip.compress(bytes(1 << 22)),
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/hostname'/></svg>",
        b"<html>",
        b"",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n%%EOF\n",
        _saved("BMP"),
        _saved("ICNS"),
    ],
    ids=[
        "pixels",
        "line",
        "GIF",
        "circle",
        "no page",
        "no PDF",
        "gzip",
        "SVG",
        "HTML",
        "nothing",
        "EPS",
        "BMP",
        "ICNS",
    ],
)
async def test_a_picture_that_cannot_be_drawn_becomes_a_card(body: bytes) -> None:
    drawn = Drawn()

    await rendering.render(_report(body), drawn, 100 << 20)

    (deck, pictures), *_ = drawn.asked
    assert pictures == {}
    assert [slide.blocks for slide in deck.slides] == [
        (FigurePlaceholder("A caption", decks.URL, rendering.UNREADABLE),)
    ] * 2


@pytest.mark.parametrize("folder", ["adapters", "bot", "tests"])
def test_whatever_opens_a_picture_says_of_which_formats(folder: str) -> None:
    calls = [
        (path.name, call.lineno, {given.arg for given in call.keywords})
        for path in (ROOT / folder).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Image.open"
    ]

    assert [call for call in calls if "formats" not in call[2]] == []


def test_the_ladder_ends_without_pictures() -> None:
    assert not QUALITY_LEVELS[-1].sides


def _report(body: bytes) -> BuiltReport:
    pictures = {name: FigureFile(body) for name in ("one.png", "two.png")}
    slides = tuple(
        Slide("A heading", (FigureBlock((name,), "A caption", "Ada, CC BY 4.0", decks.URL),), 0, side)
        for name, side in zip(pictures, PaperHalf, strict=True)
    )
    part = DeckPaper(factories.paper().id, "Name", "A title", ("Ada Lovelace",), decks.URL)
    return BuiltReport(Deck("Weekly Report", "16–22 Nov 2026", (part,), slides), pictures, ())


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _size(body: bytes) -> tuple[int, int, str | None]:
    image = Image.open(io.BytesIO(body), formats=["PNG", "JPEG"])
    return (*image.size, image.format)
