"""Recognize what was pasted: a token of the wrong kind is refused with the place of the right one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import CommandError

OAUTH_PAGE = "“OAuth & Permissions” of your app at https://api.slack.com/apps"
BASIC_PAGE = "“Basic Information” of your app at https://api.slack.com/apps"
BOT_PAGE = "“Bot” of your app at https://discord.com/developers/applications"


@dataclass(frozen=True, slots=True)
class TokenKind:
    """A kind of token: its name, its form, and where it is."""

    name: str
    form: re.Pattern[str]
    place: str


SLACK_BOT = TokenKind("Slack bot token (xoxb-…)", re.compile(r"xoxb-[\w-]{4,}"), OAUTH_PAGE)
SLACK_APP = TokenKind("Slack app-level token (xapp-…)", re.compile(r"xapp-[\w-]{4,}"), BASIC_PAGE)
DISCORD_BOT = TokenKind("Discord bot token", re.compile(r"[\w-]+(?:\.[\w-]+){1,2}"), BOT_PAGE)
OTHERS = (
    TokenKind("Slack user token (xoxp-…)", re.compile(r"xoxp-.*"), OAUTH_PAGE),
    TokenKind("Slack token that expires (xoxe…)", re.compile(r"xoxe[.-].*"), OAUTH_PAGE),
    TokenKind("webhook address", re.compile(r"https?://.*"), ""),
    TokenKind("Slack signing secret or Discord client secret", re.compile(r"[0-9a-fA-F]{32}|[\w-]{32}"), ""),
    TokenKind("Discord public key", re.compile(r"[0-9a-fA-F]{64}"), ""),
    TokenKind("Discord application ID", re.compile(r"\d{17,20}"), ""),
)
KINDS = (SLACK_BOT, SLACK_APP, DISCORD_BOT, *OTHERS)


def read_token(text: str, wanted: TokenKind) -> str:
    """Return a pasted token without what was copied along. Raises CommandError if it is of another kind."""
    token = text.strip().strip("\"'").removeprefix("Bot ").strip()
    token = token.partition("=")[2] if re.match(r"[A-Z_]+=", token) else token
    if wanted.form.fullmatch(token):
        return token
    found = next((kind.name for kind in KINDS if kind is not wanted and kind.form.fullmatch(token)), None)
    what = f"That is a {found}." if found else "That isn't a token of this kind."
    raise CommandError(f"{what} The {wanted.name} is on the page {wanted.place}.")
