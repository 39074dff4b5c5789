"""What Slack's answers hold; ValueError, one of FAILURES, for an answer that lacks what it has to hold. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse


def string(answer: AsyncSlackResponse, name: str) -> str:
    """Return the text called *name*."""
    value = answer.get(name)
    if not value or not isinstance(value, str):
        raise ValueError(f"response without {name}")
    return value


def channel(answer: AsyncSlackResponse) -> Mapping[str, Any]:
    """Return the channel that conversations.info or conversations.open shows."""
    value = answer.get("channel")
    if not value or not isinstance(value, dict):
        raise ValueError("response without channel")
    return value


def identifier(channel: Mapping[str, Any]) -> str:
    """Return the id of a channel."""
    value = channel.get("id")
    if not value or not isinstance(value, str):
        raise ValueError("channel without ID")
    return value


def user(answer: AsyncSlackResponse) -> Mapping[str, Any]:
    """Return the person that users.info shows."""
    value = answer.get("user")
    if not value or not isinstance(value, dict):
        raise ValueError("response without user")
    return value


def search(answer: AsyncSlackResponse, token: str) -> tuple[list[str], str | None]:
    """Return the ids of messages and files that carry *token*, and where more are; a part is never taken for all."""
    messages = answer.get("messages")
    cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
    if not isinstance(messages, list) or (answer.get("has_more") and not cursor):
        raise ValueError("response without messages")
    found = [message["ts"] for message in messages if _carries(message, token)]
    return [*found, *(file for message in messages for file in _files(message, token))], cursor


def has_no_thread(answer: AsyncSlackResponse) -> bool:
    """Tell whether chat.postMessage put a message into the channel itself."""
    message = answer.get("message")
    return isinstance(message, dict) and not message.get("thread_ts")


def _files(message: Mapping[str, Any], token: str) -> list[str]:
    """Return the ids of the files of a message whose names carry *token*."""
    return [file["id"] for file in message.get("files") or () if token in (file.get("name") or "")]


def _carries(message: Mapping[str, Any], token: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    first: Mapping[str, Any] = next(iter(message.get("blocks") or ()), {})
    return token in (payload.get("token"), first.get("block_id"))
