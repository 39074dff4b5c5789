from dataclasses import replace

import pytest

from bot.fulltext import sentences
from bot.fulltext.model import Cell, Equation, Figure, FullText, Reference, Table, TextFormat
from bot.report import deck
from bot.report.deck import PresentedPaper, build_deck
from bot.report.picks import Pick, Picks, Term
from bot.report.rich_text import CLOSE, OPEN
from bot.report.slides import (
    Deck,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    KeyNumberBlock,
    NoteBlock,
    OutlineBlock,
    PaperHalf,
    ReferencesBlock,
    Slide,
    TableBlock,
    WholeLossBlock,
    WhyBlock,
)
from tests.helpers import factories, weekly_demo

LOSS = Equation(r"\mathcal{L} = a + b", "Method", "We train. The loss is:")


def test_numbers_run_through_the_whole_report() -> None:
    laid = weekly_demo.report(papers=6).deck

    assert _numbers(laid) == list(range(1, len(_numbers(laid)) + 1))


def test_works_are_numbered_behind_the_papers_as_they_are_cited() -> None:
    references = tuple(Reference(key, f"Work {key}") for key in "ab")
    ideas = tuple(f"It is known {sentences.citation_mark([key])}." for key in "bab")

    laid = _laid(FullText(TextFormat.HTML, references=references), Picks(ideas=ideas))

    assert _of(laid, ReferencesBlock)[0].works[1:] == ((2, "Work b"), (3, "Work a"))
    assert _of(laid, IdeasBlock)[0].sentences == ("It is known [2].", "It is known [3].", "It is known [2].")


def test_without_a_figure_the_loss_stands_next_to_the_ideas() -> None:
    text = FullText(TextFormat.HTML, equations=(LOSS,))
    laid = _laid(text, Picks(equations=(Pick(0, 9, "The whole loss function"),), ideas=("An idea.",)))

    (theory,) = [slide for slide in laid.slides if slide.side is PaperHalf.THEORY]
    assert theory.blocks == (
        IdeasBlock(("An idea.",)),
        EquationBlock(LOSS.latex, 1, "The whole loss function", "The loss is:"),
    )


def test_a_figure_leaves_the_loss_a_page_of_its_own() -> None:
    laid = weekly_demo.report().deck

    opening, loss, *_ = [slide for slide in laid.slides if slide.side is PaperHalf.THEORY]
    assert isinstance(opening.blocks[0], FigureBlock)
    assert [type(block) for block in loss.blocks] == [EquationBlock]


def test_every_term_has_a_page_below_the_whole_loss_where_it_is_lit() -> None:
    whole = Equation(r"\mathcal{L} = \mathcal{L}_{a} + \lambda \mathcal{L}_{b}", "Method", "The loss is:")
    equations = (whole, *(Equation(rf"\mathcal{{L}}_{{{name}}} = x", "Method") for name in "abc"))
    terms = (
        Term(1, r"\mathcal{L}_a", "A line.", "The first loss"),
        Term(2, r"\mathcal{L}_b", "B line.", "The second loss"),
        Term(3, r"\mathcal{L}_c", "C line.", "The inner loss", within=r"\mathcal{L}_b"),
    )

    laid = _laid(FullText(TextFormat.HTML, equations=equations), Picks(equations=(Pick(0, 9, "x"),), terms=terms))

    pages = [slide for slide in laid.slides if isinstance(slide.blocks[0], WholeLossBlock)]
    assert [slide.heading for slide in pages] == ["The first loss", "The second loss", "The inner loss"]
    assert [_lit(slide) for slide in pages] == [
        r"\mathcal{L}_{a}", r"\lambda \mathcal{L}_{b}", r"\lambda \mathcal{L}_{b}",
    ]  # fmt: skip
    assert [slide.blocks[1].line for slide in pages] == ["A line.", "B line.", "C line."]


def test_an_outline_comes_only_before_a_part_of_several_pages() -> None:
    text = FullText(TextFormat.HTML, equations=(LOSS,), references=tuple(Reference(str(n), "Work") for n in range(30)))
    cited = f"It is known {sentences.citation_mark(map(str, range(30)))}."
    short, long = Picks(), Picks(equations=(Pick(0, 9, "x"),), ideas=(cited,), tables=())
    several = FullText(TextFormat.HTML, equations=(LOSS, *[Equation(r"\mathcal{L}_c = x", "")] * 2))
    papers = [
        PresentedPaper(factories.paper(), text, long),
        PresentedPaper(factories.paper("2401.00002"), text, short),
        PresentedPaper(
            factories.paper("2401.00003"), several,
            Picks(equations=(Pick(0, 9, "x"),), terms=(Term(1, "a"), Term(2, "b")), ideas=("An idea.",)),
        ),
    ]  # fmt: skip

    laid = build_deck("Weekly Report", "16–22 Nov 2026", papers)

    outlines = [slide.blocks[0].lit for slide in laid.slides if isinstance(slide.blocks[0], OutlineBlock)]
    assert outlines == [None, 2, 3]
    assert laid.slides[-1].part == 3


