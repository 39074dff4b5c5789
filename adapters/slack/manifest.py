"""Build the app manifest to paste at https://api.slack.com/apps. Pure.

Reference: https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

import json
from typing import Any

from adapters.slack.api.signed_endpoint import PATH
from adapters.slack.events.requests import LOOK_UP
from adapters.slack.messages.unfurls import DOMAINS
from bot.commands.registry import COMMANDS
from bot.commands.spec import OwnSlash

SCOPES = (
    "channels:read",  # invitations and membership
    "chat:write",
    "commands",
    "files:write",  # exports
    "groups:read",
    "im:write",  # digests for people
    "reactions:read",  # reactions to posts count as feedback
    "users:read",  # time zones, and who can set a channel's digest
)
MENTIONS = ("app_mentions:read", "im:history")  # mentions in channels and direct messages
HISTORY = ("channels:history", "groups:history", "im:history")
LINKS = ("links:read", "links:write")
EVENTS = ("app_home_opened", "app_uninstalled", "member_joined_channel", "reaction_added", "reaction_removed",
          "tokens_revoked")  # fmt: skip
MENTIONED = ("app_mention", "message.im")
HOTPAPERS = OwnSlash(
    "hotpapers", "The hottest papers, subscriptions, and help", 'cs.CV week · "diffusion models" · subscribe · help'
)
HOME = {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}
SHORTCUT = {
    "name": "Look up papers",
    "type": "message",
    "callback_id": LOOK_UP,
    "description": "Find the papers mentioned in this message",
}


def manifest(address: str = "", *, history: bool = False, mentions: bool = True, unfurls: bool = False) -> str:
    """Return the manifest as JSON, for Socket Mode or, with a public *address*, for signed HTTP.

    With *history* the app can verify uncertain posts. With *mentions* it receives mentions and direct messages. With
    *unfurls* it receives links to arXiv.
    """
    url = {"request_url": address.rstrip("/") + PATH} if address else {}
    asked = (*SCOPES, *(MENTIONS if mentions else ()), *(HISTORY if history else ()), *(LINKS if unfurls else ()))
    made = _manifest(url, list(dict.fromkeys(asked)))
    made["settings"]["event_subscriptions"]["bot_events"] += MENTIONED if mentions else ()
    if unfurls:
        made["features"]["unfurl_domains"] = [*DOMAINS]
        made["settings"]["event_subscriptions"]["bot_events"].append("link_shared")
    return json.dumps(made, indent=2, ensure_ascii=False)


def _manifest(url: dict[str, str], scopes: list[str]) -> dict[str, Any]:
    commanded = {"url": url["request_url"]} if url else {}
    about = "The hottest arXiv papers in your fields, every morning"
    options = {"message_menu_options_url": url["request_url"]} if url else {}
    return {
        "display_information": {"name": "hotpapers", "description": about},
        "features": {
            "app_home": HOME,
            "bot_user": {"display_name": "hotpapers", "always_online": True},
            "shortcuts": [SHORTCUT],
            "slash_commands": [_command(slash) | commanded for slash in (HOTPAPERS, *COMMANDS.own_slashes)],
        },
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {
            "event_subscriptions": url | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | url | options,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _command(slash: OwnSlash) -> dict[str, Any]:
    return {
        "command": f"/{slash.name}",
        "description": slash.description,
        "usage_hint": slash.usage,
        "should_escape": False,
    }
