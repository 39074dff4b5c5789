"""Read a paper's TeX into its full text: sections, equations, figures and tables in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_lowercase

from bot.fulltext.builder import FullTextBuilder, begins_anew
from bot.fulltext.latex_math import tidy
from bot.fulltext.model import Figure, FullText, TextFormat
from bot.fulltext.tex import bibliography, macros, panels, tables
from bot.fulltext.tex.inputs import flatten
from bot.fulltext.tex.prose import read_prose, resolved
from bot.fulltext.tex.tokens import arguments, group, option, skip_blanks, without, without_comments

DEPTHS = {"section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 3}
ROWED = {"align", "gather", "eqnarray", "IEEEeqnarray", "flalign", "alignat"}
DISPLAYS = {"equation", "multline", "displaymath", *ROWED}
WITH_ARGUMENT = {"IEEEeqnarray", "alignat"}
FIGURES = {"figure", "wrapfigure", "SCfigure", "teaserfigure", "sidewaysfigure"}
TABLES = {"table", "wraptable", "sidewaystable", "longtable"}
DROPPED = {
    "abstract", "thebibliography", "acks", "acknowledgments", "acknowledgements", "keywords", "CCSXML", "tikzpicture",
    "algorithm", "algorithmic",
}  # fmt: skip
MAX_FLOAT = 60_000  # characters; the rest is ignored
DRAWABLE = (".pdf", ".png", ".jpg", ".jpeg")
_ENVIRONMENTS = "|".join(DISPLAYS | FIGURES | TABLES | DROPPED)
_TOKEN = re.compile(
    rf"\\(?P<heading>{'|'.join(DEPTHS)})\*?(?![A-Za-z])|\\begin\{{(?P<name>{_ENVIRONMENTS})(?P<star>\*?)\}}"
    r"|(?P<open>\\\[|\$\$)|(?P<bibliography>\\bibliography\s*\{)|(?P<appendix>\\appendix(?![A-Za-z]))"
)
_GRAPHIC = re.compile(r"\\includegraphics\*?\s*(?:\[(?P<options>[^\]]{0,300})\])?\s*\{(?P<name>[^{}]{1,300})\}")
_CAPTION = re.compile(r"\\caption(?:of\s*\{(?P<kind>\w+)\})?\*?(?![A-Za-z])\s{0,9}")
_LABEL = re.compile(r"\\label\s*\{([^{}]{0,200})\}")
_PAGE = re.compile(r"\bpage\s*=\s*(\d{1,3})")
_PARTS = ("subfigure", "minipage", "subtable")
_NUMBERLESS = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]{0,20})\}")
_WHITE = re.compile(r"\{\s*\\color\s*\{white\}")


def read(files: Mapping[str, str], others: tuple[str, ...] = ()) -> FullText:
    """Read the source of a paper: texts by name, and the names of *others*. Raises SourceError."""
    name, text = flatten(files)
    styles = "\n".join(without_comments(body) for file, body in files.items() if file.endswith((".sty", ".cls")))
    own, plain = macros.definitions(text)
    known = macros.of_style(styles) | own
    body = plain.partition(r"\begin{document}")[2].partition(r"\end{document}")[0] or plain
    works = bibliography.read(files, name, body)
    found = _TexReader(others, FullTextBuilder(references=list(works)))
    return found.through(bibliography.with_names(_without_white(macros.expand(body, known)), works))


@dataclass
class _TexReader:
    """Reads a source from beginning to end, and counts equations, figures and tables."""

    others: tuple[str, ...]
    found: FullTextBuilder
    numbers: Counter[str] = field(default_factory=Counter)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)  # kind and number
    unclosed: set[str] = field(default_factory=set)
    is_appendix: bool = False

    def through(self, text: str) -> FullText:
        at = 0
        while match := _TOKEN.search(text, at):
            self._prose(text[at : match.start()])
            at = self._structure(text, match)
        self._prose(text[at:])
        return resolved(self.found.full_text(TextFormat.TEX), self.labels)

    def _structure(self, text: str, match: re.Match[str]) -> int:
        if match["heading"]:
            return self._heading(text, match)
        if match["appendix"]:
            self.is_appendix = True
            return match.end()
        if match["bibliography"]:
            return text.find("}", match.end()) + 1 or match.end()
        if match["open"]:
            return self._environment(text, match, r"\]" if match["open"] == r"\[" else "$$")
        return self._environment(text, match, rf"\end{{{match['name']}{match['star']}}}")

    def _heading(self, text: str, match: re.Match[str]) -> int:
        _, at = option(text, match.end())
        inner = group(text, skip_blanks(text, at))
        if inner is None:
            return match.end()
        depth = DEPTHS[match["heading"]]
        self.found.heading(read_prose(inner[0]), depth, is_appendix=self.is_appendix and depth == 1)
        return inner[1]

    def _environment(self, text: str, match: re.Match[str], closing: str) -> int:
        end = text.find(closing, match.end()) if closing not in self.unclosed else -1
        if end < 0:
            self.unclosed.add(closing)
            return match.end()
        body, name = text[match.end() : end], match["name"] or "displaymath"
        if name in DISPLAYS:
            self._display(body, name, starred=bool(match["star"]) or name == "displaymath")
        elif name in FIGURES | TABLES:
            self._floats(body[:MAX_FLOAT], name)
        return end + len(closing)

    def _prose(self, text: str) -> None:
        for paragraph in re.split(r"\n\s*\n|\\par(?![A-Za-z])|\\item(?![A-Za-z])", text):
            self.found.add_paragraph(read_prose(paragraph))

    def _display(self, body: str, name: str, *, starred: bool) -> None:
        start = arguments(body, option(body, 0)[1], 1)[1] if name in WITH_ARGUMENT else 0
        rows = tables.split(body[start:], "\\\\")
        if name not in ROWED:
            written = [["", tidy(row)] for row in rows if tidy(row)]
            self.found.add_equation(
                written if len(written) > 1 else [[tidy(body)]], self._numbered(body, starred=starred)
            )
            return
        lines: list[list[str]] = []
        label = ""
        for row in rows:
            cells = [tidy(cell) for cell in tables.split(row, "&")]
            if begins_anew(lines, label, cells):
                self.found.add_equation(lines, label)
                lines, label = [], ""
            lines.append(cells)
            label = label or self._numbered(row, starred=starred)
        self.found.add_equation(lines, label)

    def _numbered(self, row: str, *, starred: bool) -> str:
        if tag := _TAG.search(row):
            number = tag[1]
        elif starred or _NUMBERLESS.search(row) or not row.strip():
            return ""
        else:
            number = self._next("Equation")
        self._label(row, "Equation", number)
        return f"({number})"

    def _floats(self, body: str, name: str) -> None:
        for panel in panels.split_panels(body):
            self._float(panel, name)

    def _float(self, body: str, name: str) -> None:
        graphics = list(_GRAPHIC.finditer(body))
        parts = panels.parts(body)
        caption, kind = read_caption(body) if not parts or _has_caption(body) else (_joined(parts), "")
        kind = kind.capitalize() or ("Table" if name in TABLES else "Figure")
        number = self._next(kind)
        self._label(body, kind, number)
        label = f"{kind} {number}"
        own = [tables.read_table(name, body)] if name == "longtable" else tables.read(body)
        for grid in [] if graphics else own:
            self.found.table(caption, grid, label)
        if graphics or kind == "Figure":
            names = tuple(filter(None, (self._graphic(each["name"]) for each in graphics)))
            page = _PAGE.search(graphics[0]["options"] or "") if graphics else None
            shown = max(int(page[1]), 1) if page else 1
            self.found.figure(Figure(caption, "", names, label, page=shown, parts=tuple(map(read_prose, parts))))

    def _next(self, kind: str) -> str:
        self.numbers[kind] += 1
        return str(self.numbers[kind])

    def _label(self, body: str, kind: str, number: str) -> None:
        self.labels |= dict.fromkeys(_LABEL.findall(body), (kind, number))

    def _graphic(self, asked: str) -> str | None:
        """Return the named file of the source, if it can be rendered."""
        asked = asked.strip().strip('"').removeprefix("./")
        drawable = [name for name in self.others if name.lower().endswith(DRAWABLE)]
        known = {name.rpartition("/")[2]: name for name in drawable} | {name: name for name in drawable}
        names = (asked, *(asked + ending for ending in (*DRAWABLE, ".PDF", ".PNG", ".JPG")))
        return next((known[name] for name in names if name in known), None)


def _without_white(text: str) -> str:
    """Remove groups in white, which are invisible in print."""
    pieces, at = [], 0
    for match in _WHITE.finditer(text):
        inner = group(text, match.start()) if match.start() >= at else None
        if inner:
            pieces.append(text[at : match.start()])
            at = inner[1]
    return "".join([*pieces, text[at:]])


def _has_caption(body: str) -> bool:
    """Return whether a figure with parts has a caption of its own."""
    return bool(_CAPTION.search(without(body, _PARTS)))


def _joined(parts: Sequence[str]) -> str:
    """Return the captions of parts as one text."""
    return " ".join(f"({letter}) {read_prose(part)}" for letter, part in zip(ascii_lowercase, parts, strict=False))


def read_caption(body: str) -> tuple[str, str]:
    """Return the caption of a float itself, the last one outside of its parts, and its kind."""
    for text in (without(body, _PARTS), body):
        for match in reversed([*_CAPTION.finditer(text)]):
            _, at = option(text, match.end())
            if inner := group(text, skip_blanks(text, at)):
                return read_prose(inner[0]), match["kind"] or ""
    return "", ""
