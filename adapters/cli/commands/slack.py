"""``hotpapers slack``: print the app manifest for Slack."""

from __future__ import annotations

from urllib.parse import urlsplit

import click


@click.group()
def slack() -> None:
    """Print the app manifest for Slack.

    \b
    Examples:
      hotpapers slack manifest
    """  # noqa: D301 - \b keeps click from joining lines


@slack.command(short_help="Print the app manifest")
@click.option("--address", default="", metavar="URL", help="Public HTTPS address of the bot, without Socket Mode")
@click.option("--history", is_flag=True, help="Scopes to check whether an unconfirmed post arrived")
@click.option("--mentions/--no-mentions", default=True, help="Mentions and direct messages, in addition to commands")
def manifest(address: str, *, history: bool, mentions: bool) -> None:
    """Print the app manifest.

    Paste it at api.slack.com/apps: Create New App, From a manifest.

    \b
    Examples:
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
        wrong = f"“{address}” isn't an HTTPS address. Use a form like https://papers.example.org."
        raise click.BadParameter(wrong, param_hint="'--address'")
