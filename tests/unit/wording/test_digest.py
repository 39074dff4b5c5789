from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import wording
from bot.models.digest import Ranking, Reason
from bot.models.papers import Engagement, SourceHealth
from bot.text.truncate import truncate_list
from tests.helpers import factories


def test_a_digest_says_what_it_was_chosen_from():
    asked = factories.choices("cs.CL", words=("diffusion",), days=3, ranking=Ranking.CLASSIC)

    assert wording.described(asked) == "cs.CL · “diffusion” · last 3 arXiv listings · by total counts"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "1 minute"), (90, "90 minutes"), (180, "3 hours"), (3000, "2 days"), (-5, "0 minutes")],
)
def test_an_age_is_told_in_its_largest_sensible_unit(minutes, said):
    assert wording.age(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(("author", "who"), [("ada", "ada on X: "), ("783214", "X: "), ("", "X: ")])
def test_an_account_is_named_where_it_has_a_name(author, who):
    assert wording.mention(factories.mention(source="x", author=author)).startswith(who)


def test_only_sources_that_failed_are_named_each_with_its_age():
    digest = factories.digest(
        sources=(
            SourceHealth("arxiv", ok=True, as_of=factories.NOON),
            SourceHealth("hackernews", ok=False, as_of=factories.NOON - timedelta(hours=3), error="it is down"),
            SourceHealth("x", ok=False, error="it is down"),
        )
    )

    assert wording.health(digest) == (
        "Hacker News is unavailable. Its counts are 3 hours old. No data from X yet, so this list doesn't include it.",
    )


def test_a_list_of_imported_papers_is_not_said_to_be_without_papers():
    digest = factories.digest(sources=(SourceHealth("arxiv", ok=False, error="it is down"),))

    assert wording.health(digest) == ("arXiv hasn't responded yet. Some papers may be missing.",)


def test_a_source_that_failed_like_all_others_is_not_said_to_be_fresh():
    digest = factories.digest(sources=(SourceHealth("x", ok=False, as_of=factories.NOON, error="it is down"),))

    assert wording.health(digest) == ("X is unavailable. Its counts are from 2020-08-25 12:00 UTC.",)


@pytest.mark.parametrize(
    ("source", "seen", "said"),
    [
        ("huggingface", Engagement(likes=48, replies=1), "48 upvotes, 1 comment"),
        ("hackernews", Engagement(likes=1, replies=2), "1 point, 2 comments"),
        ("x", Engagement(reposts=1, likes=1200, replies=2), "1 repost, 1,200 likes, 2 replies"),
        ("huggingface", Engagement(replies=3), "3 comments"),
        ("x", Engagement(), "1 mention"),
    ],
)
def test_counts_are_told_in_the_words_of_their_source(source, seen, said):
    assert wording.counts(source, seen) == said


@pytest.mark.parametrize(
    ("top", "said"),
    [(None, "HN 210"), (0.03, "HN 210 (top 3%)"), (0.004, "HN 210 (top 0.4%)"), (0, "HN 210 (top 0.1%)")],
)
def test_a_reason_says_how_unusual_the_attention_is(top, said):
    assert wording.reason(Reason("hackernews", Engagement(likes=210), 1.0, top)) == said


def test_what_a_collection_brought_leaves_out_what_it_did_not():
    assert wording.collected(0, 0, 0, 0, 0) == "nothing new"
    assert wording.collected(2, 1, 0, 5, 0) == "2 papers new or changed, 1 new announcement, 5 new counts"


def test_many_names_are_counted_and_one_more_is_named():
    assert truncate_list(("A", "B", "C"), 2) == "A, B, C"
    assert truncate_list(("A", "B", "C", "D"), 2) == "A, B and 2 more"


def test_a_share_of_all_is_no_share():
    usual = Reason("huggingface", Engagement(likes=1), 0.0, tail_share=1.0, counted=1)

    assert wording.reason(usual) == "HF 1"
    assert wording.because(usual, 0.0) == "1 upvote, no more than any other discussed paper this age (surprise 0)"
    assert wording.reason(replace(usual, tail_share=0.99)) == "HF 1 (top 99%)"


def test_places_are_named_with_addresses_that_we_link_to():
    page = factories.mention(source="huggingface", url="https://huggingface.co/papers/2008.10599")
    entry = factories.entry(mentions=(factories.mention(), page), code="https://evil.example/code")

    assert wording.places(entry) == (
        ("arXiv", "https://arxiv.org/abs/2008.10599"),
        ("PDF", "https://arxiv.org/pdf/2008.10599"),
        ("Hugging Face", "https://huggingface.co/papers/2008.10599"),
    )


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [(1, "listing", "1 listing"), (1200, "paper", "1,200 papers"), (2, "reply", "2 replies")],
)
def test_one_thing_is_no_plural(number, noun, said):
    assert wording.plural(number, noun) == said
