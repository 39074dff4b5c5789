import pytest

from bot.weekly.licences import Figures, allows, name, why_not

CC = "http://creativecommons.org"
ARXIV = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"


@pytest.mark.parametrize(
    ("license", "may", "called"),
    [
        (f"{CC}/licenses/by/4.0/", True, "CC BY 4.0"),
        (f"{CC.replace('http', 'https')}/licenses/by-sa/4.0", True, "CC BY-SA 4.0"),
        (f"{CC}/publicdomain/zero/1.0/", True, "CC0 1.0"),
        (f"{CC}/publicdomain/mark/1.0/", True, "public domain"),
        (f"{CC}/licenses/by-nc/4.0/", False, "CC BY-NC 4.0"),
        (f"{CC}/licenses/by-nd/4.0/", False, "CC BY-ND 4.0"),
        (f"{CC}/licenses/by-nc-sa/4.0/", False, "CC BY-NC-SA 4.0"),
        (f"{CC}/licenses/by-nc-nd/4.0/", False, "CC BY-NC-ND 4.0"),
        (f"{CC}/licenses/bye/4.0/", False, "licence unknown"),
        (ARXIV, False, "arXiv’s non-exclusive licence"),
        ("CC BY-NC-ND 4.0", False, "CC BY-NC-ND 4.0"),
        ("arXiv.org perpetual non-exclusive license", False, "arXiv.org perpetual non-exclusive license"),
        ("https://evil.example/?creativecommons.org/licenses/by/4.0/", False, "licence unknown"),
        ("", False, "licence unknown"),
        (None, False, "licence unknown"),
    ],
)
def test_only_free_licences_allow_a_figure(license, may, called):
    assert allows(license, Figures.CC) is may
    assert name(license) == called


@pytest.mark.parametrize("license", [f"{CC}/licenses/by/4.0/", ARXIV, "", None])
def test_the_operator_may_show_none_or_all(license):
    assert not allows(license, Figures.NONE)
    assert allows(license, Figures.ALL)


def test_a_card_says_why_the_figure_is_not_shown():
    assert "arXiv’s non-exclusive licence" in why_not(ARXIV, Figures.CC)
    assert "licence" not in why_not(ARXIV, Figures.NONE)
