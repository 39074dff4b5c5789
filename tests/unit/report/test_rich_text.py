import pytest

from bot.fulltext.sentences import citation_mark
from bot.report import rich_text
from bot.report.rich_text import CLOSE, OPEN


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (
            r"With $\mathcal{L}_{\text{surge}}$ we punish.",
            rf"With {OPEN}\mathcal{{L}}_{{\text{{surge}}}}{CLOSE} we punish.",
        ),
        (r"It gains $3.5\%$ at $10\times$ the speed.", "It gains 3.5% at 10× the speed."),
        (r"\emph{Tides} of M\"unchen", "Tides of München"),
        (f"Known {citation_mark(['a'])} as $x$.", f"Known [7] as {OPEN}x{CLOSE}."),
        (f"Marks {OPEN}x{CLOSE} of others are dropped.", "Marks x of others are dropped."),
    ],
)
def test_formulas_are_marked_and_the_rest_is_readable(text: str, marked: str) -> None:
    assert rich_text.rich(text, {"a": 7}) == marked


def test_a_text_can_be_shown_without_typesetting() -> None:
    text = rich_text.rich(r"Here $\lambda_1$ is small.", {})

    assert rich_text.plain(text) == "Here λ₁ is small."


@pytest.mark.parametrize("longest", range(1, 40))
def test_a_text_is_never_cut_inside_a_formula(longest: int) -> None:
    text = rich_text.rich(r"Here is $\mathcal{L}_{\text{surge}}$ and $x$ or so.", {})

    cut = rich_text.shortened(text, longest)

    assert cut.count(OPEN) == cut.count(CLOSE)
    assert len(rich_text.plain(cut)) <= longest + 1


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"\mathcal{L}_{\text{surge}}", [("ℒ", 0), ("surge", -1)]),
        (r"x_{t}^{2}", [("x", 0), ("t", -1), ("2", 1)]),
        (r"\frac{a}{b}", [("a/b", 0)]),
        (r"{}_{\textsc{LARGE}}", [("LARGE", -1)]),
    ],
)
def test_a_simple_formula_is_in_parts(latex: str, parts: list[tuple[str, int]]) -> None:
    assert rich_text.scripted(latex) == parts
