import ctypes
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from adapters.report import pdf, rendering
from adapters.report.fonts import readable
from bot.report.slides import Cover, Deck, EquationBlock, FigurePlaceholder, IdeasBlock, NoteBlock, ReferencesBlock
from tests.helpers import decks, weekly_demo
from tests.helpers.adversarial_texts import TEXTS

WIDTH, HEIGHT = 720.0, 405.1  # points of a page, 16:9
BODY = 36.5, 561.5  # from the left edge to the right one of what is said
SMALLEST, MAX_SIZES = 11.0, 12  # points; how many different sizes a report may have
LONG = "word " * 300
ENDLESS = " + ".join(rf"\alpha_{{{n}}} \mathcal{{L}}_{{{n}}}" for n in range(120))
CASES = r"\begin{cases}" + r"a \\ " * 9 + r"b\end{cases}"
CODE = (
    '#read("/etc/hostname")', r"\text{#read(\"/etc/hostname\")}", "$#eval(1)$", '"); #panic("x', "`raw` ```block```",
    "] [ ] ) #[", "@cite <label> /* comment */ // more", "a\\b \\u{1F525} \\#", "{{ 7 * 7 }} ${HOME}", "*bold* _it_",
    '{"title": "x"}', "</script>", '#import "@preview/x:1.0.0": *', "~ -- --- ... 'q'", "+ a\n- b\n/ c: d",
)  # fmt: skip


FULL = [
    decks.deck(IdeasBlock((LONG,) * 6)),
    decks.deck(IdeasBlock(("x" * 2000,)), heading="y" * 300, title="z" * 300, name="n" * 80),
    decks.deck(EquationBlock("L = " + ENDLESS, 1, "A label", LONG)),
    decks.deck(EquationBlock(r"L = \nothingknown{" + ENDLESS + "}", 1)),
    decks.deck(*(EquationBlock(CASES, n, "A label", LONG) for n in range(6))),
    decks.deck(decks.grid(10, 8, "a cell of many words"), FigurePlaceholder(LONG, decks.URL, "why")),
    decks.deck(decks.grid(60, 14)),
    decks.deck(decks.grid(10, 8, "y" * 60)),
    decks.deck(ReferencesBlock(tuple((n, LONG[:400]) for n in range(30))), NoteBlock(LONG)),
    decks.deck(*decks.everywhere("https://example.org/" + "path/" * 60)),
]
IDS = ["words", "one word", "terms", "LaTeX", "cases", "table", "rows", "cells", "works", "address"]


@pytest.mark.parametrize("made", FULL, ids=IDS)
async def test_nothing_leaves_its_place(made: Deck, tmp_path: Path) -> None:
    body = await pdf.draw(made, {})

    words = decks.words_of(body, tmp_path)
    assert words
    assert not [w for w in words if w.left < 0 or w.top < 0 or w.right > WIDTH or w.bottom > HEIGHT]
    assert not [w for w in words if w.page > 1 and w.left < BODY[1] - 60 and not BODY[0] <= w.left < w.right <= BODY[1]]


@pytest.mark.parametrize("made", FULL, ids=IDS)
async def test_no_text_is_smaller_than_eleven_points(made: Deck) -> None:
    sizes = decks.sizes_of(await pdf.draw(made, {}))

    assert min(sizes) >= SMALLEST


async def test_a_report_has_few_sizes_none_below_eleven_points() -> None:
    sizes = decks.sizes_of(await rendering.render(weekly_demo.report(papers=6), pdf.draw, 10 << 20))

    assert min(sizes) >= SMALLEST
    assert len(sizes) <= MAX_SIZES


async def test_ten_papers_with_long_names_fit_the_outlines(tmp_path: Path) -> None:
    made = weekly_demo.report(papers=3).deck
    parts = tuple(replace(made.parts[n % 3], name=f"Forecasting of Harbours {n}") for n in range(10))

    body = await pdf.draw(replace(made, parts=parts, slides=made.slides[:1]), {})

    assert not [word for word in decks.words_of(body, tmp_path) if word.bottom > HEIGHT or word.right > WIDTH]
    assert min(decks.sizes_of(body)) >= SMALLEST


async def test_a_report_can_be_navigated() -> None:
    document = pypdfium2.PdfDocument(await rendering.render(weekly_demo.report(), pdf.draw, 10 << 20))

    marks = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    assert [title for level, title in marks if not level] == [
        "Outline", "TideNet", "Folding Maps", "QuietGrad", "References",
    ]  # fmt: skip
    assert (1, "The phase loss") in marks


