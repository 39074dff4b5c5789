"""The list of commands. Each is imported only when it runs, so that ``hotpapers --help`` is fast."""

from __future__ import annotations

import difflib
import signal
from importlib import import_module

import click

COMMANDS = {
    "demo": ("adapters.cli.commands.demo:demo", "Show a sample digest, offline"),
    "setup": ("adapters.cli.commands.setup:setup", "Set hotpapers up, question by question"),
    "collect": ("adapters.cli.commands.collect:collect", "Fetch papers and discussions"),
    "digest": ("adapters.cli.commands.digest:digest", "Show or save a digest"),
    "post": ("adapters.cli.commands.post:post", "Post a digest (once per day and channel)"),
    "subscriptions": (
        "adapters.cli.commands.subscriptions:subscriptions",
        "List, set and remove scheduled digests",
    ),
    "weekly": ("adapters.cli.commands.weekly:weekly", "Create the weekly report"),
    "deliveries": (
        "adapters.cli.commands.deliveries:deliveries",
        "List deliveries, retry failed ones",
    ),
    "paper": ("adapters.cli.commands.paper:paper", "Show a paper, or search papers"),
    "why": ("adapters.cli.commands.why:why", "Explain a paper's score"),
    "run": ("adapters.cli.commands.run:run", "Run the bot"),
    "serve": ("adapters.cli.commands.serve:serve", "Show the web pages"),
    "export": ("adapters.cli.commands.export:export", "Write the web pages into a folder"),
    "slack": ("adapters.cli.commands.slack:slack", "Print the app manifest for Slack"),
    "discord": ("adapters.cli.commands.discord:discord", "Print the invite link for Discord"),
    "import": ("adapters.cli.commands.import_:import_", "Import papers and mentions from a JSON Lines file"),
    "check": ("adapters.cli.commands.check:check", "Check settings, tokens and channels"),
    "backup": ("adapters.cli.commands.backup:backup", "Save a copy of the database"),
    "restore": ("adapters.cli.commands.restore:restore", "Restore the database from a backup"),
    "ledger": ("adapters.cli.commands.ledger:ledger", "Carry over what was posted, without a database"),
    "forget": ("adapters.cli.commands.forget:forget", "Erase the data of a person, workspace or server"),
    "prune": ("adapters.cli.commands.prune:prune", "Delete old data per your settings"),
    "evaluate": ("adapters.cli.commands.evaluate:evaluate", "Measure ranking and summary quality"),
    "status": ("adapters.cli.commands.status:status", "Show data, sources and deliveries"),
}
"""Name → where the command is defined, and what it does."""

OLD_NAMES = {"tidy": "prune"}
"""Hidden names that still work."""


class LazyGroup(click.Group):
    """A group that imports only the command that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's words
        """Return the names of all commands, in the order that a new user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's words
        """Import a command."""
        cmd_name = OLD_NAMES.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # from now on there is something to clean up
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's words
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command, or fail with the nearest name."""
        if args[0] not in COMMANDS | OLD_NAMES and not ctx.resilient_parsing:
            nearest = difflib.get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"Unknown command “{args[0]}”." + (f" Did you mean “{nearest[0]}”?" if nearest else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(None, "--version", package_name="hotpapers", message="%(prog)s %(version)s")
def hotpapers() -> None:
    """Post the most discussed arXiv papers to your team's chat.

    Settings come from the environment or from a file .env in the working directory. .env.example explains each one.

    \b
    Examples:
      hotpapers demo                           show a sample digest
      hotpapers collect                        fetch papers and discussions
      hotpapers digest                         show today's digest
      hotpapers check --to slack:C0123ABCD     check that the bot can post there
      hotpapers post --to slack:C0123ABCD      post the digest
      hotpapers run                            run the bot
    """  # noqa: D301 - \b keeps click from joining lines
