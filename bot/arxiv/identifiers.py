"""Parse arXiv identifiers of all formats, find them in texts, and link to them. Pure.

Schemes: https://info.arxiv.org/help/arxiv_identifier.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

from bot.models.papers import PaperId

FIRST_NEW = 704  # April 2007: YYMM.NNNN
FIRST_FIVE_DIGITS = 1501  # January 2015: YYMM.NNNNN
FIRST_OLD_YEAR = 91  # 1991, and so 91 to 99, then 00 to 07: archive/YYMMNNN
OLD_ARCHIVES = (  # before April 2007
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph"
    "|q-alg|q-bio|quant-ph|solv-int|supr-con"
)

EXTENSIONS = r"(?:pdf|html?|tar(?:\.gz)?|tgz|gz|zip|ps|djvu|tex|txt|bib|epub|md)"

_NEW = r"[0-9]{4}\.[0-9]{4,5}"
_OLD = rf"(?:{OLD_ARCHIVES})(?:\.[a-z-]{{2,9}})?(?:/+|[_-]?(?=[0-9]{{7}}(?:v[0-9]+)?\.{EXTENSIONS}\b))[0-9]{{7}}"
_VERSION = r"(?:v[1-9][0-9]{0,3})?"
_ID = rf"(?:{_NEW}|{_OLD}){_VERSION}"
_PART = re.compile(
    r"(?:(?P<month>[0-9]{4})\.(?P<number>[0-9]{4,5})"
    rf"|(?P<archive>{OLD_ARCHIVES})(?:\.[a-z-]{{2,9}})?[/_-]*(?P<serial>[0-9]{{7}}))"
    r"(?:v(?P<version>[1-9][0-9]{0,3}))?",
    re.IGNORECASE,
)
_MARKUP = r"[*_`~|]{0,4}"  # chat markup for bold, strikethrough, spoilers or code
_HOST = (  # sites whose addresses hold identifiers
    r"(?:arxiv[\w-]{0,20}(?:\.[a-z]{2,6}){1,2}|xxx\.lanl\.gov|(?:alphaxiv|ar5iv|emergentmind|scirate|inspirehep|deepwiki"
    r"|(?:the)?moonlight|chatpaper|semanticscholar|adsabs\.harvard|papers|huggingface|hf|hf-mirror|deeparxiv|bytez|catalyzex)"
    r"\.(?:org|com|net|cool|io|edu|co|ai))"
)
_PATH = r"/+(?:[\w.@-]+/+){0,4}?(?:arxiv:)?"
_PARAMETER = r"(?:/[^\s<>\"?]{0,100})?\?(?:[^\s<>\"]{0,200}?&)?[a-z_]{1,20}=(?:[a-z_]{1,10}[:+\s]){0,3}[\"(]?"
_SITE = rf"(?:{_HOST}(?:{_PATH}|{_PARAMETER}))"
_NAMED = (  # words that make the digits after them an identifier
    r"(?:(?:oai:)?arxiv(?:\.org)?(?:\s?(?:id|no|number|(?:e-?|pre)print)\b\.?)?(?:\s?[:：._/#=|-]{1,2}\s?|[(\[{]|\s)?"
    r"|10\.48550/arxiv\.|/arxiv/+(?:abs/+|pdf/+)?|(?:paper|e-?print|preprint|id|abs|pdf|论文)\s?[:：]\s?|e-?print\s?=\s?|(?<!/)(?:abs|pdf|html)/)"
)
_PREFIX = rf"(?:{_SITE}|{_NAMED})"
_ONE = re.compile(
    rf"(?P<prefix>(?:https?:/*)?(?:[\w-]+\.)*(?:doi\.org/+|doi:\s?|[\w./-]{{1,100}}(?=arxiv:|/arxiv/))?{_PREFIX}{_MARKUP})?"
    rf"(?P<id>{_ID})(?:\s?\([0-9]{{1,2}}\))?(?:\.{EXTENSIONS})?{_MARKUP}(?(prefix)(?:[)\]}}]?(?:[/?#&].*)?))",
    re.IGNORECASE | re.DOTALL,
)
_PHONE_OR_PRICE = r"\+[0-9][0-9 ().-]*|[$€£¥] ?[0-9][0-9.,]*"
_SPACE = r"\s([{<>\"'“‘«|—…\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff0f\uff1a-\uff65"  # of texts in any script
_UNITS = "%€£$°元円圆圓万萬亿億원"
_ANY = re.compile(
    rf"{_PHONE_OR_PRICE}"
    rf"|(?:{_SITE}|(?<![^\W_])(?<!-){_NAMED}|(?<![^{_SPACE}])){_MARKUP}"
    rf"(?P<list>{_ID}(?:{_MARKUP}[,;，；、|&]{_MARKUP}(?:arxiv:)?{_ID})*)"
    rf"(?:(?![^\W_])|(?=[{_SPACE[2:]}]))(?![.,:/+–-][0-9])(?!\s?[{_UNITS}])",
    re.IGNORECASE,
)
_WRAPPING = " \t\r\n<>()[]{}\"'“”‘’«».,;:!?*_`~|（）「」『』【】《》，；：。、！？"
_BIBCODE = re.compile(r"(?<![^\W_])[0-9]{4}arXiv([0-9]{4})\.?([0-9]{4,5})[A-Z.](?![^\W_])")  # a bibcode of ADS
_OLD_BIBCODE = re.compile(
    rf"(?<![^\W_])[0-9]{{2}}([0-9]{{2}})({OLD_ARCHIVES.replace('-', '.')})\.+([0-9]{{1,5}})[A-Z](?![^\W_])"
)
_DBLP = re.compile(r"\bcorr/abs-([0-9]{4})-([0-9]{4,5})(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A paper, or one version of it."""

    id: PaperId
    version: int | None = None


