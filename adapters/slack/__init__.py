"""Post digests to Slack channels: the list in a message, one thread reply per paper.

Web API: https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import ConfigError
from bot.platforms import Platform, ReportRenderer

if TYPE_CHECKING:
    from bot.config import Settings


def connect(settings: Settings, artist: ReportRenderer | None = None) -> Platform:
    """Return Slack configured from *settings*, without any request. Raises ConfigError without a token."""
    from adapters.slack.api.credentials import SlackCredentials
    from adapters.slack.platform import Slack

    if settings.slack_bot_token is None:
        raise ConfigError(
            "SLACK_BOT_TOKEN is not set: create an app at https://api.slack.com/apps, install it to your workspace"
            ' and copy the "Bot User OAuth Token" (it begins with xoxb-) from its page "OAuth & Permissions"'
        )
    secrets = (settings.slack_app_token, settings.slack_signing_secret)
    app_token, signing_secret = (secret.get_secret_value() if secret else None for secret in secrets)
    access = SlackCredentials(app_token, signing_secret, settings.admins, settings.slack_unfurl)
    deadline, delay = timedelta(seconds=settings.post_deadline), timedelta(seconds=settings.slack_delay)
    return Slack(
        settings.slack_bot_token.get_secret_value(), settings.slack_api_url, access, deadline, delay, artist=artist
    )
