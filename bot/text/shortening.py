"""Cut texts at word borders."""

from __future__ import annotations

ELLIPSIS = "…"


def shorten(text: str, limit: int) -> str:
    """Return *text* in at most *limit* code points, cut behind a whole word and ended by an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    if not text[len(cut)].isspace():
        cut = cut.rpartition(" ")[0] or cut
    return (cut.rstrip(" ,;:.-–—") + ELLIPSIS)[:limit]


def shorten_list(names: tuple[str, ...], limit: int) -> str:
    """Return up to *limit* names, then how many more there are: ``A, B, C and 62 more``."""
    if len(names) <= limit + 1:  # "and 1 more" is no shorter than the name
        return ", ".join(names)
    return f"{', '.join(names[:limit])} and {len(names) - limit:,} more"
