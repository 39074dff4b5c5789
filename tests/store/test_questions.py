from __future__ import annotations

from datetime import timedelta

import pytest

from bot.commands.registry import COMMANDS
from bot.models.question import Question, UnansweredQuestion
from bot.store.maintenance import erasure
from bot.store.tables import questions
from tests.helpers import factories

ONE = Question("slack", "T1", "U1", "Ev1", "command", '{"text": "saved"}')
TWO = Question("slack", "T1", "U2", "Ev2", "press", "{}")
MINUTE = timedelta(minutes=1)


async def test_a_question_is_known_until_it_is_answered(store):
    assert await store.write(questions.record, ONE, factories.NOON)
    assert await store.write(questions.record, TWO, factories.NOON + MINUTE)

    await store.write(questions.mark_answered, "slack", "Ev2")

    left = await store.write(questions.unanswered, "slack", "T1", factories.NOON + MINUTE)
    assert left == [UnansweredQuestion(ONE, factories.NOON)]
    assert await store.write(questions.unanswered, "slack", "T2", factories.NOON) == []


async def test_a_question_that_is_told_again_is_new_neither_before_nor_after_its_answer(store):
    await store.write(questions.record, ONE, factories.NOON)

    assert not await store.write(questions.record, ONE, factories.NOON)
    await store.write(questions.mark_answered, "slack", "Ev1")
    assert not await store.write(questions.record, ONE, factories.NOON)
    assert await store.write(questions.unanswered, "slack", "T1", factories.NOON) == []


async def test_a_question_of_days_ago_is_dropped(store):
    await store.write(questions.record, ONE, factories.NOON)

    assert await store.write(questions.unanswered, "slack", "T1", factories.NOON + timedelta(days=2)) == []


async def test_a_question_is_erased_with_who_asked(store):
    await store.write(questions.record, ONE, factories.NOON)
    await store.write(questions.record, TWO, factories.NOON)

    await store.write(erasure.erase_person, ("slack", "T1", "U1"), (), factories.NOON)

    assert await store.write(questions.unanswered, "slack", "T1", factories.NOON) == [
        UnansweredQuestion(TWO, factories.NOON)
    ]


@pytest.mark.parametrize(
    "said",
    ["", "cs.CV week", "paper 2008.10599", "why 2008.10599", "subscribe", "digest", "report", "preview 3", "change 3",
     "abstract 2008.10599", "more 2008.10599", "saved", "export ris", "status", "help", "forget me", "subscriptions"],
)  # fmt: skip
def test_what_only_tells_someone_something_may_be_answered_twice(said):
    assert COMMANDS.parse(said).may_repeat


@pytest.mark.parametrize(
    "said",
    ["cs.CV public", "paper 2008.10599 public", "subscribe cs.CV daily 9:00", "digest cs.CV daily 9:00", "digest off",
     "digest reset", "report mon 9:00", "report off", "pause 3", "resume 3", "unsubscribe 3", "save 2008.10599",
     "unsave 2008.10599", "notforus 2008.10599", "discuss 2008.10599", "swap table 2008.10599", "forget me yes"],
)  # fmt: skip
def test_what_changes_something_or_is_for_everyone_may_not(said):
    assert not COMMANDS.parse(said).may_repeat
