"""The JSON that stands in databases: what a version wrote, every later one reads, and writes in the same form.

A new field may come, with a default; none goes, is renamed, or means something else.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from bot.models.digest import DigestQuery, Filter, Ranking
from bot.report import thread
from bot.store import json_codecs
from bot.store.tables import outbox, slots, subscriptions
from tests.helpers import factories, stored_version

STORED = json.loads((Path(__file__).parents[1] / "data" / "stored-forms.json").read_text(encoding="utf-8"))
FORMS: dict[str, TypeAdapter] = {
    "digest": json_codecs.CONTENT_CODEC,
    "report": json_codecs.CONTENT_CODEC,
    "slides": thread.SLIDES,
    "filter": subscriptions.FILTER,
    "every": slots.EVERY,
    "how": subscriptions.HOW,
}


def lost(old: object, new: object, at: str = "") -> list[str]:
    """Return where the old form says something that the new one does not say too."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [each for key in old for each in lost(old[key], new.get(key, "nothing"), f"{at}.{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [each for number, value in enumerate(old) for each in lost(value, new[number], f"{at}[{number}]")]
    return [] if old == new else [f"{at}: {old!r} became {new!r}"]


@pytest.mark.parametrize("name", FORMS)
def test_what_is_stored_is_read_and_written_in_the_same_form(name):
    form = FORMS[name]

    read = form.validate_json(json.dumps(STORED[name]))

    assert lost(STORED[name], json.loads(form.dump_json(read))) == []


def test_a_field_that_is_lost_is_noticed():
    assert lost({"a": [{"b": 1}]}, {"a": [{"c": 1}]}) == [".a[0].b: 1 became 'nothing'"]


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        (
            DigestQuery(Filter(("cs",)), 3, Ranking.HOT, 10, 0.0),
            (
                '{"filter":{"categories":["cs"],"words":[],"excluded":[],"authors":[]},'
                '"days":3,"ranking":"hot","top":10,"floor":0.0}'
            ),
        ),
        (
            DigestQuery(Filter(("cs.CV", "stat"), ("a b",), ("c",), ("Ada",)), 1, Ranking.CLASSIC, 5, 1.5, fair=True),
            (
                '{"filter":{"categories":["cs.CV","stat"],"words":["a b"],"excluded":["c"],"authors":["Ada"]},'
                '"days":1,"ranking":"classic","top":5,"floor":1.5,"fair":true}'
            ),
        ),
        (None, "report"),
    ],
    ids=["usual", "all of it", "report"],
)
async def test_a_digest_is_known_by_this_very_text(store, choices, text):
    digest = factories.bulletin() if choices is None else factories.digest(choices=choices)
    await store.write(outbox.enqueue, digest, stored_version.CHANNEL, ["parent"], factories.NOON)

    assert await store.read(lambda db: db.execute("select choices from deliveries").fetchall()) == [(text,)]
