"""Settings, from the environment or from `.env` in the working directory: all problems are told at once."""

from bot.config.load import load, log_format, secrets, unknown, variables
from bot.config.settings import ENV_FILE, PREFIX, Settings
from bot.config.types import MODEL, is_loopback

__all__ = [
    "ENV_FILE",
    "MODEL",
    "PREFIX",
    "Settings",
    "is_loopback",
    "load",
    "log_format",
    "secrets",
    "unknown",
    "variables",
]
