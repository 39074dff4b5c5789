"""Space the pieces of a formula in one line of text. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

NUMBER = re.compile(r"\d[\d.,]*")
SIGNS = frozenset("+−±∓/")
EXPECTANT = frozenset({"open", "bin", "rel", "punct", "op", "big"})  # an operand must follow: a sign is no operator
FACTORS = frozenset({"ord", "open", "group", "fraction", "root"})


@dataclass(frozen=True, slots=True)
class FormulaPiece:
    """A printed part of a formula. Its kind determines the space around it.

    Kinds are TeX's (ord, op, bin, rel, open, close, punct), and: bar (opens or closes), big (a sum), group (bracketed),
    fraction, root, text, space.
    """

    text: str
    kind: str = "ord"


def join(pieces: Sequence[FormulaPiece], *, tight: bool) -> str:
    """Join *pieces*. If *tight*, as in scripts, there is no space around operators."""
    row = _with_clear_fractions(_settled(pieces))
    parts = [row[0].text] if row else []
    for left, right in pairwise(row):
        parts += [" " if _apart(left, right, tight=tight) else "", right.text]
    return "".join(parts)


def _settled(pieces: Sequence[FormulaPiece]) -> list[FormulaPiece]:
    """Decide which bars open or close, and which signs are operators."""
    settled: list[FormulaPiece] = []
    opened = 0
    before = "open"
    for piece in pieces:
        kind = piece.kind
        if piece.text == "=" and settled and settled[-1].text == ":":
            settled[-1] = FormulaPiece(":=", "rel")
            continue
        if kind == "bar":
            kind = "open" if before in EXPECTANT or not opened else "close"
            opened += 1 if kind == "open" else -1
        is_sign = (kind == "bin" and before in EXPECTANT) or (kind == "rel" and before == "open")
        settled.append(replace(piece, kind="ord" if is_sign else kind))
        before = before if piece.kind == "space" else kind
    return _with_ranges(_without_loose_ends(settled))


def _without_loose_ends(pieces: list[FormulaPiece]) -> list[FormulaPiece]:
    """Make an operator without a right operand an ordinary sign: ``2×``, ``K+``, the last of ``<x>``."""
    after = "close"
    for index in reversed(range(len(pieces))):
        kind = pieces[index].kind
        if after in {"close", "punct", "rel"} and (kind == "bin" or pieces[index].text == ">"):
            pieces[index] = replace(pieces[index], kind="ord")
        after = after if kind == "space" else kind
    return pieces


def _with_ranges(pieces: list[FormulaPiece]) -> list[FormulaPiece]:
    """Write "from 20 to 55" as ``20−55``: authors mean that more often than a difference of two numbers."""
    for index in range(1, len(pieces) - 1):
        numbers = NUMBER.fullmatch(pieces[index - 1].text) and NUMBER.fullmatch(pieces[index + 1].text)
        if pieces[index].text == "−" and numbers:
            pieces[index] = FormulaPiece("−")
    return pieces


def _with_clear_fractions(pieces: Sequence[FormulaPiece]) -> list[FormulaPiece]:
    """Bracket a fraction that something is multiplied with: ``(1/2)x``."""
    clear = list(pieces)
    after = ""
    for index in reversed(range(len(clear))):
        piece = clear[index]
        if piece.kind == "fraction" and after in FACTORS:
            clear[index] = FormulaPiece(f"({piece.text})", "group")
        after = after if piece.kind == "space" else piece.kind
    return clear


def _apart(left: FormulaPiece, right: FormulaPiece, *, tight: bool) -> bool:
    """Return whether there is a space between two pieces."""
    kinds = left.kind, right.kind
    if "space" in kinds:
        return False
    if kinds[0] == "punct" or "rel" in kinds or "bin" in kinds:
        return not tight and kinds[1] != "close" and not _is_close_pair(left, right)
    if kinds[0] == "op":
        return kinds[1] not in {"open", "close", "group", "punct"}
    if kinds[0] == "big" or kinds[1] in {"op", "big"}:
        return kinds[0] != "open" and kinds[1] not in {"close", "punct"}
    return _would_run_together(left, right)


def _is_close_pair(left: FormulaPiece, right: FormulaPiece) -> bool:
    """Return whether a colon is in a ratio, ``1:2``, and not as in ``f: X → Y``."""
    return right.text == ":" or (left.text == ":" and right.text[:1].isdigit())


def _would_run_together(left: FormulaPiece, right: FormulaPiece) -> bool:
    """Return whether *right* would look like part of *left*: its root, index or fraction."""
    if right.kind == "fraction":
        return left.text not in SIGNS and left.kind in {"ord", "close", "group", "root"}
    if left.kind == "root":
        return right.kind in FACTORS and not left.text.endswith(")")
    return left.text[-2:-1] in {"_", "^"} and right.text[:1].isalnum()