async def test_a_report_is_tagged_and_has_a_title_a_language_and_links(tmp_path: Path) -> None:
    body = await rendering.render(weekly_demo.report(), pdf.draw, 10 << 20)

    document = pypdfium2.PdfDocument(body)
    assert document.get_metadata_value("Title") == "Weekly report, 16–22 Nov 2026"
    assert document.is_tagged()
    assert b"/Lang(en)" in body.replace(b" ", b"")
    assert _internal_links(body)


async def test_formulas_in_sentences_are_set(tmp_path: Path) -> None:
    body = await rendering.render(weekly_demo.report(), pdf.draw, 10 << 20)

    said = decks.text_of(body, tmp_path)
    assert "_(" not in said
    assert "we punish a forecast" in said


async def test_the_title_page_has_lab_number_presenter_and_date(tmp_path: Path) -> None:
    cover = Cover("Harbour Lab", 12, "Ada Lovelace", "23 Nov 2026", color="#0055aa")

    body = await pdf.draw(replace(decks.deck(NoteBlock("A note")), cover=cover), {})

    said = decks.text_of(body, tmp_path)
    for part in ("Harbour Lab", "Weekly Report No. 12", "Ada Lovelace", "23 Nov 2026", "Weekly Report · No. 12"):
        assert part in said


async def test_every_word_of_a_report_is_inside_its_column(tmp_path: Path) -> None:
    body = await rendering.render(weekly_demo.report(), pdf.draw, 10 << 20)

    for word in decks.words_of(body, tmp_path):
        left, right = (BODY[1] if word.left > BODY[1] else BODY[0], WIDTH)
        assert left <= word.left < word.right <= right, word
        assert 0 <= word.top < word.bottom <= HEIGHT, word
        assert word.page == 1 or word.left > BODY[1] or word.right <= BODY[1], word


async def test_the_same_report_has_the_same_bytes() -> None:
    first, second = [await rendering.render(weekly_demo.report(), pdf.draw, 10 << 20) for _ in range(2)]

    assert first == second


@pytest.mark.parametrize("text", CODE)
async def test_what_looks_like_code_is_text(text: str, tmp_path: Path) -> None:
    body = await pdf.draw(decks.deck(*decks.everywhere(text), heading=text, title=text, name=text), {})

    assert _tight(decks.text_of(body, tmp_path)).count(_tight(text)) >= len(decks.everywhere(text)) - 1


async def test_hostile_texts_are_texts(tmp_path: Path) -> None:
    texts = tuple(text for text in TEXTS if readable(text))

    body = await pdf.draw(decks.deck(*(IdeasBlock((text,)) for text in texts)), {})

    said = _tight(decks.text_of(body, tmp_path))
    assert [text for text in texts if _tight(readable(text)) not in said] == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Łukasz Ćirić", "Łukasz Ćirić"),
        ("Иван Петренко", "Иван Петренко"),
        ("Νίκος Παπαδάκης", "Νίκος Παπαδάκης"),
        ("山本 遥", "山本 遥"),
        ("김민준", "김민준"),
        ("王小明", "王小明"),
        ("አበበ ታደሰ", "'abebe tadese"),
        ("राम", "ram"),
        ("🤗 Team", ":hugging: Team"),
        ("Ada\u202eevil\u202c\x00", "Adaevil"),
    ],
)
async def test_names_are_written_in_letters_that_there_are(name: str, written: str, tmp_path: Path) -> None:
    body = await pdf.draw(decks.deck(NoteBlock(name)), {})

    assert written in decks.text_of(body, tmp_path)


async def test_an_equation_of_doubt_is_shown_as_its_latex(tmp_path: Path) -> None:
    body = await pdf.draw(decks.deck(EquationBlock(r"\nothingknown{x} = 1", 7)), {})

    assert r"\nothingknown{x} = 1" in decks.text_of(body, tmp_path)


def _internal_links(body: bytes) -> int:
    """Return how many links of the second page lead to a page of the document."""
    page = pypdfium2.PdfDocument(body)[1]
    raw, start, link = pypdfium2.raw, ctypes.c_int(0), pypdfium2.raw.FPDF_LINK()
    count = 0
    while raw.FPDFLink_Enumerate(page, start, link):
        count += bool(raw.FPDFLink_GetDest(page.pdf, link))
    return count


def _tight(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")
