"""``hotpapers subscriptions``, for channels where no command can be typed."""

from __future__ import annotations

import pytest

HOOK = "https://hooks.slack.com/services/T0FAKE/B0FAKE/s3cretS3cretS3cret"


@pytest.fixture
def lab(filled):
    filled.set(HOTPAPERS_WEBHOOK_LAB=HOOK)
    return filled


def test_a_digest_of_a_webhook_is_set_listed_changed_and_removed(lab):
    first = lab("subscriptions", "set", "--to", "webhook:lab", "cs.CV", "weekdays", "09:00", "Europe/Paris")
    changed = lab("subscriptions", "set", "--to", "webhook:lab", "cs.CL", "daily", "10:00", "top", "3")
    listed = lab("subscriptions")
    removed = lab("subscriptions", "remove", "1")

    assert first.out.startswith("Set: 1  webhook:lab  cs.CV · weekdays at 09:00 (Europe/Paris), next ")
    assert changed.out.startswith("Changed: 1  webhook:lab  cs.CL · daily at 10:00 (UTC) · top 3, next ")
    assert listed.out == changed.out.removeprefix("Changed: ")
    assert removed.out == "Removed: cs.CL · daily at 10:00 (UTC) · top 3 to webhook:lab.\n"
    assert "No subscriptions yet" in lab("subscriptions").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("set", "--to", "webhook:other", "daily", "09:00"), "no webhook “other”. Set HOTPAPERS_WEBHOOK_OTHER="),
        (("set", "--to", "webhook:lab", "cs.CV"), "Add how often and when"),
        (("set", "--to", "webhook:lab", "off"), "Add how often and when"),
        (
            ("set", "--to", "webhook:lab", "cs.CV", "daily", "09:00", "mine", "50%"),
            "only works in a person",
        ),
        (("remove", "7"), "no subscription 7"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(lab, arguments, told):
    ran = lab("subscriptions", *arguments)

    assert ran.code == 2
    assert told in ran.err
