"""Discord as people talk to us there: what its messages say."""

from __future__ import annotations

from typing import Any

import discord
import simcord
from simcord.results import InteractionResult

from tests.helpers.fake_servers.discord_rules import walk


def said(result: InteractionResult) -> str:
    return "\n".join(part["content"] for part in walk(result.response.components) if "content" in part)


def filled(shown: InteractionResult) -> dict[str, Any]:
    """Return what a form shows in its fields, as someone submits it who changes nothing."""
    fields = [label["component"] for label in shown.modal["components"]]
    chosen = {
        field["custom_id"]: [option["value"] for option in field["options"] if option.get("default")]
        for field in fields
        if "options" in field
    }
    return {field["custom_id"]: field["value"] for field in fields if field.get("value")} | chosen


def calls(env: simcord.Env) -> list[str]:
    return [f"{request.method} {request.path}" for request in env.http_requests]


async def command(env: simcord.Env, name: str) -> discord.app_commands.AppCommand:
    return next(each for each in await env.bot.tree.fetch_commands() if each.name == name)
