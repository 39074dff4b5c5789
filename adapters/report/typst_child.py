"""Compile a report with Typst, in a sandboxed child process.

Its ``main`` reads ``data.json`` in a folder and writes ``report.pdf`` there.
"""

from __future__ import annotations

from pathlib import Path

import typst

from adapters.report import fonts

TIMESTAMP = 946_684_800  # constant, so that a report has the same bytes everywhere


def main(folder: str) -> None:
    """Compile the report in *folder*."""
    root = Path(folder)
    data = (root / "data.json").read_text(encoding="utf-8")
    typst.compile(
        root / "report.typ", root / "report.pdf", root=root, font_paths=fonts.folders(), sys_inputs={"data": data},
        ignore_system_fonts=True, package_path=root / "none", package_cache_path=root / "none", timestamp=TIMESTAMP,
    )  # fmt: skip
