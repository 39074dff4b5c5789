from bot.fulltext import sentences
from bot.fulltext.model import Cell, Equation, FullText, Reference, Table, TextFormat
from bot.report import deck
from bot.report.deck import PresentedPaper, build_deck
from bot.report.picks import Pick, Picks, Term
from bot.report.slides import (
    Deck,
    EquationBlock,
    FigureBlock,
    FigurePlaceholder,
    IdeasBlock,
    NoteBlock,
    PaperHalf,
    ReferencesBlock,
    TableBlock,
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


def test_many_terms_are_spread_evenly() -> None:
    equations = (LOSS, *(Equation(rf"\mathcal{{L}}_{n} = x", "Method") for n in range(5)))
    picks = Picks(equations=(Pick(0, 9, "x"),), terms=tuple(Term(n, "") for n in range(1, 6)))

    laid = _laid(FullText(TextFormat.HTML, equations=equations), picks)

    assert [len(slide.blocks) for slide in laid.slides if slide.heading == "The terms of the loss"] == [2, 2, 1]


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

    assert [type(block) for block in laid.slides[-2].blocks] == [TableBlock, FigurePlaceholder]


def _laid(text: FullText, picks: Picks) -> Deck:
    return build_deck("Weekly Report", "16–22 Nov 2026", [PresentedPaper(factories.paper(), text, picks)])


def _of(laid: Deck, kind: type) -> list:  # type: ignore[type-arg] - of that kind
    return [block for slide in laid.slides for block in slide.blocks if isinstance(block, kind)]


def _numbers(laid: Deck) -> list[int]:
    return [block.number for block in _of(laid, EquationBlock)]
