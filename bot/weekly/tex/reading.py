"""Read a paper's TeX into its full text: sections, equations, figures, tables, in the order in which they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from bot.weekly import prose
from bot.weekly.fulltext import Equation, Figure, Form, FullText, Section, Table
from bot.weekly.mathematics import aligned, is_loss_like, sides, tidy
from bot.weekly.tex import bibliography, grids, macros
from bot.weekly.tex.characters import group, option, skip_blanks, without_comments
from bot.weekly.tex.flattening import flatten

DEPTHS = {"section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 3}
DISPLAYS = {"equation", "align", "gather", "multline", "eqnarray", "displaymath", "IEEEeqnarray", "flalign", "alignat"}
ROWED = {"align", "gather", "eqnarray", "IEEEeqnarray", "flalign", "alignat"}
FIGURES = {"figure", "wrapfigure", "SCfigure", "teaserfigure"}
TABLES = {"table", "wraptable", "sidewaystable", "longtable"}
DROPPED = {
    "abstract",
    "thebibliography",
    "acks",
    "acknowledgments",
    "acknowledgements",
    "keywords",
    "CCSXML",
    "tikzpicture",
}
_ENVIRONMENTS = "|".join(DISPLAYS | FIGURES | TABLES | DROPPED)
_TOKEN = re.compile(
    rf"\\(?P<heading>{'|'.join(DEPTHS)})\*?(?![A-Za-z])|\\begin\{{(?P<name>{_ENVIRONMENTS})(?P<star>\*?)\}}"
    r"|(?P<open>\\\[|\$\$)|(?P<bibliography>\\bibliography\s*\{)"
)
_GRAPHIC = re.compile(r"\\includegraphics\*?\s*(?:\[(?P<options>[^\]]*)\])?\s*\{(?P<name>[^{}]+)\}")
_CAPTION = re.compile(r"\\(?:caption\*?|captionof\s*\{\w+\})(?![A-Za-z])\s*")
_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_CITE = re.compile(r"(?:~|\s)*\\[Cc]ite(?:p|t|alp|alt|author|year|num)?\*?\s*(?:\[[^\]]*\]\s*){0,2}\{([^{}]*)\}")
_REFERENCE = re.compile(r"\\(?:eq|auto|c|C|page|v)?ref\*?\s*\{([^{}]*)\}")
_LAYOUT = re.compile(
    r"\\(?:label|vspace|hspace|vskip|index|thispagestyle|pagestyle|footnote|footnotetext|thanks|input|nocite)\*?\s*\{[^{}]*\}"
    r"|\\(?:noindent|centering|medskip|smallskip|bigskip|newpage|clearpage|maketitle|small|footnotesize|xspace|par)(?![A-Za-z])"
    r"|\\(?:begin|end)\{[^{}]*\}(?:\[[^\]]*\])?|\\item(?![A-Za-z])"
)
_STYLED = re.compile(r"\\(?:emph|textit|textbf|textsc|textsf|texttt|underline|mbox|text)\s*\{([^{}]*)\}")
_PAGE = re.compile(r"\\includegraphics\s*\[[^\]]*\bpage\s*=\s*(\d{1,3})")
_PART = re.compile(r"\\begin\{(?P<part>subfigure|minipage|subtable)\}.*?\\end\{(?P=part)\}", re.DOTALL)
_NUMBERLESS = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")


def read(files: Mapping[str, str], others: tuple[str, ...] = ()) -> FullText:
    """Read the source of a paper: its texts by name, and the names of its *others*. Raises SourceError."""
    name, text = flatten(files)
    styles = "\n".join(without_comments(body) for file, body in files.items() if file.endswith((".sty", ".cls")))
    own, plain = macros.definitions(text)
    known = macros.definitions(styles)[0] | own
    body = plain.partition(r"\begin{document}")[2].partition(r"\end{document}")[0] or plain
    references = bibliography.read(files, name, body)
    found = _Reading(others).through(macros.expand(body, known))
    return replace(found, references=references)


@dataclass
class _Reading:
    """What was met so far, from the text's beginning to its end."""

    others: tuple[str, ...]
    sections: list[Section] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    title: str = ""
    depth: int = 1
    paragraphs: list[str] = field(default_factory=list)
    waiting: int = 0
    numbers: count[int] = field(default_factory=lambda: count(1))
    labels: dict[str, str] = field(default_factory=dict)

    def through(self, text: str) -> FullText:
        at = 0
        while match := _TOKEN.search(text, at):
            self._prose(text[at : match.start()])
            at = self._structure(text, match)
        self._prose(text[at:])
        self._close()
        sections = tuple(
            replace(each, paragraphs=tuple(map(self._resolved, each.paragraphs))) for each in self.sections
        )
        equations = (
            replace(each, before=self._resolved(each.before), after=self._resolved(each.after))
            for each in self.equations
        )
        figures = (replace(each, caption=self._resolved(each.caption)) for each in self.figures)
        tables = (replace(each, caption=self._resolved(each.caption)) for each in self.tables)
        return FullText(Form.TEX, sections, tuple(equations), tuple(figures), tuple(tables))

    def _structure(self, text: str, match: re.Match[str]) -> int:
        if match["heading"]:
            return self._heading(text, match)
        if match["open"]:
            end = text.find(r"\]" if match["open"] == r"\[" else "$$", match.end())
            self._display(text[match.end() : end], "displaymath", starred=True) if end >= 0 else None
            return end + 2 if end >= 0 else match.end()
        if match["bibliography"]:
            return text.find("}", match.end()) + 1 or match.end()
        return self._environment(text, match)

    def _heading(self, text: str, match: re.Match[str]) -> int:
        _, at = option(text, match.end())
        inner = group(text, skip_blanks(text, at))
        if inner is None:
            return match.end()
        self._close()
        self.title, self.depth = _prose(inner[0]), DEPTHS[match["heading"]]
        return inner[1]

    def _environment(self, text: str, match: re.Match[str]) -> int:
        name = match["name"]
        end = text.find(rf"\end{{{name}{match['star']}}}", match.end())
        if end < 0:
            return match.end()
        body = text[match.end() : end]
        if name in DISPLAYS:
            self._display(body, name, starred=bool(match["star"]) or name == "displaymath")
        elif name in FIGURES | TABLES:
            self._float(body)
        return end + len(rf"\end{{{name}{match['star']}}}")

    def _prose(self, text: str) -> None:
        for paragraph in re.split(r"\n\s*\n|\\par(?![A-Za-z])|\\item(?![A-Za-z])", text):
            if said := _prose(paragraph):
                self._say(said)

    def _say(self, said: str) -> None:
        for back in range(1, self.waiting + 1):
            self.equations[-back] = replace(self.equations[-back], after=said)
        self.waiting = 0
        self.paragraphs.append(said)
        for latex in map(tidy, prose.formulas(said)):
            if is_loss_like(latex):
                self.equations.append(Equation(latex, self.title, before=said, is_inline=True))

    def _display(self, body: str, name: str, *, starred: bool) -> None:
        before = self.paragraphs[-1] if self.paragraphs else ""
        rows = grids.split(body, "\\\\") if name in ROWED else [body]
        lines: list[list[str]] = []
        label = ""
        for row in rows:
            cells = [tidy(cell) for cell in (grids.split(row, "&") if name in ROWED else [row])]
            if lines and label and sides(" ".join(cells))[0] and cells[0]:
                self._add(lines, label, before)
                lines, label = [], ""
            lines.append(cells)
            label = label or self._numbered(row, starred=starred)
        self._add(lines, label, before)

    def _numbered(self, row: str, *, starred: bool) -> str:
        if tag := _TAG.search(row):
            number = tag[1]
        elif starred or _NUMBERLESS.search(row) or not row.strip():
            return ""
        else:
            number = str(next(self.numbers))
        self.labels |= dict.fromkeys(_LABEL.findall(row), number)
        return f"({number})"

    def _add(self, lines: list[list[str]], label: str, before: str) -> None:
        if latex := aligned(lines):
            self.equations.append(Equation(latex, self.title, before, label=label))
            self.waiting += 1

    def _float(self, body: str) -> None:
        graphics = [found for each in _GRAPHIC.finditer(body) if (found := self._graphic(each["name"]))]
        rows = () if graphics else grids.read(body)
        kind = "Table" if rows else "Figure"
        number = len(self.tables if rows else self.figures) + 1
        self.labels |= dict.fromkeys(_LABEL.findall(body), str(number))
        caption, label = _caption(body), f"{kind} {number}"
        if rows:
            self.tables.append(Table(caption, self.title, rows, label))
        else:
            page = _PAGE.search(body)
            figure = Figure(caption, self.title, tuple(graphics), label, page=int(page[1]) if page else 1)
            self.figures.append(figure)

    def _graphic(self, asked: str) -> str | None:
        """Return the file of the source that is meant, as far as it can be drawn."""
        asked = asked.strip().strip('"').removeprefix("./")
        candidates = (asked + ending for ending in ("", ".pdf", ".png", ".jpg", ".jpeg", ".PNG", ".JPG"))
        known = {name: name for name in self.others} | {name.rpartition("/")[2]: name for name in self.others}
        found = (known[name] for name in candidates if name in known)
        return next((name for name in found if name.lower().endswith((".pdf", ".png", ".jpg", ".jpeg"))), None)

    def _close(self) -> None:
        if self.title or self.paragraphs:
            self.sections.append(Section(self.title, self.depth, tuple(self.paragraphs)))
        self.paragraphs, self.waiting = [], 0

    def _resolved(self, text: str) -> str:
        """Write the numbers of figures, tables and equations where a text refers to them."""
        return _REFERENCE.sub(lambda match: self.labels.get(match[1], ""), text)


def _prose(text: str) -> str:
    r"""Return what a piece of TeX says, its formulas between dollars, citations as marks."""
    text = _CITE.sub(lambda match: " " + prose.cite(key.strip() for key in match[1].split(",")), text)
    text = re.sub(r"\\\((.*?)\\\)", r"$\1$", text)
    pieces = re.split(r"(\$[^$]*\$)", text)  # every other one is a formula
    return " ".join("".join(piece if number % 2 else _plain(piece) for number, piece in enumerate(pieces)).split())


def _plain(text: str) -> str:
    return re.sub(r"(?<!\\)~", " ", _STYLED.sub(r"\1", _LAYOUT.sub(" ", text)))


def _caption(body: str) -> str:
    """Return the caption of a float itself: the last that is not of a part of it."""
    outer = _PART.sub(" ", body)
    for text in (outer, body):
        for match in reversed([*_CAPTION.finditer(text)]):
            _, at = option(text, match.end())
            if inner := group(text, skip_blanks(text, at)):
                return _prose(inner[0])
    return ""
