"""Names, DOIs and titles as reference managers and LaTeX take them."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import citations
from bot.text.tex.to_latex import KNOWN, spelled, to_latex
from tests.helpers import factories, latex_programs

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.text("{}\\$_^&%#~ab1 é'`\"-", max_size=40)
PREAMBLE = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath,amssymb}
\begin{document}
"""


@pytest.mark.parametrize(
    ("author", "parts"),
    [
        ("Jan te Velde", ("te Velde", "Jan", "")),
        ("for the ABCD Collaboration", ("ABCD Collaboration", "", "")),
        ("Joachim von zur Gathen", ("von zur Gathen", "Joachim", "")),
        ("Anton ten Have", ("ten Have", "Anton", "")),
        ("Gerard 't Hooft", ("'t Hooft", "Gerard", "")),
        ("Jacobus van 't Hoff", ("van 't Hoff", "Jacobus", "")),
        ("Ludwig van Beethoven", ("van Beethoven", "Ludwig", "")),
        ("José Ortega y Gasset", ("Ortega y Gasset", "José", "")),
        ("Artur da Costa e Silva", ("da Costa e Silva", "Artur", "")),
        ("Robert F. Kennedy, Jr.", ("Kennedy", "Robert F.", "Jr.")),
        ("Robert F. Kennedy Jr.", ("Kennedy", "Robert F.", "Jr.")),
        ("Robert F. Kennedy Jr", ("Kennedy", "Robert F.", "Jr")),
        ("Kennedy, Jr., Robert F.", ("Kennedy", "Robert F.", "Jr.")),
        ("Robert F. Kennedy,Jr.", ("Kennedy", "Robert F.", "Jr.")),
        ("Hinton, Geoffrey E.", ("Hinton", "Geoffrey E.", "")),
        ("John Smith III", ("Smith", "John", "III")),
        ("John Smith IV", ("Smith", "John", "IV")),
        ("Mohammed bin Salman", ("bin Salman", "Mohammed", "")),
        ("Hilma af Klint", ("af Klint", "Hilma", "")),
        ("Leonardo Di Caprio", ("Di Caprio", "Leonardo", "")),
        ("Jan Van Den Berg", ("Van Den Berg", "Jan", "")),
        ("Willem de Sitter", ("de Sitter", "Willem", "")),
        ("de Sitter", ("de Sitter", "", "")),
        ("Plato", ("Plato", "", "")),
        ("Dr. Jane Roe", ("Roe", "Jane", "")),
        ("Jane Roe, PhD", ("Roe", "Jane", "")),
        ("Jane Roe Ph.D.", ("Roe", "Jane", "")),
        ("Drew Roe", ("Roe", "Drew", "")),
        ("Karl Vom Stein", ("Vom Stein", "Karl", "")),
        ("Laurent El Ghaoui", ("El Ghaoui", "Laurent", "")),
        ("Karl zu Guttenberg", ("zu Guttenberg", "Karl", "")),
        ("Otto vom Stein", ("vom Stein", "Otto", "")),
        ("Ana de los Santos", ("de los Santos", "Ana", "")),
        ("Paulo Silva Filho", ("Silva Filho", "Paulo", "")),
        ("Jane Roe (for the ABCD Collaboration)", ("Roe", "Jane", "")),
        ("Jane Roe on behalf of the ABCD Collaboration", ("Roe", "Jane", "")),
        ("on behalf of the LHCb collaboration", ("LHCb collaboration", "", "")),
        ("for ABC Collaboration", ("ABC Collaboration", "", "")),
        ("The LIGO Scientific Collaboration", ("The LIGO Scientific Collaboration", "", "")),
        ("(for the ATLAS Collaboration)", ("ATLAS Collaboration", "", "")),
        ("the Dark Energy Survey Collaboration", ("the Dark Energy Survey Collaboration", "", "")),
        ("Kimi Team", ("Kimi Team", "", "")),
        ("Piet op de Beeck", ("op de Beeck", "Piet", "")),
        ("Quoc V. Le", ("Le", "Quoc V.", "")),
        ("Antoni Puig i Cadafalch", ("Puig i Cadafalch", "Antoni", "")),
        ("Yann LeCun", ("LeCun", "Yann", "")),
        ("Cees 't Hart", ("'t Hart", "Cees", "")),
        ("Graf von und zu Egloffstein", ("von und zu Egloffstein", "Graf", "")),
        ("Fr\\'ed\\'eric de la Tour", ("de la Tour", "Frédéric", "")),
        ("Y. LeCun", ("LeCun", "Y.", "")),
        ("Do Kim", ("Kim", "Do", "")),
        ("Guy van den Broeck", ("van den Broeck", "Guy", "")),
        ("H. E. S. S. Collaboration", ("H. E. S. S. Collaboration", "", "")),
        ("Simons and Co Group", ("Simons and Co Group", "", "")),
        ("Jan in 't Veld", ("in 't Veld", "Jan", "")),
        ("Ada Lovelace", ("Lovelace", "Ada", "")),
        ("Paul Erd\\H{o}s", ("Erdős", "Paul", "")),
    ],
)
def test_a_name_is_taken_apart(author, parts):
    assert citations.split_author(author) == citations.Name(*parts)


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("José Ortega y Gasset", "{Ortega y Gasset}, José"),
        ("Robert F. Kennedy, Jr.", "Kennedy, Jr., Robert F."),
        ("Joachim von zur Gathen", "von zur Gathen, Joachim"),
        ("Roe and Co Group", "{Roe and Co Group}"),
        ("Jane And Roe", "Roe, Jane {And}"),
        ("Hoàng Nguyễn", r"Nguy\~{ê}n, Hoàng"),
    ],
)
def test_bibtex_reads_the_same_parts(author, written):
    assert (
        latex_programs.field(latex_programs.entry(authors=(author, "Ada Lovelace")), "author")
        == f"{written} and Lovelace, Ada"
    )


