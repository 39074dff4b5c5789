"""Webhooks: addresses that a message can be posted to, and nothing else. The address is the secret. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit

NAME = re.compile(r"[a-z0-9_]{1,40}")
LONG = 16  # characters from which a part of an address may be the secret
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class WebhookService(Enum):
    """The service behind an address, and its name for people."""

    SLACK = "Slack"
    DISCORD = "Discord"
    MATTERMOST = "Mattermost"
    TEAMS = "Teams"
    FEISHU = "Feishu"
    GOOGLE_CHAT = "Google Chat"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address with its service. A *key* signs messages where the service asks for that (Feishu)."""

    name: str
    service: WebhookService
    url: str = field(repr=False)
    key: str = field(default="", repr=False)

    def secrets(self) -> tuple[str, ...]:
        """Return the texts that must not be shown: the address, its path, every long part of both, and the key."""
        parts = urlsplit(self.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        pieces = [piece for piece in re.split(r"[/?&=]", path) if len(piece) >= LONG]
        return tuple(filter(None, (self.url, path, parts.path.strip("/"), self.key, *pieces)))


HOSTS = {
    "hooks.slack.com": WebhookService.SLACK,
    "hooks.slack-gov.com": WebhookService.SLACK,
    "discord.com": WebhookService.DISCORD,
    "ptb.discord.com": WebhookService.DISCORD,
    "canary.discord.com": WebhookService.DISCORD,
    "discordapp.com": WebhookService.DISCORD,
    "chat.googleapis.com": WebhookService.GOOGLE_CHAT,
    "open.feishu.cn": WebhookService.FEISHU,
    "open.larksuite.com": WebhookService.FEISHU,
}
PATHS = (  # of servers that people run themselves, and of the services behind a proxy
    (re.compile(r"(?:/api)?/webhooks/\d+/[\w-]+"), WebhookService.DISCORD),
    (re.compile(r"/services/T\w+/B\w+/\w+|/triggers/[TE]\w+/\d+/\w+"), WebhookService.SLACK),
    (re.compile(r"/open-apis/bot/v2/hook/[\w-]+"), WebhookService.FEISHU),
    (re.compile(r"/v1/spaces/[\w-]+/messages"), WebhookService.GOOGLE_CHAT),
    (re.compile(r"/workflows/\w+/triggers/"), WebhookService.TEAMS),
    (re.compile(r"/hooks/[a-z0-9]{26}/?$"), WebhookService.MATTERMOST),
)
TEAMS_HOSTS = (".logic.azure.com", ".api.powerplatform.com", ".api.powerautomate.com")
ENDED = ".webhook.office.com"
SERVICES = ", ".join(service.value for service in WebhookService)
NOT_A_WEBHOOK = f"this isn't the address of a webhook of {SERVICES}"


def parse_webhook(name: str, text: str) -> Webhook:
    """Return the webhook of an address. Text after a ``#`` is its key. Raises ValueError with a reason, not a value."""
    address, _, key = text.strip().partition("#")
    if not NAME.fullmatch(name):
        raise ValueError("the name of a webhook has letters, digits and underscores only")
    try:
        parts = urlsplit(address)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise ValueError(NOT_A_WEBHOOK) from error
    if parts.username or not host or not re.fullmatch(r"[!-~]+", address):
        raise ValueError(NOT_A_WEBHOOK)
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise ValueError("the address of a webhook begins with https://")
    return Webhook(name, _service(host, parts.path), address, key)


def _service(host: str, path: str) -> WebhookService:
    if host.endswith(ENDED):
        raise ValueError("Microsoft ended these connectors in 2025; make a Workflow in the channel and use its address")
    by_path = next((service for pattern, service in PATHS if pattern.match(path)), None)
    if host.endswith(TEAMS_HOSTS):
        return WebhookService.TEAMS
    known = HOSTS.get(host)
    if known and by_path is not known:
        raise ValueError(f"this is an address of {known.value}, but not of a webhook there")
    if by_path is None:
        raise ValueError(NOT_A_WEBHOOK)
    return by_path
