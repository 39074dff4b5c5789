from __future__ import annotations

import pytest

from tests.standins.slack_rules import refusal

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
