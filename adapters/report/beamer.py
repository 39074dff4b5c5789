r"""Write a report as LaTeX with the class beamer, to edit and compile with ``pdflatex``.

Texts are escaped and in Latin letters. A formula stays LaTeX if every command in it is one of amsmath's or amssymb's,
because a paper's own macros are unknown here and a source may not read or write files; any other becomes a picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anyascii import anyascii

from adapters.report import equation_png
from bot.fulltext.model import Cell
from bot.report import equation_svg, rich_text
from bot.report.slides import (
    REFERENCES,
    Block,
    Deck,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    KeyNumberBlock,
    NoteBlock,
    OutlineBlock,
    ReferencesBlock,
    Slide,
    TableBlock,
    WholeLossBlock,
    WhyBlock,
)
from bot.text.sanitize import sanitize

PREAMBLE = r"""\documentclass[aspectratio=169,11pt]{beamer}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb,bm,graphicx}
\definecolor{accent}{HTML}{%s}
\setbeamercolor{structure}{fg=accent}
\setbeamertemplate{navigation symbols}{}
\setbeamertemplate{footline}[frame number]
"""
_KNOWN = """
    frac dfrac tfrac sqrt sum prod int iint oint lim limsup liminf sup inf max min arg exp log ln sin cos tan
    tanh det dim ker Pr deg gcd left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr text
    textrm textbf textit mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak boldsymbol bm operatorname
    operatorname* hat widehat bar overline underline tilde widetilde vec dot ddot check acute grave breve
    underbrace overbrace underset overset stackrel substack limits nolimits displaystyle textstyle scriptstyle
    quad qquad cdot cdots ldots dots vdots ddots times div pm mp ast star circ bullet oplus otimes odot cap cup
    setminus subset subseteq supset supseteq in ni notin leq le geq ge ll gg neq ne equiv approx sim simeq cong
    propto to rightarrow leftarrow Rightarrow Leftarrow leftrightarrow mapsto longrightarrow Leftrightarrow iff
    implies forall exists nabla partial infty emptyset varnothing ell hbar Re Im aleph alpha beta gamma delta
    epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma varsigma tau
    upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega langle rangle
    lvert rvert lVert rVert vert Vert mid parallel perp lfloor rfloor lceil rceil top bot prime dagger ddagger
    triangleq coloneqq wedge vee neg land lor because therefore begin end nonumber notag mathop argmin argmax
"""
KNOWN = frozenset(_KNOWN.split())
"""Commands of formulas that can be compiled anywhere and do nothing but typeset."""
_ENVIRONMENTS = """
    aligned cases matrix pmatrix bmatrix vmatrix split gathered array smallmatrix
"""
ENVIRONMENTS = frozenset(_ENVIRONMENTS.split())
_HYPHENS = re.compile(r"-(?=-)")  # together they would be a dash
_COMMAND = re.compile(r"\\([A-Za-z]+\*?)")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{([^{}]*)\}")
_OWN = {"argmin": r"\operatorname*{arg\,min}", "argmax": r"\operatorname*{arg\,max}", "coloneqq": ":="}
_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "–": "--", "—": "---", "“": "``", "”": "''", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}", "…": r"\dots{}",
    "•": r"\textbullet{}", "±": r"\ensuremath{\pm}", "×": r"\ensuremath{\times}", "·": r"\ensuremath{\cdot}",
    "[": "{[}", "]": "{]}", "°": r"\textdegree{}",
}  # fmt: skip
LAST_LATIN = 0x17F  # of T1's letters


def draw(deck: Deck, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the source by name: ``report.tex`` and its pictures."""
    writer = _LatexWriter(deck, dict(pictures))
    body = writer.document()
    return {"report.tex": body.encode("ascii", "xmlcharrefreplace"), **writer.files}


