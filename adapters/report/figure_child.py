"""Convert one untrusted figure to PNG or JPEG, in a sandboxed child process.

PDF figures are rendered from one page.
"""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import pypdfium2
from PIL import Image

MAX_PIXELS = 80_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF")  # of figures; Pillow has dozens more, some of them run programs


def main(source: str, target: str, page: str, longest: str) -> None:
    """Write *source* to *target* with its longer side at most *longest* pixels."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    body = Path(source).read_bytes()
    if body.startswith(b"%PDF"):
        image = _page(body, int(page), int(longest))
    else:
        image = Image.open(io.BytesIO(body), formats=FORMATS)
    image.draft("RGB", (int(longest), int(longest)))
    image.thumbnail((int(longest), int(longest)))
    if image.mode in {"P", "RGBA", "LA"}:
        seen = image.convert("RGBA")
        image = Image.new("RGB", seen.size, "white")
        image.paste(seen, mask=seen.getchannel("A"))
    image.convert("RGB").save(target, quality=80, optimize=True)


def _page(body: bytes, number: int, longest: int) -> Image.Image:
    document = pypdfium2.PdfDocument(body)
    page = document[min(max(number, 1), len(document)) - 1]
    drawn: Image.Image = page.render(scale=min(longest / max(page.get_size()), 8)).to_pil()
    return drawn
