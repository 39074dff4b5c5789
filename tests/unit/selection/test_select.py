from __future__ import annotations

from dataclasses import replace
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from bot.models.digest import Filter, Flag, Ranked, Ranking, Reason
from bot.selection.select import select
from tests.helpers import factories


def ranked(id, score=50.0, *categories, twins=()):
    candidate = replace(factories.candidate(id, categories=categories or ("cs.CV",)), duplicates=twins)
    return Ranked(candidate, score, (Reason("x", factories.mention().engagement, score),))


def ids(selected):
    return [each.candidate.paper.id for each in selected]


def fair(*categories, top):
    return factories.choices(*categories, top=top, fair=True)


def test_what_was_shown_is_left_out():
    assert ids(select([ranked("1"), ranked("2")], factories.choices(), {"1": 50.0})) == ["2"]


def test_what_is_much_hotter_than_it_was_shown_comes_once_more_and_is_marked():
    (again,) = select([ranked("1", 90.0)], factories.choices(), {"1": 50.0})

    assert again.flags == {Flag.SURGING}


def test_what_was_shown_twice_never_comes_again():
    assert select([ranked("1", 99.0)], factories.choices(), {"1": inf}) == []


def test_plain_totals_do_not_surge():
    assert select([ranked("1", 5000)], factories.choices(ranking=Ranking.CLASSIC), {"1": 60.0}) == []


def test_of_papers_of_one_title_the_hottest_is_shown():
    first, again, other = ranked("1", twins=("2",)), ranked("2", twins=("1",)), ranked("3")

    assert ids(select([first, again, other], factories.choices())) == ["1", "3"]


def test_a_twin_whose_first_was_shown_before_comes_flagged():
    first, again = ranked("1", twins=("2",)), ranked("2", twins=("1",))

    assert ids(select([first, again], factories.choices(), {"1": 50.0})) == ["2"]


def test_each_category_that_is_asked_for_has_its_hottest():
    papers = [*(ranked(str(n), 90 - n) for n in range(4)), ranked("8", 20, "cs.RO"), ranked("9", 10, "cs.RO")]

    assert ids(select(papers, fair("cs.CV", "cs.RO", top=3))) == ["0", "1", "8"]
    assert ids(select(papers, factories.choices("cs.CV", "cs.RO", top=3))) == ["0", "1", "2"]


def test_an_archive_is_a_category_too():
    papers = [ranked("1", 90, "cs.CV"), ranked("2", 80, "cs.LG"), ranked("3", 10, "hep-th")]

    assert ids(select(papers, fair("cs", "hep-th", top=2))) == ["1", "3"]


def test_what_stands_behind_a_fair_page_is_on_the_next():
    papers = [*(ranked(str(n), 90 - n) for n in range(4)), ranked("8", 20, "cs.RO")]

    assert ids(select(papers, fair("cs.CV", "cs.RO", top=3), skip=3)) == ["2", "3"]


categories = st.sampled_from(("cs.CV", "cs.RO", "hep-th"))


@given(st.lists(categories, max_size=12), st.integers(1, 6), st.sets(categories, min_size=1))
def test_a_fair_choice_keeps_the_order_and_leaves_no_category_out_that_fits(listed, top, asked):
    papers = [ranked(f"{n:02}", 90 - n, category) for n, category in enumerate(listed)]
    choices = replace(fair(top=top), filter=Filter(tuple(sorted(asked))))

    chosen = select(papers, choices)

    assert ids(chosen) == sorted(ids(chosen))
    assert len(chosen) == min(top, len(papers))
    there = {each.candidate.paper.categories[0] for each in chosen}
    assert len(there & asked) == min(top, len({*listed} & asked))