@dataclass
class _LatexWriter:
    deck: Deck
    files: dict[str, bytes] = field(default_factory=dict)

    def document(self) -> str:
        deck, cover = self.deck, self.deck.cover
        number = f" No. {cover.number}" if cover.number else ""
        lab, presenter = escaped(cover.lab), escaped(cover.presenter)
        date = " --- ".join(filter(None, [escaped(deck.dates), escaped(cover.date)]))
        logo = rf"\titlegraphic{{\includegraphics[height=12mm]{{{cover.logo}}}}}" if cover.logo in self.files else ""
        head = [
            PREAMBLE % cover.color.lstrip("#").upper() + rf"\title{{{escaped(deck.title + number)}}}",
            rf"\institute{{{lab}}}", rf"\author{{{presenter}}}", rf"\date{{{date}}}", logo, r"\begin{document}",
            r"\begin{frame}\titlepage\end{frame}",
        ]  # fmt: skip
        part, frames = None, []
        for slide in deck.slides:
            if slide.part is not None and slide.part != part:
                name = deck.parts[slide.part].name if slide.part < len(deck.parts) else REFERENCES
                frames.append(rf"\section{{{escaped(name)}}}")
            part = slide.part
            frames.append(self._frame(slide))
        return "\n".join([*filter(None, head), *frames, r"\end{document}", ""])

    def _frame(self, slide: Slide) -> str:
        blocks = "\n\n".join(self._block(block) for block in slide.blocks)
        notes = "".join(rf"\note{{{escaped(note)}}}" + "\n" for note in slide.notes)
        title = escaped(rich_text.plain(slide.heading))
        return f"\\begin{{frame}}[allowframebreaks]{{{title}}}\n{blocks}\n\\end{{frame}}\n{notes}".rstrip()

    def _block(self, block: Block) -> str:  # noqa: C901, PLR0911, PLR0912 - one branch for each kind of block
        match block:
            case IdeasBlock(sentences):
                return _items(map(self._text, sentences))
            case EquationBlock(latex, number, label, line):
                told = [rf"\textbf{{{self._text(label)}}}" if label else "", self._text(line)]
                return "\n\n".join([*filter(None, told), self._display(latex, number)])
            case WholeLossBlock(whole, number, start, end):
                lit = rf"{whole[:start]}\textcolor{{accent}}{{{whole[start:end]}}}{whole[end:]}"
                return self._display(lit if start < end and is_safe(whole) else whole, number)
            case KeyNumberBlock():
                return self._key_number(block)
            case WhyBlock(why, is_by_model):
                by = " (written by a language model)" if is_by_model else ""
                return rf"\textbf{{Why it is here:}} {self._text(why)}{by}"
            case FigureBlock():
                return self._figure(block)
            case FigurePlaceholder(caption, url, why):
                return f"{self._text(caption)} {escaped(why)} \\url{{{_address(url)}}}"
            case TableBlock():
                return self._table(block)
            case ReferencesBlock(works):
                return "\n\n".join(rf"{{[}}{number}{{]}} {self._text(said)}" for number, said in works)
            case OutlineBlock(lit):
                return self._outline(lit)
            case NoteBlock(text):
                return self._text(text)

    def _key_number(self, block: KeyNumberBlock) -> str:
        said = f"{self._text(block.own)}; best other: {self._text(block.rival)} {self._text(block.rival_value)}"
        return rf"\textbf{{\Large {self._text(block.own_value)}}} {said} ({self._text(block.measure)})"

    def _figure(self, block: FigureBlock) -> str:
        share = 0.9 / len(block.files)
        shown = "\n".join(
            rf"\includegraphics[width={share:.2f}\textwidth,height=0.6\textheight,keepaspectratio]{{{name}}}"
            for name in block.files
        )
        return f"{shown}\n\n{self._text(block.caption)} {escaped(block.credit)}, \\url{{{_address(block.url)}}}"

    def _outline(self, lit: int | None) -> str:
        names = [escaped(part.name) for part in self.deck.parts]
        return _items(rf"\textbf{{{name}}}" if at == lit else name for at, name in enumerate(names))

    def _table(self, grid: TableBlock) -> str:
        columns = max(sum(cell.columns for cell in row) for row in grid.rows)
        lines = [r"\hline"]
        for number, row in enumerate(grid.rows):
            cells = [self._cell(cell, is_head=number < grid.heads) for cell in row]
            cells += [""] * (columns - sum(cell.columns for cell in row))
            lines.append(" & ".join(cells) + r" \\" + (r"\hline" if number + 1 == grid.heads else ""))
        body = "\n".join([*lines, r"\hline"])
        note = f"\n\nShown: {self._text(grid.note)}." if grid.note else ""
        tabular = f"\\begin{{tabular}}{{l{'c' * (columns - 1)}}}\n{body}\n\\end{{tabular}}"
        return f"{self._text(grid.caption)}\n\n\\resizebox{{\\textwidth}}{{!}}{{%\n{tabular}}}{note}"

    def _cell(self, cell: Cell, *, is_head: bool) -> str:
        said = self._text(cell.text)
        strong = rf"\textbf{{{said}}}" if said and (cell.is_bold or is_head) else said
        return rf"\multicolumn{{{cell.columns}}}{{c}}{{{strong}}}" if cell.columns > 1 else strong

    def _display(self, latex: str, number: int) -> str:
        if is_safe(latex):
            body = _written(latex)
            return rf"\begin{{equation}}\tag{{{number}}}{body}\end{{equation}}"
        made = equation_svg.render_equation(latex)
        if not made.svg:
            return rf"\texttt{{{escaped(latex)}}} ({number})"
        name = f"equation-{number}.png"
        self.files[name] = equation_png.png(made)
        width = min(made.width / 30, 0.85)
        return rf"\begin{{center}}\includegraphics[width={width:.2f}\textwidth]{{{name}}}\quad({number})\end{{center}}"

    def _text(self, text: str) -> str:
        parts = rich_text.runs(text)
        return "".join(
            f"${_written(said)}$" if is_formula and is_safe(said) else escaped(_spoken(said, is_formula=is_formula))
            for said, is_formula in parts
        )


