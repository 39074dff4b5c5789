"""Papers that are broken, endless or hostile: they are read in little time, or are a SourceError, and nothing else."""

from __future__ import annotations

import gzip
import io
import tarfile
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.fulltext import latex_math, latexml, sentences
from bot.fulltext.model import FullText
from bot.fulltext.tex import archive as unpacking
from bot.fulltext.tex import reader
from bot.report.picks import pick
from bot.report.picks.tables import best_row, trim
from tests.helpers import factories, weekly_papers

pytestmark = pytest.mark.slow

PAPER = factories.paper(title="Kettle: A Paper")
START = (
    r"\documentclass{article}\begin{document}\begin{abstract}x\end{abstract}\section{Introduction} We \[L=L_a+L_b.\] "
)
END = r"\end{document}"
TEX = (
    "{", "}", "[", r"\emph{", r"\begin{equation}", r"\[ x", "$$", "$", r"\iffalse ", r"\else ", r"\fi ", r"\newif\ifa ",
    r"\def\a{", r"\newcommand{\x", r"\newenvironment{a}{", r"\cite[", r"\cite{", " ", "~", "\n ", r"\item[",
    r"\bibitem[", r"\caption{", r"\includegraphics[", r"\begin{tabular}{ll}", "&", "\\\\", r"\multicolumn{2}{l}{", "%",
    "\\", r"\begin{comment}", r"\begin{verbatim}", "$L=L_a+L_b+L_c$ ", "L_{", "$L_{a^{b", r"\label{", r"\section{a}",
    "e.g. A ", "⟦", "\ue0000\ue001", r"\textcolor{white}{", r"{\color{white}", r"\begin{align}L&=L_a\\", ",", r"\quad",
    r"\min_{", r"\left(", r"\begin{minipage}", r"\input{main}", r"\mathcal{", r"\tag{", "a", "\0",
)  # fmt: skip
MATH = '<math alttext="L=L_a+L_b+L_c"></math>'
HTML = (
    "<div>", "<span>", '<p class="ltx_p">', '<table class="ltx_tabular"><tr><td>', '<figure class="ltx_figure">',
    '<figure class="ltx_table"><table class="ltx_tabular"><tr><td>1', f'<p class="ltx_p">{MATH}</p>', MATH,
    f'<table class="ltx_equation"><tr class="ltx_eqn_row"><td>{MATH}', '<span style="display:none">a</span>b ',
    '<span style="color:red">[Ann: a]</span>b', '<span style="color:#fff">a', '<span class="ltx_font_bold">b',
    '<figcaption class="ltx_caption">a', '<cite><a href="#b">1</a>', '<li class="ltx_bibitem" id="b">x', " ", "&", "<",
    '<td class="ltx_td" colspan="60" rowspan="60">1</td>', "<!-- ", '<math alttext="L_{">', '<a title="', "e.g. A ",
    '<span class="ltx_markedasmath">', '<section class="ltx_section"><h2 class="ltx_title ltx_title_section">a</h2>',
    '<img src="a" width="99999">', "</article>", "</table>", "</p>",
)  # fmt: skip
OPENING = '<html><body><article class="ltx_document">'
SECONDS = 8  # of the processor's time; most take a tenth of one


def use(read: Callable[[], FullText]) -> FullText | None:
    """Read a paper and pick of it, within bounds; None if it cannot be read."""
    began = time.process_time()
    text = None
    with suppress(SourceError):
        text = read()
        pick(text, PAPER)
        for table in text.tables[:20]:
            trim(table)
            best_row(table)
    assert time.process_time() - began < SECONDS
    return text


def as_tex(body: str, **others: str) -> FullText:
    return reader.read({"main.tex": body} | {name.replace("_", "."): text for name, text in others.items()})


