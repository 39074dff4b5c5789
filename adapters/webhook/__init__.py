"""Post digests to webhooks: one message a digest, and nothing that can be read back.

The addresses are in settings with names of their own, and only the names are stored: an address is a secret.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.platforms import Platform, ReportRenderer

if TYPE_CHECKING:
    from bot.config import Settings


def connect(settings: Settings, artist: ReportRenderer | None = None) -> Platform:  # noqa: ARG001 - parameter of the protocol
    """Return the webhooks of *settings*, without any request."""
    from adapters.webhook.platform import WebhookPlatform

    return WebhookPlatform(settings.webhooks, timedelta(seconds=settings.post_deadline), settings.promise)
