"""Read a paper from arXiv's HTML, made by LaTeXML, in its layout of 2026 and the older one with MathJax.

https://info.arxiv.org/about/accessible_HTML.html · https://math.nist.gov/~BMiller/LaTeXML/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml import etree, html
from lxml.html import HtmlElement

from bot.arxiv import licenses
from bot.errors import SourceError
from bot.fulltext import sentences, tables
from bot.fulltext.builder import FullTextBuilder, begins_anew
from bot.fulltext.latex_math import tidy
from bot.fulltext.model import Figure, FullText, Reference, TextFormat
from bot.text.sanitize import sanitize

DEPTHS = {"section": 1, "appendix": 1, "subsection": 2, "subsubsection": 3, "paragraph": 3, "subparagraph": 3}
MAX_SIZE = 40 << 20  # bytes; more than twice the largest real page
MAX_DEPTH = 100  # nested elements within a paragraph
SECRET = re.compile(r"display:\s*none|visibility:\s*hidden|font-size:\s*0(?!\.?\d)|opacity:\s*0(?!\.?\d)")
WHITE = re.compile(r"(?:^|[;\s]|fg-)color:\s*(?:#fff(?:fff)?\b|white)")
PAINTED = re.compile(r"(?:background|bg-color)(?:-color)?:\s*(?!#fff|white|transparent|none)")
MAX_NUMBER_LENGTH = 6
_NUMBERED = re.compile(r"(?:Fig(?:ure|\.)?|Tab(?:le|\.)?)\s*[A-Z]?\d")
APART = {"br", "p", "div", "tr", "td", "th", "table", "li"}
APART_CLASSES = {"ltx_tr", "ltx_td", "ltx_p", "ltx_inline-block", "ltx_break"}
"""Block elements: their words don't join those around them."""
SCRIPTS = {"sup": "^", "sub": "_"}
LINES = {"\\Xhline", "\\thickhline", "\\specialrule", "\\hdashline", "\\cdashline", "\\addlinespace", "\\Xcline"}
MEASURES = re.compile(r"^\s*(?:\[?-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)\]?\s*)+")


def read(body: bytes) -> FullText:
    """Parse a page. Raises SourceError if it isn't LaTeXML's, or is too large."""
    if len(body) > MAX_SIZE:
        raise SourceError(f"the page has more than {MAX_SIZE >> 20} MB")
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise SourceError(f"the page cannot be read: {error}") from error
    article = next((each for each in root.iter("article", "div") if "ltx_document" in _classes(each)), None)
    if article is None:
        raise SourceError("the page holds no paper")
    license = _license(root)
    _drop_unseen(article)
    found = FullTextBuilder()
    for element in _blocks(article):
        _gather(found, element)
    return found.full_text(TextFormat.HTML, license)


def _gather(found: FullTextBuilder, element: HtmlElement) -> None:
    classes = _classes(element)
    if "ltx_title" in classes:
        kind = next((name for name in DEPTHS if f"ltx_title_{name}" in classes), None)
        if kind:
            found.heading(_text(element), DEPTHS[kind], is_appendix=kind == "appendix")
    elif "ltx_p" in classes:
        found.add_paragraph(_text(element))
    elif classes & {"ltx_figure", "ltx_table"}:
        _float(found, element)
    elif "ltx_bibitem" in classes:
        found.references.append(Reference(_anchor(element), _text(element)))
    else:
        for lines, label in _displays(element):
            found.add_equation(lines, label)


def _float(found: FullTextBuilder, element: HtmlElement) -> None:
    numbered = [each for each in element.find_class("ltx_caption") if _NUMBERED.match(_label(each))]
    if len({_label(caption) for caption in numbered}) > 1:
        for each in _panels(element, numbered):
            _one_float(found, each)
    else:
        _one_float(found, element)


