"""Destinations of a digest, as typed: ``slack:C0123ABCD``, ``site:public``, ``terminal``."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import click

from adapters import PLATFORMS
from bot.models.platform import PLATFORM_INFOS

CHANNELS = {name: info.example_channel for name, info in PLATFORM_INFOS.items()}
REPORT_CHANNELS = [info.example_channel for info in PLATFORM_INFOS.values() if info.can_report]
ALL = ", ".join(CHANNELS.values())


@dataclass(frozen=True, slots=True)
class DestinationArg:
    """A platform and the channel there, as typed."""

    platform: str
    channel: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.channel}" if self.channel else self.platform


def place(text: str) -> DestinationArg:
    """Parse a destination, or raise a usage error with an example."""
    platform, _, channel = (part.strip() for part in text.partition(":"))
    if platform.lower() not in PLATFORMS:
        nearest = difflib.get_close_matches(platform.lower(), PLATFORMS, n=1)
        hint = f"Did you mean {CHANNELS[nearest[0]]}?" if nearest else f"Use one of {ALL}."
        raise click.BadParameter(f"“{text}” isn't a destination. {hint}")
    found = DestinationArg(platform.lower(), channel)
    if not channel and PLATFORM_INFOS[found.platform].needs_channel:
        raise click.BadParameter(f"“{text}” has no channel or folder. Use a form like {CHANNELS[found.platform]}.")
    return found
