"""Export papers as BibTeX, RIS and CSL-JSON for reference managers. Pure.

BibTeX as arXiv writes it: https://info.arxiv.org/help/hypertex/bibstyles/index.html

RIS: https://en.wikipedia.org/wiki/RIS_(file_format)

CSL-JSON: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.arxiv import identifiers
from bot.models.papers import Paper
from bot.text.sanitize import sanitize
from bot.text.tex.to_latex import spelled, to_latex
from bot.text.tex.to_unicode import to_unicode

NO_BRACES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})  # the only characters of a DOI to escape
DOI = re.compile(
    r"(?:\bdoi:\s*|https?://(?:dx\.)?doi\.org/)?"
    r"(10\.\d{4,9}/\S+?)(?=[,;]*(?:\s|$|[,;](?:doi:|https?:|10\.\d)))",
    re.IGNORECASE,
)
_PARTICLES = "van von der den de del della di da dos du la ter vom zu zur zum el al ibn abu"
_SMALL_PARTICLES = """te ten op het 't ’t `t in uit thoe tot vom vander und am im auf aus lo li le les las los
    das do des dei degli delle dello dal dalla af av ap ab bin ben bint ul y e i"""
PARTICLES = frozenset(_PARTICLES.split())  # of families, also where they have a capital
SMALL_PARTICLES = frozenset(_SMALL_PARTICLES.split())  # with a capital, they are names of their own
LINKS = frozenset("yei")  # between two family names
HEIRS = frozenset({"Filho", "Neto", "Sobrinho", "Junior", "Júnior"})  # of Portuguese names, after the family's
SUFFIX = re.compile(r"(?:,\s*|\s+)((?:[JS][Rr])\.?|I{2,3}|IV|VI{1,3}|[23]rd|2nd|[4-9]th)$")
TITLE = re.compile(r"^(?:Dr|Prof|Mr|Mrs|Ms)\.\s+|,?\s+(?:Ph\.?\s?D|M\.D|D\.Sc|MSc|M\.Sc|MBA)\.?$|,\s*MD$")
AND = re.compile(r"\band\b", re.IGNORECASE)  # between two authors, to BibTeX
GROUP = re.compile(
    r"\b(?:collaborations?|consorti(?:um|a)|teams?|(?:working |study )?groups?|network|projects?|committee|initiative"
    r"|investigators|alliance|institute|foundation|organi[sz]ation|association|laborator(?:y|ies)|observatory"
    r"|community|society)\b",
    re.IGNORECASE,
)
ON_BEHALF = re.compile(r"(?<![\s,])[\s,]*+\(?\s?\b(?:for|on behalf of)\s+(?:the\s+)?(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """An author's name in parts. A group has a family name only."""

    family: str
    given: str = ""
    suffix: str = ""


def bibtex(papers: Iterable[Paper]) -> str:
    """Return papers as BibTeX. A key is made of the paper's id, so it never changes."""
    return "\n".join(_bibtex(paper) for paper in papers)


def ris(papers: Iterable[Paper]) -> str:
    """Return papers as RIS, with its line endings."""
    return "".join(f"{tag}  - {text}\r\n" for paper in papers for tag, text in _ris(paper))


def csl(papers: Iterable[Paper]) -> str:
    """Return papers as CSL-JSON."""
    return json.dumps([_csl(paper) for paper in papers], ensure_ascii=False, indent=2) + "\n"


def split_author(author: str) -> Name:
    """Split a name: the last word with the particles before it is the family name; a group is kept whole.

    ``Family, Given`` is parsed, too. A person who writes for a group is named without it.
    """
    person, group = _behalf(TITLE.sub("", to_unicode(author)))
    if not person or GROUP.search(person):
        return Name(person or group)
    found = SUFFIX.search(person)
    suffix, person = (found[1], person[: found.start()]) if found else ("", person)
    family, comma, given = person.partition(",")
    if comma and family.strip() and given.strip():
        early = SUFFIX.fullmatch(f" {given.partition(',')[0].strip()}")
        suffix, given = (early[1], given.partition(",")[2]) if early else (suffix, given)
        return Name(family.strip(), given.strip(" ,"), suffix)
    words = person.replace(",", " ").split()
    start = _start_of_family(words)
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _behalf(author: str) -> tuple[str, str]:
    """Split an author from the group after it: ``for the ABCD Collaboration``."""
    found = ON_BEHALF.search(author)
    if not found or not GROUP.search(author, found.end()):
        return author, ""
    return author[: found.start()].strip(" ,"), author[found.end() :].strip(" )")


