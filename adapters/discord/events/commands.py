"""The commands as Discord shows them: names, options with their descriptions, and what completes them.

https://docs.discord.com/developers/interactions/application-commands
"""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import Message, Permissions, app_commands
from discord.app_commands import Choice, ContextMenu, Group

from adapters.discord.events import arguments
from adapters.discord.events.arguments import DigestArguments
from adapters.discord.events.client import Client
from bot.commands.syntax.options import MAX_DAYS
from bot.models.command import (
    CitationFormat,
    ExportReadingList,
    ForgetMe,
    ListSubscriptions,
    ResetFeedback,
    ShowHelp,
    ShowReadingList,
    ShowStatus,
    StopDigest,
    StopReport,
)
from bot.models.digest import MAX_PAPERS

Interaction = discord.Interaction[Client]
Papers = app_commands.Range[int, 1, MAX_PAPERS]
Score = app_commands.Range[float, 0, 9_999_999]
Listings = app_commands.Range[int, 1, MAX_DAYS]
Percent = app_commands.Range[int, 0, 100]
AppCommand = app_commands.Command[Any, ..., None] | Group | ContextMenu
Order = Literal["hot", "classic"]
Citing = Literal["bibtex", "ris", "csl"]

WHAT = 'Categories, words, "phrases", -words to leave out, author:"Full Name"'
WHEN = "day, 3 days, week, month, 2020-08-25 or 2020-08-01..2020-08-25"
EVERY = "daily, weekdays, mon,thu, weekly fri or monthly, then 09:00 and optionally a zone"
EVERY_WEEK = "A day of the week, the time, and optionally a zone: fri 16:00 Europe/Berlin"
TOP = "Maximum number of papers"
FLOOR = "Minimum score"
RANKING = "hot: unusual attention. classic: total counts"
DAYS = "Number of listings to include"
FAIR = "At least one paper of each category, if one reaches the minimum score"
MINE = "How much your saved papers influence the order (0–100)"
PUBLIC = "Show the answer to everyone here"
THREADS = "Show each paper in a thread below the list"


