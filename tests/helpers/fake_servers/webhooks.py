"""Webhooks of six services behind one address: each accepts what the real one accepts, and says no as it does."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.helpers.fake_servers import discord_rules, slack_rules
from tests.helpers.fake_servers.serving import Trouble, serving

SECRET = "s3cretS3cretS3cretS3cret"
MATTERMOST_KEY = "abcdefghijklmnopqrstuvwxyz"
PATHS = {
    "slack": f"/services/T0FAKE/B0FAKE/{SECRET}",
    "discord": f"/api/webhooks/123456789/{SECRET}",
    "mattermost": f"/hooks/{MATTERMOST_KEY}",
    "teams": f"/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=1&sig={SECRET}",
    "feishu": f"/open-apis/bot/v2/hook/{SECRET}",
    "google": f"/v1/spaces/AAAA/messages?key=k&token={SECRET}",
}
INTERACTIVE = {"button", "static_select", "input", "datepicker"}


@dataclass
class Webhooks:
    """What was posted to each service; *troubles* befall one call each."""

    url: str = ""
    posted: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in PATHS})
    calls: int = 0
    troubles: deque[Trouble] = field(default_factory=deque)
    _by_request: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """Return the address of a service's webhook here."""
        return self.url + PATHS[name]

    def settings(self, **names: str) -> dict[str, str]:
        """Return variables for webhooks: each name and its service."""
        return {f"HOTPAPERS_WEBHOOK_{name.upper()}": self.address(service) for name, service in names.items()}

    async def serve(self, request: web.Request) -> web.Response:
        self.calls += 1
        name = next((name for name, path in PATHS.items() if path.partition("?")[0] == request.path), None)
        if name is None or not _has_query(request, name):
            return web.Response(status=404, text="no_service")
        if request.method == "GET":
            return web.json_response({"id": "123456789", "name": "lab", "channel_id": "300"})
        trouble = self.troubles.popleft() if self.troubles else None
        if trouble and not trouble.keeping:
            return await trouble.befall(request, {})
        answer = self._post(name, request, await request.json())
        return await trouble.befall(request, {}) if trouble else answer

    def _post(  # noqa: PLR0911 - one line for each service
        self, name: str, request: web.Request, body: dict[str, Any]
    ) -> web.Response:
        if complaint := next(RULES[name](body), None):
            return _refused(name, complaint)
        if name == "discord" and request.query.get("with_components") != "true":
            return _refused(name, "components need with_components")
        key = request.query.get("requestId", "")
        if name == "google" and key in self._by_request:
            return web.json_response(self._by_request[key])
        self.posted[name].append(body)
        number = f"{len(self.posted[name]):018d}"
        if name == "google":
            self._by_request[key] = {"name": f"spaces/AAAA/messages/{number}"}
            return web.json_response(self._by_request[key])
        if name == "discord":
            waits = request.query.get("wait") == "true"
            return web.json_response({"id": number, "channel_id": "300"}) if waits else web.Response(status=204)
        if name == "feishu":
            return web.json_response({"code": 0, "msg": "success", "data": {}})
        return web.Response(status=202) if name == "teams" else web.Response(text="ok")


def _has_query(request: web.Request, name: str) -> bool:
    wanted = dict(pair.split("=") for pair in PATHS[name].partition("?")[2].split("&") if pair)
    return all(request.query.get(key) == value for key, value in wanted.items())


def _refused(name: str, complaint: str) -> web.Response:
    if name == "feishu":
        return web.json_response({"code": 19002, "msg": f"params error, {complaint}"})
    if name == "discord":
        return web.json_response({"code": 50035, "message": f"Invalid Form Body: {complaint}"}, status=400)
    return web.Response(status=400, text="invalid_payload" if name == "slack" else complaint)


def _slack(body: dict[str, Any]) -> Iterator[str]:
    wrong = slack_rules.refusal({"metadata": {"event_type": "e", "event_payload": {}}} | body)
    if wrong:
        yield wrong
    if "hp:" in json.dumps(body["blocks"]):
        yield "a button without a listener"


def _discord(body: dict[str, Any]) -> Iterator[str]:
    if complaint := discord_rules.refusal(body):
        yield complaint
    if any(part.get("custom_id") for part in discord_rules.walk(body["components"])):
        yield "only an application's webhook has interactive components"
    if body.get("allowed_mentions") != {"parse": []}:
        yield "a person would be mentioned"


def _mattermost(body: dict[str, Any]) -> Iterator[str]:
    if not isinstance(body.get("text"), str) or not body["text"]:
        yield "No text specified"
    elif len(body["text"]) > 16_383:
        yield "the text would become several posts"


def _teams(body: dict[str, Any]) -> Iterator[str]:
    (attachment,) = body["attachments"]
    if len(json.dumps(body).encode()) > 28_000 * 2:  # escapes count double here and once there
        yield "Request Entity Too Large"
    card = attachment["content"]
    if attachment["contentType"] != "application/vnd.microsoft.card.adaptive" or card["type"] != "AdaptiveCard":
        yield "not an adaptive card"
    if not all(item["type"] == "TextBlock" and item["text"] for item in card["body"]):
        yield "an element that is empty or unknown"
    if len(json.dumps(body, ensure_ascii=False).encode()) > 28_000:
        yield "Request Entity Too Large"


def _feishu(body: dict[str, Any]) -> Iterator[str]:
    if len(json.dumps(body, ensure_ascii=False).encode()) > 20_000:
        yield "too large"
    post = body["content"]["post"]["en_us"]
    parts = [part for line in post["content"] for part in line]
    if body["msg_type"] != "post" or not all(part["tag"] in {"text", "a"} and part["text"] for part in parts):
        yield "an unknown tag"


def _google(body: dict[str, Any]) -> Iterator[str]:
    if len(json.dumps(body, ensure_ascii=False).encode()) > 32_000:
        yield "too large"
    (card,) = body["cardsV2"]
    widgets = card["card"]["sections"][0]["widgets"]
    if len(widgets) > 100 or not all(widget["textParagraph"]["text"] for widget in widgets):
        yield "Invalid JSON payload"


RULES = {
    "slack": _slack, "discord": _discord, "mattermost": _mattermost, "teams": _teams, "feishu": _feishu,
    "google": _google,
}  # fmt: skip


@asynccontextmanager
async def webhooks() -> AsyncIterator[Webhooks]:
    """Run all services on the loopback."""
    stand_in = Webhooks()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", stand_in.serve)
    async with serving(application) as url:
        stand_in.url = url
        yield stand_in
