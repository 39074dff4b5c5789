"""What formulas, tables and sentences say of themselves, and how picks are exchanged."""

from __future__ import annotations

import pytest

from bot.fulltext import latex_math, sentences
from bot.fulltext.model import Cell, Equation, Figure, FullText, Section, Table, TextFormat
from bot.report.picks import PickKind, equations, pick
from bot.report.picks.table_rows import is_number
from bot.report.picks.tables import trim
from tests.helpers import factories, weekly_papers

PAPER = factories.paper(title="A Paper About Kettles")
WHOLE = r"\begin{aligned}\mathcal{L} & = \mathcal{L}_{a} + \mathcal{L}_{b} \\ & \quad + \mathcal{L}_{c}\end{aligned}"


def loss(latex: str, before: str = "The full loss function is", section: str = "Method") -> Equation:
    return Equation(latex, section, before)


def text(*equations: Equation, said: str = "") -> FullText:
    return FullText(TextFormat.HTML, (Section("Method", 1, (said,)),), equations)


@pytest.mark.parametrize(
    ("left", "name"),
    [
        (r"\mathcal{L}_{\text{adv}}(x)", r"\mathcal{L}_adv"),
        (r"\mathcal L_{adv}", r"\mathcal{L}_adv"),
        (r"\min_{\theta} L(\theta)", "L"),
        (r"\text{Loss}", "Loss"),
        (r"h^{L}", ""),
        (r"\mathbb{E}_{x}", ""),
        (r"x_{L}", ""),
        (r"\nabla L", ""),
        ("Length", ""),
    ],
)
def test_a_loss_is_what_stands_first_on_the_left(left: str, name: str) -> None:
    assert latex_math.own_name(left) == name


@pytest.mark.parametrize(
    ("latex", "names"),
    [
        (r"\mathbb{E}_{x}[x] + \mathbb{E}_{y}[y]", []),
        (r"\sum_{l=1}^{L} W^{\ell} x_{L}", []),
        (r"\mathcal{L}_{a} + \lambda\mathcal{L}_{\mathrm{a}}", [r"\mathcal{L}_a"]),
        (r"L_{1}+L_{2}", ["L_1", "L_2"]),
    ],
)
def test_only_losses_are_counted_as_losses(latex: str, names: list[str]) -> None:
    assert latex_math.names(latex) == names


def test_terms_are_found_in_all_lines_of_a_loss() -> None:
    defined = [loss(rf"\mathcal{{L}}_{{{name}}} = |x - y|^2", "Here it is:") for name in "abc"]

    picks = pick(text(loss(WHOLE), *defined), PAPER)

    assert [term.name[-1] for term in picks.terms] == ["a", "b", "c"]


def test_terms_that_one_display_defines_show_it_once() -> None:
    both = r"\begin{aligned}\mathcal{L}_{a} & = |x| \\ \mathcal{L}_{b} & = |y|\end{aligned}"

    picks = pick(text(loss(WHOLE), Equation(both, "Method")), PAPER)

    assert [(term.index, term.name) for term in picks.terms] == [(1, r"\mathcal{L}_a")]


def test_a_sentence_that_names_a_term_is_its_line_wherever_it_stands() -> None:
    said = (
        r"The loss $\mathcal{L}_{b}$ keeps the lid on. Both $\mathcal{L}_{a}$ and $\mathcal{L}_{b}$ are cheap to have."
    )

    picks = pick(
        text(loss(WHOLE), *(loss(rf"\mathcal{{L}}_{{{name}}} = |x|^2", "") for name in "ab"), said=said), PAPER
    )

    assert [term.line for term in picks.terms] == ["", r"The loss $\mathcal{L}_{b}$ keeps the lid on."]


@pytest.mark.parametrize(
    "equation",
    [
        loss(r"\nabla_\theta \mathcal{L} = \nabla \mathcal{L}_a + \nabla \mathcal{L}_b", "The gradient of the loss is"),
        loss(r"\mathcal{L} = |x - y| + R(x)", "We discarded an alternative objective:"),
        loss(r"L^{CLIP} = \min(r A, A)", "PPO maximizes the standard objective", "Background / PPO"),
        loss(r"\mathcal{L} = |x - y|", "We thank no one:"),
        loss(r"J = \mathrm{Rad}(I) + K", "Let"),
    ],
)
def test_what_is_no_loss_of_the_paper_is_not_shown(equation: Equation) -> None:
    assert pick(text(equation), PAPER).equations == ()


def test_going_on_shows_the_next_best_then_nothing_then_the_first_again() -> None:
    found = weekly_papers.read("whole-loss.html")

    shown = [pick(found, PAPER, {PickKind.EQUATION: steps}).equations[:1] for steps in range(5)]

    assert [[each.label for each in picks] for picks in shown] == [
        ["The whole loss function"],
        ["The steam loss"],
        ["The spout loss"],
        [],
        ["The whole loss function"],
    ]


def test_of_many_candidates_three_are_kept_best_first() -> None:
    figures = tuple(Figure(f"Overview of our framework {n}", "Method", ("a.png",)) for n in range(5))

    picks = pick(FullText(TextFormat.HTML, figures=figures), PAPER).architectures

    assert [each.index for each in picks] == [0, 1, 2]
    assert [each.score for each in picks] == sorted((each.score for each in picks), reverse=True)


