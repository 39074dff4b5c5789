from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.digest import Flag, Ranking
from bot.models.papers import Engagement
from bot.ranking import Baseline, SourceWeights, rank
from tests.helpers import factories

SOURCES = ("huggingface", "hackernews", "x", "somewhere-else")

counts = st.integers(0, 10**9)
talk = st.dictionaries(st.sampled_from(SOURCES), counts, max_size=len(SOURCES))


def talked_about(id, likes_by_source):
    return factories.candidate(id, *(factories.mention(id, source=s, likes=n) for s, n in likes_by_source.items()))


def hot(*candidates):
    return rank(Ranking.HOT, candidates, 0)


def test_classic_adds_reposts_and_likes_over_all_sources():
    paper = factories.candidate(
        "1", factories.mention("1", reposts=3, likes=4), factories.mention("1", source="hackernews", likes=50)
    )

    (ranked,) = rank(Ranking.CLASSIC, [paper], 50)

    assert ranked.score == 57
    assert [(r.source, r.points) for r in ranked.reasons] == [("hackernews", 50), ("x", 7)]


def test_classic_leaves_out_what_does_not_reach_the_floor():
    below, at = (talked_about(id, {"x": likes}) for id, likes in [("1", 49), ("2", 50)])

    assert [r.candidate for r in rank(Ranking.CLASSIC, [below, at], 50)] == [at]


@pytest.mark.parametrize("ranking", list(Ranking))
def test_equals_stand_by_ascending_id(ranking):
    papers = [talked_about(id, {"x": 60}) for id in ("2008.3", "2008.1", "2008.2")]

    assert [r.candidate.paper.id for r in rank(ranking, papers, 0)] == ["2008.1", "2008.2", "2008.3"]


@pytest.mark.parametrize("ranking", list(Ranking))
def test_a_repost_adds_nothing(ranking):
    original = factories.mention("1", reposts=7, likes=20)
    repost = factories.mention("1", reposts=7, likes=0, id="r", repost_of=original.id)

    alone, together = (rank(ranking, [factories.candidate("1", *seen)], 0) for seen in ([original], [original, repost]))

    assert alone[0].score == together[0].score


def test_no_one_talks_about_it_is_a_score_of_zero_without_reasons():
    (ranked,) = hot(factories.candidate("1"))

    assert (ranked.score, ranked.reasons) == (0, ())


def test_evidence_from_two_places_beats_any_from_one():
    loud = talked_about("1", {"x": 10**9})
    both = talked_about("2", {"huggingface": 48, "hackernews": 1000})

    assert [r.candidate for r in hot(loud, both)] == [both, loud]


def test_reasons_say_how_unusual_the_attention_is():
    (ranked,) = hot(talked_about("1", {"huggingface": 150}))

    assert ranked.reasons[0].tail_share == pytest.approx(0.0036)


@given(talk)
def test_a_hot_score_lies_between_0_and_100_and_its_reasons_add_up(likes):
    (ranked,) = hot(talked_about("1", likes))

    assert 0 <= ranked.score < 100
    assert sum(reason.points for reason in ranked.reasons) == pytest.approx(ranked.score)


@given(talk, st.sampled_from(SOURCES), st.integers(1, 10**6))
def test_more_engagement_never_lowers_a_score(likes, source, more):
    (before,) = hot(talked_about("1", likes))
    (after,) = hot(talked_about("1", likes | {source: likes.get(source, 0) + more}))

    assert after.score >= before.score


@given(st.lists(talk, max_size=6), st.randoms())
def test_the_order_of_input_never_matters(all_likes, chance):
    papers = [talked_about(str(number), likes) for number, likes in enumerate(all_likes)]
    shuffled = chance.sample(papers, len(papers))

    assert hot(*shuffled) == hot(*papers)


@pytest.mark.parametrize("source", SOURCES)
def test_one_loud_source_is_bounded(source):
    (ranked,) = hot(talked_about("1", {source: 10**12}))

    assert ranked.score < 65


@given(st.lists(talk, min_size=2, max_size=5), st.sampled_from(SOURCES), counts)
def test_a_silent_source_changes_no_order_among_papers_it_does_not_know(all_likes, silent, loudness):
    unknown = [{s: n for s, n in likes.items() if s != silent} for likes in all_likes]
    papers = [talked_about(str(number), likes) for number, likes in enumerate(unknown)]
    known = talked_about("9", {silent: loudness})

    with_it = [r.candidate for r in hot(*papers, known) if r.candidate != known]

    assert with_it == [r.candidate for r in hot(*papers)]