def _panels(element: HtmlElement, captions: list[HtmlElement]) -> list[HtmlElement]:
    """Split a float with several numbered captions: by their containers, else by what is next to them."""
    panels = [caption.getparent() for caption in captions]
    if all(panel is not element and next(_shown(panel), None) is not None for panel in panels):
        return panels
    parts = [each for each in element.iter() if each in captions or each in [*_shown(element)]]
    is_above = parts[0] in captions
    panels = [html.Element("figure", id=_anchor(element))]
    for part in parts if is_above else parts[::-1]:
        if part in captions and len(panels[-1]):
            panels.append(html.Element("figure", id=_anchor(element)))
        panels[-1].append(part)
    return panels if is_above else panels[::-1]


def _shown(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the pictures and outermost tables in an element."""
    for each in element.iter():
        is_grid = "ltx_tabular" in _classes(each) and not _is_inner(each, element)
        if is_grid or (each.tag == "img" and each.get("src")):
            yield each


def _one_float(found: FullTextBuilder, element: HtmlElement) -> None:
    titled = _captioned(element)
    caption, label = _text(titled) if titled is not None else "", _label(titled)
    images = [img for img in element.iter("img") if "ltx_missing" not in _classes(img) and img.get("src")]
    grids = [] if images else [grid for grid in element.find_class("ltx_tabular") if not _is_inner(grid, element)]
    for grid in grids:
        found.table(caption, tables.from_html(grid, _text), label)
    if not grids:
        sources = tuple(str(image.get("src")) for image in images)
        width, parts = sum(map(_width, images)), tuple(_parts(element, titled))
        found.figure(Figure(caption, "", sources, label, _anchor(element), width, parts=parts))


def _parts(element: HtmlElement, titled: HtmlElement | None) -> Iterator[str]:
    """Yield the captions of a figure's parts, except the one used for the whole."""
    for each in element.find_class("ltx_caption"):
        if each is not titled and (said := _text(each)):
            yield said


def _is_inner(grid: HtmlElement, float: HtmlElement) -> bool:
    around = takewhile(lambda each: each is not float, grid.iterancestors())
    return any("ltx_tabular" in _classes(each) for each in around)


def _blocks(article: HtmlElement) -> Iterator[HtmlElement]:
    """Yield headings, paragraphs, displays, floats and references in order, without nested ones."""
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


def _displays(element: HtmlElement) -> Iterator[tuple[list[list[str]], str]]:
    """Yield the equations of a display as cells of lines. Continuation rows belong to the equation before."""
    rows = [row for row in element.iter("tr") if "ltx_eqn_row" in _classes(row)] or [element]
    lines: list[list[str]] = []
    label = ""
    held = 0  # rows that the number of one above reaches over
    for row in rows:
        cells = [tidy(" ".join(_tex(formula) for formula in _formulas(cell))) for cell in _cells(row)]
        if not held and begins_anew(lines, label, cells):
            yield lines, label
            lines, label = [], ""
        lines.append(cells)
        label = label or next((_text(tag) for tag in row.find_class("ltx_tag")), "")
        held = max([1, held, *(tables.span(cell, "rowspan") for cell in row.find_class("ltx_eqn_eqno"))]) - 1
    yield lines, label


def _cells(row: HtmlElement) -> list[HtmlElement]:
    cells = [cell for cell in row if cell.tag == "td" and "ltx_eqn_eqno" not in _classes(cell)]
    return [cell for cell in cells if not any("pad" in name for name in _classes(cell))] or [row]


def _formulas(element: HtmlElement) -> Iterator[HtmlElement]:
    for found in element.iter("math", "span"):
        if found.tag == "math" or _classes(found) & {"mjx-math", "ltx_markedasmath"}:
            yield found


def _tex(formula: HtmlElement) -> str:
    if "ltx_markedasmath" in _classes(formula):  # what is a word in a cell of a display
        return rf"\text{{{_text(formula)}}}"
    return str(formula.get("alttext") or formula.get("aria-label") or "")


def _text(element: HtmlElement) -> str:
    """Return an element's text, with formulas as LaTeX between dollars, without its number and notes."""
    return sanitize("".join(_pieces(element, 0)))


def _pieces(element: HtmlElement, depth: int) -> Iterator[str]:
    if element.tag == "math" or "mjx-math" in _classes(element):
        yield f"${latex}$" if (latex := tidy(_tex(element))) else ""
        return
    gap = " " * (element.tag in APART or bool(_classes(element) & APART_CLASSES))
    yield gap + _said(element.text)
    for child in element:
        if child.tag == "cite":
            yield _citation(child)
        elif "ltx_missing_label" in _classes(child):
            pass  # "LABEL:eq:main" instead of a number
        elif child.tag in SCRIPTS:
            yield f"${SCRIPTS[child.tag]}{{{latex}}}$" if (latex := _script(child)) else ""
        elif isinstance(child.tag, str) and depth < MAX_DEPTH and not _classes(child) & {"ltx_tag", "ltx_note"}:
            yield from _pieces(child, depth + 1)
        yield _said(child.tail)
    yield gap


def _script(element: HtmlElement) -> str:
    """Return a subscript or superscript as LaTeX."""
    return _text(element).replace("$", "")


def _said(text: str | None) -> str:
    """Return text of the page, with its dollar signs escaped: they begin no formula."""
    return sentences.plain(text or "").replace("$", r"\$")


def _citation(cite: HtmlElement) -> str:
    """Return a citation as a mark, after the names if they are part of the sentence."""
    keys = [str(link.get("href") or "").removeprefix("#") for link in cite.iter("a")]
    names = cite.text_content().partition("(")[0] if "ltx_citemacro_citet" in _classes(cite) else ""
    return _said(names) + sentences.citation_mark([key for key in keys if key])


def _captioned(element: HtmlElement) -> HtmlElement | None:
    """Return the caption of a float itself, else the last one in it."""
    captions = element.find_class("ltx_caption")
    return next((each for each in captions if each.getparent() is element), captions[-1] if captions else None)


def _label(caption: HtmlElement | None) -> str:
    tags = caption.find_class("ltx_tag") if caption is not None else []
    return sanitize(tags[0].text_content()).rstrip(": .") if tags else ""


def _width(image: HtmlElement) -> int:
    told = str(image.get("width") or "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < MAX_NUMBER_LENGTH else 0


def _license(root: HtmlElement) -> str:
    """Return the license named on the page: its address, else its name, which is all that arXiv's own pages have."""
    line = root.get_element_by_id("license-tr", None)
    if line is None:
        return ""
    return licenses.of_page(sanitize(line.text_content()), str(line.get("href") or ""))


def _drop_unseen(article: HtmlElement) -> None:
    """Remove conversion errors, hidden elements, and colored remarks of authors."""
    for element in list(article.iter()):
        if element is not article and isinstance(element.tag, str) and _is_unseen(element):
            _doubt(element)
            element.clear(keep_tail=True)


def _doubt(element: HtmlElement) -> None:
    """Mark the table around a macro that could not be converted: its arguments would look like numbers."""
    grid = tables.grid_of(element) if "ltx_ERROR" in _classes(element) else None
    if grid is None:
        return
    if (element.text or "").strip() in LINES:
        element.tail = MEASURES.sub("", element.tail or "")
    else:
        grid.set(tables.DOUBTFUL, "true")


def _is_unseen(element: HtmlElement) -> bool:
    if _classes(element) & {"ltx_ERROR", "ltx_role_todo"}:
        return True
    style = str(element.get("style") or "").lower()
    if "color" in style and sentences.REMARK.match("".join(islice(element.itertext(), 3))):
        return True
    return bool(SECRET.search(style) or (WHITE.search(style) and not _is_painted(element)))


def _is_painted(element: HtmlElement) -> bool:
    """Return whether an element has a background on which white text is visible."""
    return any(PAINTED.search(str(each.get("style") or "").lower()) for each in [element, *element.iterancestors()])


def _anchor(element: HtmlElement) -> str:
    """Return the id of an element or of its nearest ancestor with one."""
    return str(next((id for each in [element, *element.iterancestors()] if (id := each.get("id"))), ""))


def _classes(element: HtmlElement) -> set[str]:
    return set(str(element.get("class") or "").split())
