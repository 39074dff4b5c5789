"""What BibTeX and pdflatex make of an entry, as far as a test has to know."""

from __future__ import annotations

import re
from typing import Any

from bot.text import citations
from tests.helpers import factories

# Beyond ASCII, what utf8 with T1 defines: t1enc.dfu and ts1enc.dfu of LaTeX, https://ctan.org/pkg/latex
LETTERS = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİıĲĳĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤť"
    "ŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț"
)
SIGNS = "\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿×÷–—‘’‚“”„†‡•…‰‹›€™"
KNOWN = frozenset(LETTERS + SIGNS)


def entry(**paper: Any) -> str:
    """Write a paper as BibTeX."""
    return citations.bibtex([factories.paper(**paper)])


def field(entry: str, name: str) -> str:
    """Return what a field of an entry holds between its outermost braces."""
    found = re.search(rf"^  {name} = \{{(.*)\}},?$", entry, re.MULTILINE)
    return found[1] if found else ""


def is_balanced(entry: str) -> bool:
    """Count as BibTeX does, to which a backslash before a brace is nothing special."""
    depth = 0
    for brace in re.findall(r"[{}]", entry):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def unknown_to_tex(entry: str) -> str:
    """Return the characters that pdflatex with utf8 and T1 would stop at."""
    return "".join(character for character in entry if ord(character) > 0x7E and character not in KNOWN)
