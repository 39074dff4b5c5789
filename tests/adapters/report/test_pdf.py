from pathlib import Path

import pytest

from adapters.report import pdf, rendering
from adapters.report.fonts import readable
from bot.report.slides import Deck, EquationBlock, FigurePlaceholder, IdeasBlock, NoteBlock, ReferencesBlock
from tests.helpers import decks, weekly_demo
from tests.helpers.adversarial_texts import TEXTS

WIDTH, HEIGHT = 720.0, 405.1  # points of a page, 16:9
BODY = 36.5, 561.5  # from the left edge to the right one of what is said
LONG = "word " * 300
ENDLESS = " + ".join(rf"\alpha_{{{n}}} \mathcal{{L}}_{{{n}}}" for n in range(120))
CASES = r"\begin{cases}" + r"a \\ " * 9 + r"b\end{cases}"
CODE = (
    '#read("/etc/hostname")', r"\text{#read(\"/etc/hostname\")}", "$#eval(1)$", '"); #panic("x', "`raw` ```block```",
    "] [ ] ) #[", "@cite <label> /* comment */ // more", "a\\b \\u{1F525} \\#", "{{ 7 * 7 }} ${HOME}", "*bold* _it_",
    '{"title": "x"}', "</script>", '#import "@preview/x:1.0.0": *', "~ -- --- ... 'q'", "+ a\n- b\n/ c: d",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "made",
    [
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
    ],
    ids=["words", "one word", "terms", "LaTeX", "cases", "table", "rows", "cells", "works", "address"],
)
async def test_nothing_leaves_its_place(made: Deck, tmp_path: Path) -> None:
    body = await pdf.draw(made, {})

    words = decks.words_of(body, tmp_path)
    assert words
    assert not [w for w in words if w.left < 0 or w.top < 0 or w.right > WIDTH or w.bottom > HEIGHT]
    assert not [w for w in words if w.page > 1 and w.left < BODY[1] - 60 and not BODY[0] <= w.left < w.right <= BODY[1]]


async def test_every_word_of_a_report_is_inside_its_column(tmp_path: Path) -> None:
    body = await rendering.render(weekly_demo.report(), pdf.draw, 10 << 20)

    for word in decks.words_of(body, tmp_path):
        left, right = (BODY[1] if word.left > BODY[1] else BODY[0], WIDTH)
        assert left <= word.left < word.right <= right, word
        assert 0 <= word.top < word.bottom <= HEIGHT, word
        assert word.page == 1 or word.left > BODY[1] or word.right <= BODY[1], word


@pytest.mark.slow
async def test_the_same_report_has_the_same_bytes() -> None:
    first, second = [await rendering.render(weekly_demo.report(), pdf.draw, 10 << 20) for _ in range(2)]

    assert first == second


@pytest.mark.slow
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


def _tight(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")
