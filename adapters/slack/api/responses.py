"""Read fields of Slack's responses. Raises ValueError, one of FAILURES, for a missing field. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse


def string(answer: AsyncSlackResponse, name: str) -> str:
    """Return the text field *name*."""
    value = answer.get(name)
    if not value or not isinstance(value, str):
        raise ValueError(f"response without {name}")
    return value


def channel(answer: AsyncSlackResponse) -> Mapping[str, Any]:
    """Return the channel of conversations.info or conversations.open."""
    value = answer.get("channel")
    if not value or not isinstance(value, dict):
        raise ValueError("response without channel")
    return value


def identifier(channel: Mapping[str, Any]) -> str:
    """Return the ID of a channel."""
    value = channel.get("id")
    if not value or not isinstance(value, str):
        raise ValueError("channel without ID")
    return value


def user(answer: AsyncSlackResponse) -> Mapping[str, Any]:
    """Return the user of users.info."""
    value = answer.get("user")
    if not value or not isinstance(value, dict):
        raise ValueError("response without user")
    return value


def search(answer: AsyncSlackResponse, token: str) -> tuple[list[str], str | None]:
    """Return the IDs of messages and files with *token*, and the next cursor. Raises for a partial page."""
    messages = answer.get("messages")
    cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
    if not isinstance(messages, list) or (answer.get("has_more") and not cursor):
        raise ValueError("response without messages")
    found = [message["ts"] for message in messages if _carries(message, token)]
    return [*found, *(file for message in messages for file in _files(message, token))], cursor


def has_no_thread(answer: AsyncSlackResponse) -> bool:
    """Return whether chat.postMessage posted outside a thread."""
    message = answer.get("message")
    return isinstance(message, dict) and not message.get("thread_ts")


def _files(message: Mapping[str, Any], token: str) -> list[str]:
    """Return the IDs of a message's files whose names contain *token*."""
    return [file["id"] for file in message.get("files") or () if token in (file.get("name") or "")]


def _carries(message: Mapping[str, Any], token: str) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    first: Mapping[str, Any] = next(iter(message.get("blocks") or ()), {})
    return token in (payload.get("token"), first.get("block_id"))