async def complete_what(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Complete categories."""
    return arguments.complete_what(typed, interaction.client.answerer.autocomplete)


async def complete_when(_: Interaction, typed: str) -> list[Choice[str]]:
    """Complete periods."""
    return arguments.complete_when(typed)


async def complete_every(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Complete schedules and zones."""
    return arguments.complete_every(typed, interaction.client.answerer.autocomplete)


async def complete_every_week(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Complete days of the week and zones."""
    return arguments.complete_every(typed, interaction.client.answerer.autocomplete, arguments.DAYS_AND_TIMES)


async def complete_paper(interaction: Interaction, typed: str) -> list[Choice[str]]:
    """Complete titles."""
    return arguments.complete_paper(typed, interaction.client.answerer.autocomplete)


@app_commands.command(description="The hottest papers of this channel's fields, or of the fields you name")
@app_commands.describe(what=WHAT, when=WHEN, public=PUBLIC)
@app_commands.autocomplete(what=complete_what, when=complete_when)
async def hotpapers(
    interaction: Interaction,
    what: str | None = None,
    when: str | None = None,
    public: bool = False,  # noqa: FBT001, FBT002 - an option of Discord's
) -> None:
    """Show a hot list."""
    await interaction.client.handle(interaction, lambda: arguments.hot_list(what, when, public=public))


@app_commands.command(description="Show a paper")
@app_commands.describe(query="An arXiv ID, a link, or words from the title", public=PUBLIC)
@app_commands.autocomplete(query=complete_paper)
async def paper(
    interaction: Interaction,
    query: str,
    public: bool = False,  # noqa: FBT001, FBT002 - an option of Discord's
) -> None:
    """Show a paper."""
    await interaction.client.handle(interaction, lambda: arguments.look(query, public=public))


@app_commands.command(description="Explain a paper's score")
@app_commands.describe(paper="An arXiv ID or a link", public=PUBLIC)
@app_commands.autocomplete(paper=complete_paper)
async def why(
    interaction: Interaction,
    paper: str,
    public: bool = False,  # noqa: FBT001, FBT002 - an option of Discord's
) -> None:
    """Explain a score."""
    await interaction.client.handle(interaction, lambda: arguments.why(paper, public=public))


@app_commands.command(description="Get your own digest (opens a form if you leave out the time)")
@app_commands.describe(what=WHAT, every=EVERY, top=TOP, floor=FLOOR, ranking=RANKING, days=DAYS, fair=FAIR, mine=MINE)
@app_commands.autocomplete(what=complete_what, every=complete_every)
async def subscribe(  # noqa: PLR0913, PLR0917 - Discord's options are parameters
    interaction: Interaction,
    what: str | None = None,
    every: str | None = None,
    top: Papers | None = None,
    floor: Score | None = None,
    ranking: Order | None = None,
    days: Listings | None = None,
    fair: bool | None = None,  # noqa: FBT001 - an option of Discord's
    mine: Percent | None = None,
) -> None:
    """Subscribe to a digest."""
    typed = DigestArguments(what, every, top, floor, ranking, days, fair=fair, mine=mine)
    await interaction.client.handle(interaction, lambda: arguments.subscribe(typed))


@app_commands.command(description="Your subscriptions, and when each comes next")
async def subscriptions(interaction: Interaction) -> None:
    """List subscriptions."""
    await interaction.client.handle(interaction, ListSubscriptions)


digest = Group(
    name="digest",
    description="The digest of this channel",
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    default_permissions=Permissions(manage_channels=True),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)
report = Group(
    name="report",
    description="The weekly report of this channel: slides of the week's top papers",
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
    default_permissions=Permissions(manage_channels=True),
    allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
)
mypapers = Group(name="mypapers", description="Your reading list and your data")
about = Group(name="about", description="Status and help")


@digest.command(name="set", description="Set this channel's digest (opens a form if you leave out the time)")
@app_commands.describe(
    what=WHAT, every=EVERY, top=TOP, floor=FLOOR, ranking=RANKING, days=DAYS, threads=THREADS, fair=FAIR
)
@app_commands.autocomplete(what=complete_what, every=complete_every)
async def digest_set(  # noqa: PLR0913, PLR0917 - Discord's options are parameters
    interaction: Interaction,
    what: str | None = None,
    every: str | None = None,
    top: Papers | None = None,
    floor: Score | None = None,
    ranking: Order | None = None,
    days: Listings | None = None,
    threads: bool | None = None,  # noqa: FBT001 - an option of Discord's
    fair: bool | None = None,  # noqa: FBT001 - an option of Discord's
) -> None:
    """Set the channel's digest."""
    typed = DigestArguments(what, every, top, floor, ranking, days, threads, fair)
    await interaction.client.handle(interaction, lambda: arguments.set_digest(typed))


@digest.command(name="off", description="Turn off this channel's digest")
async def digest_off(interaction: Interaction) -> None:
    """Turn off the channel's digest."""
    await interaction.client.handle(interaction, StopDigest)


@report.command(name="set", description="Set this channel's weekly report (opens a form if you leave out the time)")
@app_commands.describe(every=EVERY_WEEK)
@app_commands.autocomplete(every=complete_every_week)
async def report_set(interaction: Interaction, every: str | None = None) -> None:
    """Set the channel's report."""
    await interaction.client.handle(interaction, lambda: arguments.set_report(every))


@report.command(name="off", description="Turn off this channel's weekly report")
async def report_off(interaction: Interaction) -> None:
    """Turn off the channel's report."""
    await interaction.client.handle(interaction, StopReport)


@digest.command(name="reset", description="Reset the source weights learned from this channel's feedback")
async def digest_reset(interaction: Interaction) -> None:
    """Reset the channel's feedback."""
    await interaction.client.handle(interaction, ResetFeedback)


@mypapers.command(description="Your reading list")
async def saved(interaction: Interaction) -> None:
    """Show the reading list."""
    await interaction.client.handle(interaction, ShowReadingList)


@mypapers.command(description="Your reading list as a file")
@app_commands.describe(format="File format")
async def export(interaction: Interaction, format: Citing = "bibtex") -> None:
    """Export the reading list."""
    await interaction.client.handle(interaction, lambda: ExportReadingList(CitationFormat(format)))


@mypapers.command(description="Erase everything about you")
async def forget(interaction: Interaction) -> None:
    """Erase a person's data."""
    await interaction.client.handle(interaction, ForgetMe)


@about.command(description="Data, sources and deliveries here")
async def status(interaction: Interaction) -> None:
    """Show the status."""
    await interaction.client.handle(interaction, ShowStatus)


@about.command(name="help", description="Examples for this channel")
async def help_(interaction: Interaction) -> None:
    """Show help."""
    await interaction.client.handle(interaction, ShowHelp)


async def look_up(interaction: Interaction, message: Message) -> None:
    """Look up the papers in a message."""
    await interaction.client.handle(interaction, lambda: arguments.look_up(message))


COMMANDS: tuple[AppCommand, ...] = (
    hotpapers, paper, why, subscribe, subscriptions, digest, report, mypapers, about,
    ContextMenu(name="Look up papers", callback=look_up),
)  # fmt: skip
