"""The platforms: what the other packages know about each. Pure values, so that every layer can read them.

A platform is one package in `adapters` with a function `connect`, and one entry here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

ANY_MANAGER = "Only admins can change this channel's {what}."
COMMANDS_ONLY = "I only respond to commands."


class CommandSyntax(Enum):
    """How people type a command: as text after a word, or as named options."""

    TEXT = "text"
    OPTIONS = "options"


@dataclass(frozen=True, slots=True)
class PlatformInfo:
    """What the other packages know about one platform.

    `label` is its name for people, `example_channel` a destination there as it is written on the command line. On a
    platform with a `token_setting`, people can talk to the bot once that is set, and one of `listen_settings` if it has
    some; with `can_report`, weekly reports are posted there. `manage_permission_text` says who may set a channel's
    digest or report (`{what}`), `welcome_text` how to ask; the examples are ids of a person and of a
    workspace. `channels_setting` is a setting that holds all channels there by name.
    """

    name: str
    label: str
    example_channel: str
    token_setting: str = ""
    listen_settings: tuple[str, ...] = ()
    can_report: bool = False
    command_syntax: CommandSyntax = CommandSyntax.TEXT
    manage_permission_text: str = ANY_MANAGER
    welcome_text: str = COMMANDS_ONLY
    example_person: str = ""
    example_workspace: str = ""
    channels_setting: str = ""

    @property
    def needs_channel(self) -> bool:
        """Whether a destination there names a channel or a folder."""
        return ":" in self.example_channel


PLATFORM_INFOS = {
    info.name: info
    for info in (
        PlatformInfo(
            "slack", "Slack", "slack:C0123ABCD", "slack_bot_token",
            listen_settings=("slack_app_token", "slack_signing_secret"), can_report=True,
            manage_permission_text="Only workspace admins can change this channel's {what}.",
            welcome_text="Type a command, mention me, or DM me. I read every message as a command.",
            example_person="slack:T0123ABCD:U0456EFGH", example_workspace="slack:T0123ABCD",
        ),
        PlatformInfo(
            "discord", "Discord", "discord:123456789012345678", "discord_bot_token",
            can_report=True, command_syntax=CommandSyntax.OPTIONS,
            manage_permission_text="You need the Manage Channels permission to change this channel's {what}.",
            example_person="discord:123456789012345678", example_workspace="discord:234567890123456789",
        ),
        PlatformInfo("webhook", "Webhook", "webhook:lab", channels_setting="webhooks"),
        PlatformInfo("site", "Site", "site:public"),
        PlatformInfo("terminal", "Terminal", "terminal"),
    )
}  # fmt: skip
"""All platforms by name, in the order in which they are offered."""

CHAT_INFOS = {name: info for name, info in PLATFORM_INFOS.items() if info.token_setting}
"""The platforms where people can talk to the bot."""


def find_platform(name: str) -> PlatformInfo:
    """Return the entry of a platform. An unknown one gets its own name as its label."""
    return PLATFORM_INFOS.get(name) or PlatformInfo(name, name, name)
