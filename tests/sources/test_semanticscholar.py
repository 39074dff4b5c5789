"""Semantic Scholar."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.models.papers import Engagement, ExternalSummary, PaperId
from bot.sources import semanticscholar
from bot.sources.semanticscholar import parse
from tests.helpers import factories, source_payloads
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fake_servers.world import NOW, OLDER, REVISED, ask
from tests.helpers.mutations import mutated

SEEN = factories.mention(
    "2512.00042",
    source="semanticscholar",
    id="abc123",
    url="https://www.semanticscholar.org/paper/abc123",
    author="",
    created=datetime(2025, 12, 1, tzinfo=UTC),
    engagement=Engagement(reposts=3, likes=30),
    observed=NOW,
)


def test_citations_are_likes_and_influential_ones_count_again():
    answer = parse([(SEEN.paper, source_payloads.scholarly(SEEN))], NOW)

    assert answer.mentions == (SEEN,)
    assert answer.summaries == (ExternalSummary(SEEN.paper, "semanticscholar", "It is about 2512.00042.", NOW),)


@pytest.mark.parametrize("unknown", [{"citationCount": None}, {"tldr": None}, {"publicationDate": None}])
def test_null_is_unknown_and_never_zero(unknown):
    answer = parse([(SEEN.paper, source_payloads.scholarly(SEEN, **unknown))], NOW)

    assert len(answer.mentions) == ("citationCount" not in unknown)
    assert len(answer.summaries) == ("tldr" not in unknown)


def test_an_issue_that_is_dated_ahead_is_of_now():
    answer = parse([(SEEN.paper, source_payloads.scholarly(SEEN, publicationDate="2026-06-01"))], NOW)

    assert (answer.mentions[0].created, answer.notes) == (NOW, ())


def test_another_paper_than_was_asked_about_is_left_out():
    answer = parse(
        [(SEEN.paper, source_payloads.scholarly(SEEN)), (PaperId("2512.00043"), source_payloads.scholarly(SEEN))], NOW
    )

    assert answer.mentions == (SEEN,)
    assert answer.notes == ("1 of 2 items left out, for they cannot be read",)


@given(mutated([source_payloads.scholarly(SEEN), source_payloads.scholarly(SEEN)]))
def test_whatever_it_answers_is_mentions_or_a_source_error(papers):
    try:
        answer = parse([(SEEN.paper, paper) for paper in papers], NOW)
    except SourceError:
        return

    for mention in answer.mentions:
        assert mention.created <= NOW
        assert min(mention.engagement.reposts, mention.engagement.likes) >= 0
    for line in answer.summaries:
        assert len(line.text.encode()) > 0


async def test_papers_are_asked_about_in_batches(served, web, monkeypatch):
    monkeypatch.setattr(semanticscholar, "BATCH", 3)

    answer = await semanticscholar.fetch(web, ask())

    assert served.scholar.batches == [3, 1]
    assert len(answer.mentions) == len(REVISED)


async def test_a_batch_that_it_fails_over_is_split_until_it_is_one_paper(served, web):
    served.scholar.poison = {OLDER[1]}

    answer = await semanticscholar.fetch(web, ask())

    assert {mention.paper for mention in answer.mentions} == set(REVISED) - {OLDER[1]}
    assert answer.notes == ("1 of 4 papers left out, for it failed over them",)
    assert served.scholar.batches == [4, 2, 1, 1, 2]


async def test_a_service_that_fails_over_everything_is_an_outage_and_soon_left_alone(served, web):
    many = tuple(PaperId(f"2511.{number:05d}") for number in range(1, 101))
    served.scholar.poison = set(many)

    with pytest.raises(SourceError, match="500"):
        await semanticscholar.fetch(web, ask(older_papers=many))

    assert len(served.scholar.batches) == semanticscholar.MAX_FAILURES


async def test_none_of_the_papers_being_known_is_no_error(served, web):
    answer = await semanticscholar.fetch(web, ask(older_papers=(OLDER[-1],)))

    assert (answer.mentions, answer.notes) == ((), ())


async def test_a_wrong_key_is_told_without_it(impatient):
    async with (
        sources(SEMANTIC_SCHOLAR_API_KEY="s3cret-word") as served,
        HttpClient(served.settings, nullcontext) as web,
    ):
        with pytest.raises(SourceError, match="HTTP 403") as caught:
            await semanticscholar.fetch(web, ask())

    assert "s3cret" not in str(caught.value)


def test_a_recorded_paper_is_read(shared: Path):
    paper = json.loads((shared / "payloads/semantic_scholar/paper_full_with_tldr.json").read_text())

    answer = parse([(SEEN.paper, paper)], NOW)

    assert answer.mentions[0].engagement == Engagement(reposts=530, likes=10059)
    assert answer.summaries[0].text.startswith("If the meaning of the words")


def test_the_time_it_was_published_is_told():
    later = replace(SEEN, created=datetime(2025, 12, 24, tzinfo=UTC))

    assert parse([(SEEN.paper, source_payloads.scholarly(later))], NOW).mentions == (later,)
