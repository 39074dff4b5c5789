from __future__ import annotations

from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api.errors import access_problem, to_delivery_error
from bot.errors import DeliveryPostponed, DeliveryRefused, DeliveryUncertain, DestinationGone, WorkspaceGone


def failure(code: str | None, status: int = 200, **headers: str) -> SlackApiError:
    answer = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="chat.postMessage",
        req_args={},
        data={"ok": False, "error": code, "needed": "chat:write"},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        status_code=status,
    )
    return SlackApiError("no", answer)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("internal_error", DeliveryUncertain),
        ("fatal_error", DeliveryUncertain),
        (None, DeliveryUncertain),
        ("channel_not_found", DestinationGone),
        ("is_archived", DestinationGone),
        ("not_in_channel", DestinationGone),
        ("restricted_action", DestinationGone),
        ("missing_scope", DestinationGone),
        ("account_inactive", WorkspaceGone),
        ("token_revoked", WorkspaceGone),
        ("invalid_auth", DeliveryPostponed),
        ("msg_too_long", DeliveryRefused),
        ("msg_blocks_too_long", DeliveryRefused),
        ("invalid_blocks", DeliveryRefused),
        ("rate_limited", DeliveryPostponed),
        ("team_added_to_org", DeliveryPostponed),
        ("something_new", DeliveryPostponed),
    ],
)
def test_an_error_is_named_by_what_to_do_next(code, meaning):
    assert type(to_delivery_error(failure(code))) is meaning


def test_a_server_error_is_uncertain_whatever_it_says():
    assert type(to_delivery_error(failure("channel_not_found", status=503))) is DeliveryUncertain


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(0)),
        ("999999999", timedelta(days=1)),
        ("soon", timedelta(minutes=1)),
        ("-5", timedelta(minutes=1)),
        ("1.5", timedelta(minutes=1)),
        ("9" * 5000, timedelta(minutes=1)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", timedelta(minutes=1)),
    ],
)
def test_a_limit_waits_as_long_as_asked_for_within_reason(said, wait):
    error = to_delivery_error(failure("ratelimited", status=429, Retry_After=said))

    assert isinstance(error, DeliveryPostponed)
    assert error.retry_after == wait


def test_a_limit_without_a_time_waits_a_minute():
    error = to_delivery_error(failure("ratelimited", status=429))

    assert isinstance(error, DeliveryPostponed)
    assert error.retry_after == timedelta(minutes=1)


def test_a_missing_scope_is_named():
    assert access_problem(failure("missing_scope")).message == "the app lacks the scope chat:write"
