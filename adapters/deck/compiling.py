"""The child that sets a report: bounded in time and memory, in a folder with nothing but the report's own files.

Called as ``python -m adapters.deck.compiling FOLDER``; reads ``data.json`` there, writes ``report.pdf``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from adapters.deck.limits import limit

TIMESTAMP = 946_684_800  # the same for all: the same report has the same bytes


def main(folder: str) -> None:
    """Set the report in *folder*."""
    limit()
    import typst

    root = Path(folder)
    data = (root / "data.json").read_text(encoding="utf-8")
    typst.compile(
        root / "report.typ", root / "report.pdf", root=root, font_paths=[root / "fonts"], sys_inputs={"data": data},
        package_path=root / "none", package_cache_path=root / "none", timestamp=TIMESTAMP,
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
