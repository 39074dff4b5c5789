"""``hotpapers slack``: what an operator needs to install the bot in Slack."""

from __future__ import annotations

from urllib.parse import urlsplit

import click


@click.group()
def slack() -> None:
    """Install the bot in Slack.

    \b
    hotpapers slack manifest
    """  # noqa: D301 - \b keeps click from joining lines


@slack.command(short_help="Print the manifest of the app.")
@click.option(
    "--address", default="", metavar="URL", help="Where Slack reaches the bot over HTTPS, without Socket Mode."
)
@click.option("--history", is_flag=True, help="Let it look whether a post arrived whose answer was lost.")
@click.option(
    "--mentions/--no-mentions", default=True, help="Let people mention it and write to it, beside its commands."
)
def manifest(address: str, *, history: bool, mentions: bool) -> None:
    """Print the manifest of the app, to paste at api.slack.com/apps: Create New App, From a manifest.

    \b
    hotpapers slack manifest
    hotpapers slack manifest --address https://papers.example.org
    """  # noqa: D301 - \b keeps click from joining lines
    from adapters.cli import wiring
    from adapters.slack.manifest import manifest as written

    _refuse_other_than_https(address)
    unfurls = wiring.read_settings().slack_unfurl
    click.echo(written(address, history=history, mentions=mentions, unfurls=unfurls))


def _refuse_other_than_https(address: str) -> None:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if address and not (parts.scheme == "https" and parts.hostname and not parts.query and not parts.fragment):
        wrong = f"“{address}” is no address of HTTPS; write it as https://papers.example.org."
        raise click.BadParameter(wrong, param_hint="'--address'")
