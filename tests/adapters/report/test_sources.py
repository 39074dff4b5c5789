import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from adapters.report import beamer, fonts, rendering, sources
from bot.report.rich_text import CLOSE, OPEN
from bot.report.slides import Deck, EquationBlock
from tests.helpers import decks, weekly_demo
from tests.helpers.adversarial_texts import TEXTS

BEAMER = r"""\ProvidesClass{beamer}\LoadClass{article}
\providecommand\definecolor[3]{}\providecommand\textcolor[2]{#2}\newcommand\setbeamercolor[2]{}
\newcommand\setbeamertemplate[1]{\@ifnextchar[{\bmtwo}{\bmone}}\def\bmtwo[#1]{}\newcommand\bmone[1]{}
\newcommand\institute[1]{}\newcommand\titlegraphic[1]{#1}\newcommand\note[1]{}\renewcommand\titlepage{\maketitle}
\renewenvironment{frame}{\@ifnextchar[{\bmframe}{\bmtitle}}{\clearpage}
\def\bmframe[#1]{\bmtitle}\newcommand\bmtitle{\@ifnextchar\bgroup{\bmheading}{}}\newcommand\bmheading[1]{\textbf{#1}\par}
\providecommand\url[1]{\texttt{\detokenize{#1}}}
"""
"""A class with the commands that a report uses, for machines that have LaTeX but not beamer."""
FILES = ("report.tex", "report.typ")


async def test_the_typst_source_compiles(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    _unpack(await rendering.render(weekly_demo.report(), sources.draw_typst, 10 << 20), tmp_path)

    made = typst.compile(tmp_path / "report.typ", root=tmp_path, font_paths=fonts.folders(), ignore_system_fonts=True)

    assert made.startswith(b"%PDF")


@pytest.mark.slow
async def test_the_latex_source_compiles(tmp_path: Path) -> None:
    _unpack(await rendering.render(weekly_demo.report(), sources.draw_beamer, 10 << 20), tmp_path)

    said = _pdflatex(tmp_path)

    assert "\n!" not in said
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.slow
async def test_hostile_texts_compile_as_texts(tmp_path: Path) -> None:
    texts = (*TEXTS, r"\input{/etc/hostname}", r"\end{document}", "a & b % c # d_e^f ~ {g} $h$ <i>", "\\")
    formulas = (
        r"\input{/etc/hostname}", r"\def\x{\x}\x", r"\left( x", "{x", "x}", r"\begin{aligned} x", r"a & b", "^^5c",
    )  # fmt: skip
    blocks = [block for text in texts for block in decks.everywhere(text)[2:6:3]]
    blocks += [EquationBlock(latex, 1, "A label", f"See {OPEN}{latex}{CLOSE}.") for latex in formulas]
    _unpack(await sources.draw_beamer(decks.deck(*blocks), {}), tmp_path)

    said = _pdflatex(tmp_path)

    assert "\n!" not in said
    assert (tmp_path / "report.pdf").exists()


@pytest.mark.parametrize(
    ("latex", "is_kept"),
    [
        (r"\mathcal{L} = \frac{1}{N}\sum_{i} \left( x_i - \hat{x}_i \right)^2", True),
        (r"\begin{cases} a & b \\ c & d \end{cases}", True),
        (r"a \leftarrow b \rightarrow c", True),
        (r"\input{x}", False),
        (r"\write18{ls}", False),
        (r"\own{x}", False),
        (r"x^^5cinput{x}", False),
        (r"\left( x", False),
        ("{x", False),
        ("a & b", False),
        ("a % b", False),
        ("é", False),
        (r"\begin{tikzpicture}\end{tikzpicture}", False),
    ],
)
def test_a_formula_is_kept_as_latex_only_if_it_compiles_anywhere(latex: str, *, is_kept: bool) -> None:
    assert beamer.is_safe(latex) == is_kept


def test_another_formula_becomes_a_picture() -> None:
    files = beamer.draw(decks.deck(EquationBlock(r"\mathds{1}_{x} = y", 3)), {})

    assert files["equation-3.png"].startswith(b"\x89PNG")
    assert b"mathds" not in files["report.tex"]


@pytest.mark.parametrize("draw", [sources.draw_typst, sources.draw_beamer])
async def test_the_same_report_has_the_same_bytes(draw: rendering.Draw) -> None:
    made: Deck = decks.deck(EquationBlock("a = b", 1))

    assert await draw(made, {"x.png": b"x"}) == await draw(made, {"x.png": b"x"})


def _unpack(body: bytes, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(folder)
    assert any((folder / name).exists() for name in FILES)


def _pdflatex(folder: Path) -> str:
    """Compile a report with Debian's TeX. Return what it says."""
    program, finder = shutil.which("pdflatex"), shutil.which("kpsewhich")
    if program is None or finder is None:
        pytest.skip("needs pdflatex: apt install texlive-latex-recommended")
    if subprocess.run([finder, "beamer.cls"], check=False, capture_output=True).returncode:  # noqa: S603 - a fixed name
        (folder / "beamer.cls").write_text(BEAMER)
    asked = [program, "-interaction=nonstopmode", "-no-shell-escape", "report.tex"]
    ended = subprocess.run(asked, cwd=folder, check=False, capture_output=True)  # noqa: S603 - our own file
    return ended.stdout.decode(errors="replace")
