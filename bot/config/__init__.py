"""Settings from the environment or from `.env` in the working directory. All problems are reported at once."""

from bot.config.load import accepted_names, load, log_format, secrets, unknown, variables
from bot.config.settings import ENV_FILE, PREFIX, Settings
from bot.config.types import MODEL, is_loopback
from bot.config.webhooks import WEBHOOK_NAME, webhook_variable

__all__ = [
    "ENV_FILE",
    "MODEL",
    "PREFIX",
    "WEBHOOK_NAME",
    "Settings",
    "accepted_names",
    "is_loopback",
    "load",
    "log_format",
    "secrets",
    "unknown",
    "variables",
    "webhook_variable",
]
