"""Hand out a report as a source that compiles: Typst or LaTeX, with its pictures, in a ZIP file."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Mapping

from adapters.report import beamer, pdf
from bot.report.slides import Deck

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of all files, so that the same report has the same bytes."""
DATA = b"#let data = json(bytes(sys.inputs.data))"
FILE = b'#let data = json("data.json")'


async def draw_typst(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Return the report's Typst source with its data and *pictures*: ``typst compile report.typ``."""
    return await asyncio.to_thread(_typst, deck, pictures)


async def draw_beamer(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    """Return the report's LaTeX source with its *pictures*: ``pdflatex report.tex``."""
    return await asyncio.to_thread(lambda: _zipped(beamer.draw(deck, pictures)))


def _typst(deck: Deck, pictures: Mapping[str, bytes]) -> bytes:
    data = json.dumps(pdf.data_of(deck), ensure_ascii=False, indent=1).encode()
    return _zipped({"report.typ": pdf.template().replace(DATA, FILE), "data.json": data, **pictures})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return body.getvalue()
