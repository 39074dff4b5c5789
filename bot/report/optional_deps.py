"""What reports need beside the rest, and whether it is installed: it is large, so it is left to those who want it."""

from __future__ import annotations

import importlib.util

NEEDED = ("typst", "PIL", "pypdfium2", "resvg_py", "anyascii", "font_source_sans_pro", "noto_cjk_sans_otc")
HOW = "pip install 'hotpapers[weekly]'"


def is_installed() -> bool:
    """Tell whether slides can be made here."""
    return all(importlib.util.find_spec(name) for name in NEEDED)