def _start_of_family(words: Sequence[str]) -> int:
    """Return the index of the first word of the family name."""
    start = max(len(words) - 1, 0)
    start -= start > 1 and words[start] in HEIRS
    while start > 0 and (words[start - 1] in SMALL_PARTICLES or words[start - 1].lower() in PARTICLES):
        link = words[start - 1] in LINKS
        if start == 1 + link and not words[0].islower():
            break
        start -= 1 + link
    return start


def _bibtex(paper: Paper) -> str:
    fields = {
        "author": " and ".join(_bibtex_name(split_author(author)) for author in paper.authors),
        "title": f"{{{to_latex(paper.title)}}}",  # the inner braces keep capitals as they are
        "year": str(year(paper)),
        "eprint": paper.id,
        "archivePrefix": "arXiv",
        "primaryClass": paper.categories[0] if paper.categories else "",
        "doi": _doi(paper).translate(NO_BRACES),
        "note": to_latex(paper.journal or ""),
        "url": identifiers.abs_url(paper.id),
    }
    lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text)
    return f"@misc{{{citation_key(paper)},\n{lines}\n}}\n"


def _bibtex_name(name: Name) -> str:
    if not name.given:
        return f"{{{spelled(name.family)}}}"
    family = spelled(name.family)
    if name.family[:1].isupper() and any(word.islower() for word in name.family.split()):
        family = f"{{{family}}}"  # otherwise BibTeX takes all words up to the small one for particles
    return ", ".join(AND.sub(r"{\g<0>}", part) for part in (family, name.suffix, spelled(name.given)) if part)


def _doi(paper: Paper) -> str:
    """Return the first DOI from the authors. arXiv's field may hold several, separated by spaces or commas."""
    told = sanitize(paper.doi or "")
    found = DOI.search(told)
    return found[1] if found else told


def _ris(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", "UNPB"
    yield "ID", citation_key(paper)
    for author in paper.authors:
        name = split_author(author)
        yield "AU", ", ".join(part for part in (name.family, name.given, name.suffix) if part)
    yield "TI", to_unicode(paper.title)
    yield "AB", to_unicode(paper.abstract)
    yield "PY", str(year(paper))
    yield from (("KW", category) for category in paper.categories)
    if paper.doi:
        yield "DO", _doi(paper)
    if paper.journal:
        yield "N1", to_unicode(paper.journal)
    yield "UR", identifiers.abs_url(paper.id)
    yield "ER", ""


def _csl(paper: Paper) -> dict[str, Any]:
    item = {
        "id": citation_key(paper),
        "type": "article",
        "title": to_unicode(paper.title),
        "abstract": to_unicode(paper.abstract),
        "author": [_csl_name(split_author(author)) for author in paper.authors],
        "issued": {"date-parts": [[year(paper)]]},
        "publisher": "arXiv",
        "number": f"arXiv:{paper.id}",
        "URL": identifiers.abs_url(paper.id),
        "DOI": _doi(paper),
        "note": to_unicode(paper.journal or ""),
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if not name.given:
        return {"literal": name.family}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


def citation_key(paper: Paper) -> str:
    """Return a paper's citation key: ``arXiv:2008.10599``, with another character for the slash of old ids."""
    return f"arXiv:{paper.id.replace('/', '-')}"


def year(paper: Paper) -> int:
    """Return the year of the first version, from the id: 91 to 99 are of the 20th century."""
    digits = int(paper.id.rpartition("/")[2][:2])
    return digits + (1900 if digits >= 91 else 2000)
