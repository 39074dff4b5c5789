"""Which figures may be shown: what a paper's licence allows, and what the operator wants.

https://info.arxiv.org/help/license/reuse.html
"""

from __future__ import annotations

import re
from enum import StrEnum

_CREATIVE = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/(by(?:-nc)?(?:-sa|-nd)?|zero|mark)/(\d\.\d)(?:/|$)",
    re.IGNORECASE,
)
_NONEXCLUSIVE = re.compile(r"https?://arxiv\.org/licenses/nonexclusive")
FREE = {"by", "by-sa", "zero", "mark"}
"""Licences under which a figure may be shown in a report that anybody may pass on."""


class Figures(StrEnum):
    """Which figures an operator wants to show: those with a free licence, none, or all, which is their own affair."""

    CC = "cc"
    NONE = "none"
    ALL = "all"


def allows(license: str | None, figures: Figures) -> bool:
    """Say whether the figures of a paper under this licence may be shown; an unknown licence does not allow it."""
    if figures is not Figures.CC:
        return figures is Figures.ALL
    found = _CREATIVE.match(license or "")
    return found is not None and found[1].lower() in FREE


def name(license: str | None) -> str:
    """Return what a licence is called: ``CC BY 4.0``, or "licence unknown"."""
    found = _CREATIVE.match(license or "")
    if found is None and license and _NONEXCLUSIVE.match(license):
        return "arXiv’s non-exclusive licence"
    if found is None:
        return license if license and "//" not in license else "licence unknown"
    kind = found[1].lower()
    return {"zero": f"CC0 {found[2]}", "mark": "public domain"}.get(kind, f"CC {kind.upper()} {found[2]}")


def why_not(license: str | None, figures: Figures) -> str:
    """Return why a figure is not shown, before the address where it is."""
    if figures is Figures.NONE:
        return "Figures are left out of this report. See it at"
    return f"Its licence ({name(license)}) does not let us show this figure. See it at"