@pytest.mark.parametrize(
    ("told", "doi"),
    [
        ("10.5555/one, 10.5555/two", "10.5555/one"),
        ("10.5555/one 10.5555/two", "10.5555/one"),
        ("10.5555/one;10.5555/two", "10.5555/one"),
        ("10.5555/one,10.5555/two", "10.5555/one"),
        ("10.5555/one; doi:10.5555/two", "10.5555/one"),
        ("doi:10.5555/one", "10.5555/one"),
        ("https://doi.org/10.5555/one", "10.5555/one"),
        ("10.5555/0370-2693(91)90641-8", "10.5555/0370-2693(91)90641-8"),
        ("10.5555/(SICI)1097<1661::AID>3.0.CO;2-2", "10.5555/(SICI)1097<1661::AID>3.0.CO;2-2"),
        ("10.1/a_b", "10.1/a_b"),
    ],
)
def test_the_first_of_several_dois_is_cited_everywhere(told, doi):
    paper = factories.paper(doi=told)

    (item,) = json.loads(citations.csl([paper]))

    assert latex_programs.field(citations.bibtex([paper]), "doi") == item["DOI"] == doi
    assert f"DO  - {doi}\r\n" in citations.ris([paper])


@pytest.mark.parametrize(
    ("title", "typeset"),
    [
        (r"Capture of CO$_2$ and $L^p$ bounds", r"Capture of CO$_2$ and $L^p$ bounds"),
        (r"Schr\"odinger na\"{\i}ve {\it in situ}", r"Schr\"odinger na\"{\i}ve {\it in situ}"),
        (
            r"100% of $x_1$ & {a} #1 \emph{b}",
            r"100\% of $x_1$ \& \textbraceleft{}a\textbraceright{} \#1 \emph{b}",
        ),
        ("from $4 to $5 and x_i^2 ~50", r"from \$4 to \$5 and x\_i\textasciicircum{}2 \textasciitilde{}50"),
        ("Gains of 3 to 15 } per cent", r"Gains of 3 to 15 \textbraceright{} per cent"),
        (r"$S=\{1,2\}$ is 5$\%$", r"$S=\lbrace 1,2\rbrace $ is 5$\%$"),
        ("α-helix ≤ ₂ ⁻¹ ℝ ǎ x² ö …", r"$\alpha$-helix $\leq$ $_{2}$ $^{-1}$ $\mathbb{R}$ \v{a} x² ö …"),
        (r"\alpha and $\eps$ in $\R^N$", r"$\alpha$ and $\varepsilon$ in $\mathbb{R}$$^{N}$"),
        ("``q'' -- Fig.~3 \\cite{a}.", "``q'' -- Fig.~3."),
        (r"$5%$ of $α_1$", r"$5\%$ of ${\alpha}_1$"),
    ],
)
def test_a_title_keeps_its_tex_and_the_rest_is_spelled(title, typeset):
    assert latex_programs.field(latex_programs.entry(title=title), "title") == f"{{{typeset}}}"


@given(title=TEXTS, author=TEXTS, journal=TEXTS, doi=TEXTS)
def test_every_entry_is_balanced_and_in_characters_that_latex_knows(title, author, journal, doi):
    entry = latex_programs.entry(title=title, authors=(author,), journal=journal)

    assert latex_programs.is_balanced(entry)
    assert latex_programs.is_balanced(latex_programs.entry(doi=doi))
    assert latex_programs.unknown_to_tex(entry) == ""
    assert entry.startswith("@misc{arXiv:2008.10599,\n")


def test_what_is_said_to_be_known_to_latex_is_what_the_test_knows():
    assert KNOWN <= latex_programs.KNOWN


@pytest.fixture(scope="session")
def latex(tmp_path_factory):
    """Sets texts by pdflatex, and returns its complaints; a test that needs it skips where it is not."""
    if not shutil.which("pdflatex"):
        pytest.skip("needs pdflatex (on Debian: texlive-latex-base)")
    folder: Path = tmp_path_factory.mktemp("latex")

    def run(lines):
        (folder / "all.tex").write_text(PREAMBLE + "\n\n".join(lines) + "\n\\end{document}\n", encoding="utf-8")
        asked = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "all.tex"]
        subprocess.run(asked, cwd=folder, capture_output=True, check=False)  # noqa: S603 - our own words
        log = (folder / "all.log").read_text(encoding="latin-1")
        assert "PDF statistics" in log
        return [line for line in log.splitlines() if line.startswith("!")]

    return run


def test_latex_sets_every_recorded_title_and_author(shared, latex):
    with gzip.open(shared / "arxiv-papers-20k.jsonl.gz", "rt") as lines:
        papers = [json.loads(line) for line in lines]

    titles = [latex_programs.field(latex_programs.entry(title=paper["title"]), "title") for paper in papers]
    authors = {
        latex_programs.field(latex_programs.entry(authors=tuple(paper["authors"])), "author") for paper in papers[::10]
    }

    assert latex([*titles, *authors]) == []


def test_latex_sets_every_character(latex):
    letters = [chr(code) for code in range(0x20, 0x3000) if unicodedata.category(chr(code))[0] not in "CZ"]
    blocks = ["".join(letters[start : start + 50]) for start in range(0, len(letters), 50)]

    assert latex([spelled(block) for block in blocks] + [to_latex(block) for block in blocks]) == []
