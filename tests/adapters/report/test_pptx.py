import io
from dataclasses import replace
from typing import Any

import pptx as library
import pytest
from pptx.oxml.ns import qn
from pptx.presentation import Presentation

from adapters.report import pptx, rendering
from bot.report.rich_text import CLOSE, OPEN
from bot.report.slides import Deck, EquationBlock, FigurePlaceholder, IdeasBlock, NoteBlock, ReferencesBlock
from bot.text.sanitize import sanitize
from tests.helpers import decks, weekly_demo
from tests.helpers.adversarial_texts import TEXTS

LONG = "word " * 150


async def test_a_report_can_be_opened_and_edited() -> None:
    opened = _open(await rendering.render(weekly_demo.report(), pptx.draw, 10 << 20))

    texts = [shape.text_frame.text for slide in opened.slides for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for slide in opened.slides for shape in slide.shapes if shape.has_table]
    assert "The whole loss function" in texts
    assert tables[0].cell(7, 0).text == "TideNet (ours)"


async def test_equations_are_pictures_that_can_be_read() -> None:
    opened = _open(await pptx.draw(decks.deck(EquationBlock("a^2 = b", 3)), {}))

    (told,) = [shape._element.nvPicPr.cNvPr.get("descr") for shape in _shapes(opened) if _is_picture(shape)]
    assert told.startswith("(3) a squared equals b")
    assert told.endswith("LaTeX: a^2 = b")


async def test_titles_and_bullets_are_native() -> None:
    opened = _open(await pptx.draw(decks.deck(IdeasBlock(("An idea.", "Another."))), {}))

    page = opened.slides[1]
    ideas = next(each for each in page.placeholders if each.placeholder_format.idx == 1)
    assert page.shapes.title.text_frame.text == "A heading"
    assert ideas.text_frame.text == "An idea.\nAnother."
    assert [each._p.pPr.find(qn("a:buChar")) is not None for each in ideas.text_frame.paragraphs] == [True, True]


async def test_the_speaker_notes_have_the_paragraphs_of_the_slide() -> None:
    made = decks.deck(EquationBlock("a^2 = b", 3))
    slide = replace(made.slides[0], notes=("We train.", "Here a is small."))

    opened = _open(await pptx.draw(replace(made, slides=(slide,)), {}))

    assert opened.slides[1].notes_slide.notes_text_frame.text == "We train.\n\nHere a is small."


async def test_no_text_is_smaller_than_eleven_points() -> None:
    opened = _open(await rendering.render(weekly_demo.report(), pptx.draw, 10 << 20))

    sizes = {
        int(run.get("sz")) / 100 for slide in opened.slides for run in slide._element.iter(qn("a:rPr")) if run.get("sz")
    }
    assert min(sizes) >= 11


async def test_outlines_lead_to_the_parts() -> None:
    opened = _open(await rendering.render(weekly_demo.report(), pptx.draw, 10 << 20))

    first = opened.slides[1]
    (target,) = [
        shape.click_action.target_slide
        for shape in first.shapes
        if shape.has_text_frame and shape.text_frame.text == "Folding Maps" and shape.click_action.target_slide
    ]
    assert "2 Folding Maps" in [shape.text_frame.text for shape in target.shapes if shape.has_text_frame]


async def test_formulas_in_sentences_have_raised_and_lowered_parts() -> None:
    text = f"With {OPEN}x_{{t}}{CLOSE} we punish."

    opened = _open(await pptx.draw(decks.deck(NoteBlock(text)), {}))

    (frame,) = [each.text_frame for each in _shapes(opened) if each.has_text_frame and "punish" in each.text_frame.text]
    runs = [(run.text, run.font._rPr.get("baseline")) for run in frame.paragraphs[0].runs]
    assert runs == [("With ", None), ("x", None), ("t", "-25000"), (" we punish.", None)]


@pytest.mark.parametrize(
    "made",
    [
        decks.deck(IdeasBlock((LONG,) * 8), heading="y" * 300, title="z" * 300, name="n" * 80),
        decks.deck(*(EquationBlock(r"L = " + r"\frac{a}{b} + " * 60 + "c", n, "A label", LONG) for n in range(6))),
        decks.deck(decks.grid(14, 30, "a cell of words"), FigurePlaceholder(LONG, decks.URL, "why")),
        decks.deck(ReferencesBlock(tuple((n, LONG[:400]) for n in range(30))), NoteBlock(LONG)),
    ],
    ids=["words", "equations", "table", "works"],
)
async def test_nothing_stands_outside_of_a_slide(made: Deck) -> None:
    opened = _open(await pptx.draw(made, {}))

    assert _outside(opened) == []


async def test_nothing_of_a_whole_report_stands_outside() -> None:
    assert _outside(_open(await rendering.render(weekly_demo.report(), pptx.draw, 10 << 20))) == []


async def test_hostile_texts_are_texts() -> None:
    opened = _open(await pptx.draw(decks.deck(*(NoteBlock(text) for text in TEXTS)), {}))

    said = [shape.text_frame.text for shape in _shapes(opened) if shape.has_text_frame]
    assert [text for text in TEXTS if sanitize(text) not in said] == []


def _open(body: bytes) -> Presentation:
    return library.Presentation(io.BytesIO(body))


def _shapes(opened: Presentation) -> list[Any]:
    return [shape for slide in opened.slides for shape in slide.shapes]


def _is_picture(shape: Any) -> bool:
    return shape.shape_type == library.enum.shapes.MSO_SHAPE_TYPE.PICTURE


def _outside(opened: Presentation) -> list[str]:
    width, height = int(opened.slide_width or 0), int(opened.slide_height or 0)
    return [
        shape.name for shape in _shapes(opened)
        if shape.left < 0 or shape.top < 0 or shape.left + shape.width > width or shape.top + shape.height > height
    ]  # fmt: skip
