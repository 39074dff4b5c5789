"""Check for the optional packages of reports. They are large, so they are an extra."""

from __future__ import annotations

import importlib.util

NEEDED = ("typst", "PIL", "pypdfium2", "resvg_py", "anyascii", "font_source_sans_pro", "noto_cjk_sans_otc")
HOW = "pip install 'hotpapers[weekly]'"


def is_installed() -> bool:
    """Return whether slides can be rendered here."""
    return all(importlib.util.find_spec(name) for name in NEEDED)
