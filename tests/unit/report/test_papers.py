"""What is picked of papers that we wrote, one for each thing that went wrong with real ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.fulltext import latex_math, latexml
from bot.fulltext.model import FullText
from bot.report.picks import Picks, loss_names, pick
from bot.report.picks.tables import best_row, trim
from bot.text.tex.to_unicode import to_unicode
from tests.helpers import factories, weekly_papers

KETTLES = "The whole loss function: steam + spout"


@dataclass(frozen=True)
class Expected:
    """A paper, what is hard about it, and what is shown of it; nothing where nothing is said."""

    name: str
    trap: str
    equation: str = ""
    terms: str = ""
    architecture: str = ""
    table: str = ""
    title: str = "A Paper About Kettles"


EXPECTED = (
    Expected("whole-loss.html", "nothing", KETTLES, "steam spout", "Figure 1", "Table 1"),
    Expected("older-layout.html", "formulas that MathJax has set", KETTLES, "steam spout", "Figure 1", "Table 1"),
    Expected("no-base.html", "no base address", KETTLES, "steam spout", "Figure 1", "Table 1"),
    Expected("aligned-terms.html", "terms in the same display", "The whole loss function: bowl + stem", "bowl stem"),
    Expected("unnumbered-terms.html", "they have no numbers", "The whole loss function: tine + grip", "tine grip"),
    Expected("inline-loss.html", "the loss stands in a sentence only", "The whole loss function: rim + base", "rim"),
    Expected("named-loss.html", "a loss among others", "The 2nd loss: "),
    Expected("tag.html", "a star for a number", "The whole loss function: oil + heat"),
    Expected("gradient.html", "a gradient is no loss"),
    Expected("prior-loss.html", "prior work has one, too", "The whole loss function: gas + sun"),
    Expected("background-ppo.html", "the only loss is background"),
    Expected("rejected-idea.html", "the only loss was rejected"),
    Expected("appendix-loss.html", "the only loss is a baseline's, in the appendix"),
    Expected("objective.html", "a game without a name", "The objective: "),
    Expected("core-equation.html", "no loss, but an equation of the title", "Core equation: ", title="Tea Attention"),
    Expected("expectation.html", "expectations are no losses"),
    Expected("algebra.html", "ideals and lengths are no losses"),
    Expected("older-algebra.html", "nor in the older layout"),
    Expected(
        "another-terms-line.html", "a sentence about two", "The whole loss function: hot + cold + mild", "hot cold"
    ),
    Expected("dev-set-table.html", "results on the development set come first", table="Table 2", title="DevDish: Hi"),
    Expected("ablation-only.html", "tables of ablations and settings only"),
    Expected("mnist-table.html", "layers and statistics come first", table="Table 3", title="DigitDough: Reading"),
    Expected("prior-architecture.html", "an architecture of others comes first", architecture="Figure 2"),
    Expected("prior-architecture-only.html", "there is no other one"),
    Expected("images-in-a-table.html", "a table lays images out"),
    Expected("two-tabulars.html", "two grids in one table", table="Table 1"),
    Expected("missing-figures.html", "lost figures, empty captions, unknown macros"),
    Expected("hidden-text.html", "white text and remarks in colour", "The whole loss function: egg + foam"),
    Expected("wide-table.html", "groups of columns", table="Table 1"),
    Expected("many-columns.html", "more columns than fit", table="Table 1"),
    Expected("scripts-in-cells.html", "names with scripts", table="Table 1"),
    Expected("key-ideas.html", "claims of others among the paper's own"),
    Expected("stub.html", "the page only embeds a PDF"),
    Expected("tex-apple-double", "a shadow of every file", KETTLES, "steam", "Figure 1", "Table 1"),
    Expected("tex-old-main", "older and longer main files", KETTLES, "steam"),
    Expected("tex-template", "the publisher's template beside, and a supplement", KETTLES, "steam"),
    Expected("tex-readme", "the main file is told", KETTLES, "steam"),
    Expected("tex-readme-old", "as it once was", KETTLES, "steam"),
    Expected("tex-inputs", r"\input is not \includegraphics", KETTLES, "steam", "Figure 1", "Table 1"),
    Expected("tex-input-loop", "files that take each other in", KETTLES, "steam"),
    Expected("tex-author-notes", "remarks", "The whole loss function: steam + spout", table="Table 1"),
    Expected("tex-iffalse", "what is switched off", KETTLES, "steam"),
    Expected("tex-title-elsewhere", "a template's title", KETTLES, "steam"),
    Expected("tex-inline-loss", "the loss stands in a sentence only", "The whole loss function: rim + base"),
    Expected("tex-local-style", "macros in a style file, which makes headings its own way",
             "The whole loss function: rec + reg", "rec"),
    Expected("tex-bm-mathds", "bold and doubled letters", r"The whole loss function: x + \theta"),
    Expected("tex-ieeeeqnarray", "three cells in a row", "The whole loss function: a + b", "a"),
    Expected("tex-def-be", r"\be for an equation", "The whole loss function: 1 + 2"),
    Expected("tex-pdf-pages", "figures are pages of one PDF", architecture="Figure 2"),
    Expected("tex-two-tabulars", "two grids in one, images in the other", table="Table 1"),
    Expected("tex-empty-captions", "a drawing that cannot be drawn, empty captions"),
    Expected("tex-includepdf", "the source only embeds a PDF"),
    Expected("tex-alone", "one file, packed alone", KETTLES, "steam", table="Table 1"),
    Expected("tex-rejected-idea", "a gradient and what was rejected"),
    Expected("tex-subfigures", "captions of parts, a loss in the appendix", "The whole loss function: a + b",
             architecture="Figure 1"),
    Expected("tex-multirow-head", "a header of two rows, whose covered cells are written", table="Table 1"),
    Expected("tex-multirow-groups", "groups of rows that are cut", table="Table 1"),
    Expected("tex-multirow-upward", "names of groups below, and half a row more", table="Table 1"),
    Expected("tex-multirow-inside", "cells over rows in other columns than the first", table="Table 1"),
    Expected("tex-multirow-clash", "a name reaches into the next group"),
    Expected("tex-titles-between", "titles of groups among the rows", table="Table 1"),
    Expected("tex-second-header", "a second header among the rows", table="Table 1"),
    Expected("tex-split-decimals", "numbers cut at their points"),
    Expected("tex-cited-rows", "rows named by what they cite", table="Table 1"),
    Expected("tex-raw-cells", "markup in cells", table="Table 1"),
    Expected("tex-raw-unknown", "a macro of two numbers that no one knows"),
    Expected("tex-long-table", "a header on each page", table="Table 1"),
    Expected("tex-wide-rows", "rows wider than the header"),
    Expected("tex-nested-cells", "cells of several lines", table="Table 1"),
    Expected("tex-shared-name", "a group named in its middle", table="Table 1"),
    Expected("tex-name-of-none", "names in middles, without lines between groups"),
    Expected("tex-header-below-line", "a header that goes on below a line", table="Table 1"),
    Expected("tex-deviation-rows", "rows below rows, and an average of all", table="Table 1"),
    Expected("tex-numbered-head", "a header of numbers", table="Table 1"),
    Expected("row-groups.html", "groups of rows that are cut", table="Table 1"),
    Expected("overlapping-cells.html", "cells that reach into one another"),
    Expected("endless-rowspan.html", "a cell over all rows below"),
    Expected("covered-cells-written.html", "covered cells are written as TeX has them"),
    Expected("unknown-macro-in-table.html", "a number behind a macro that was not converted"),
    Expected("lines-in-cells.html", "cells of several lines, and a mark behind a number", table="Table 1"),
    Expected("blank-rows.html", "a blank row under a cell over rows", table="Table 1"),
    Expected("tex-small-lead", "layout in front of it", "The whole loss function: lid + rim"),
    Expected("tex-underset", "min and max as words below words", "The whole loss function: gan + cyc"),
    Expected("tex-loss-in-letters", "loss as a word for its letter", "The whole loss function: heat + time"),
    Expected("tex-no-left-side", "nothing on its left", "The whole loss function: heat + time + noise"),
    Expected("tex-policy-objective", "a gradient in the name of its objective", "The policy gradient loss: "),
    Expected("tex-resized-loss", "a formula in a box", "The whole loss function: cup + pot"),
    Expected("tex-path-loss", "a signal loses power"),
    Expected("tex-expected-return", "a return is maximized"),
    Expected("tex-step-bound", "a bound of a step"),
    Expected("tex-term-constant", "a constant among the terms", "The whole loss function: boil + 0", "boil"),
    Expected("tex-term-sentences", "sentences without symbols", "The whole loss function: ip + tv + c", "ip tv c"),
    Expected("tex-titled-terms", "titles name the terms", "The whole loss function: boil + rim", "boil rim"),
    Expected("tex-terms-of-terms", "a term with terms", "The whole loss function: rec + sem", "rec sem src tgt"),
    Expected("tex-two-line-loss", "a second line with a condition", "The whole loss function: lid + rim", "lid rim"),
    Expected("tex-multline-loss", "two lines without marks", "The whole loss function: lid + rim + spout"),
    Expected("tex-tree-figure", "trees, clips and cartoons"),
    Expected("tex-training-setup", "a setup, among the experiments", architecture="Figure 1"),
    Expected("tex-autoencoder-setup", "a tree before it", architecture="Figure 2"),
    Expected("tex-result-captions", "results that are not called so"),
    Expected("tex-result-parts", "captions of parts only"),
    Expected("tex-two-captions", "two figures in one float", architecture="Figure 1"),
    Expected("two-captions.html", "two figures in one float", KETTLES, "steam spout", "Figure 7", "Table 1"),
    Expected("tex-background-ideas", "background and leads among the ideas"),
)  # fmt: skip


def picked(name: str, title: str = "A Paper About Kettles", abstract: str = "") -> tuple[FullText, Picks]:
    text = weekly_papers.read(name)
    return text, pick(text, factories.paper(title=title, abstract=abstract))


def test_every_paper_is_in_the_table() -> None:
    assert sorted(each.name for each in EXPECTED) == sorted(weekly_papers.NAMES)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda each: each.name)
def test_what_is_picked_is_right(expected: Expected) -> None:
    text, picks = picked(expected.name, expected.title)

    assert Expected(
        expected.name,
        expected.trap,
        equation=next((f"{each.label}: {losses_in(text, each.index)}" for each in picks.equations), ""),
        terms=" ".join(latex_math.subscript(term.name) for term in picks.terms),
        architecture=next((text.figures[each.index].label for each in picks.architectures), ""),
        table=next((text.tables[each.index].label for each in picks.tables), ""),
        title=expected.title,
    ) == expected  # fmt: skip


def losses_in(text: FullText, index: int) -> str:
    right = latex_math.sides(text.equations[index].latex)[1]
    return " + ".join(map(latex_math.subscript, latex_math.names(right)))


def test_what_only_embeds_a_pdf_is_a_stub() -> None:
    assert [each for each in weekly_papers.NAMES if weekly_papers.read(each).is_incomplete] == [
        "stub.html",
        "tex-includepdf",
    ]


@pytest.mark.parametrize("name", ["hidden-text.html", "tex-author-notes", "tex-iffalse", "missing-figures.html"])
def test_what_is_hidden_or_said_among_authors_is_in_no_text(name: str) -> None:
    text, picks = picked(name, abstract="We find kettles in any kitchen by their steam.")

    said = " ".join(paragraph for section in text.sections for paragraph in section.paragraphs).lower()
    for hidden in ("ignore previous", "ann:", "bob", "is it?", "propose", "discarded", "undefined", "lidbox", "\\fi"):
        assert hidden not in said
    assert not any("ignore" in idea for idea in picks.ideas)


def test_a_terms_line_names_that_term_and_no_other_and_comes_once() -> None:
    _, picks = picked("another-terms-line.html")

    assert [term.line for term in picks.terms] == [
        "",
        r"The loss $\mathcal{L}_{\text{cold}}$ punishes milk that is too cold.",
    ]


def test_no_line_of_any_paper_names_another_loss() -> None:
    for name in weekly_papers.NAMES:
        _, picks = picked(name)
        lines = [term.line for term in picks.terms if term.line]

        assert len(set(lines)) == len(lines)
        for term in picks.terms:
            assert loss_names.names_in(term.line) <= {term.name}


def test_numbers_of_equations_and_figures_are_those_of_the_paper() -> None:
    text = weekly_papers.read("tex-apple-double")

    assert [each.label for each in text.equations] == ["(1)", "(2)"]
    assert "See Figure 1 and (1)." in text.sections[1].paragraphs
    assert [each.label for each in weekly_papers.read("aligned-terms.html").equations] == ["(1)", "(2)", "(3)"]
    assert weekly_papers.read("tag.html").equations[0].label == "(⋆)"


def test_lines_under_one_number_are_one_equation() -> None:
    page = weekly_papers.page("aligned-terms.html").replace(b'rowspan="1"', b'rowspan="4"', 1)

    (whole,) = latexml.read(page).equations

    assert whole.label == "(1)"
    assert len(latex_math.lines(whole.latex)) == 4


def test_pages_of_one_pdf_are_told_apart() -> None:
    figures = weekly_papers.read("tex-pdf-pages").figures

    assert [(each.graphics, each.page) for each in figures] == [(("all.pdf",), 1), (("all.pdf",), 3)]


def test_of_two_grids_in_one_table_the_one_with_results_is_shown() -> None:
    for name in ("two-tabulars.html", "tex-two-tabulars"):
        text, picks = picked(name)

        assert best_row(text.tables[picks.tables[0].index])[1:] == ("70.4", "58.8")


def test_all_groups_of_columns_stay() -> None:
    trimmed = trim(weekly_papers.read("wide-table.html").tables[0])

    assert trimmed.note == "10 of 14 rows"
    assert [cell.text for cell in trimmed.rows[0]] == ["Method", "Mugs", "Pots", "P2M++", "Pans"]
    assert [row[0].text for row in trimmed.rows[2:]] == [f"System {n}" for n in (0, 1, 2, 3, 4, 9, 10, 11, 12)] + [
        "TrayNet (ours)"
    ]


def test_of_columns_without_groups_the_first_and_the_last_stay() -> None:
    trimmed = trim(weekly_papers.read("many-columns.html").tables[0])

    assert trimmed.note == "10 of 14 columns"
    assert [cell.text for cell in trimmed.rows[0]] == ["Method", *(f"Task {n}" for n in range(8)), "Average"]


def test_the_sentence_that_explains_what_is_bold_stays_with_the_caption() -> None:
    caption = weekly_papers.read("wide-table.html").tables[0].caption

    assert caption.endswith("Gaps of at most 0.3 count as equal, and all of these are bold.")


def test_cells_are_read_as_people_write_them() -> None:
    table = weekly_papers.read("scripts-in-cells.html").tables[0]

    assert list(map(to_unicode, best_row(table))) == ["Napkin_(LARGE)", "86.6_(±0.1)"]


def test_key_ideas_are_whole_sentences_of_the_papers_own() -> None:
    _, picks = picked("key-ideas.html", abstract="Irons are old. We show how shirts press themselves overnight.")

    assert picks.ideas == (
        "We show how shirts press themselves overnight.",
        "Our main contribution is an iron that needs no water at all.",
        "Unlike every iron before, it irons without heat, which saves 90% of the power.",
    )


def test_key_ideas_stand_on_their_own_feet_and_are_no_background() -> None:
    abstract = (
        "Kettles have been found by their handles for many years.\\ To this end, we propose a finder of kettles that"
        " looks at steam alone.\\ Furthermore, it is a new and improved finder without any handles."
    )
    _, picks = picked("tex-background-ideas", abstract=abstract)

    assert picks.ideas == (
        "We propose a finder of kettles that looks at steam alone.",
        "We show that steam is enough to tell 40 kinds of kettles apart.",
    )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "tex-term-sentences",
            {
                "The identity preserving loss": (
                    "To keep the kettle itself, we use an identity preserving loss on its features"
                ),
                "The total variation loss": "The total variation regularization makes its surface smooth:",
                "The consistency loss": "This consistency loss holds handles and spouts together.",
            },
        ),
        (
            "tex-terms-of-terms",
            {
                "The reconstruction loss": "The reconstruction loss compares the kettles:",
                "The semantic transfer loss": "The semantic transfer loss has two parts:",
                "The source loss": "The source loss looks at kettles that are known:",
                "The target loss": "The target loss looks at all others:",
            },
        ),
        (
            "tex-titled-terms",
            {
                "The boiling loss": "To make bubbles rise, we use",
                "The rim loss": "We want rims round and even:",
            },
        ),
        (
            "tex-two-line-loss",
            {"The lid loss": "The lid loss keeps it closed:", "The rim loss": "The rim loss keeps it round:"},
        ),
    ],
)
def test_each_term_has_its_name_and_the_sentence_next_to_its_equation(name: str, lines: dict[str, str]) -> None:
    _, picks = picked(name)

    assert {term.label: term.line for term in picks.terms} == lines


def test_layout_and_boxes_are_not_printed_with_a_formula() -> None:
    for name, latex in (
        ("tex-small-lead", r"\mathcal{L} = \mathcal{L}_{lid} + \beta \mathcal{L}_{rim}"),
        ("tex-resized-loss", r"\mathcal{L} = \mathcal{L}_{cup} + \gamma\mathcal{L}_{pot}"),
    ):
        text, picks = picked(name)

        assert text.equations[picks.equations[0].index].latex == latex


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "tex-result-captions",
            ["Runtime of all kettles over the number of cups.", "Error in degrees, for water and milk."],
        ),
        ("tex-result-parts", ["(a) Error in degrees over time (b) Runtime on a stove"]),
        ("tex-two-captions", ["Accuracy of all finders."]),
        ("two-captions.html", ["Results on hard kettles.", "Accuracy of all finders."]),
        ("tex-tree-figure", []),
        ("tex-training-setup", []),
    ],
)
def test_figures_of_results_are_found_by_what_they_measure(name: str, shown: list[str]) -> None:
    text, picks = picked(name)

    assert [text.figures[each.index].caption for each in picks.results] == shown


def test_a_caption_belongs_to_its_own_picture() -> None:
    for name, files in (("tex-two-captions", ("net.png", "acc.png")), ("two-captions.html", ("x3.png", "x4.png"))):
        figures = weekly_papers.read(name).figures[:2]

        assert [len(each.graphics) for each in figures] == [1, 1]
        assert all(each.graphics[0].endswith(file) for each, file in zip(figures, files, strict=True))


def test_a_dollar_of_the_page_begins_no_formula() -> None:
    said = "It costs $5, yours $L = L_a + L_b$ ⟦x⟧."
    body = weekly_papers.page("whole-loss.html").replace(b"Both are cheap.", said.encode())

    text = latexml.read(body)

    assert to_unicode(text.sections[2].paragraphs[-1]) == "It costs $5, yours $L = L_a + L_b$ [x]."
    assert len(text.equations) == 3


@pytest.mark.parametrize(
    ("id", "counts"),
    [
        ("1810.04805", (44, 1, 5, 8, 56)),
        ("1803.07574", (20, 12, 13, 0, 31)),
        ("1707.08043", (5, 8, 0, 0, 10)),
    ],
)
def test_real_papers_are_read_fully(shared: Path, id: str, counts: tuple[int, ...]) -> None:
    text = latexml.read((shared / "papers" / f"{id}.html").read_bytes())

    found = (text.sections, text.equations, text.figures, text.tables, text.references)
    assert tuple(map(len, found)) == counts


def test_picks_of_real_papers_are_those_that_a_reader_chose(shared: Path) -> None:
    chosen = {}
    for id in ("1810.04805", "1803.07574", "1707.08043"):
        text = latexml.read((shared / "papers" / f"{id}.html").read_bytes())
        picks = pick(text, factories.paper(title="BERT: Pre-training of Transformers"))
        chosen[id] = (
            [text.equations[each.index].label for each in picks.equations[:1]],
            [text.figures[each.index].label for each in picks.architectures[:1]],
            [text.tables[each.index].label for each in picks.tables[:1]],
        )

    assert chosen == {
        "1810.04805": ([], ["Figure 1"], ["Table 1"]),
        "1803.07574": (["(2)"], [], []),
        "1707.08043": ([], [], []),
    }
