"""Decide which figures may be shown, by the paper's license and the operator's setting.

https://info.arxiv.org/help/license/reuse.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/(by(?:-nc)?(?:-sa|-nd)?|zero|mark|publicdomain)"
    r"(?:/(\d\.\d))?(?:/|$)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:CC|Creative Commons)[\s-]+(BY(?:[\s-]NC)?(?:[\s-](?:SA|ND))?)(?:[\s-]+v?(\d\.\d))?", re.IGNORECASE
)
_LONG_NAME = re.compile(
    r"(?:CC|Creative Commons)\s+Attribution(?P<nc>[\s-]Non-?commercial)?(?P<more>[\s-]Share-?Alike|[\s-]No-?Deriv\w*)?"
    r"(?:\s+(?P<version>\d\.\d))?(?:\s+International|\s+Unported)?(?:\s+(?:Public\s+)?Licen[sc]e)?",
    re.IGNORECASE,
)
_ZERO = re.compile(r"(?:CC|Creative Commons)[\s-]*(?:0|Zero)(?:[\s-]+v?(\d\.\d))?", re.IGNORECASE)
_PUBLIC = re.compile(
    r"(?:CC |Creative Commons )?Public Domain(?: (?:Mark|Declaration|Dedication))?(?: (\d\.\d))?", re.IGNORECASE
)
_ARXIV = re.compile(
    r"(?:https?://)?arxiv\.org/licenses/(?:nonexclusive-distrib|assumed-1991-2003)(?:/|$)"
    r"|(?:assumed )?arxiv(?:\.org|’s|'s)? (?:perpetual,? )?non-?exclusive licen[sc]e\b.*",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"\s*licen[sc]e\s*:\s*", re.IGNORECASE)
FREE = {"by", "by-sa", "zero", "mark", "publicdomain"}
"""Licenses that allow a figure in a report that may be shared freely."""
NONCOMMERCIAL = {"by-nc", "by-nc-sa"}
"""Licenses that allow it for noncommercial use. No-derivatives licenses (ND) are in neither set."""
UNKNOWN = "license unknown"
ARXIV = "arXiv’s non-exclusive license"


class Figures(StrEnum):
    """Which figures to show: freely licensed ones, noncommercial ones as well, none, or all."""

    CC = "cc"
    NC = "nc"
    NONE = "none"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class _License:
    """The kind of a license, as in its address, and its version."""

    kind: str
    version: str = ""


def of_page(text: str, address: str) -> str:
    """Return the license that a page names in its *text* or *address*; empty if they contradict each other."""
    named = _PREFIX.sub("", " ".join(text.split()))
    by_text, by_address = _read(named), _read(address)
    if by_address is None:
        return named
    return address if by_text is None or by_text.kind == by_address.kind else ""


def is_known(license: str | None) -> bool:
    """Return whether the license is a known one."""
    return _read(license or "") is not None


def allows(license: str | None, figures: Figures) -> bool:
    """Return whether the figures of a paper with this license may be shown. An unknown license doesn't allow it."""
    if figures in {Figures.NONE, Figures.ALL}:
        return figures is Figures.ALL
    found = _read(license or "")
    kinds = FREE | NONCOMMERCIAL if figures is Figures.NC else FREE
    return found is not None and found.kind in kinds


def name(license: str | None) -> str:
    """Return the name of a license: ``CC BY 4.0``, or "license unknown"."""
    found = _read(license or "")
    if found is None:
        return UNKNOWN
    called = {"zero": "CC0", "mark": "public domain", "publicdomain": "public domain", "arxiv": ARXIV}
    kind = called.get(found.kind, f"CC {found.kind.upper()}")
    return f"{kind} {found.version}".strip() if kind.startswith("CC") else kind


def why_not(license: str | None, figures: Figures) -> str:
    """Return why a figure is not shown, as a prefix of its address."""
    if figures is Figures.NONE:
        return "Figures are left out of this report. See it at"
    if not is_known(license):
        return "License unknown, so this figure isn’t shown. See it at"
    return f"Its license ({name(license)}) doesn’t allow showing this figure here. See it at"


def _read(license: str) -> _License | None:
    """Parse an address or a name."""
    license = license.strip()
    if found := _ADDRESS.match(license):
        return _License(found[1].lower(), found[2] or "")
    if _ARXIV.match(license):
        return _License("arxiv")
    return _read_name(license)


def _read_name(name: str) -> _License | None:
    if found := _NAME.fullmatch(name):
        return _License(re.sub(r"\s", "-", found[1].lower()), found[2] or "")
    if found := _ZERO.fullmatch(name):
        return _License("zero", found[1] or "1.0")
    if found := _PUBLIC.fullmatch(name):
        return _License("mark", found[1] or "")
    if found := _LONG_NAME.fullmatch(name):
        more = (found["more"] or "").strip(" -").lower()
        limits = "-nc" * bool(found["nc"]) + ("-sa" if more.startswith("share") else "-nd" if more else "")
        return _License(f"by{limits}", found["version"] or "")
    return None
