"""What the store knows, as of an instant: what is usual, what wakes up, what was submitted again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot import pipeline, wording
from bot.arxiv.calendar import Holidays
from bot.pipeline.candidates import load_candidates
from bot.ranking.baseline import midnight
from bot.ranking.distributions import Sample
from bot.store.tables import mentions, papers, source_health, training_samples
from tests.helpers import factories

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MIDNIGHT = midnight(factories.DAY)
NO_HOLIDAYS = Holidays(frozenset(), ())


async def announce(store, *ids, day=factories.DAY, **given):
    await store.write(papers.save, [factories.paper(id, **given) for id in ids])
    await store.write(papers.announce, [factories.announcement(id, day) for id in ids])


async def see(store, *seen):
    await store.write(mentions.save, seen)
    await store.write(source_health.record_looks, [(mention.source, mention.observed) for mention in seen])


def at(moment, likes, id="2008.10599", **given):
    return factories.mention(id, likes=likes, replies=likes, created=MIDNIGHT, observed=moment, **given)


# --- what is usual -------------------------------------------------------------------------------------------


async def test_it_is_learned_how_much_attention_papers_have_at_each_age(store):
    await announce(store, "2008.10599")
    await see(store, at(MIDNIGHT + 3 * HOUR, 5), at(MIDNIGHT + 5 * HOUR, 7), at(MIDNIGHT + 20 * HOUR, 40))

    samples = await store.read(training_samples.samples, MIDNIGHT + 2 * DAY)

    assert samples == [Sample("x", 0, ("cs.CV",), 7), Sample("x", 2, ("cs.CV",), 40)]


async def test_what_did_not_change_at_a_look_is_as_it_was(store):
    await announce(store, "2008.10599")
    await see(store, at(MIDNIGHT + 3 * HOUR, 5), at(MIDNIGHT + 20 * HOUR, 5))

    assert [(s.age, s.attention) for s in await store.read(training_samples.samples, MIDNIGHT + 2 * DAY)] == [
        (0, 5),
        (2, 5),
    ]


async def test_nothing_counts_twice_in_what_is_learned_and_what_is_held_next_to_it(store):
    await announce(store, "2008.10599")
    look = MIDNIGHT + 3 * HOUR
    await see(
        store,
        at(look, 5, id="2008.10599", author="ada"),
        replace(at(look, 9, author="ada"), id="again"),
        replace(at(look, 9, author="bob"), id="repost", repost_of="again"),
        replace(at(look, 8, author="cleo"), id="bare", bare=True),
        replace(at(look, 6, author="dora"), id="shared", crosspost_of="again"),
    )

    (sample,) = await store.read(training_samples.samples, MIDNIGHT + DAY)
    (total,) = await store.read(training_samples.totals, [factories.DAY], MIDNIGHT + DAY)

    assert sample.attention == total.attention == 9 + 4


async def test_only_counts_with_evidence_are_learned(store):
    await announce(store, "2008.10599", "2008.10600")
    look = MIDNIGHT + 3 * HOUR
    ring = factories.mention("2008.10600", reposts=5_000, likes=2, created=MIDNIGHT, observed=look)
    await see(store, at(look, 5), ring)

    samples = await store.read(training_samples.samples, MIDNIGHT + DAY)

    assert [sample.attention for sample in samples] == [5, 4]


async def test_what_came_later_is_not_learned_from(store):
    await announce(store, "2008.10599")
    await see(store, at(MIDNIGHT + 3 * HOUR, 5), at(MIDNIGHT + 20 * HOUR, 40))

    assert [s.attention for s in await store.read(training_samples.samples, MIDNIGHT + 10 * HOUR)] == [5]


# --- a digest again ------------------------------------------------------------------------------------------


async def digest_as_of(store, moment, day):
    wanted = pipeline.DigestRequest(factories.choices(days=3), day, moment)
    return await pipeline.compose(store, wanted, NO_HOLIDAYS)


async def test_a_digest_is_made_again_exactly_with_what_was_usual_then(store):
    for back in range(1, 6):
        ids = [f"2007.{back}{number:04}" for number in range(60)]
        await announce(store, *ids, day=factories.DAY - back * DAY)
        look = MIDNIGHT - back * DAY + 8 * HOUR
        await see(store, *(at(look, 10 * number, id) for number, id in enumerate(ids)))
    await announce(store, "2008.10599")
    await see(store, at(MIDNIGHT + 8 * HOUR, 3000))
    made = await digest_as_of(store, None, factories.DAY)
    later = [f"2008.2{number:04}" for number in range(300)]
    await announce(store, *later, day=factories.DAY + DAY)
    await see(store, *(at(MIDNIGHT + 32 * HOUR, 4000, id) for id in later), at(MIDNIGHT + 33 * HOUR, 9000))

    again = await digest_as_of(store, made.as_of, factories.DAY)
    now = await digest_as_of(store, None, factories.DAY)

    assert again == made
    assert now.entries != made.entries
    assert "2008.10599" in {entry.id for entry in made.entries}


# --- a source that was down, or is wrong ---------------------------------------------------------------------


async def test_counts_of_a_source_that_is_down_are_measured_by_the_age_they_were_seen_at(store):
    await announce(store, "2008.10599")
    await see(store, at(MIDNIGHT + 3 * HOUR, 50))
    before = (await digest_as_of(store, None, factories.DAY)).entries[0].score
    await store.write(source_health.record_failure, "x", MIDNIGHT + 20 * HOUR, "it is down")
    await store.write(source_health.record_failure, "reddit", MIDNIGHT + 20 * HOUR)

    digest = await digest_as_of(store, None, factories.DAY)

    assert digest.entries[0].score == before
    assert wording.health(digest) == ("X is unavailable. Its counts are 17 hours old.",)


async def test_a_day_on_which_a_source_counts_otherwise_is_told(store):
    for back in range(1, 6):
        ids = [f"2007.{back}{number:04}" for number in range(60)]
        await announce(store, *ids, day=factories.DAY - back * DAY)
        await see(store, *(at(MIDNIGHT - back * DAY + 8 * HOUR, number, id) for number, id in enumerate(ids)))
    ids = [f"2008.{number:05}" for number in range(10)]
    await announce(store, *ids)
    await see(store, *(at(MIDNIGHT + 8 * HOUR, 4000, id) for id in ids))

    digest = await digest_as_of(store, None, factories.DAY)

    assert "X counts for 2020-08-25 are unusually high" in digest.note
    assert [entry.id in ids for entry in digest.entries] == [False] * 10
    flagged = await pipeline.compose(
        store, pipeline.DigestRequest(factories.choices(days=1), factories.DAY), NO_HOLIDAYS
    )
    assert all("some counts look wrong" in entry.reasons for entry in flagged.entries)


# --- over time -----------------------------------------------------------------------------------------------


async def test_how_a_paper_stood_a_day_before_is_known(store):
    await announce(store, "2008.10599", "2008.10600")
    await see(store, at(MIDNIGHT + 3 * HOUR, 5), at(MIDNIGHT + 30 * HOUR, 300))
    new = replace(at(MIDNIGHT + 30 * HOUR, 9), id="new", created=MIDNIGHT + 29 * HOUR)
    unseen = replace(at(MIDNIGHT + 30 * HOUR, 8), id="unseen")
    await see(store, new, unseen)

    found, _ = await store.read(mentions.candidates, [factories.DAY], None, MIDNIGHT + 6 * HOUR)

    assert {mention.id: mention.engagement.likes for mention in found.mentions_yesterday} == {
        "x-2008.10599": 5,
        "unseen": 8,
    }


async def gathered(store, now):
    return await load_candidates(store, [now.date()], await store.read(source_health.health), now)


async def test_an_old_paper_that_wakes_up_is_up_for_a_digest(store):
    now = MIDNIGHT + 12 * HOUR
    await announce(store, "2005.00001", "2005.00002", day=date(2020, 5, 5))
    await announce(store, "2008.10599")
    await see(store, at(now, 400, "2005.00001"), at(now, 6, "2005.00002"))

    field = await gathered(store, now)

    assert [each.paper.id for each in field.resurfaced] == ["2005.00001"]


async def test_nothing_old_is_up_where_nothing_is_collected(store):
    await announce(store, "2005.00001", day=date(2020, 5, 5))
    await see(store, at(MIDNIGHT, 400, "2005.00001"))

    assert (await gathered(store, MIDNIGHT + DAY)).listed == ()


# --- submitted again -----------------------------------------------------------------------------------------


async def test_a_paper_knows_others_of_its_title(store):
    await announce(store, "2008.10599", title="On  the Nature of {\\'E}coles: a Survey")
    await announce(store, "2008.10600", title="On the nature of écoles - A survey")
    await announce(store, "2008.10601", title="On the nature of walruses")

    twins = {each.paper.id: each.duplicates for each in await store.read(mentions.candidates, [factories.DAY])}

    assert twins == {"2008.10599": ("2008.10600",), "2008.10600": ("2008.10599",), "2008.10601": ()}


async def test_a_new_title_is_another_title(store):
    await announce(store, "2008.10599", "2008.10600", title="One and the same")
    await announce(store, "2008.10600", title="One and not the same", version=2)

    found = await store.read(mentions.candidates, [factories.DAY])

    assert [each.duplicates for each in found] == [(), ()]


@pytest.mark.parametrize("title", ["Erratum", "Lecture Notes"])
async def test_titles_that_many_papers_have_say_nothing(store, title):
    await announce(store, "2008.10599", "2008.10600", title=title)

    assert [each.duplicates for each in await store.read(mentions.candidates, [factories.DAY])] == [(), ()]


async def test_every_known_pair_of_papers_of_one_title_is_found(store, shared):
    pairs = json.loads((shared / "same-title.json").read_text(encoding="utf-8"))
    for title, ids in pairs.items():
        await announce(store, *ids, title=title)

    found = await store.read(mentions.candidates, [factories.DAY])

    assert {frozenset((each.paper.id, *each.duplicates)) for each in found} == {
        frozenset(ids) for ids in pairs.values()
    }
