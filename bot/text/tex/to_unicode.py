r"""LaTeX in titles, abstracts, names and comments, as Unicode that people can read. Pure.

Authors write for arXiv's page, which shows formulas but not macros, so prose is only partly TeX: a per cent sign is
no comment, a lone dollar is money, ``_`` and ``^`` outside formulas are characters. Doubtful cases stay as they
was written. A paper's text is read so::

    $…$  $$…$$  \(…\)  \[…\]  \begin{align}…    a formula, or its source where `formula` has doubts
    \"o  \v{c}  \L  \alpha  --  ~  ``…''          its character
    \emph{…}  {\it …}  \href{…}{…}  \footnote{…}  what is inside
    \cite{…}  \label{…}  \noindent                 nothing
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.text.sanitize import sanitize
from bot.text.tex import formula, macros
from bot.text.tex.span import Read, Reader, TexSpan, partners

TOKEN = re.compile(
    r"""
      (?P<address>
        (?:https?://(?:\s(?=[\w-]+\.[a-z]))?
          |(?<![\w./@-])(?:www\.|(?:github|gitlab|bitbucket|huggingface)\.[a-z]{2,3}/))
        (?:[^\s{}\\$`']|\\[_%&\#]|\\~(?:\{\})?
          |\$\\(?:sim|_)\$|\{\\_\}|\{?\\text(?:asciitilde|underscore)(?:\{\}|\}|[ ]))+)
    | (?P<macro>\\[A-Za-z]+\*?|\\.)
    | (?P<dollars>\$\$?)
    | (?P<brace>\{)
    | (?P<quotes>(?<!`)``(?!`)|(?<=[^\s\d])'')
    | (?P<quoted>(?<![\w`])`(?=[^\s`'])[^`']{0,80}(?<=\S)'(?![\w']))
    | (?P<dash>(?<![-<])-{2,3}(?![->]))
    | (?P<tie>~)
    """,
    re.VERBOSE | re.DOTALL,
)
ADDRESS = re.compile(r"https?:/|www\.")
SIGNS = ("\\", "$", "{", "`", "~", "''", "--", "://")  # every token has one of them
LOST_BRACKETS = re.compile(r"\s?[(\[][\s;,]*\0[\s\0;,]*[)\]]")
LOST_WORDS = re.compile(r"\s?\0(?=\s?(?:[.,;:)\]]|$))|\0")

# What a formula has of words, and what only prose has.
FORMULA_WORDS = re.compile(
    r"\\(?:text\w*|mbox|hbox|math\w+|operatorname|begin|end)\*?\s*\{[^{}]*\}|\{\\\w+[^{}]*\}|\\[A-Za-z]+"
)
PROSE = re.compile(r"[A-Za-z]{3,} +[A-Za-z]{2,}|[A-Za-z]{2,} +[A-Za-z]{3,}")
WORD = re.compile(r"(?:^| )[A-Za-z]{2,}(?: |$)")
PROSE_MACRO = re.compile(r"\s*\\(?:href|url|cite\w*|footnote)\b")


@lru_cache(maxsize=2_048)
def to_unicode(text: str) -> str:
    r"""Return *text* without LaTeX, unseen characters and doubled spaces; doubtful cases stay as they are.

    Never raises. To be applied once, to text as arXiv has it: what it returns may look like LaTeX again (``\$5``
    becomes ``$5``), though it hardly ever is read as such.
    """
    source = sanitize(text)
    if not any(sign in source for sign in SIGNS):
        return source
    read = read_span(TexSpan(source, partners(source), 0, len(source), read_span))
    return sanitize(without_lost(read))


def without_lost(read: str) -> str:
    """Close up the text around what was dropped, and drop brackets that held nothing else."""
    return LOST_WORDS.sub("", LOST_BRACKETS.sub("", read))


def read_span(span: TexSpan) -> str:
    """Return the readable text of a span, token by token."""
    parts = []
    position = span.start
    while token := TOKEN.search(span.text, position, span.end):
        read = READERS[token.lastgroup or ""](span, token)
        parts.append(span.text[position : token.start()])
        text, position = read or (token.group(), token.end())
        parts.append(text)
    return "".join([*parts, span.text[position : span.end]])


def _address(_: TexSpan, token: re.Match[str]) -> Read:
    return macros.address(token.group()), token.end()


def _dollars(span: TexSpan, token: re.Match[str]) -> Read | None:
    start = token.end()
    fence = r"(?<!\\)" + re.escape(token.group())
    closing = re.compile(fence).search(span.text, start, min(span.end, start + formula.MAX_LENGTH))
    if not closing:
        return None
    inner, following = span.text[start : closing.start()], span.at(closing.end())
    if PROSE_MACRO.match(inner):
        return span.inside(start, closing.start()), closing.end()
    if not is_formula(inner, following):
        return "$", token.start() + 1
    text, end = macros.as_formula(span, inner, (token.start(), closing.end()))
    return text.removesuffix("−") + "-" if text.endswith("−") and following.isalpha() else text, end


def is_formula(inner: str, following: str) -> bool:
    """Return whether text between dollars is a formula, and not between two sums of money or two formulas."""
    words = FORMULA_WORDS.sub("", inner)
    blanks = inner.startswith(" ") + inner.endswith(" ")
    if not inner.strip() or PROSE.search(words) or (blanks == 1 and WORD.search(words)):
        return False
    if any(sign in inner for sign in "\\^_"):
        return True
    number = following.isdigit() and any(map(str.isalnum, inner))  # in "$5-$10" nothing is, in "5$-$10" all is
    return blanks == 2 or (blanks == 0 and not number)


def _brace(span: TexSpan, token: re.Match[str]) -> Read | None:
    r"""Drop braces that only TeX needs: ``{\it …}``, ``Schr{ö}dinger``, ``10{,}000``. Those of a set stay."""
    borders = span.braced(token.start())
    before = span.before(token)
    if not borders or before in {"^", "_"}:
        return None
    start, end = borders
    if start == end and before and not before.isspace():
        return "", end + 1  # as in M\o{}ller
    touches = before.isalnum() or span.at(end + 1).isalnum()
    begins = span.text[start : min(end, start + 8)].lstrip("{")
    if not (touches and end - start == 1) and begins[:1] != "\\" and not ADDRESS.match(begins):
        return None
    inside = span.inside(start, end)
    return f"{{{inside}}}" if inside.startswith("\\") else inside, end + 1


def _quotes(span: TexSpan, token: re.Match[str]) -> Read | None:
    if token.group() == "``":
        return _opening_quotes(span, token)
    opened = "``" in span.text[max(token.start() - 400, 0) : token.start()]
    return ("”", token.end()) if opened else None


def _opening_quotes(span: TexSpan, token: re.Match[str]) -> Read:
    closes = span.before(token).isalnum()
    following = re.compile("``|''|\"").search(span.text, token.end(), min(span.end, token.end() + 400))
    if following and following.group() == '"' and not closes:
        return '"', token.end()  # so that both look alike
    return "”" if closes else "“", token.end()


def _quoted(span: TexSpan, token: re.Match[str]) -> Read:
    return f"‘{span.inside(token.start() + 1, token.end() - 1)}’", token.end()


def _dash(_: TexSpan, token: re.Match[str]) -> Read:
    return "–" if len(token.group()) == 2 else "—", token.end()


def _tie(span: TexSpan, token: re.Match[str]) -> Read | None:
    """Return TeX's tie as a space, or keep it as "about": ``Fig.~3``, but ``~50`` and ``10~20``."""
    before, after = span.before(token, 2).rjust(2), span.at(token.end())
    lone = not before[0].isalnum() or before[1] == '"'  # as in "z~1.6" and in "7\"~100 pc"
    about = before[1] in " ([<>=≈/" or (after.isdigit() and (lone or before[1].isdigit()))
    return None if about else (" ", token.end())


READERS: Mapping[str, Reader] = {
    "address": _address,
    "macro": macros.read,
    "dollars": _dollars,
    "brace": _brace,
    "quotes": _quotes,
    "quoted": _quoted,
    "dash": _dash,
    "tie": _tie,
}
