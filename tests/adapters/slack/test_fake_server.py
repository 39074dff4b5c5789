from __future__ import annotations

from datetime import timedelta

import pytest

from tests.helpers.fake_servers.slack import now
from tests.helpers.fake_servers.slack_rules import refusal, view_refusal
from tests.helpers.fake_servers.slack_socket import talking_slack
from tests.helpers.fakes import Clock

TEXT = {"type": "plain_text", "text": "x"}
DIVIDER = {"type": "divider"}


def rich(*elements: dict) -> dict:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 4001}, "msg_too_long"),
        ({"blocks": [DIVIDER] * 51}, "invalid_blocks"),
        ({"blocks": [DIVIDER | {"block_id": "a"}] * 2}, "invalid_blocks"),
        ({"blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": TEXT | {"text": "x" * 151}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "header", "text": TEXT | {"type": "mrkdwn"}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": TEXT | {"text": "x" * 3001}}]}, "invalid_blocks"),
        ({"blocks": [{"type": "context", "elements": []}]}, "invalid_blocks"),
        ({"blocks": [{"type": "context", "elements": [TEXT | {"text": " "}]}]}, "invalid_blocks"),
        ({"blocks": [rich()]}, "invalid_blocks"),
        ({"blocks": [rich({"type": "text", "text": ""})]}, "invalid_blocks"),
        ({"blocks": [rich({"type": "link", "text": "x", "url": "javascript:x"})]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": TEXT | {"text": "x" * 2900}}] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "metadata": {"token": "x"}}, "invalid_metadata_format"),
    ],
)
def test_a_malformed_message_is_refused(message, error):
    assert refusal(message) == error


def test_a_good_message_is_taken():
    link = {"type": "link", "text": "x", "url": "https://arxiv.org/", "style": {"bold": True}}
    small, header = {"type": "context", "elements": [TEXT]}, {"type": "header", "text": TEXT}
    blocks = [DIVIDER | {"block_id": "a"}, rich(link), small, header]

    assert refusal({"text": "x", "blocks": blocks, "metadata": {"event_type": "x", "event_payload": {}}}) is None


VIEW = {"type": "modal", "title": TEXT, "blocks": [DIVIDER]}
FORM = VIEW | {"submit": TEXT, "close": TEXT}
NUMBER = {"type": "number_input", "action_id": "a", "is_decimal_allowed": False}
INPUT = {"type": "input", "block_id": "b", "label": TEXT, "element": NUMBER}


@pytest.mark.parametrize(
    "view",
    [
        VIEW | {"blocks": [DIVIDER] * 101},
        VIEW | {"blocks": []},
        VIEW | {"title": TEXT | {"text": "x" * 25}},
        VIEW | {"external_id": "x" * 256},
        VIEW | {"private_metadata": "x" * 3001},
        FORM | {"blocks": [INPUT | {"element": NUMBER | {"min_value": 1}}]},
        FORM | {"blocks": [INPUT | {"element": NUMBER | {"min_value": "2", "max_value": "1"}}]},
    ],
)
def test_a_malformed_view_is_refused(view):
    assert view_refusal(view) == "invalid_arguments"


def test_a_good_view_is_taken():
    bounded = INPUT | {"element": NUMBER | {"min_value": "1", "max_value": "25"}}

    assert view_refusal(VIEW | {"external_id": "x", "blocks": [DIVIDER] * 100}) is None
    assert view_refusal(FORM | {"blocks": [bounded]}) is None


async def test_a_trigger_opens_one_view_within_three_seconds():
    clock = Clock(now())
    async with talking_slack(clock=clock) as workspace:
        fresh, late = workspace.trigger(), workspace.trigger()

        opened = [workspace._open_view(None, {"trigger_id": fresh, "view": VIEW}) for _ in range(2)]
        clock.forward(timedelta(seconds=4))
        expired = workspace._open_view(None, {"trigger_id": late, "view": VIEW})

    assert "view" in opened[0]
    assert opened[1] == {"error": "exchanged_trigger_id"}
    assert expired == {"error": "expired_trigger_id"}
