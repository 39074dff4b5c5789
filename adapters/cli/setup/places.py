"""Where a digest goes: ask for what a place needs, check it at once, and choose a channel there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from adapters.cli import wiring
from adapters.cli.destinations import DestinationArg
from adapters.cli.setup import tokens
from adapters.cli.setup.questions import Questions, tell
from bot.config import Settings, webhook_variable
from bot.errors import CommandError, HotPapersError
from bot.models.digest import NamedChannel
from bot.models.webhook import Webhook, parse_webhook

LOOK_AGAIN = "Press Enter to look again, or type a channel ID"
INVITE_SLACK = "In a channel of Slack, type /invite @hotpapers."
NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json="


@dataclass(frozen=True, slots=True)
class ChosenPlace:
    """A destination, and the variables that were typed for it."""

    to: DestinationArg
    values: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Chat:
    """What the setup asks of a chat: its token, and how its channels are found."""

    name: str
    variable: str
    field: str
    kind: tokens.TokenKind
    channels: Callable[[Settings], Coroutine[None, None, list[NamedChannel]]]
    advice: Callable[[Settings], Coroutine[None, None, str]]


def slack(ask: Questions, settings: Settings, channel: str) -> ChosenPlace:
    """Connect Slack: bot token, app token if wanted, channel."""
    if settings.slack_bot_token is None:
        tell(f"Create the app with this link, choose Install, then copy two tokens:\n{slack_link()}")
    token = _chat_token(ask, settings, SLACK)
    values = {SLACK.variable: token} if token else {}
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        app_token = ask.ask(
            "App-level token for commands and buttons (xapp-…, from Basic Information), or Enter for none",
            lambda text: text.strip() and tokens.read_token(text, tokens.SLACK_APP),
            usual="",
            hidden=True,
        )
        if app_token := _checked_app_token(ask, settings, values, app_token):
            values["SLACK_APP_TOKEN"] = app_token
    return ChosenPlace(_channel(ask, with_answers(settings, values), SLACK, channel), values)


def discord(ask: Questions, settings: Settings, channel: str) -> ChosenPlace:
    """Connect Discord: bot token, channel."""
    if settings.discord_bot_token is None:
        tell("At https://discord.com/developers/applications choose New Application, then Bot, then Reset Token.")
    token = _chat_token(ask, settings, DISCORD)
    values = {DISCORD.variable: token} if token else {}
    return ChosenPlace(_channel(ask, with_answers(settings, values), DISCORD, channel), values)


def webhook(ask: Questions, settings: Settings, channel: str) -> ChosenPlace:
    """Take the address of a webhook, unless one of that name is set."""
    name = channel.strip().lower().replace("-", "_")
    if name in settings.webhooks:
        return ChosenPlace(DestinationArg("webhook", name))
    if ask.assume_yes:
        raise CommandError(f"Set {webhook_variable(name) if name else 'HOTPAPERS_WEBHOOK_NAME'} to the address first.")
    hook = ask.ask(
        "Address of the webhook (https://…)", lambda text: _checked_webhook(settings, name, text), hidden=True
    )
    tell(f"This is a webhook of {hook.service.value}.")
    named = name or _free_name(settings, hook)
    address = f"{hook.url}#{hook.key}" if hook.key else hook.url
    return ChosenPlace(DestinationArg("webhook", named), {webhook_variable(named): address})


def slack_link() -> str:
    """Return the link that creates the Slack app with everything it needs."""
    from adapters.slack.manifest import manifest

    compact = json.dumps(json.loads(manifest(history=True)), separators=(",", ":"), ensure_ascii=False)
    return NEW_APP + quote(compact, safe="")


def with_answers(settings: Settings, values: dict[str, str]) -> Settings:
    """Return *settings* with the variables that were typed."""
    prefix = webhook_variable("")
    hooks = {name.removeprefix(prefix).lower(): value for name, value in values.items() if name.startswith(prefix)}
    typed: dict[str, Any] = {name: value for name, value in values.items() if not name.startswith(prefix)}
    if hooks:
        typed["HOTPAPERS_WEBHOOK_NAME"] = {**settings.webhooks, **hooks}
    return Settings(categories=settings.categories, **typed)


def _chat_token(ask: Questions, settings: Settings, chat: Chat) -> str:
    """Return a token that the chat accepts; an empty text if the settings have one."""
    if getattr(settings, chat.field) is not None:
        try:
            _connect(settings, chat.name)
        except HotPapersError as error:
            if ask.assume_yes:
                raise
            tell(f"The token in the settings doesn't work: {error}")
        else:
            return ""
    if ask.assume_yes:
        raise CommandError(f"Set {chat.variable} first: the {chat.kind.name} is on the page {chat.kind.place}.")
    return ask.ask(chat.kind.name, lambda text: _checked_token(settings, chat, text), hidden=True)


def _checked_token(settings: Settings, chat: Chat, text: str) -> str:
    token = tokens.read_token(text, chat.kind)
    _connect(with_answers(settings, {chat.variable: token}), chat.name)
    return token


def _connect(settings: Settings, name: str) -> None:
    """Say as whom we are connected. Raises CommandError if the platform does not accept the token."""
    results = asyncio.run(_results(settings, name))
    for result in results:
        if not result.ok and not result.harmless:
            raise CommandError(". ".join(filter(None, [f"{result.name}: {result.message}", result.fix])) + ".")
    tell(f"Connected: {results[0].message}.")


async def _results(settings: Settings, name: str) -> Any:
    async with wiring.connect_platform(name, settings) as platform:
        return await platform.check(None)


def _checked_app_token(ask: Questions, settings: Settings, values: dict[str, str], token: str) -> str:
    """Return an app-level token that Slack accepts, or an empty text if none is wanted after all."""
    while token:
        try:
            _connect(with_answers(settings, values | {"SLACK_APP_TOKEN": token}), "slack")
        except HotPapersError as error:
            tell(str(error))
            token = ask.ask("App-level token, or Enter for none", str.strip, usual="", hidden=True)
        else:
            break
    return token


def _channel(ask: Questions, settings: Settings, chat: Chat, given: str) -> DestinationArg:
    """Return a channel that the bot can post to: the given one, or one of those that it is in."""
    if given:
        return _checked_channel(settings, chat, given)
    while True:
        found = asyncio.run(chat.channels(settings))
        if found:
            break
        tell(f"The bot is in no channel yet. {asyncio.run(chat.advice(settings))}")
        typed = ask.ask(LOOK_AGAIN, str.strip, usual="") if not ask.assume_yes else None
        if typed is None:
            raise CommandError(f"Name a channel with --to {chat.name}:ID.")
        if typed:
            return _checked_channel(settings, chat, typed)
    if len(found) == 1 and ask.assume_yes:
        return _checked_channel(settings, chat, found[0].id)
    for number, channel in enumerate(found, 1):
        tell(f"  {number}  {channel.name}")
    usual = "1" if not ask.assume_yes else None
    return ask.ask("Which channel?", lambda text: _picked(settings, chat, found, text), usual=usual)


def _picked(settings: Settings, chat: Chat, found: list[NamedChannel], text: str) -> DestinationArg:
    number = text.strip().lstrip("#")
    if number.isdecimal() and 1 <= int(number) <= len(found):
        return _checked_channel(settings, chat, found[int(number) - 1].id)
    named = [each.id for each in found if each.name.lstrip("#").partition(" in ")[0] == number]
    return _checked_channel(settings, chat, named[0] if named else text.strip())


def _checked_channel(settings: Settings, chat: Chat, channel: str) -> DestinationArg:
    """Return a channel that was found. Raises CommandError with what to do otherwise."""
    asyncio.run(_resolved(settings, DestinationArg(chat.name, channel)))
    return DestinationArg(chat.name, channel)


async def _resolved(settings: Settings, to: DestinationArg) -> None:
    async with wiring.connect_platform(to.platform, settings) as platform:
        await platform.resolve_channel(to.channel)


def _checked_webhook(settings: Settings, name: str, text: str) -> Webhook:
    try:
        hook = parse_webhook(name or "new", text)
    except ValueError as error:
        reason = str(error)
        raise CommandError(f"{reason[0].upper()}{reason[1:]}.") from None
    asyncio.run(_check_hook(with_answers(settings, {webhook_variable(hook.name): text.strip()}), hook.name))
    return hook


async def _check_hook(settings: Settings, name: str) -> None:
    async with wiring.connect_platform("webhook", settings) as platform:
        (result,) = await platform.check(name)
    if not result.ok:
        raise CommandError(f"{result.message}.")


def _free_name(settings: Settings, hook: Webhook) -> str:
    """Return the name of a webhook: its service, with a number if that is taken by another address."""
    base = hook.service.name.lower()
    same = (name for name, known in settings.webhooks.items() if known.url == hook.url)
    names = (base, *(f"{base}_{number}" for number in range(2, 100)))
    return next(same, None) or next(name for name in names if name not in settings.webhooks)


async def _slack_channels(settings: Settings) -> list[NamedChannel]:
    from adapters.slack.joined_channels import joined_channels

    return await joined_channels(settings)


async def _slack_advice(_: Settings) -> str:
    return INVITE_SLACK


async def _discord_channels(settings: Settings) -> list[NamedChannel]:
    from adapters.discord.text_channels import text_channels

    return await text_channels(settings)


async def _discord_advice(settings: Settings) -> str:
    from adapters.discord import invitation

    return f"Add it to your server with this link: {await invitation(settings)}"


SLACK = Chat("slack", "SLACK_BOT_TOKEN", "slack_bot_token", tokens.SLACK_BOT, _slack_channels, _slack_advice)
DISCORD = Chat(
    "discord", "DISCORD_BOT_TOKEN", "discord_bot_token", tokens.DISCORD_BOT, _discord_channels, _discord_advice
)
CONNECT: dict[str, Callable[[Questions, Settings, str], ChosenPlace]] = {
    "slack": slack,
    "discord": discord,
    "webhook": webhook,
}