@given(talk, st.integers(1, 10**6))
def test_the_share_of_an_account_in_a_score_is_bounded(likes, each):
    loud = [factories.mention("1", id=f"{number}", author="loud", likes=each) for number in range(100)]
    others = talked_about("1", likes).mentions

    (once,), (often,) = (hot(factories.candidate("1", *others, *loud[:count])) for count in (1, 100))

    assert often.score == once.score


@given(talk, st.floats(0.01, 100))
def test_a_channels_weights_are_bounded_and_reasons_add_up(likes, factor):
    weights = SourceWeights(tuple((source, factor) for source in SOURCES))

    (ranked,) = rank(Ranking.HOT, [talked_about("1", likes)], 0, weights=weights)
    (usual,) = hot(talked_about("1", likes))

    assert all(0.5 <= reason.weight <= 2 for reason in ranked.reasons)
    assert sum(reason.points for reason in ranked.reasons) == pytest.approx(ranked.score)
    assert (ranked.score >= usual.score) or factor < 1


@given(st.integers(-(10**9), 0))
def test_a_count_below_zero_is_nothing(likes):
    (ranked,) = hot(talked_about("1", {"x": likes}))

    assert ranked.score == 0


seen = st.builds(Engagement, st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 500))
authors = st.sampled_from(["ada", "bob", "cleo", "dora", ""])
post = st.tuples(st.sampled_from(SOURCES), authors, seen, st.booleans())
posts = st.lists(post, max_size=8)


def discussed(rows):
    made = (
        factories.mention("1", source, id=f"{number}", author=author, engagement=counts, bare=bare)
        for number, (source, author, counts, bare) in enumerate(rows)
    )
    return factories.candidate("1", *made)


@given(posts, post)
def test_another_post_never_lowers_a_score(rows, more):
    (before,), (after,) = hot(discussed(rows)), hot(discussed([*rows, more]))

    assert after.score >= before.score - 1e-9


@given(posts.filter(bool), st.data(), seen)
def test_more_reposts_likes_and_replies_never_lower_a_score(rows, data, more):
    index = data.draw(st.integers(0, len(rows) - 1))
    source, author, counts, bare = rows[index]
    grown = [*rows[:index], (source, author, counts + more, bare), *rows[index + 1 :]]

    (before,), (after,) = hot(discussed(rows)), hot(discussed(grown))

    assert after.score >= before.score - 1e-9


@given(posts)
def test_reasons_add_up_whatever_is_doubted(rows):
    (ranked,) = hot(discussed(rows))

    assert sum(reason.points for reason in ranked.reasons) == pytest.approx(ranked.score)
    assert all(reason.surprisal >= 0 for reason in ranked.reasons)


@given(posts, st.integers(1, 50), st.integers(0, 5))
def test_links_by_new_accounts_are_one_voice(rows, accounts, likes):
    links = [("x", f"new-{number}", Engagement(likes=likes), True) for number in range(accounts)]

    (one,), (all_of_them,) = hot(discussed([*rows, *links[:1]])), hot(discussed([*rows, *links]))

    assert all_of_them.score == pytest.approx(one.score)


def test_accounts_that_were_there_before_have_a_voice_each():
    links = [("x", name, Engagement(likes=3), True) for name in ("ada", "bob", "cleo")]
    known = Baseline(accounts=frozenset({("x", "ada"), ("x", "bob"), ("x", "cleo")}))

    (new,), (before,) = (rank(Ranking.HOT, [discussed(links)], 0, basis) for basis in (Baseline(), known))

    assert (new.reasons[0].counted, before.reasons[0].counted) == (1.5, 4.5)


def test_a_campaign_is_marked_and_below_honest_attention():
    campaign = discussed([("x", f"new-{number}", Engagement(likes=5), True) for number in range(50)])
    bought = factories.candidate("2", factories.mention("2", likes=1000))
    honest = factories.candidate("3", factories.mention("3", reposts=3, likes=12, replies=2))

    first, *others = hot(campaign, bought, honest)

    assert first.candidate == honest
    assert [each.flags for each in (first, *others)] == [frozenset(), {Flag.ANOMALOUS}, {Flag.ANOMALOUS}]


def test_there_is_no_cliff_between_reposts_that_count_and_that_dont():
    scores = [
        hot(factories.candidate("1", factories.mention("1", reposts=reposts, likes=100)))[0].score
        for reposts in (99, 100, 101, 990, 1010)
    ]

    assert scores[0] < scores[1] == scores[2] == scores[3] == scores[4]


@given(st.sampled_from(SOURCES), seen, seen)
def test_one_source_that_decides_alone_keeps_the_order_of_its_counts(source, counts, more):
    (less,), (greater,) = (hot(discussed([(source, "ada", each, False)])) for each in (counts, counts + more))

    assert greater.score >= less.score
    assert sum(reason.alone > 0 for reason in greater.reasons) <= 1
