"""The digest for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given

from adapters.site.json import as_json, instant, render
from bot.models.papers import SourceHealth
from tests.helpers import adversarial_texts, factories


def test_a_digest_has_these_keys_and_no_others(snapshot):
    failed = SourceHealth("hackernews", ok=False, as_of=None, error="timed out")

    assert render(factories.digest(sources=(SourceHealth("x", ok=True, as_of=factories.NOON), failed))) == snapshot


def test_instants_are_written_in_one_form():
    paris = timezone(timedelta(hours=2))

    assert instant(datetime(2020, 8, 25, 14, tzinfo=paris)) == instant(datetime(2020, 8, 25, 12, tzinfo=UTC))
    assert instant(datetime(2020, 8, 25, 12, 0, 1, 999, tzinfo=UTC)) == "2020-08-25T12:00:01Z"


@given(adversarial_texts.texts)
def test_what_is_written_reads_as_it_was(text):
    digest = adversarial_texts.digest(text)

    assert json.loads(render(digest)) == as_json(digest)
