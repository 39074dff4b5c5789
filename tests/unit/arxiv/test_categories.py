import gzip
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arxiv import categories
from bot.errors import CommandError

any_names = st.lists(st.sampled_from([*categories.ARCHIVES, *categories.ALL]), max_size=4)
any_papers = st.lists(st.sampled_from([*categories.ALL, *categories.FORMER, "I.2.7; K.4.1", "68T50"]), max_size=4)


@pytest.mark.parametrize(
    ("paper", "wanted"),
    [
        ("cs.CV", "cs.CV"),
        ("cs.CV", "cs"),
        ("math.NA", "cs.NA"),
        ("math.NA", "cs"),
        ("cs.NA", "math"),
        ("eess.SY", "cs"),
        ("cs.IT", "math.IT"),
        ("math-ph", "math"),
        ("math.MP", "math-ph"),
        ("stat.TH", "math.ST"),
        ("econ.GN", "q-fin"),
        ("cmp-lg", "cs.CL"),
        ("alg-geom", "math"),
        ("cond-mat", "cond-mat"),
        ("hep-th", "hep-th"),
    ],
)
def test_a_paper_is_in_its_category_and_archive_under_either_name(paper, wanted):
    assert categories.matches((paper,), (wanted,))


@pytest.mark.parametrize(
    ("paper", "wanted"),
    [("cs.CV", "cs.CL"), ("math.NA", "stat"), ("physics.optics", "math-ph"), ("hep-th", "physics"), ("cs", "cs.CV")],
)
def test_a_paper_is_in_no_other_category(paper, wanted):
    assert not categories.matches((paper,), (wanted,))


def test_one_of_several_is_enough():
    assert categories.matches(("q-bio.NC", "stat.ML"), ("cs", "stat.ML"))
    assert not categories.matches(("q-bio.NC",), ())
    assert not categories.matches((), ("cs",))


@pytest.mark.parametrize("text", ["I.2.7; K.4.1", "68T50, 68T07", "G.3", "accepted for a journal", "cs.CV, cs.MM", ""])
def test_classes_of_others_are_no_categories_and_match_nothing(text):
    assert not categories.is_category(text)
    assert not categories.matches((text,), (text, *categories.ARCHIVES))


@given(any_papers, any_names)
def test_asking_for_the_leaves_misses_no_paper_of_today(paper, wanted):
    current = [category for category in paper if category not in {*categories.FORMER, "cond-mat", "astro-ph"}]

    assert categories.matches(current, wanted) == categories.matches(current, categories.leaves(wanted))


def test_leaves_are_asked_for_once_and_under_the_name_that_papers_have_first():
    assert categories.leaves(["cs.NA", "math.NA", "hep-th"]) == ("math.NA", "hep-th")
    assert categories.leaves(["econ", "q-fin.EC"]) == ("econ.EM", "econ.GN", "econ.TH")
    assert {"cs.CV", "math.NA", "eess.SY"} < set(categories.leaves(["cs"]))


def test_names_are_spelled_as_arxiv_does_each_once():
    assert categories.check([" CS.cv", "cs.CV", "HEP-TH", "Stat"]) == ("cs.CV", "hep-th", "stat")
    assert categories.check(["cmp-lg"]) == ("cs.CL",)
    assert categories.check([]) == ()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("vision", "cs.CV"),
        ("cs.VC", "cs.CV"),
        ("csCV", "cs.CV"),
        ("AI", "cs.AI"),
        ("ml", "stat.ML"),
        ("robots", "cs.RO"),
        ("crypto", "cs.CR"),
        ("machine learning", "cs.LG"),
        ("physic", "physics"),
        ("hepth", "hep-th"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest_real_ones(text, nearest):
    with pytest.raises(CommandError, match=re.escape(f"Did you mean {nearest} (")):
        categories.check(["cs", text])


@pytest.mark.parametrize("text", ["", "xyzzy", "ßß"])
def test_a_name_like_no_other_is_answered_with_the_list(text):
    with pytest.raises(CommandError, match=re.escape("See https://arxiv.org/category_taxonomy")):
        categories.check([text])


def test_all_unknown_names_are_told_at_once():
    with pytest.raises(CommandError, match=r"“cs\.XX”.*“maths\.NA”"):
        categories.check(["cs.XX", "cs.CV", "maths.NA"])


def test_categories_archives_and_former_ones_have_names():
    assert categories.name("cs.CV") == "Computer Vision and Pattern Recognition"
    assert categories.name("cs") == "Computer Science"
    assert categories.name("cmp-lg") == "Computation and Language"
    assert categories.name("68T50") == "68T50"


def test_the_taxonomy_is_whole():
    assert len(categories.ALL) == 155
    assert {category.partition(".")[0] for category in categories.ALL} == set(categories.ARCHIVES)
    assert {*categories.ALIASES, *categories.ALIASES.values(), *categories.FORMER.values()} < set(categories.ALL)


def test_every_recorded_paper_has_a_primary_category_we_know(shared):
    with gzip.open(shared / "arxiv-papers-20k.jsonl.gz", "rt") as lines:
        primaries = {json.loads(line)["categories"][0] for line in lines}

    assert [category for category in primaries if not categories.is_category(category)] == []


def test_a_stranger_in_a_real_archive_is_shown_the_archive():
    with pytest.raises(CommandError, match=r"“cs.XX” isn't an arXiv category. Did you mean cs \(Computer Science\)\?"):
        categories.check(["cs.XX"])