@pytest.mark.parametrize("said", ["86.7/85.9", r"$86.6_{\pm 0.1}$", r"$\mathbf{94.9}$", "70.4%", "-0.3", "12.1 ± 0.4"])
def test_numbers_are_known_however_they_are_set(said: str) -> None:
    assert is_number(said)


@pytest.mark.parametrize("said", ["", "ResNet-50", "GPT-4", "n/a", "2nd", "392k", "-"])
def test_names_are_no_numbers(said: str) -> None:
    assert not is_number(said)


def test_a_cell_that_reaches_over_rows_is_said_in_each_and_keeps_the_others_in_their_columns() -> None:
    rows = ((Cell("a", rows=2), Cell("1"), Cell("2")), (Cell("3"), Cell("4")))

    assert [[cell.text for cell in row] for row in trim(Table("", "", rows)).rows] == [["a", "1", "2"], ["a", "3", "4"]]


def test_sentences_keep_their_formulas_and_citations_get_numbers() -> None:
    said = f"We follow them {sentences.citation_mark(['a', 'b'])}. It is $x. Y$ there."

    assert sentences.split(said) == [f"We follow them {sentences.citation_mark(['a', 'b'])}.", "It is $x. Y$ there."]
    assert sentences.numbered(said, {"b": 7}) == "We follow them [7]. It is $x. Y$ there."
    assert sentences.cited(said) == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (r"L_{G}^{total}", "The total loss of G"),
        (r"\mathcal{L}^{\text{total}}_{G}", "The total loss of G"),
        (r"\mathcal{L}_\theta^\text{ELBO}", "The ELBO loss of θ"),
        (r"\mathcal{L}_{rec}^{t}", "The rec loss"),
        (r"\mathcal{L}_{\mathrm{adv}}^{(i)}", "The adv loss"),
        (r"L^{CLIP}", "The CLIP loss"),
        (r"L", ""),
    ],
)
def test_a_loss_is_called_by_what_stands_below_it_and_a_word_above(name: str, label: str) -> None:
    assert equations.called(latex_math.own_name(name)) == label


@pytest.mark.parametrize(
    ("name", "said"),
    [(r"L^{\text{CLIP}}", "CLIP"), (r"L^{CLIP+VF}", "CLIP+VF"), (r"\mathcal{L}^{t}", ""), (r"\mathcal{L}^*", "")],
)
def test_a_word_above_a_loss_qualifies_it(name: str, said: str) -> None:
    assert latex_math.subscript(latex_math.own_name(name)) == said


@pytest.mark.parametrize(
    ("caption", "section", "is_result"),
    [
        ("Error in position for all kettles.", "Experiments", True),
        ("Runtime of the solvers on 3 stoves", "Results", True),
        ("Number of cups needed to reach 90%", "Experiments", True),
        ("Temperature profile at t = 3 s", "Numerical Results", True),
        ("A photo of the stove", "Experiments", False),
        ("Experimental setup with two stoves", "Experiments", False),
        ("Comparison between the old and our lid", "Method", False),
        ("Distribution of cup sizes", "Data", False),
    ],
)
def test_a_figure_of_results_says_what_was_measured_or_stands_among_results(
    caption: str, section: str, *, is_result: bool
) -> None:
    found = FullText(TextFormat.TEX, figures=(Figure(caption, section, ("a.png",)),))

    assert bool(pick(found, PAPER).results) is is_result


@pytest.mark.parametrize(
    ("caption", "is_architecture"),
    [
        ("Training setup of our model", True),
        ("Autoencoder setup", True),
        ("Schematic of the stove.", True),
        ("Our tree-structured architecture", True),
        ("The proposed framework. Results are shown at the right.", True),
        ("The decision tree of the game", False),
        ("The clipping function of our model, a plot", False),
        ("A cartoon of the system", False),
        ("Structure of the data set", False),
    ],
)
def test_an_architecture_is_called_so_and_is_no_tree_plot_or_cartoon(caption: str, *, is_architecture: bool) -> None:
    found = FullText(TextFormat.TEX, figures=(Figure(caption, "Method", ("a.png",)),))

    assert bool(pick(found, PAPER).architectures) is is_architecture


@pytest.mark.parametrize(
    ("latex", "before", "label"),
    [
        (r"\min_w \sum_i \ell(w, x_i) + \lambda |w|^2", "The objective is", "The objective"),
        (r"\underset{w}{\mathrm{minimize}}\ \sum_i \ell_i(w)", "The training objective minimizes", "The objective"),
        (r"L_{PG} = -\log \pi A", "We use the policy gradient objective", "The policy gradient loss"),
        (r"\mathcal{L}_{a} + \mathcal{L}_{b}", "The total loss is the sum", "The whole loss function"),
        (r"\max_\pi \mathbb{E}[\sum_t \gamma^t r_t]", "We maximize the expected return", ""),
        (r"L(h) \le \hat L(h) + \sqrt{\log n}", "We bound the loss during training by", ""),
        (r"L = k A (T - T_0)", "The heat loss of the kettle is", ""),
        (r"L_0 = -30\,\mathrm{dB}", "The total loss is", ""),
    ],
)
def test_a_loss_is_called_what_it_is_and_other_things_are_none(latex: str, before: str, label: str) -> None:
    picks = pick(text(loss(latex_math.tidy(latex), before)), PAPER)

    assert next((each.label for each in picks.equations), "") == label
