"""Read a paper from arXiv's HTML, which LaTeXML makes, in its layout of 2026 and in the older one with MathJax in it.

https://info.arxiv.org/about/accessible_HTML.html · https://math.nist.gov/~BMiller/LaTeXML/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree, html
from lxml.html import HtmlElement

from bot.errors import SourceError
from bot.text.characters import clean
from bot.weekly import prose, tabular
from bot.weekly.fulltext import Equation, Figure, Form, FullText, Reference, Section, Table
from bot.weekly.mathematics import aligned, is_loss_like, sides, tidy

DEPTHS = {"section": 1, "appendix": 1, "subsection": 2, "subsubsection": 3, "paragraph": 3, "subparagraph": 3}
SECRET = re.compile(
    r"display:\s*none|visibility:\s*hidden|font-size:\s*0(?!\.?\d)|color:\s*#fff(?:fff)?\b|color:\s*white"
)
REMARK = re.compile(r"\s*[\[(]?\s*(?:TODO|FIXME|NOTE|[A-Z][a-z]{1,11})\s*:")
"""How authors begin what they write to each other, in colour."""
LONGEST_NUMBER = 6


def read(body: bytes) -> FullText:
    """Read a page. Raises SourceError if it is not one of LaTeXML's."""
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise SourceError(f"the page cannot be read: {error}") from error
    article = next((each for each in root.iter("article", "div") if "ltx_document" in _classes(each)), None)
    if article is None:
        raise SourceError("the page holds no paper")
    license = _license(root)
    _drop_unseen(article)
    return _Reading(license).through(article)


@dataclass
class _Reading:
    """What was met so far, from the page's top to its end."""

    license: str
    sections: list[Section] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    title: str = ""
    depth: int = 1
    paragraphs: list[str] = field(default_factory=list)
    waiting: int = 0  # equations whose following paragraph has not come yet

    def through(self, article: HtmlElement) -> FullText:
        for element in _blocks(article):
            classes = _classes(element)
            if "ltx_title" in classes:
                self._heading(element, classes)
            elif "ltx_p" in classes:
                self._paragraph(element)
            elif "ltx_figure" in classes or "ltx_table" in classes:
                self._float(element)
            elif "ltx_bibitem" in classes:
                self.references.append(_reference(element))
            else:
                self._display(element)
        self._close()
        return FullText(
            Form.HTML, tuple(self.sections), tuple(self.equations), tuple(self.figures), tuple(self.tables),
            tuple(self.references), self.license,
        )  # fmt: skip

    def _heading(self, element: HtmlElement, classes: set[str]) -> None:
        kind = next((name for name in DEPTHS if f"ltx_title_{name}" in classes), None)
        if kind is None:
            return
        self._close()
        self.title, self.depth = _text(element), DEPTHS[kind]

    def _close(self) -> None:
        if self.title or self.paragraphs:
            self.sections.append(Section(self.title, self.depth, tuple(self.paragraphs)))
        self.paragraphs, self.waiting = [], 0

    def _paragraph(self, element: HtmlElement) -> None:
        text = _text(element)
        if not text:
            return
        for back in range(1, self.waiting + 1):
            self.equations[-back] = _followed(self.equations[-back], text)
        self.waiting = 0
        self.paragraphs.append(text)
        for found in _formulas(element):
            if is_loss_like(latex := tidy(_tex(found))):
                self.equations.append(Equation(latex, self.title, before=text, anchor=_anchor(element), is_inline=True))

    def _display(self, element: HtmlElement) -> None:
        before = self.paragraphs[-1] if self.paragraphs else ""
        new = [
            Equation(latex, self.title, before, label=label, anchor=anchor) for latex, label, anchor in _rows(element)
        ]
        self.equations += new
        self.waiting += len(new)

    def _float(self, element: HtmlElement) -> None:
        caption, label, anchor = _caption(element), _label(element), _anchor(element)
        graphics = [img for img in element.iter("img") if "ltx_missing" not in _classes(img) and img.get("src")]
        grids = [] if graphics else element.find_class("ltx_tabular")
        if grids:
            self.tables.append(Table(caption, self.title, tabular.from_html(grids[0], _text), label, anchor))
        else:
            sources = tuple(str(image.get("src")) for image in graphics)
            self.figures.append(Figure(caption, self.title, sources, label, anchor, width=sum(map(_width, graphics))))


def _blocks(article: HtmlElement) -> Iterator[HtmlElement]:
    """Yield headings, paragraphs, displays, floats and references in order; nothing from inside one of them."""
    stack = [article]
    while stack:
        element = stack.pop()
        classes = _classes(element)
        if classes & BLOCKS:
            yield element
        elif not classes & PASSED_OVER:
            stack += [child for child in reversed(element) if isinstance(child.tag, str)]


