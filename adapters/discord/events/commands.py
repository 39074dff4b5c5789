"""The commands as Discord shows them, from their specs: names, options with descriptions, completion, permissions.

https://docs.discord.com/developers/interactions/application-commands
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from inspect import Parameter, Signature
from typing import Any, Literal

import discord
from discord import Message, Permissions, app_commands
from discord.app_commands import Choice, ContextMenu, Group

from adapters.discord.events import arguments
from adapters.discord.events.client import Client
from bot.commands.command_set import CommandSet
from bot.commands.spec import CommandGroup, CommandSpec, NamedForm, Option, Suggestion

Interaction = discord.Interaction[Client]
AppCommand = app_commands.Command[Any, ..., None] | Group | ContextMenu
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
BY_SERVERS = app_commands.AppInstallationType(guild=True, user=False)
MANAGERS = Permissions(manage_channels=True)


def build(commands: CommandSet) -> list[AppCommand]:
    """Return the commands to register."""
    groups = {group.name: _group(group) for group in commands.groups}
    built: list[AppCommand] = [ContextMenu(name="Look up papers", callback=look_up), *groups.values()]
    for spec in commands.specs:
        if spec.named:
            group, _, name = spec.named.name.rpartition(" ")
            command = _command(spec, spec.named, name)
            _restrict(command, is_alone=not group, for_managers=spec.for_managers)
            groups[group].add_command(command) if group else built.append(command)
    return built


async def look_up(interaction: Interaction, message: Message) -> None:
    """Look up the papers in a message."""
    await interaction.client.handle(interaction, lambda: arguments.look_up(message))


def _group(group: CommandGroup) -> Group:
    built = Group(name=group.name, description=group.description)
    _restrict(built, is_alone=True, for_managers=group.for_managers)
    return built


def _restrict(command: app_commands.Command[Any, ..., None] | Group, *, is_alone: bool, for_managers: bool) -> None:
    """Offer a command only to managers, in servers. Discord has such rules for groups and commands without one."""
    if is_alone and for_managers:
        command.default_permissions = MANAGERS
        command.allowed_contexts, command.allowed_installs = IN_SERVERS, BY_SERVERS


def _command(spec: CommandSpec, named: NamedForm, name: str) -> app_commands.Command[Any, ..., None]:
    async def run(interaction: Interaction, **given: Any) -> None:
        await interaction.client.handle(interaction, lambda: named.read(given))

    vars(run)["__signature__"] = _signature(named.options)  # discord.py reads the options from it
    app_commands.describe(**{option.name: option.description for option in named.options})(run)
    completed = {option.name: _completion(option.complete) for option in named.options if option.complete}
    app_commands.autocomplete(**completed)(run)
    return app_commands.Command(name=name, description=spec.description, callback=run)


def _signature(options: Iterable[Option]) -> Signature:
    parameters = [
        Parameter(
            option.name,
            Parameter.KEYWORD_ONLY,
            annotation=_annotation(option),
            default=Parameter.empty if option.required else option.default,
        )
        for option in options
    ]
    first = Parameter("interaction", Parameter.POSITIONAL_OR_KEYWORD, annotation=Interaction)
    return Signature([first, *parameters])


def _annotation(option: Option) -> Any:
    """Return the type that discord.py takes an option's kind, bounds and choices from."""
    kind: Any = option.type
    if option.choices:
        kind = Literal[tuple(map(str, option.choices))]
    elif option.bounds:
        kind = app_commands.Range[option.type, *map(option.type, option.bounds)]
    return kind | None if option.default is None and not option.required else kind


def _completion(
    complete: Callable[[str, Any], list[tuple[str, str]]],
) -> Callable[[Interaction, str], Coroutine[Any, Any, list[Choice[str]]]]:
    async def completed(interaction: Interaction, typed: str) -> list[Choice[str]]:
        return arguments.choices(complete(typed, partial(_suggestions, interaction)))

    return completed


def _suggestions(interaction: Interaction, field: str, typed: str) -> list[Suggestion]:
    """Complete a text. The tags of a forum are known to Discord alone."""
    if field == "tag":
        return arguments.complete_tag(typed, interaction.channel)
    return interaction.client.answerer.autocomplete(field, typed)
