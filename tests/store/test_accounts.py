"""Accounts that post about papers: known after some papers, and never by name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.tables import accounts, mentions
from tests.helpers import factories

DAY = timedelta(days=1)
ADA = ("x", "ada")


async def post(store, *papers):
    made = [
        factories.mention(paper, created=factories.NOON + number * DAY, bare=True)
        for number, paper in enumerate(papers)
    ]
    await store.write(mentions.save, made)
    await store.write(mentions.save, made)  # a second look counts nothing again


@pytest.mark.parametrize(("papers", "after", "known"), [(2, 9, set()), (3, 2, set()), (3, 3, {ADA}), (5, 9, {ADA})])
async def test_an_account_is_known_a_day_after_its_third_paper(store, papers, after, known):
    await post(store, *(f"2008.{number:05}" for number in range(papers)))

    found = await store.read(accounts.known, [ADA, ("x", "bob"), ("bluesky", "ada")], factories.NOON + after * DAY)

    assert found == known


async def test_several_posts_about_one_paper_count_as_one_paper(store):
    await store.write(mentions.save, [factories.mention(id=f"{number}") for number in range(5)])

    assert await store.read(accounts.known, [ADA], factories.NOON + 9 * DAY) == set()


async def test_names_of_accounts_are_not_stored(store):
    await post(store, "2008.00001")

    rows = await store.read(lambda db: list(db.execute("select hash, first_seen, papers, known_since from accounts")))

    assert [(len(row[0]), *row[1:]) for row in rows] == [(12, "2020-08-25T12:00:00Z", 1, None)]
