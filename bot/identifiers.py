"""arXiv identifiers of every age: read one, find those in a text, link to them. Pure.

Schemes: https://info.arxiv.org/help/arxiv_identifier.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from bot.models import PaperId

FIRST_NEW = 704  # April 2007: YYMM.NNNN
FIRST_FIVE_DIGITS = 1501  # January 2015: YYMM.NNNNN
FIRST_OLD_YEAR = 91  # 1991, and so 91 to 99, then 00 to 07: archive/YYMMNNN
OLD_ARCHIVES = (  # those of before April 2007
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph"
    "|q-alg|q-bio|quant-ph|solv-int|supr-con"
)

_ID = (
    r"(?:(?P<month>[0-9]{4})\.(?P<number>[0-9]{4,5})"
    rf"|(?P<archive>{OLD_ARCHIVES})(?:\.[a-z-]{{2,9}})?/(?P<serial>[0-9]{{7}}))"
    r"(?:v(?P<version>[1-9][0-9]{0,3}))?"
)
_PREFIX = (  # what makes the digits behind it an identifier, wherever it stands
    r"(?:(?:arxiv\.org|alphaxiv\.org|ar5iv\.org|xxx\.lanl\.gov)/(?:[\w-]+/){0,3}?(?:arxiv:)?"
    r"|(?:huggingface|hf)\.co/(?:[\w-]+/)?papers/"
    r"|(?:semanticscholar\.org|scirate\.com)/arxiv/"
    r"|emergentmind\.com/papers/"
    r"|(?:oai:)?arxiv(?:\.org)?:\s?"
    r"|10\.48550/arxiv\.)"
)
_ONE = re.compile(
    rf"(?P<prefix>(?:https?://)?(?:[\w-]+\.)*(?:doi\.org/|doi:\s?)?{_PREFIX})?{_ID}"
    r"(?:\.pdf|\.html)?(?(prefix)(?:[/?#].*)?)",
    re.IGNORECASE,
)
_PHONE_OR_PRICE = r"\+[0-9][0-9 ().-]*|[$€£¥] ?[0-9][0-9.,]*"
_ANY = re.compile(
    rf"{_PHONE_OR_PRICE}"
    rf"|(?:(?<![^\W_])(?<!-){_PREFIX}|(?<![^\s(\[{{<>\"'“‘«|])){_ID}"
    r"(?![^\W_])(?![.,:/+–-][0-9])(?!\s?[%€£$°])",
    re.IGNORECASE,
)
_WRAPPING = " \t\r\n<>()[]{}\"'“”‘’«».,;:!?"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A paper, or one version of it."""

    id: PaperId
    version: int | None = None


def parse(text: str) -> Identifier | None:
    """Read *text* as one identifier, address or DOI of a paper at arXiv; None if it is anything else."""
    match = _ONE.fullmatch(_plain(text).strip(_WRAPPING))
    return _identifier(match) if match else None


def find_all(*texts: str | None) -> list[PaperId]:
    """Return every paper that *texts* name or link to, each once, in order of appearance.

    Texts may be addresses, plain text or HTML. A bare identifier counts where it stands alone as a word
    (``see 2008.10599.``), never as a part of a longer number, of another address or of another DOI.
    """
    found = (_identifier(match) for text in texts if text for match in _ANY.finditer(_plain(text)))
    return list(dict.fromkeys(identifier.id for identifier in found if identifier))


def meant(text: str) -> PaperId | None:
    """Return the paper that *text* spells, or else the only one that it names: as people copy what arXiv prints."""
    spelled = parse(text)
    named = [spelled.id] if spelled else find_all(text)
    return named[0] if len(named) == 1 else None


def find_within(payload: object) -> list[PaperId]:
    """Return every paper that any text inside *payload*, made of dictionaries and lists, names, as `find_all` does."""
    return find_all(*_texts(payload))


def abs_url(id: PaperId) -> str:
    """Return the address of a paper's page."""
    return f"https://arxiv.org/abs/{id}"


def pdf_url(id: PaperId) -> str:
    """Return the address of a paper's newest PDF."""
    return f"https://arxiv.org/pdf/{id}"


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside *value*, in its order, however deep it stands."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        waiting.extend(reversed(list(inner)))


def _plain(text: str) -> str:
    """Undo what HTML and addresses do to a slash: Hacker News writes ``&#x2F;``."""
    return unquote(unescape(text))


def _identifier(match: re.Match[str]) -> Identifier | None:
    """Return what *match* holds if arXiv could have given it out; the subject class is not a part of an old id."""
    version = int(match["version"]) if match["version"] else None
    if match["month"] and _is_new(match["month"], match["number"]):
        return Identifier(PaperId(f"{match['month']}.{match['number']}"), version)
    if match["serial"] and _is_old(match["serial"]):
        return Identifier(PaperId(f"{match['archive'].lower()}/{match['serial']}"), version)
    return None


def _is_new(month: str, number: str) -> bool:
    digits = 5 if int(month) >= FIRST_FIVE_DIGITS else 4
    return int(month) >= FIRST_NEW and _is_month(month) and len(number) == digits and int(number) > 0


def _is_old(serial: str) -> bool:
    month, number = serial[:4], serial[4:]
    in_time = int(month) < FIRST_NEW or int(month[:2]) >= FIRST_OLD_YEAR
    return in_time and _is_month(month) and int(number) > 0


def _is_month(month: str) -> bool:
    return 1 <= int(month[2:]) <= 12
