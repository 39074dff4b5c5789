"""Remove labels before a sentence: "Abstract:", "2.", a bullet. Pure."""

from __future__ import annotations

import re

_NAMES = """abstract|aims?|approach|background|conclusions?|context|contributions?|design|discussion|findings|goals?
    |highlights?|importance|interpretation|introduction|limitations|materials|methodology|methods?|motivation
    |objectives?|originality|outcomes?|overview|problem|purpose|rationale|results?|scope|setting|significance|summary
    |tl;?dr|value|hypothesis|novelty|keywords|key ?words|main results?|plain language summary|executive summary"""
NAMES = "".join(_NAMES.split("\n")).replace("    ", "")
LABEL = re.compile(
    rf"[*_#\[(]*(?:{NAMES})(?:(?: and |/| & |, )(?:{NAMES}))?[\])*_]*"
    r"(?:\s*[:—–|]+\s*|\s*[-.]+\s*(?=[\"“(]?(?-i:[A-Z])))",
    re.IGNORECASE,
)
BARE_LABEL = re.compile(
    r"(?:abstract|ABSTRACT|Abstract|SUMMARY|Summary)\s+(?=(?:We|This|In|The|A|An|Recent(?:ly)?|Our)\b)"
)
NUMBERING = re.compile(r"(?:[•*‣▪●◦–—-]|[(\[]?(?:\d{1,2}|[ivx]{1,4}|[a-h])[)\]]|\d{1,2}\.|[ivx]{2,4}\.)\s+(?=\S)")


def without_label(sentence: str) -> str:
    """Return *sentence* without leading labels, list numbers and bullets, unless nothing remains."""
    start = 0
    while (
        found := LABEL.match(sentence, start) or BARE_LABEL.match(sentence, start) or NUMBERING.match(sentence, start)
    ):
        start = found.end()
    rest = sentence[start:]
    return rest[0].upper() + rest[1:] if start and rest else sentence
