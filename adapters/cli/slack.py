"""``hotpapers slack``: what an operator needs to install the bot in Slack."""

from __future__ import annotations

import click


@click.group()
def slack() -> None:
    """Install the bot in Slack.

    \b
    hotpapers slack manifest
    """  # noqa: D301 - \b keeps click from joining lines


@slack.command()
@click.option(
    "--address", default="", metavar="URL", help="Where Slack reaches the bot over HTTPS, without Socket Mode."
)
@click.option("--history", is_flag=True, help="Let it look whether a post arrived whose answer was lost.")
def manifest(address: str, *, history: bool) -> None:
    """Print the manifest of the app, to paste at api.slack.com/apps: Create New App, From a manifest.

    \b
    hotpapers slack manifest
    hotpapers slack manifest --address https://papers.example.org
    """  # noqa: D301 - \b keeps click from joining lines
    from adapters.cli import opening
    from adapters.slack.manifest import manifest as written

    click.echo(written(address, history=history, unfurls=opening.read_settings().slack_unfurl))