@pytest.mark.parametrize("unit", TEX)
def test_endless_tex_takes_little_time(unit: str) -> None:
    endless = unit * (40_000 // len(unit))

    use(lambda: as_tex(START + endless + END))
    use(
        lambda: as_tex(
            rf"{START}\begin{{table}}\caption{{Results}}\begin{{tabular}}{{l}}{endless}\end{{tabular}}\end{{table}}"
        )
    )
    use(lambda: as_tex(rf"{START}\begin{{figure}}\caption{{Results}}{endless}\end{{figure}}"))
    use(lambda: as_tex(rf"{START} The full loss is \[ L = {endless[:9_000]} \] so."))
    use(lambda: as_tex(START + END, main_bbl=endless, a_sty=endless, b_bib="@a{a, title={" + endless))


@pytest.mark.parametrize("unit", HTML)
def test_endless_pages_take_little_time(unit: str) -> None:
    endless = unit * (60_000 // len(unit))

    for around in ("{}", '<p class="ltx_p">{}</p>', '<figure class="ltx_table"><table class="ltx_tabular"><tr>{}'):
        use(lambda around=around: latexml.read((OPENING + around.format(endless)).encode()))


@given(
    st.lists(st.sampled_from([*TEX, "a", "}", r"\end{equation}", r"\end{tabular}", r"\a"]), max_size=40).map("".join)
)
def test_any_tex_is_read_or_refused(body: str) -> None:
    use(lambda: as_tex(START + body))


@given(st.lists(st.sampled_from([*HTML, "a", "$", "</span>", "</math>", "</figure>"]), max_size=40).map("".join))
def test_any_page_is_read_or_refused(body: str) -> None:
    use(lambda: latexml.read((OPENING + body).encode()))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    use(lambda: latexml.read(body))
    use(lambda: latexml.read(OPENING.encode() + body))
    use(lambda: reader.read(*unpacking.texts(body)))
    use(lambda: reader.read(*unpacking.texts(gzip.compress(body))))


@given(st.text(max_size=200))
def test_any_formula_and_sentence_can_be_told_of(text: str) -> None:
    tidied = latex_math.tidy(text)
    left, right = latex_math.sides(tidied)

    assert len(left) + len(right) <= len(tidied)
    assert latex_math.names(tidied) == list(dict.fromkeys(latex_math.names(tidied)))
    assert isinstance(latex_math.own_name(left) + "".join(latex_math.summands(right)), str)
    assert len(" ".join(sentences.split(sentences.plain(text)))) <= len(text)


@pytest.mark.parametrize("name", ["whole-loss.html", "wide-table.html", "older-layout.html", "hidden-text.html"])
def test_a_page_cut_anywhere_is_read_or_refused(name: str) -> None:
    body = weekly_papers.page(name)

    for end in range(0, len(body), 97):
        use(lambda end=end: latexml.read(body[:end]))


@pytest.mark.parametrize(
    "name", ["tex-alone", "tex-iffalse", "tex-author-notes", "tex-two-tabulars", "tex-local-style"]
)
def test_tex_cut_anywhere_is_read_or_refused(name: str) -> None:
    files, others = unpacking.texts(weekly_papers.source(name))

    for end in range(0, len(files["main.tex"]), 7):
        use(lambda end=end: reader.read(files | {"main.tex": files["main.tex"][:end]}, others))


@pytest.mark.parametrize("name", ["tex-alone", "tex-apple-double"])
def test_a_source_cut_anywhere_is_read_or_refused(name: str) -> None:
    body = weekly_papers.source(name)

    for end in range(0, len(body), 3):
        use(lambda end=end: reader.read(*unpacking.texts(body[:end])))
        with suppress(SourceError):
            unpacking.graphics(body[:end], {"figures/overview.png"})


def test_a_page_of_hundreds_of_megabytes_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latexml, "MAX_SIZE", 1 << 20)

    with pytest.raises(SourceError, match="more than 1 MB"):
        latexml.read(OPENING.encode() + b"a" * (1 << 20))


def test_macros_that_double_without_end_are_refused() -> None:
    doubling = "".join(
        rf"\newcommand{{\{a}}}{{\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}\{b}}}"
        for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )

    with pytest.raises(SourceError, match="grow without end"):
        as_tex(START + doubling + r"\newcommand{\h}{boom} \a" + END)
    with pytest.raises(SourceError, match="grow without end"):
        as_tex(rf"{START}\newcommand{{\x}}[1]{{{'#1' * 10_000}}} \x{{{'boom' * 1_000}}}{END}")


def test_macros_of_themselves_come_to_an_end() -> None:
    assert use(lambda: as_tex(START + r"\def\a{\a}\def\b{x\b}\newcommand{\c}[1]{\c{#1}} \a \b \c{y}" + END))


def linked(kind: bytes) -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as archive:
        member = tarfile.TarInfo("main.tex")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    return body.getvalue()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_no_files(kind: bytes) -> None:
    assert unpacking.texts(linked(kind)) == ({}, ())


def told_of(**about: str) -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("main.tex")
        member.pax_headers = about
        archive.addfile(member)
    return body.getvalue()


def test_a_file_of_a_false_length_is_not_waited_for() -> None:
    with pytest.raises(SourceError, match="longer than all of it"):
        unpacking.texts(told_of(size=f"{1 << 80}"))


def test_headers_longer_than_anyone_writes_are_refused() -> None:
    with pytest.raises(SourceError, match="header in it is too long"):
        unpacking.texts(told_of(comment="1" * 200_000))


def test_headers_about_headers_without_end_are_refused() -> None:
    about = tarfile.TarInfo("x")
    about.type = tarfile.XHDTYPE

    with pytest.raises(SourceError, match="cannot be unpacked"):
        unpacking.texts(about.tobuf(tarfile.USTAR_FORMAT) * 3000)


def test_names_that_lead_outside_are_left_out() -> None:
    body = weekly_papers.packed({"../up.tex": b"a", "/etc/root.tex": b"b", "a/../../c.tex": b"c", "in/own.tex": b"d"})

    assert unpacking.texts(body) == ({"in/own.tex": "d"}, ())
    assert unpacking.graphics(body, {"../up.tex", "in/own.tex"}) == {"in/own.tex": b"d"}


def test_what_unpacks_to_a_hundred_times_its_size_is_refused() -> None:
    zeros = bytes(unpacking.FREE_OF_RATIO)

    with pytest.raises(SourceError, match="unpacks to more than 20 MB"):
        unpacking.texts(weekly_papers.packed({"a.png": zeros, "b.png": zeros}))


def test_more_files_than_anyone_writes_are_refused() -> None:
    body = weekly_papers.packed(dict.fromkeys((f"{n}.png" for n in range(unpacking.MAX_FILES + 1)), b""))

    with pytest.raises(SourceError, match="more than 3,000 files"):
        unpacking.texts(body)


def test_more_text_than_anyone_writes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_TEXT", 100)

    with pytest.raises(SourceError, match="texts have more than"):
        unpacking.texts(weekly_papers.packed({"a.tex": b"a" * 60, "b.tex": b"b" * 60}))


@pytest.mark.parametrize(("body", "why"), [(b"%PDF-1.5", "only a PDF"), (b"\x1f\x8b", "cannot be unpacked")])
def test_what_is_no_source_says_so(body: bytes, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        unpacking.texts(body)


def test_sources_in_an_older_alphabet_keep_their_accents() -> None:
    assert unpacking.texts(weekly_papers.packed({"a.tex": "Schrödinger".encode("latin-1")}))[0] == {
        "a.tex": "Schrödinger"
    }
