"""Convert one untrusted figure to PNG or JPEG, in a sandboxed child process.

PDF figures are rendered from one page.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import pypdfium2
from PIL import Image

MAX_PIXELS = 80_000_000
STRIP = 64  # rows of a reduced picture that are made at once
DECODED_TWICE = {"WEBP", "GIF"}  # their decoders keep a picture of their own
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF")  # of figures; Pillow has dozens more, some of them run programs


def main(source: str, target: str, page: str, longest: str) -> None:
    """Write *source* to *target* with its longer side at most *longest* pixels."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Path(source).open("rb") as file:
        is_pdf = file.read(4) == b"%PDF"
    image = _page(Path(source), int(page), int(longest)) if is_pdf else _opened(Path(source), int(longest))
    image = _reduced(image, max(image.size) // int(longest))
    image.thumbnail((int(longest), int(longest)))
    image.save(target, quality=80, optimize=True)


def _opened(source: Path, longest: int) -> Image.Image:
    """Return a picture, not decoded yet. A JPEG will be decoded to the size that is shown."""
    image = Image.open(source, formats=FORMATS)
    if image.format in DECODED_TWICE and image.width * image.height > MAX_PIXELS // 2:
        raise Image.DecompressionBombError(f"{image.width} × {image.height} pixels of {image.format}")
    image.draft("RGB", (longest, longest))
    return image


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """Return a picture on white, smaller by a whole factor, in strips: a second picture of full size takes too much."""
    if factor < 2:
        return _on_white(image)
    size = -(-image.width // factor), -(-image.height // factor)
    small = Image.new("RGB", size, "white")
    rows = factor * STRIP
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        small.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return small


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in {"P", "RGBA", "LA"}:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white


def _page(source: Path, number: int, longest: int) -> Image.Image:
    document = pypdfium2.PdfDocument(source)
    page = document[min(max(number, 1), len(document)) - 1]
    drawn: Image.Image = page.render(scale=min(longest / max(page.get_size()), 8)).to_pil()
    return drawn