BLOCKS = {
    "ltx_title", "ltx_p", "ltx_figure", "ltx_table", "ltx_bibitem",
    "ltx_equation", "ltx_equationgroup", "ltx_DisplayMath",
}  # fmt: skip
PASSED_OVER = {"ltx_authors", "ltx_abstract", "ltx_TOC", "ltx_page_footer", "ltx_keywords", "ltx_acknowledgements"}


def _rows(element: HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Yield the equations of a display: rows that go on from the one before belong to it."""
    rows = [row for row in element.iter("tr") if "ltx_eqn_row" in _classes(row)] or [element]
    lines: list[list[str]] = []
    label = anchor = ""
    for row in rows:
        cells = [tidy(" ".join(_tex(found) for found in _formulas(cell))) for cell in _cells(row)]
        if label and cells and sides(" ".join(cells))[0] and cells[0]:
            yield aligned(lines), label, anchor
            lines, label, anchor = [], "", ""
        lines.append(cells)
        label = label or next((_text(tag) for tag in row.find_class("ltx_tag")), "")
        anchor = anchor or _anchor(row)
    if latex := aligned(lines):
        yield latex, label, anchor


def _cells(row: HtmlElement) -> list[HtmlElement]:
    cells = [cell for cell in row.iter("td") if "ltx_eqn_eqno" not in _classes(cell)]
    return [cell for cell in cells if not any("pad" in name for name in _classes(cell))] or [row]


def _formulas(element: HtmlElement) -> Iterator[HtmlElement]:
    for found in element.iter("math", "span"):
        if found.tag == "math" or "mjx-math" in _classes(found):
            yield found


def _tex(formula: HtmlElement) -> str:
    return str(formula.get("alttext") or formula.get("aria-label") or "")


def _text(element: HtmlElement) -> str:
    """Return what an element says, formulas as LaTeX between dollars, without its number and notes."""
    return clean("".join(_pieces(element)))


def _pieces(element: HtmlElement) -> Iterator[str]:
    if element.tag == "math" or "mjx-math" in _classes(element):
        yield f"${tidy(_tex(element))}$"
        return
    yield element.text or ""
    for child in element:
        if child.tag == "cite":
            yield _citation(child)
        elif isinstance(child.tag, str) and not _classes(child) & {"ltx_tag", "ltx_note"}:
            yield from _pieces(child)
        yield child.tail or ""


def _citation(cite: HtmlElement) -> str:
    """Return what is cited as a mark, behind the names where they are part of the sentence."""
    keys = [str(link.get("href") or "").removeprefix("#") for link in cite.iter("a")]
    names = cite.text_content().partition("(")[0] if "ltx_citemacro_citet" in _classes(cite) else ""
    return names + prose.cite([key for key in keys if key])


def _followed(equation: Equation, text: str) -> Equation:
    return replace(equation, after=text)


def _reference(element: HtmlElement) -> Reference:
    return Reference(_anchor(element), _text(element))


def _caption(element: HtmlElement) -> str:
    """Return the caption of a float itself, not of one in it."""
    captions = [child for child in element.find_class("ltx_caption") if child.getparent() is element]
    return _text((captions or element.find_class("ltx_caption") or [element])[-1]) if _has_caption(element) else ""


def _has_caption(element: HtmlElement) -> bool:
    return bool(element.find_class("ltx_caption"))


def _label(element: HtmlElement) -> str:
    tags = [tag for tag in element.find_class("ltx_tag") if _classes(tag) & {"ltx_tag_figure", "ltx_tag_table"}]
    return clean(tags[-1].text_content()).rstrip(": .") if tags else ""


def _width(image: HtmlElement) -> int:
    told = str(image.get("width") or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < LONGEST_NUMBER else 0


def _license(root: HtmlElement) -> str:
    """Return the licence that the page tells of: the address of a Creative Commons one, else its name."""
    line = root.get_element_by_id("license-tr", None)
    if line is None:
        return ""
    address = str(line.get("href") or "")
    return address if "creativecommons.org" in address else clean(line.text_content()).removeprefix("License: ")


def _drop_unseen(article: HtmlElement) -> None:
    """Take out errors of the conversion, what is hidden from readers, and what authors told each other in colour."""
    for element in list(article.iter()):
        if element is article or not isinstance(element.tag, str):
            continue
        style = str(element.get("style") or "").lower()
        remark = "color" in style and REMARK.match(element.text_content())
        if remark or SECRET.search(style) or _classes(element) & {"ltx_ERROR", "ltx_role_todo"}:
            element.drop_tree()


def _anchor(element: HtmlElement) -> str:
    """Return the id of an element or of the nearest around it."""
    return str(next((id for each in [element, *element.iterancestors()] if (id := each.get("id"))), ""))


def _classes(element: HtmlElement) -> set[str]:
    return set(str(element.get("class") or "").split())
