r"""Titles as arXiv has them, as TeX that compiles: what is good TeX stays, the rest is spelled so that it is. Pure.

Good is what LaTeX with utf8, T1 and the AMS packages sets, and what BibTeX reads, which counts escaped braces as well::

    $L^p$  Schr\"odinger  {\it in situ}  ö       as they are
    100%  snake_case  {a, b}                     100\%  snake\_case  \textbraceleft{}a, b\textbraceright{}
    α  ₂  ≤  ễ                                   $\alpha$  $_{2}$  $\leq$  \~{\^{e}}
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby

from bot.text.sanitize import sanitize
from bot.text.tex import to_unicode
from bot.text.tex.letters import ACCENTS
from bot.text.tex.macros import DROPPED
from bot.text.tex.span import Read, TexSpan, partners

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
# What utf8 defines for T1: t1enc.dfu and ts1enc.dfu of LaTeX, https://ctan.org/pkg/latex
LETTERS = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİıĴĵĶķ"
    "ĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț"
)
SIGNS = "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷–—‘’‚“”„†‡•…‰‹›€™"
KNOWN = frozenset(LETTERS + SIGNS)
SPELLED = {
    "‐": "-",
    "‑": "-",
    "‒": "–",
    "―": "—",
    "−": "$-$",
    "′": "$'$",
    "″": "$''$",
    "⁄": "/",
    "∗": "*",
    "‖": r"$\|$",
}
_ARGUED = "emph textbf textit textsc texttt textrm textsf textsl textup textsuperscript mbox"
_LONE = "o O l L ss ae AE oe OE aa AA i j dh DH dj DJ th TH ng NG LaTeX TeX S P copyright"
_FONTS = "it bf em rm sc sf tt sl itshape bfseries"
_IN_FORMULAS = """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi
    pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi Psi Omega mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathtt boldsymbol operatorname text
    textit textrm textsc textbf texttt textsf mbox rm bf it cal sf tt frac dfrac tfrac sqrt binom overline
    underline hat widehat tilde widetilde bar dot ddot vec left right big Big bigl bigr langle rangle lfloor
    rfloor lceil rceil lvert rvert lVert rVert lbrace rbrace vert Vert mid sum prod int oint lim log ln exp sin
    cos tan min max sup inf det dim ker deg gcd arg Pr leq le geq ge neq ne ll gg lesssim gtrsim leqslant geqslant
    approx sim simeq cong equiv propto asymp doteq in notin ni subset subseteq supset supseteq cup cap setminus
    emptyset varnothing infty partial nabla forall exists neg wedge vee times cdot circ bullet star ast pm mp
    oplus otimes ominus odot dagger ddagger div to rightarrow leftarrow leftrightarrow Rightarrow Leftarrow
    Leftrightarrow mapsto hookrightarrow longrightarrow nearrow searrow uparrow downarrow ldots dots cdots vdots
    prime ell hbar Re Im aleph angle perp parallel triangle square Box diamond sharp flat natural quad qquad
    limits displaystyle textstyle overset underset stackrel not models vdash rtimes ltimes wr bigoplus bigotimes
    bigcup bigcap bigwedge bigvee coprod pmod bmod mod imath jmath wp top bot"""
ARGUED, FONTS = frozenset(_ARGUED.split()), frozenset(_FONTS.split())
LONE = frozenset(_LONE.split()) | frozenset("%&$#_,-/")
IN_FORMULAS = frozenset(_IN_FORMULAS.split())
MACRO = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
ALLOWED_SIGNS = frozenset(" ,;:!|{}%#_")
BARE_SIGN = re.compile(r"(?<!\\)[%#]")
ENSURED = re.compile(r"\\ensuremath\{(.*)\}")
KERNEL = "`'^\"~=.ucvdHkrb"  # accents that LaTeX has without packages
COMBINING = {ACCENTS[accent]: accent for accent in KERNEL}


def to_latex(text: str) -> str:
    """Return *text*, as arXiv has it, as TeX with balanced braces."""
    source = sanitize(text)
    read = _read(TexSpan(source, partners(source), 0, len(source), _read))
    return " ".join(to_unicode.without_lost(read).split())


def spelled(text: str) -> str:
    """Return plain *text* as TeX that shows it literally."""
    runs = groupby(unicodedata.normalize("NFC", text), _script)
    return "".join(_run(sign, "".join(characters)) for sign, characters in runs)


def _read(span: TexSpan) -> str:
    parts = []
    position = span.start
    while token := to_unicode.TOKEN.search(span.text, position, span.end):
        parts.append(spelled(span.text[position : token.start()]))
        text, position = _token(span, token)
        parts.append(text)
    return "".join([*parts, spelled(span.text[position : span.end])])


def _token(span: TexSpan, token: re.Match[str]) -> Read:
    """Return a token as TeX, and the position after it. Invalid TeX is read first, and then spelled."""
    kind = token.lastgroup or ""
    plain = TexSpan(span.text, span.partners, span.start, span.end, to_unicode.read_span, span.depth)
    read = to_unicode.READERS[kind](plain, token)
    if read is None:
        return spelled(token.group()), token.end()
    kept = _kept(span, token, read)
    return (spelled(read[0]), read[1]) if kept is None else kept


def _kept(span: TexSpan, token: re.Match[str], read: Read) -> Read | None:
    """Return a token that is valid TeX, with its arguments, or None."""
    written = span.text[token.start() : read[1]]
    match token.lastgroup:
        case "macro":
            return _macro(span, token, read)
        case "dollars":
            formula = _formula(written.strip("$")) if read[0] != written else None
            return (f"${formula}$", read[1]) if formula else None
        case "brace":
            start, end = span.braced(token.start()) or (0, 0)
            return f"{{{span.inside(start, end)}}}", end + 1
        case "tie" | "dash":
            return token.group(), token.end()
        case "quotes" if token.group() != '"':
            return token.group(), token.end()
        case _:
            return None


def _macro(span: TexSpan, token: re.Match[str], read: Read) -> Read | None:
    name = token.group()[1:]
    written = span.text[token.start() : read[1]]
    if name in COMBINING.values():
        return (written, read[1]) if written.isascii() and "\\" not in read[0] else None
    if name in ARGUED:
        borders = span.group(token.end())
        return (f"\\{name}{{{span.inside(*borders)}}}", borders[1] + 1) if borders else None
    if name in LONE or (name in FONTS and span.depth):
        return token.group(), token.end()
    if name in {"(", "["}:
        formula = _formula(written[2:-2])
        return (f"${formula}$", read[1]) if formula else None
    return None


def _formula(tex: str) -> str | None:
    """Return a formula that LaTeX can set, or None."""
    names = set(MACRO.findall(tex))
    if not tex.strip() or not names <= IN_FORMULAS | ALLOWED_SIGNS or "&" in tex:
        return None
    plain = BARE_SIGN.sub(r"\\\g<0>", tex.replace(r"\{", r"\lbrace ").replace(r"\}", r"\rbrace "))
    signs = [character if character.isascii() else _in_formula(character) for character in plain]
    return None if None in signs else "".join(f"{{{sign}}}" if len(sign or "") > 1 else str(sign) for sign in signs)


def _in_formula(character: str) -> str | None:
    known = _spellings().get(ord(character), "").replace("mathscr", "mathcal")
    found = ENSURED.fullmatch(known)
    return found[1] if found and set(MACRO.findall(known)) <= IN_FORMULAS | {"ensuremath"} else None


def _script(character: str) -> str:
    """Return ``^`` or ``_`` for a superscript or subscript character, else nothing."""
    made_of = unicodedata.decomposition(character)
    return {"<super>": "^", "<sub>": "_"}.get(made_of.partition(" ")[0], "") if character not in "ªº™" else ""


def _run(sign: str, characters: str) -> str:
    if not sign or characters in KNOWN:
        return "".join(map(_character, characters))
    return f"${sign}{{{_formula(unicodedata.normalize('NFKC', characters)) or '?'}}}$"


def _character(character: str) -> str:
    """Return one character as TeX: itself, its macro, its decomposition, or a question mark."""
    if character in SPECIAL or character in SPELLED:
        return SPECIAL.get(character) or SPELLED[character]
    if " " <= character <= "~" or character in KNOWN or character == DROPPED:
        return character
    formula = _in_formula(character)
    return f"${formula}$" if formula else _taken_apart(character)


def _taken_apart(character: str) -> str:
    made_of = re.sub(r"<\w+> ", "", unicodedata.decomposition(character))
    parts = "".join(chr(int(code, 16)) for code in made_of.split())
    if len(parts) == 2 and parts[1] in COMBINING:
        return f"\\{COMBINING[parts[1]]}{{{spelled(parts[0])}}}"
    if parts:
        return "".join(map(spelled, parts))
    return "" if unicodedata.combining(character) else "?"


@cache
def _spellings() -> dict[int, str]:
    """Return macros for characters, as pylatexenc lists them."""
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    known: dict[int, str] = get_builtin_uni2latex_dict()
    return known
