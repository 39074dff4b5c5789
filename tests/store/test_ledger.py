"""A ledger carries over what was posted and shown, and says nothing to strangers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import CommandError
from bot.models.digest import Destination
from bot.models.post import PostKind, PostState
from bot.store import Store
from bot.store.maintenance import ledger
from bot.store.tables import outbox, posts, shown_papers
from tests.helpers import factories

LAB, OTHER = Destination("webhook", "", "lab"), Destination("webhook", "", "other")
DIGEST = factories.digest(factories.entry())


async def opened(folder, name):
    return await Store.open(folder / name, "0123456789abcdef")


async def posted(store):
    """Post the digest to the lab, and return its delivery."""
    await store.write(outbox.enqueue, DIGEST, LAB, [PostKind.PARENT], factories.NOON)
    queued = await store.read(posts.next_post, 1)
    claimed = await store.write(posts.claim, queued.post, factories.NOON, factories.NOON + timedelta(minutes=1))
    await store.write(posts.mark_done, claimed, "m1", factories.NOON)


async def test_what_was_posted_and_shown_is_known_to_a_new_database(tmp_path):
    async with await opened(tmp_path, "first.db") as first:
        await posted(first)
        text = ledger.write(await first.read(ledger.export, factories.NOON))

    async with await opened(tmp_path, "second.db") as second:
        found = await second.write(ledger.load, ledger.parse(text), LAB, factories.NOON)

        assert len(found.posted) == len(found.shown) == 1
        assert await second.read(ledger.has_posted, LAB, DIGEST.date, DIGEST.choices)
        assert not await second.read(ledger.has_posted, LAB, DIGEST.date, replace(DIGEST.choices, top=3))
        assert not await second.read(ledger.has_posted, OTHER, DIGEST.date, DIGEST.choices)
        assert list(await second.read(shown_papers.scores, LAB)) == [DIGEST.entries[0].id]


async def test_it_names_no_place(tmp_path):
    async with await opened(tmp_path, "first.db") as first:
        await posted(first)

        text = ledger.write(await first.read(ledger.export, factories.NOON))

    assert "lab" not in text
    assert "webhook" not in text


async def test_a_digest_that_still_waits_is_not_in_it_and_is_looked_for(tmp_path):
    async with await opened(tmp_path, "first.db") as first:
        await first.write(outbox.enqueue, DIGEST, LAB, [PostKind.PARENT], factories.NOON)
        text = ledger.write(await first.read(ledger.export, factories.NOON))

    async with await opened(tmp_path, "second.db") as second:
        found = await second.write(ledger.load, ledger.parse(text), LAB, factories.NOON)
        await second.write(outbox.enqueue, DIGEST, LAB, [PostKind.PARENT], factories.NOON)

        assert found.posted == ()
        assert (await second.read(posts.next_post, 1)).state is PostState.UNKNOWN


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 2, "places": {}}', '{"places": {"a": 1}}', "hello"])
def test_what_is_no_ledger_is_a_sentence(text):
    with pytest.raises(CommandError, match="isn't a ledger"):
        ledger.parse(text)


def test_an_empty_file_is_an_empty_ledger():
    assert ledger.parse("\n") == ledger.Ledger()
