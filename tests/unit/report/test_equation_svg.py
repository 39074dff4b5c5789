import re
from pathlib import Path

import pytest

from adapters.report import equation_png
from adapters.report.sandbox import DeckError
from bot.report import equation_svg

GOLDEN = Path(__file__).parents[2] / "data" / "equations"
EQUATIONS = re.split(r"^% \d+\n", (GOLDEN / "report.tex").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
LONG = r"\mathcal{L} = " + " + ".join(rf"\lambda_{{{n}}} \mathcal{{L}}_{{\text{{term {n}}}}}" for n in range(12))


@pytest.mark.parametrize("number", range(1, 18))
def test_equations_of_a_real_report_are_set_as_they_were_looked_at(number: int) -> None:
    made = equation_svg.render_equation(EQUATIONS[number - 1].strip())

    golden = (GOLDEN / f"{number:02}.svg").read_text(encoding="utf-8")
    assert _shape(made.svg) == _shape(golden)


def test_a_long_equation_is_broken_at_its_summands() -> None:
    made = equation_svg.render_equation(LONG)

    assert made.svg
    assert made.width <= equation_svg.MAX_WIDTH
    assert made.height > equation_svg.render_equation(r"\mathcal{L} = 1").height * 2


def test_a_long_row_of_several_is_broken_too() -> None:
    rows = LONG.replace("=", "&=") + r" \\ x &= [y]_i"

    made = equation_svg.render_equation(rf"\begin{{aligned}}{rows}\end{{aligned}}")

    assert made.svg
    assert made.width <= equation_svg.MAX_WIDTH


def test_a_row_that_begins_with_a_bracket_is_not_the_space_before_it() -> None:
    made = equation_svg.render_equation(r"\begin{aligned}a &= b \\ [v]_i &= c\end{aligned}")

    assert "v" in made.alt_text


@pytest.mark.parametrize(
    "latex",
    [r"\nothingknown{x}", "x" * 100_000, "{" * 3000, r"\frac{" * 500, r"\def\a{\a\a}\a", r"\newcommand{\a}{\a}\a"],
    ids=["unknown", "long", "open", "nested", "bomb", "circle"],
)
def test_what_cannot_be_set_without_doubt_stays_latex(latex: str) -> None:
    made = equation_svg.render_equation(latex)

    assert (made.svg, made.latex) == ("", latex[: equation_svg.MAX_LENGTH])


def test_an_equation_for_a_chat_is_a_png_with_its_words() -> None:
    png, speech = equation_png.equation_png(r"a^2 + b^2 = c^2")

    assert png.startswith(b"\x89PNG")
    assert "equals" in speech


def test_a_wide_equation_for_a_chat_is_no_huge_picture() -> None:
    png, _ = equation_png.equation_png(" + ".join(["x"] * 900))

    assert int.from_bytes(png[16:20]) <= equation_png.MAX_WIDTH + 1


def test_an_equation_of_doubt_is_no_picture() -> None:
    with pytest.raises(DeckError, match="LaTeX"):
        equation_png.equation_png(r"\nothingknown{x}")


def _shape(svg: str) -> str:
    """Return an SVG without the names that mathra gives its parts, and who made it."""
    return re.sub(r'mathra-[0-9a-f]+|data-mathra-version="[^"]*"', "", svg).strip()
