from __future__ import annotations

import itertools
from dataclasses import replace
from math import inf

from bot.models.digest import Filter, Ranking
from bot.models.papers import PaperId
from bot.ranking import rank
from bot.ranking.personalization import NO_PERSONALIZATION, Personalization
from bot.selection import entries as entries_module
from bot.selection import selector
from tests.helpers import factories


def ranked(*candidates):
    return rank(Ranking.HOT, candidates, 0)


def test_it_holds_the_first_papers_and_counts_their_ranks():
    papers = [
        factories.candidate(id, factories.mention(id, likes=likes)) for id, likes in [("1", 5), ("2", 9), ("3", 7)]
    ]

    entries = selector.select_entries(ranked(*papers), factories.choices(top=2))

    assert [entry.id for entry in entries] == ["2", "3"]


def test_what_was_shown_is_left_out_and_the_next_moves_up():
    papers = [factories.candidate(id, factories.mention(id, likes=likes)) for id, likes in [("1", 5), ("2", 9)]]

    entries = selector.select_entries(ranked(*papers), factories.choices(top=1), shown={PaperId("2"): 50.0})

    assert [entry.id for entry in entries] == ["1"]


def test_papers_that_nobody_talks_about_come_only_to_who_asked_for_words():
    quiet = factories.candidate("1")

    assert selector.select_entries(ranked(quiet), factories.choices()) == ()
    assert [entry.id for entry in selector.select_entries(ranked(quiet), factories.choices(words=("thing",)))] == ["1"]


def test_a_floor_is_for_scores_though_places_may_go_by_something_else():
    papers = [
        factories.candidate(id, factories.mention(id, likes=likes)) for id, likes in [("1", 5), ("2", 900), ("3", 7)]
    ]
    cool, hot, warm = sorted(ranked(*papers), key=lambda each: each.candidate.paper.id)
    shelf = selector.DigestSelector([cool, warm, hot])

    entries = shelf.choose(factories.choices(floor=warm.score))

    assert [entry.id for entry in entries] == ["3", "2"]


def test_texts_are_ready_to_be_read():
    paper = factories.candidate(
        "1", title="On $\\alpha$-Nets", abstract="It is hard. We propose $\\alpha$-nets.", authors=("P. Erd\\H{o}s",)
    )

    entry = entries_module.build_entry(ranked(paper)[0])

    assert (entry.title, entry.authors) == ("On α-Nets", ("P. Erdős",))
    assert entry.summary == "We propose α-nets."
    assert entry.url == "https://arxiv.org/abs/1"


def test_the_most_telling_post_comes_first_and_reposts_never():
    quiet, loud = factories.mention("1", id="a", likes=1), factories.mention("1", id="b", likes=9)
    repost = factories.mention("1", id="c", likes=99, repost_of="b")

    assert entries_module.by_engagement([quiet, repost, loud]) == (loud, quiet)


def test_code_is_linked_only_at_hosts_we_link_to():
    elsewhere = factories.mention("1", id="a", code="https://evil.example/repo")
    github = factories.mention("1", id="b", code="https://github.com/ada/nets")

    assert entries_module.code_repository([elsewhere]) is None
    assert entries_module.code_repository([elsewhere, github]) == "https://github.com/ada/nets"


def test_a_later_page_goes_on_where_the_one_before_ends():
    papers = [factories.candidate(str(likes), factories.mention(str(likes), likes=likes)) for likes in range(1, 6)]

    entries = selector.select_entries(ranked(*papers), factories.choices(top=2), skip=2)

    assert [entry.id for entry in entries] == ["3", "2"]


def test_who_asks_for_authors_gets_papers_that_nobody_talks_about():
    asked = replace(factories.choices(), filter=Filter(("cs",), authors=("Ada Lovelace",)))

    assert [entry.id for entry in selector.select_entries(ranked(factories.candidate("1")), asked)] == ["1"]


def test_many_digests_of_one_ranking_are_as_if_chosen_alone():
    papers = ranked(*(factories.candidate(id, factories.mention(id, likes=int(id) * 3)) for id in "12345678"))
    shelf = selector.DigestSelector(papers)
    seen = {papers[0].candidate.paper.id: 1.0, papers[3].candidate.paper.id: inf}

    for top, shown in itertools.product((2, 5, 20), ({}, seen)):
        asked = factories.choices(top=top)
        assert shelf.choose(asked, shown) == selector.select_entries(papers, asked, shown)
        assert shelf.choose(asked, shown) == selector.select_entries(papers, asked, shown)


def test_a_page_of_papers_that_match_already_is_chosen_as_from_all_papers():
    papers = ranked(
        *(
            factories.candidate(
                id, factories.mention(id, likes=int(id) * 3), categories=(f"cs.{'CV' if int(id) % 2 else 'LG'}",)
            )
            for id in "12345678"
        )
    )
    asked = factories.choices("cs.CV", top=2)
    matching = [each for each in papers if "cs.CV" in each.candidate.paper.categories]
    liked = Personalization(team=((PaperId("1"), 5),))

    for tuning, skip in itertools.product((NO_PERSONALIZATION, liked), (0, 1, 2)):
        chosen = selector.DigestSelector(matching, matched=asked.filter).choose(asked, {}, tuning, skip)
        assert chosen == selector.DigestSelector(papers).choose(asked, {}, tuning, skip) != ()
