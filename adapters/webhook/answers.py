"""What an answer of a webhook means for the outbox: posted, certainly not posted, or unknown. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import httpx

from bot.errors import DeliveryError, DeliveryPostponed, DeliveryRefused, DeliveryUncertain, DestinationGone
from bot.http.network_errors import describe_network_error
from bot.http.responses import describe_status, error_excerpt, retry_after
from bot.models.webhook import Webhook, WebhookService

Meaning = str | DeliveryError | None
"""A message ID, an error, or None if the message has no ID."""

MAX_WAIT = timedelta(hours=1)
DEFAULT_WAIT = timedelta(minutes=1)
GONE = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
# Mattermost answers 400 for a webhook that it does not know, Power Automate for a workflow that is off.
GONE_400 = re.compile(r"incoming_webhook\.(?:invalid|disabled|channel|user|permissions)|Workflow\w*NotEnabled|NotFound")
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
FEISHU_BUSY = {9499, 11232, 11233}
FEISHU_GONE = {
    19001: "the address is wrong, or the bot was removed",
    19021: "the signature is wrong: put the key after a # at the end of the address",
    19022: "this machine's address is not on the bot's list of allowed addresses",
    19024: "the bot wants a keyword: add arXiv to its keywords",
}


def read_answer(hook: Webhook, response: httpx.Response) -> str | None:
    """Return the ID of the posted message, None if the service gives none. Raises a DeliveryError."""
    meaning = _meaning(hook, response)
    if isinstance(meaning, DeliveryError):
        raise meaning
    return meaning


def translate(hook: Webhook, error: httpx.HTTPError) -> DeliveryError:
    """Return what a failed request means: certainly not sent without a connection, else unknown."""
    why = _without_secrets(hook, describe_network_error(error))
    if isinstance(error, NOT_SENT):
        return DeliveryPostponed(f"{hook.service.value} can't be reached: {why}")
    return DeliveryUncertain(f"the answer of {hook.service.value} was lost: {why}")


def _meaning(hook: Webhook, response: httpx.Response) -> Meaning:
    told = _without_secrets(hook, describe_status(response, error_excerpt(response.content)))
    status, service = response.status_code, hook.service.value
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return DeliveryPostponed(f"{service} limits the rate", _wait(response))
    if status in GONE or (status == HTTPStatus.BAD_REQUEST and GONE_400.search(response.text)):
        return DestinationGone(f"{service} no longer accepts this webhook: {told}; make a new one and set its address")
    if response.is_success:
        return SUCCESS[hook.service](response, told)
    if response.is_redirect:
        return DeliveryPostponed(f"something between here and {service} answers instead of it: {told}")
    if response.is_client_error:
        return DeliveryRefused(f"{service} refused the message: {told}")
    return DeliveryUncertain(f"{service} failed: {told}")


def _word(response: httpx.Response, told: str) -> Meaning:
    """Read Slack and Mattermost: the text `ok`, or the name of an error in spite of the status."""
    text = response.text.strip()
    if text.lower() == "ok":
        return None
    if re.fullmatch(r"[a-z_]{3,60}", text):
        return DeliveryRefused(f"the message was refused: {text}")
    return DeliveryUncertain(f"unreadable answer: {told}")


def _discord(response: httpx.Response, told: str) -> Meaning:
    answer = _json(response)
    if isinstance(answer.get("id"), str):
        return str(answer["id"])
    return DeliveryUncertain(f"the answer has no message ID: {told}")


def _teams(response: httpx.Response, told: str) -> Meaning:
    """Read Power Automate: accepted without a text; a gateway may tell an error in spite of the status."""
    failed = re.search(r"failed with error.*?error (\d{3})", response.text, re.DOTALL)
    if failed and int(failed[1]) == HTTPStatus.TOO_MANY_REQUESTS:
        return DeliveryPostponed("Teams limits the rate", DEFAULT_WAIT)
    if failed or '"error"' in response.text:
        return DeliveryRefused(f"Teams refused the message: {told}")
    return None


def _feishu(response: httpx.Response, told: str) -> Meaning:
    answer = _json(response)
    code = answer.get("code", answer.get("StatusCode"))
    if code == 0:
        return None
    if code in FEISHU_BUSY:
        return DeliveryPostponed("Feishu limits the rate", DEFAULT_WAIT)
    if code in FEISHU_GONE:
        return DestinationGone(f"Feishu refuses the messages: {FEISHU_GONE[code]}")
    if isinstance(code, int):
        return DeliveryRefused(f"Feishu refused the message: {told}")
    return DeliveryUncertain(f"unreadable answer: {told}")


def _google_chat(response: httpx.Response, told: str) -> Meaning:
    name = _json(response).get("name")
    return name if isinstance(name, str) else DeliveryUncertain(f"unreadable answer: {told}")


SUCCESS: dict[WebhookService, Callable[[httpx.Response, str], Meaning]] = {
    WebhookService.SLACK: _word,
    WebhookService.DISCORD: _discord,
    WebhookService.MATTERMOST: _word,
    WebhookService.TEAMS: _teams,
    WebhookService.FEISHU: _feishu,
    WebhookService.GOOGLE_CHAT: _google_chat,
}


def _wait(response: httpx.Response) -> timedelta:
    """Return how long a service asks to wait, at most an hour. Discord has fractions of a second in its JSON."""
    asked = retry_after(response.headers.get("Retry-After", ""), datetime.now(UTC))
    seconds = _json(response).get("retry_after")
    if asked is None and isinstance(seconds, int | float) and not isinstance(seconds, bool):
        asked = timedelta(seconds=min(max(seconds, 0), MAX_WAIT.total_seconds()))
    return min(DEFAULT_WAIT if asked is None else asked, MAX_WAIT)


def _json(response: httpx.Response) -> dict[str, object]:
    try:
        answer = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _without_secrets(hook: Webhook, text: str) -> str:
    for secret in hook.secrets():
        text = text.replace(secret, "…")
    return text
