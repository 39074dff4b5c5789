"""The list of commands. Each is imported only when it runs, so that ``hotpapers --help`` is quick."""

from __future__ import annotations

import difflib
import signal
from importlib import import_module

import click

COMMANDS = {
    "demo": ("adapters.cli.commands.demo:demo", "Read the digest of a bundled day: no network, no token."),
    "collect": ("adapters.cli.commands.collect:collect", "Fetch papers and what is said about them into the database."),
    "digest": ("adapters.cli.commands.digest:digest", "Read the digest of a day here, or save it."),
    "post": ("adapters.cli.commands.post:post", "Post the digest of a day to Slack, Discord or a folder, once."),
    "weekly": ("adapters.cli.commands.weekly:weekly", "Make the slides of a week from its papers' full texts."),
    "deliveries": (
        "adapters.cli.commands.deliveries:deliveries",
        "See what became of digests, and try some again.",
    ),
    "paper": ("adapters.cli.commands.paper:paper", "Look at one paper, or search for words."),
    "why": ("adapters.cli.commands.why:why", "Take the score of a paper apart."),
    "run": ("adapters.cli.commands.run:run", "Run the bot: listen, collect, and send what is due."),
    "slack": ("adapters.cli.commands.slack:slack", "Print what is needed to install the bot in Slack."),
    "discord": ("adapters.cli.commands.discord:discord", "Print what is needed to install the bot in Discord."),
    "import": ("adapters.cli.commands.import_:import_", "Read papers and mentions from a file of JSON lines."),
    "check": ("adapters.cli.commands.check:check", "Find out whether settings, tokens, sources and places work."),
    "backup": ("adapters.cli.commands.backup:backup", "Copy the database to a file, also while the bot runs."),
    "restore": ("adapters.cli.commands.restore:restore", "Put a backup in the place of the database."),
    "forget": ("adapters.cli.commands.forget:forget", "Erase everything about a person, a workspace or a server."),
    "tidy": ("adapters.cli.commands.prune:tidy", "Drop what is old, as the settings want it."),
    "evaluate": ("adapters.cli.commands.evaluate:evaluate", "Measure how well ranking and summaries do."),
    "status": ("adapters.cli.commands.status:status", "See what is in the database and how everything did lately."),
}
"""Name → where the command is found, and what it is for."""


class LazyGroup(click.Group):
    """A group that knows its commands by name, and imports only the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's words
        """Return the names of all commands, in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's words
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on there is something to clean up
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's words
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant, or name the nearest."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            nearest = difflib.get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"There is no command “{args[0]}”." + (f" Did you mean “{nearest[0]}”?" if nearest else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "--version", package_name="hotpapers", message="%(prog)s %(version)s")
def hotpapers() -> None:
    """Find the hottest arXiv papers of your fields, and read them in your team's chat.

    \b
    To see what it is like:      hotpapers demo
    To read today's digest:      hotpapers collect
                                 hotpapers digest
    To post it to a channel:     hotpapers check --to slack:C0123ABCD
                                 hotpapers post --to slack:C0123ABCD
    To let your team talk to it: hotpapers run

    Settings come from the environment or from a file .env in the working directory; .env.example explains them all.
    """  # noqa: D301 - \b keeps click from joining lines
