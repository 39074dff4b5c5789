from datetime import UTC, datetime

import pytest

from bot.report.references import ieee_reference
from tests.helpers import factories

PUBLISHED = datetime(2026, 11, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("authors", "written"),
    [
        (("Ada Lovelace",), "A. Lovelace"),
        (("Ada Lovelace", "Alan Turing"), "A. Lovelace and A. Turing"),
        (
            ("Ada M. Lovelace", "Jean-Luc Dupont", "Jan van den Berg"),
            "A. M. Lovelace, J.-L. Dupont, and J. van den Berg",
        ),
        (("山本 遥", "Ada Lovelace"), "山本 遥 and A. Lovelace"),
        (("The Tide Collaboration",), "The Tide Collaboration"),
        (("Ada Lovelace", *["Alan Turing"] * 6), "A. Lovelace et al."),
    ],
)
def test_authors_are_written_as_ieee_asks(authors: tuple[str, ...], written: str) -> None:
    said = ieee_reference(factories.paper(authors=authors, published=PUBLISHED))

    assert said.startswith(f"{written}, “")


def test_a_preprint_is_named_by_its_id_and_year() -> None:
    said = ieee_reference(
        factories.paper("2401.00001", title="On Tides", authors=("Ada Lovelace",), published=PUBLISHED)
    )

    assert said == "A. Lovelace, “On Tides,” arXiv:2401.00001, 2026."


def test_a_published_paper_has_its_venue_and_doi() -> None:
    paper = factories.paper(
        "2401.00001", title="On Tides", authors=("Ada Lovelace",), published=PUBLISHED,
        journal="J. Tides 12 (2027) 3-9", doi="10.1234/tides.12",
    )  # fmt: skip

    assert ieee_reference(paper) == (
        "A. Lovelace, “On Tides,” J. Tides 12 (2027) 3-9, doi: 10.1234/tides.12, arXiv:2401.00001."
    )
