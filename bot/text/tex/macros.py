"""Read the macros of LaTeX in prose: characters, accents, emphasis, links, citations. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.text.tex import formula
from bot.text.tex.accents import TIES, accent, after_symbol, macro_name, symbol
from bot.text.tex.letters import ACCENTS, lowered, raised
from bot.text.tex.span import Read, Reader, TexSpan

DROPPED = "\0"  # placeholder for a citation, until the text around it is closed up; clean text never has it
ADDRESS_UNSHOWN = re.compile(r"this (https?|ftp) URL", re.IGNORECASE)  # what arXiv's page makes of a bare address
SIGNED_QUANTITY = re.compile(r"\\SI\{(?P<number>[\d.,]+)\}\[\\?(?P<sign>[$€£¥])\]\{\}")
TILDE = re.compile(r"\$\\sim\$|\{?\\textasciitilde(?:\{\}|\}| |$)")
UNDERSCORE = re.compile(r"\$\\_\$|\{\\_\}|\{?\\textunderscore(?:\{\}|\}| |$)")
OF_CODE = re.compile(r"https?://(?:www\.)?(?:github|gitlab|bitbucket|huggingface|zenodo|osf)\.\w+/", re.IGNORECASE)
CHARACTERS = dict(zip("%&$#_{}|", "%&$#_{}‖", strict=True)) | dict.fromkeys(" ,;:>\\", " ") | dict.fromkeys("!/-@", "")
WORDS = {
    "quad": " ",
    "qquad": " ",
    "item": " • ",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "S": "§",
    "AA": "Å",
    "copyright": "©",
    "deg": "°",
    "degree": "°",
    "euro": "€",
    "lq": "‘",
    "rq": "’",
    "eg": "e.g.",
    "ie": "i.e.",
    "etal": "et al.",
}
EMPHASIS = """textbf textit textsc texttt textrm textsf textsl textup textmd textnormal text emph underline uline mbox
    hbox ac acp acs acl acf gls"""
UNPRINTED = """cite citep citet citealt citealp citeauthor citeyear parencite textcite autocite nocite ref label eqref
    vspace hspace thispagestyle urlstyle bibliography bibliographystyle color"""
DECLARATIONS = """it bf em rm sc sf tt sl itshape bfseries normalfont tiny scriptsize footnotesize small normalsize
    large Large LARGE huge noindent par newline linebreak allowbreak smallskip medskip bigskip centering maketitle
    xspace protect displaystyle textstyle"""
OF_ONE_ARGUMENT = """mathbb mathcal mathbf mathrm mathfrak mathscr mathsf mathit boldsymbol bm operatorname sqrt hat
    widehat tilde widetilde bar overline dot ddot vec num si unit ensuremath"""
OF_TWO_ARGUMENTS = "frac dfrac tfrac overset underset stackrel SI qty"
APPLIED = dict.fromkeys(OF_ONE_ARGUMENT.split(), 1) | dict.fromkeys(OF_TWO_ARGUMENTS.split(), 2)
OF_FORMULAS = "equation align eqnarray gather multline displaymath math alignat flalign"
OF_TEXT = "itemize enumerate description abstract center quote quotation document"
FORMULA_ENVIRONMENTS, TEXT_ENVIRONMENTS = frozenset(OF_FORMULAS.split()), frozenset(OF_TEXT.split())


def read(span: TexSpan, token: re.Match[str]) -> Read | None:
    """Read the macro *token*. An unknown one is kept, and its arguments are read."""
    name = token.group()[1:].rstrip("*") or "*"
    reader = _READERS.get(name, symbol)
    known = reader(span, token)
    if known:
        return known
    parts, position = [token.group()], token.end()
    while borders := span.braced(position):
        parts.append(f"{{{span.inside(*borders)}}}")
        position = borders[1] + 1
    return "".join(parts), position


def address(text: str) -> str:
    """Remove TeX from an address, so that it can be copied."""
    spelled = UNDERSCORE.sub("_", TILDE.sub("~", text.replace("// ", "//")))
    return re.sub(r"\\([_%&#~])(?:\{\})?", r"\1", spelled)


def as_formula(span: TexSpan, tex: str, borders: tuple[int, int]) -> Read:
    """Read *tex* as a formula, or keep the text between the borders."""
    start, end = borders
    text = formula.to_text(tex)
    return span.text[start:end] if text is None else text, end


# --- with an argument ----------------------------------------------------------------------------------------


def _content(span: TexSpan, token: re.Match[str]) -> Read | None:
    borders = span.group(token.end())
    return (span.inside(*borders), borders[1] + 1) if borders else None


def _nothing(span: TexSpan, token: re.Match[str]) -> Read | None:
    borders = span.group(token.end())
    return (DROPPED, borders[1] + 1) if borders else None


def _second(span: TexSpan, token: re.Match[str]) -> Read | None:
    first = span.group(token.end())
    second = span.group(first[1] + 1) if first else None
    return (span.inside(*second), second[1] + 1) if second else None


def _href(span: TexSpan, token: re.Match[str]) -> Read | None:
    target, shown = span.group(token.end()), _second(span, token)
    if not target or not shown:
        return None
    if not shown[0].strip() or ADDRESS_UNSHOWN.fullmatch(shown[0].strip()):
        return address(span.text[target[0] : target[1]].strip()), shown[1]
    url = address(span.text[target[0] : target[1]].strip())
    if OF_CODE.match(url) and "://" not in shown[0]:
        return f"{shown[0].strip()} ({url})", shown[1]
    return shown


def _url(span: TexSpan, token: re.Match[str]) -> Read | None:
    borders = span.group(token.end())
    return (address(span.text[borders[0] : borders[1]]), borders[1] + 1) if borders else None


def _footnote(span: TexSpan, token: re.Match[str]) -> Read | None:
    note = _content(span, token)
    return (f" ({note[0].strip().removesuffix('.')})", note[1]) if note else None


def _raised(span: TexSpan, token: re.Match[str]) -> Read | None:
    text = _content(span, token)
    return (raised(text[0]), text[1]) if text else None


def _lowered(span: TexSpan, token: re.Match[str]) -> Read | None:
    text = _content(span, token)
    return (lowered(text[0]), text[1]) if text else None


# --- with a body ---------------------------------------------------------------------------------------------


def _fenced(span: TexSpan, token: re.Match[str]) -> Read | None:
    r"""Read ``\(…\)`` and ``\[…\]``."""
    closing = {"(": "\\)", "[": "\\]"}[token.group()[1]]
    end = span.text.find(closing, token.end(), min(span.end, token.end() + formula.MAX_LENGTH))
    return as_formula(span, span.text[token.end() : end], (token.start(), end + 2)) if end >= 0 else None


def _begin(span: TexSpan, token: re.Match[str]) -> Read | None:
    borders = span.group(token.end())
    name = span.text[slice(*borders)] if borders else ""
    if not borders or name.rstrip("*") not in FORMULA_ENVIRONMENTS:
        return _environment(span, token)
    closing = f"\\end{{{name}}}"
    end = span.text.find(closing, borders[1], min(span.end, borders[1] + formula.MAX_LENGTH))
    if end < 0:
        return None
    whole = token.start(), end + len(closing)
    return as_formula(span, span.text[slice(*whole)], whole)


def _environment(span: TexSpan, token: re.Match[str]) -> Read | None:
    borders = span.group(token.end())
    known = borders and span.text[slice(*borders)].rstrip("*") in TEXT_ENVIRONMENTS
    return (" ", borders[1] + 1) if borders and known else None


def _quantity(span: TexSpan, token: re.Match[str]) -> Read | None:
    r"""Read siunitx: ``\SI{5}{\milli\second}``, also with a sign before the number: ``\SI{5}[\$]{}``."""
    found = SIGNED_QUANTITY.match(span.text, token.start(), span.end)
    if found:
        return found["sign"] + found["number"], found.end()
    return _applied(span, token)


# --- symbols -------------------------------------------------------------------------------------------------


def _character(_: TexSpan, token: re.Match[str]) -> Read:
    return _starred(CHARACTERS[macro_name(token)], token), token.end()


def _declaration(span: TexSpan, token: re.Match[str]) -> Read:
    r"""Leave out ``\it`` and its like; many authors brace what follows, as if it were an argument."""
    apart = " " if span.before(token).isalnum() else ""
    borders = span.braced(token.end())
    if borders:
        return apart + span.inside(*borders), borders[1] + 1
    return apart, token.end() + span.text.startswith(" ", token.end())


def _word(span: TexSpan, token: re.Match[str]) -> Read:
    word = _starred(WORDS[macro_name(token)], token)
    joined = (word.endswith(".") and span.at(token.end()) == ".") or span.text.startswith(" ngstr", token.end())
    return word, after_symbol(span, token.end()) + joined


def _starred(text: str, token: re.Match[str]) -> str:
    """Restore the star after a macro without a starred form."""
    return text + "*" * token.group().endswith("*")


def _applied(span: TexSpan, token: re.Match[str]) -> Read | None:
    r"""Read a macro of formulas with its arguments: ``\mathbb{R}^n`` and ``\frac12`` outside dollars."""
    end = span.skip_arguments(token.end(), APPLIED[token.group()[1:].rstrip("*")])
    if end is None or end - token.start() > formula.MAX_LENGTH:
        return None
    end = span.skip_scripts(end)
    return as_formula(span, span.text[token.start() : end], (token.start(), end))


_READERS: Mapping[str, Reader] = (
    dict.fromkeys(CHARACTERS, _character)
    | dict.fromkeys(WORDS, _word)
    | dict.fromkeys([*ACCENTS, *TIES], accent)
    | dict.fromkeys(EMPHASIS.split(), _content)
    | dict.fromkeys(UNPRINTED.split(), _nothing)
    | dict.fromkeys(DECLARATIONS.split(), _declaration)
    | dict.fromkeys(APPLIED, _applied)
    | {
        "SI": _quantity,
        "href": _href,
        "url": _url,
        "nolinkurl": _url,
        "path": _url,
        "footnote": _footnote,
        "thanks": _footnote,
        "textcolor": _second,
        "textsuperscript": _raised,
        "textsubscript": _lowered,
        "begin": _begin,
        "end": _environment,
        "(": _fenced,
        "[": _fenced,
    }
)
