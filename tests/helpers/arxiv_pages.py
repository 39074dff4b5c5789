"""Small papers of our own as arXiv's pages and sources have them: whole ones, stubs, and wrappers around a PDF."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zlib
from collections.abc import Mapping

CC_BY = "http://creativecommons.org/licenses/by/4.0/"
SENTENCE = "We propose a sorter that orders what it is given, and it is faster than all that came before it."


def page(text: str = SENTENCE, picture: str = "x1.png", license: str = "") -> bytes:
    """A page with five sections and one figure of an architecture."""
    told = f'<a id="license-tr" href="{license}">License: CC</a>' if license else ""
    figure = (
        f'<figure class="ltx_figure" id="S2.F1"><img class="ltx_graphics" src="{picture}" width="600">'
        '<figcaption class="ltx_caption"><span class="ltx_tag ltx_tag_figure">Figure 1: </span>'
        "The overall architecture of our sorter.</figcaption></figure>"
    )
    sections = "".join(
        f'<section class="ltx_section" id="S{number}"><h2 class="ltx_title ltx_title_section">{title}</h2>'
        f'<div class="ltx_para"><p class="ltx_p">{text}</p></div>{figure if number == 2 else ""}</section>'
        for number, title in enumerate(("Introduction", "Method", "Experiments", "Results", "Conclusion"), 1)
    )
    return f'<html><body>{told}<article class="ltx_document">{sections}</article></body></html>'.encode()


def stub() -> bytes:
    """The page of a paper whose source only embeds a PDF."""
    return b'<html><article class="ltx_document"><p class="ltx_p">See pages 1-last of main.pdf</p></article></html>'


def source(**files: bytes) -> bytes:
    """A packed archive of files by their names, an underscore for the dot."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, body in files.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return gzip.compress(packed.getvalue(), mtime=0)


def tex(graphic: str = "net.png") -> bytes:
    """A paper as TeX with five sections and one figure."""
    figure = rf"\begin{{figure}}\includegraphics{{{graphic}}}\caption{{Our architecture.}}\end{{figure}}"
    sections = "\n".join(
        rf"\section{{{title}}} {SENTENCE} {figure if title == 'Method' else ''}"
        for title in ("Introduction", "Method", "Experiments", "Results", "Conclusion")
    )
    body = rf"\begin{{document}}\begin{{abstract}}{SENTENCE}\end{{abstract}}{sections}\end{{document}}"
    return (r"\documentclass{article}\usepackage{graphicx}" + body).encode()


def wrapper() -> bytes:
    """A source that only embeds a PDF."""
    return rb"\documentclass{article}\begin{document}\includepdf[pages=1-last]{main.pdf}\end{document}"


def png(width: int = 64, height: int = 32) -> bytes:
    """A grey picture."""
    rows = (b"\0" + b"\x80" * width) * height
    chunks: Mapping[bytes, bytes] = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        b"IDAT": zlib.compress(rows),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks.items()
    )
