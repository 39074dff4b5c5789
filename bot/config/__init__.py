"""Settings from the environment or from `.env` in the working directory. All problems are reported at once."""

from bot.config.load import accepted_names, load, log_format, secrets, unknown, variables
from bot.config.settings import ENV_FILE, PREFIX, Settings
from bot.config.types import MODEL, is_loopback

__all__ = [
    "ENV_FILE",
    "MODEL",
    "PREFIX",
    "Settings",
    "accepted_names",
    "is_loopback",
    "load",
    "log_format",
    "secrets",
    "unknown",
    "variables",
]
