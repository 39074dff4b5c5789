import re
from collections.abc import Iterator

from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from adapters.report import markdown
from bot.report.slides import EquationBlock, FigureBlock
from tests.helpers import adversarial_texts, decks, weekly_demo

OURS = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "strong_open",
    "strong_close", "em_open", "em_close", "code_inline", "bullet_list_open", "bullet_list_close", "list_item_open",
    "list_item_close", "softbreak", "ordered_list_open", "ordered_list_close", "blockquote_open", "blockquote_close",
    "link_open", "link_close", "hardbreak", "table_open", "table_close", "thead_open", "thead_close", "tbody_open",
    "tbody_close", "tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "text_special",
}  # fmt: skip
"""What a report is made of: no HTML, no image. Accents in a formula may look like code where formulas are not known."""


@given(adversarial_texts.texts)
def test_outside_texts_bring_no_markup_of_their_own(text: str) -> None:
    made = decks.deck(*decks.everywhere(text), EquationBlock(text, 2), heading=text, title=text, name=text)

    tokens = list(_tokens(markdown.draw(made)))

    assert {token.type for token in tokens} <= OURS
    assert {str(token.attrs["href"]) for token in tokens if token.type == "link_open"} <= {decks.URL}


@given(adversarial_texts.texts)
def test_a_formula_does_not_end_before_its_end(text: str) -> None:
    drawn = markdown.draw(decks.deck(EquationBlock(text, 1)))

    assert drawn.count("$$") == 2
    assert "\\tag{1}\n$$" in drawn


def test_a_report_says_the_same_as_its_slides() -> None:
    report = weekly_demo.report()

    drawn = markdown.draw(report.deck)

    blocks = [block for slide in report.deck.slides for block in slide.blocks]
    assert re.findall(r"\\tag\{(\d+)\}", drawn) == [str(b.number) for b in blocks if isinstance(b, EquationBlock)]
    assert [b.url for b in blocks if isinstance(b, FigureBlock) and f"[Figure]({b.url})" not in drawn] == []
    assert "| TideNet (ours) | **3\\.8** |" in drawn or "| TideNet (ours) | **3.8** |" in drawn


def _tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()