@pytest.mark.parametrize(("papers", "kind"), [(1, WhyBlock), (2, OutlineBlock)])
def test_each_paper_says_why_it_is_here(papers: int, kind: type) -> None:
    presented = [replace(each, why="HF 48 (top 3%)") for each in weekly_demo.report(papers=2).presented[:papers]]

    laid = build_deck("Weekly Report", "16–22 Nov 2026", presented)

    assert laid.parts[0].why == "HF 48 (top 3%)"
    assert isinstance(laid.slides[1].blocks[0], kind)


def test_the_speaker_has_the_paragraphs_of_each_equation() -> None:
    equation = replace(LOSS, before="We train on maps. The loss is:", after="Here $a$ is small.")
    text = FullText(TextFormat.HTML, equations=(equation,))

    laid = _laid(text, Picks(equations=(Pick(0, 9, "The whole loss function"),), ideas=("An idea.",)))

    assert laid.slides[1].notes == ("We train on maps. The loss is:", "Here a is small.")


def test_the_panels_of_a_figure_share_the_page_of_a_small_table() -> None:
    table = Table("Results.", "Results", ((Cell("Method"), Cell("Acc")), (Cell("Ours"), Cell("9.1"))), "Table 1")
    figure = Figure("Accuracy over time.", "Results", ("a.png", "b.png"), "Figure 2", parts=("Calm", "Storm"))
    text = FullText(TextFormat.HTML, tables=(table,), figures=(figure,))
    shown = {0: FigureBlock(("a.png", "b.png"), "", "Ada, CC BY 4.0", "https://arxiv.org/html/1#F2")}

    picks = Picks(tables=(Pick(0, 9),), results=(Pick(0, 9),))
    laid = build_deck("W", "d", [PresentedPaper(factories.paper(), text, picks, shown)])

    (results,) = [slide for slide in laid.slides if slide.side is PaperHalf.RESULTS]
    assert [type(block) for block in results.blocks] == [TableBlock, FigureBlock]
    assert results.blocks[1].panels == ("(a) Calm", "(b) Storm")


def test_a_caption_is_cut_to_its_first_sentence() -> None:
    figure = Figure("Overview of $x_{1}$. It has much to say. And more.", "", ("a.png",), "Figure 1")

    laid = _laid(FullText(TextFormat.HTML, figures=(figure,)), Picks(architectures=(Pick(0, 9),)))

    assert _of(laid, FigurePlaceholder)[0].caption == f"Figure 1. Overview of {OPEN}x_{{1}}{CLOSE}."


def test_a_paper_of_which_nothing_was_found_says_so() -> None:
    laid = _laid(FullText(TextFormat.HTML), Picks())

    assert _of(laid, NoteBlock) == [NoteBlock(deck.NO_PICKS)]
    assert _of(laid, IdeasBlock) == [IdeasBlock(("Something is hard.", "We propose a thing.", "It works."))]


def test_texts_and_tables_of_any_size_become_readable_ones() -> None:
    table = Table("caption " * 10_000, "Results", ((Cell("x" * 100_000), Cell("1.0")),) * 500)
    text = FullText(TextFormat.HTML, tables=(table,), references=(Reference("a", "work " * 10_000),))

    (grid,) = _of(_laid(text, Picks(tables=(Pick(0, 9),))), TableBlock)

    assert len(grid.rows) <= 14
    assert len(grid.caption) <= deck.MAX_TEXT_LENGTH
    assert max(len(cell.text) for row in grid.rows for cell in row) <= deck.MAX_CELL_LENGTH


def test_a_figure_that_may_not_be_shown_shares_the_page_of_the_table() -> None:
    laid = weekly_demo.report().deck

    assert [type(block) for block in laid.slides[-2].blocks] == [KeyNumberBlock, TableBlock, FigurePlaceholder]


def _laid(text: FullText, picks: Picks) -> Deck:
    return build_deck("Weekly Report", "16–22 Nov 2026", [PresentedPaper(factories.paper(), text, picks)])


def _lit(slide: Slide) -> str:
    whole = slide.blocks[0]
    assert isinstance(whole, WholeLossBlock)
    return whole.whole[whole.start : whole.end]


def _of(laid: Deck, kind: type) -> list:  # type: ignore[type-arg] - of that kind
    return [block for slide in laid.slides for block in slide.blocks if isinstance(block, kind)]


def _numbers(laid: Deck) -> list[int]:
    return [block.number for block in _of(laid, EquationBlock)]