def parse(text: str) -> Identifier | None:
    """Parse *text* as one identifier, address or DOI of a paper at arXiv; None if it isn't one."""
    match = _ONE.fullmatch(_plain(text).strip(_WRAPPING))
    return _identifier(match["id"]) if match else None


def find_all(*texts: str | None) -> list[PaperId]:
    """Return every paper that *texts* name or link to, each once, in order of appearance.

    Texts may be addresses, plain text or HTML. A bare identifier counts only as a word of its own (``see
    2008.10599.``), not as part of a longer number, another address or another DOI.
    """
    lists = (match["list"] or "" for text in texts if text for match in _ANY.finditer(_plain(text)))
    found = (_identifier(part[0]) for listed in lists for part in _PART.finditer(listed))
    return list(dict.fromkeys(identifier.id for identifier in found if identifier))


def meant(text: str) -> PaperId | None:
    """Return the paper that *text* is the identifier of, or else the only one that it names."""
    spelled = parse(text)
    named = [spelled.id] if spelled else find_all(text)
    return named[0] if len(named) == 1 else None


def find_within(payload: object) -> list[PaperId]:
    """Return every paper named in any text inside *payload*, made of dictionaries and lists, like `find_all`."""
    return find_all(*_texts(payload))


def abs_url(id: PaperId) -> str:
    """Return the address of a paper's page."""
    return f"https://arxiv.org/abs/{id}"


def pdf_url(id: PaperId) -> str:
    """Return the address of a paper's newest PDF."""
    return f"https://arxiv.org/pdf/{id}"


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside *value*, in order, at any depth."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        waiting.extend(reversed(list(inner)))


def _plain(text: str) -> str:
    """Undo the escapes of a slash in HTML and addresses (``&#x2F;``, ``%2F``), and expand bibcodes."""
    plain = unquote(unescape(text))
    if "arXiv" in plain:
        plain = _BIBCODE.sub(r"arXiv:\1.\2", plain)
    if "abs-" in plain:
        plain = _DBLP.sub(r"arXiv:\1.\2", plain)
    return _OLD_BIBCODE.sub(_spelled, plain) if ".." in plain else plain


def _spelled(code: re.Match[str]) -> str:
    """Return the identifier in a bibcode from before 2007: ``1999hep.th....1001W`` is hep-th/9901001."""
    return f"arXiv:{code[2].replace('.', '-')}/{code[1]}{code[3]:0>5}"


def _identifier(text: str) -> Identifier | None:
    """Return the paper of an id that arXiv may have assigned. The subject class of an old one is dropped."""
    match = _PART.fullmatch(text)
    if match is None:
        return None
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
