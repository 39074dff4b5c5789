"""Papers as BibTeX, RIS and CSL-JSON, for reference managers. Pure.

BibTeX as arXiv writes it: https://info.arxiv.org/help/hypertex/bibstyles/index.html
RIS: https://en.wikipedia.org/wiki/RIS_(file_format)
CSL-JSON: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot import identifiers
from bot.models import Paper
from bot.text.characters import clean
from bot.text.latex import to_unicode

SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
NO_BRACES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})  # a DOI is taken as it stands, but for these
PARTICLES = frozenset(["van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "ter", "zu"])
SUFFIX = re.compile(r",?\s+((?:Jr|Sr)\.?|I{2,3}|IV)$")
GROUP = re.compile(r"\b(?:collaboration|consortium|team|group)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """An author's name in parts; a group has a family name only."""

    family: str
    given: str = ""
    suffix: str = ""


def bibtex(papers: Iterable[Paper]) -> str:
    """Write papers as BibTeX; a key is made of the paper's id, so that it stays the same."""
    return "\n".join(_bibtex(paper) for paper in papers)


def ris(papers: Iterable[Paper]) -> str:
    """Write papers as RIS, with the ends of lines that it wants."""
    return "".join(f"{tag}  - {text}\r\n" for paper in papers for tag, text in _ris(paper))


def csl(papers: Iterable[Paper]) -> str:
    """Write papers as CSL-JSON."""
    return json.dumps([_csl(paper) for paper in papers], ensure_ascii=False, indent=2) + "\n"


def name_of(author: str) -> Name:
    """Take a name apart: the last word with the particles before it is the family's."""
    author = to_unicode(author)
    if GROUP.search(author):
        return Name(author)
    found = SUFFIX.search(author)
    words = (author[: found.start()] if found else author).split()
    start = max(len(words) - 1, 0)
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return Name(" ".join(words[start:]), " ".join(words[:start]), found[1] if found else "")


def _bibtex(paper: Paper) -> str:
    fields = {
        "author": " and ".join(_bibtex_name(name_of(author)) for author in paper.authors),
        "title": f"{{{_escaped(to_unicode(paper.title))}}}",  # the inner braces keep capitals as they are
        "year": str(year(paper)),
        "eprint": paper.id,
        "archivePrefix": "arXiv",
        "primaryClass": paper.categories[0] if paper.categories else "",
        "doi": clean(paper.doi or "").translate(NO_BRACES),
        "note": _escaped(to_unicode(paper.journal or "")),
        "url": identifiers.abs_url(paper.id),
    }
    lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
    return f"@misc{{{key(paper)},\n{lines}\n}}\n"


def _bibtex_name(name: Name) -> str:
    if not name.given:
        return f"{{{_escaped(name.family)}}}"
    return ", ".join(_escaped(part) for part in (name.family, name.suffix, name.given) if part)


def _escaped(text: str) -> str:
    return text.translate(SPECIAL)


def _ris(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", "UNPB"
    yield "ID", key(paper)
    for author in paper.authors:
        name = name_of(author)
        yield "AU", ", ".join(part for part in (name.family, name.given, name.suffix) if part)
    yield "TI", to_unicode(paper.title)
    yield "AB", to_unicode(paper.abstract)
    yield "PY", str(year(paper))
    yield from (("KW", category) for category in paper.categories)
    if paper.doi:
        yield "DO", to_unicode(paper.doi)
    if paper.journal:
        yield "N1", to_unicode(paper.journal)
    yield "UR", identifiers.abs_url(paper.id)
    yield "ER", ""


def _csl(paper: Paper) -> dict[str, Any]:
    item = {
        "id": key(paper),
        "type": "article",
        "title": to_unicode(paper.title),
        "abstract": to_unicode(paper.abstract),
        "author": [_csl_name(name_of(author)) for author in paper.authors],
        "issued": {"date-parts": [[year(paper)]]},
        "publisher": "arXiv",
        "number": f"arXiv:{paper.id}",
        "URL": identifiers.abs_url(paper.id),
        "DOI": clean(paper.doi or ""),
        "note": to_unicode(paper.journal or ""),
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if not name.given:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


def key(paper: Paper) -> str:
    """Return what a paper is cited by: ``arXiv:2008.10599``, with a blank-free sign for the slash of old ids."""
    return f"arXiv:{paper.id.replace('/', '-')}"


def year(paper: Paper) -> int:
    """Return the year of the first version, from its id: 91 to 99 are of the old century."""
    digits = int(paper.id.rpartition("/")[2][:2])
    return digits + (1900 if digits >= 91 else 2000)
