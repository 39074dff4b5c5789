from pathlib import Path
from typing import get_args

import pytest

from bot.arxiv.licenses import Figures, allows, is_known, name, of_page, why_not
from bot.config import Settings
from bot.fulltext import latexml
from bot.models.papers import PaperId
from bot.sources.arxiv import oai

CC = "http://creativecommons.org"
NONEXCLUSIVE = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
ARXIV = "arXiv’s non-exclusive license"
UNKNOWN = "license unknown"


@pytest.mark.parametrize(
    ("license", "may", "called"),
    [
        (f"{CC}/licenses/by/4.0/", True, "CC BY 4.0"),
        (f"{CC}/licenses/by/3.0/", True, "CC BY 3.0"),
        (f"{CC.replace('http', 'https')}/licenses/by-sa/4.0", True, "CC BY-SA 4.0"),
        (f"{CC}/publicdomain/zero/1.0/", True, "CC0 1.0"),
        (f"{CC}/publicdomain/mark/1.0/", True, "public domain"),
        (f"{CC}/licenses/publicdomain/", True, "public domain"),
        (f"{CC}/licenses/by-nc/4.0/", False, "CC BY-NC 4.0"),
        (f"{CC}/licenses/by-nd/4.0/", False, "CC BY-ND 4.0"),
        (f"{CC}/licenses/by-nc-sa/3.0/", False, "CC BY-NC-SA 3.0"),
        (f"{CC}/licenses/by-nc-nd/4.0/", False, "CC BY-NC-ND 4.0"),
        (f"{CC}/licenses/bye/4.0/", False, UNKNOWN),
        (NONEXCLUSIVE, False, ARXIV),
        ("http://arxiv.org/licenses/assumed-1991-2003/", False, ARXIV),
        ("CC BY 4.0", True, "CC BY 4.0"),
        ("CC BY-SA 4.0", True, "CC BY-SA 4.0"),
        ("CC-BY 4.0", True, "CC BY 4.0"),
        ("CC Zero", True, "CC0 1.0"),
        ("CC0 1.0", True, "CC0 1.0"),
        ("CC BY-NC-ND 4.0", False, "CC BY-NC-ND 4.0"),
        ("CC BY-NC-SA 4.0", False, "CC BY-NC-SA 4.0"),
        ("Creative Commons Attribution 4.0 International License", True, "CC BY 4.0"),
        ("Creative Commons Attribution-Noncommercial-ShareAlike license", False, "CC BY-NC-SA"),
        ("Creative Commons Public Domain Declaration", True, "public domain"),
        ("arXiv.org perpetual non-exclusive license", False, ARXIV),
        ("arXiv.org perpetual, non-exclusive license to distribute this article", False, ARXIV),
        ("CC BY 4.0, but not the figures", False, UNKNOWN),
        ("https://evil.example/?creativecommons.org/licenses/by/4.0/", False, UNKNOWN),
        ("", False, UNKNOWN),
        (None, False, UNKNOWN),
    ],
)
def test_only_free_licenses_allow_a_figure(license, may, called):
    assert allows(license, Figures.CC) is may
    assert name(license) == called
    assert is_known(license) == (called != UNKNOWN)


@pytest.mark.parametrize(
    ("license", "may"),
    [
        (f"{CC}/licenses/by/4.0/", True),
        (f"{CC}/licenses/by-nc/4.0/", True),
        ("CC BY-NC-SA 4.0", True),
        ("CC BY-NC-ND 4.0", False),
        (f"{CC}/licenses/by-nd/4.0/", False),
        (NONEXCLUSIVE, False),
        ("", False),
    ],
)
def test_who_makes_no_money_of_it_may_show_noncommercial_figures(license, may):
    assert allows(license, Figures.NC) is may


def test_each_choice_of_figures_can_be_set():
    assert set(get_args(Settings.model_fields["weekly_figures"].annotation)) == set(Figures)


@pytest.mark.parametrize("license", [f"{CC}/licenses/by/4.0/", NONEXCLUSIVE, "", None])
def test_the_operator_may_show_none_or_all(license):
    assert not allows(license, Figures.NONE)
    assert allows(license, Figures.ALL)


@pytest.mark.parametrize(
    ("text", "address", "called"),
    [
        ("License: CC BY 4.0", "https://info.arxiv.org/help/license/index.html#licenses-available", "CC BY 4.0"),
        ("License: CC BY-SA 4.0", f"{CC}/licenses/by-sa/4.0/", "CC BY-SA 4.0"),
        ("view license", f"{CC}/licenses/by/4.0/", "CC BY 4.0"),
        ("License: CC BY-NC-ND 4.0", f"{CC}/licenses/by/4.0/", UNKNOWN),
        ("License:", "", UNKNOWN),
    ],
)
def test_a_page_names_its_license_by_text_or_address(text, address, called):
    assert name(of_page(text, address)) == called


def test_a_card_says_why_the_figure_is_not_shown():
    assert ARXIV in why_not(NONEXCLUSIVE, Figures.CC)
    assert why_not("", Figures.NC) == "License unknown, so this figure isn’t shown. See it at"
    assert "icense" not in why_not(NONEXCLUSIVE, Figures.NONE)


@pytest.mark.parametrize(
    ("record", "license"),
    [
        (b"<arXivRaw><id>2008.10599</id><license>http://a.org/by/</license></arXivRaw>", "http://a.org/by/"),
        (b"<arXivRaw><id>2008.10598</id><license>http://a.org/by/</license></arXivRaw>", ""),
        (b"<arXivRaw><id>2008.10599</id></arXivRaw>", ""),
        (b'<error code="idDoesNotExist"/>', ""),
        (b"", ""),
    ],
)
def test_a_record_tells_the_license_of_its_own_paper(record, license):
    assert oai.license_of(record, PaperId("2008.10599")) == license


def test_a_record_is_asked_for_as_arxiv_wants_it():
    asked = oai.address("https://oai.example/oai", PaperId("math/0301001"))

    assert asked == (
        "https://oai.example/oai?verb=GetRecord&identifier=oai:arXiv.org:math/0301001&metadataPrefix=arXivRaw"
    )


@pytest.mark.parametrize(
    ("path", "called"),
    [("../cases/weekly/licence-page-by.html", "CC BY 4.0"), ("papers/1810.04805.html", ARXIV)],
)
def test_the_license_of_a_whole_page_is_read(shared: Path, path, called):
    if not (shared / path).is_file():
        pytest.skip("the page is not here")

    assert name(latexml.read((shared / path).read_bytes()).license) == called