def escaped(text: str) -> str:
    """Return a text as LaTeX in which nothing is a command, in letters that pdfLaTeX has."""
    said = "".join(map(_escaped, _HYPHENS.sub("-\0", sanitize(text)))).replace("\0", "{}")
    return " " * text[:1].isspace() + said + " " * (bool(said) and text[-1:].isspace())


def is_safe(latex: str) -> bool:
    """Return whether a formula can be compiled anywhere: known commands only, balanced, in ASCII."""
    commands = set(_COMMAND.findall(latex)) - {"textcolor"}
    if not latex.isascii() or not commands <= KNOWN or "^^" in latex or re.search(r"(?<!\\)[%$#]", latex):
        return False
    plain = re.sub(r"\\[{}\\]", "", latex)
    depths = [plain[:at].count("{") - plain[:at].count("}") for at in range(len(plain) + 1)]
    pairs = latex.count(r"\left") - len(re.findall(r"\\left(?:arrow|rightarrow)", latex))
    closed = latex.count(r"\right") - latex.count(r"\rightarrow")
    inside = set(_ENVIRONMENT.findall(latex))
    is_bare = "&" not in re.sub(r"\\&", "", latex) or bool(inside)
    is_closed = pairs == closed and latex.count(r"\begin") == latex.count(r"\end")
    return min(depths) >= 0 and depths[-1] == 0 and is_closed and inside <= ENVIRONMENTS and is_bare


def _written(latex: str) -> str:
    """Return a formula on one line, without commands of packages that aren't loaded."""
    return _COMMAND.sub(lambda found: _OWN.get(found[1], found[0]), " ".join(latex.split()))


def _spoken(said: str, *, is_formula: bool) -> str:
    return rich_text.plain(f"{rich_text.OPEN}{said}{rich_text.CLOSE}") if is_formula else said


def _escaped(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if character.isascii():
        return character
    normal = unicodedata.normalize("NFD", character)
    base, marks = normal[0], normal[1:]
    accents = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u030c": "v", "\u0327": "c"}
    if ord(character) <= LAST_LATIN and base.isascii() and len(marks) == 1 and marks[0] in accents:
        return rf"\{accents[marks[0]]}{{{base}}}"
    return "".join(_ESCAPED.get(each, each) for each in anyascii(character))


def _items(items: Iterable[str]) -> str:
    body = "\n".join(rf"\item {item}" for item in items)
    return f"\\begin{{itemize}}\n{body}\n\\end{{itemize}}" if body else ""


def _address(url: str) -> str:
    """Return an address without characters that end or escape it."""
    return re.sub(r"[^A-Za-z0-9:/.?=&_~+-]", lambda found: "" if found[0] in "\\{}%^ " else rf"\{found[0]}", url)
