"""``hotpapers demo``: show a sample digest, offline."""

from __future__ import annotations

import asyncio
import shutil
import sys
from datetime import date
from pathlib import Path

import click

from adapters.cli import wiring
from adapters.cli.commands.post import deliver_now, enqueue_digest, raise_if_partial
from adapters.cli.digest_options import DigestCliOptions
from bot import data, pipeline
from bot.config import Settings
from bot.errors import CommandError
from bot.filesystem import scratch_folders
from bot.pipeline import DigestRequest, import_jsonl
from bot.store import Store

DAY = date(2020, 8, 25)


@click.command()
@click.option("--site", type=click.Path(file_okay=False, path_type=Path), default="demo-site", show_default=True,
              metavar="DIR", help="Folder for the sample site")  # fmt: skip
def demo(site: Path) -> None:
    """Show a sample digest, offline.

    The bundled papers of 2020-08-25 are imported into a temporary database, ranked, and posted to the terminal and to
    a folder. No token or setting is needed.

    \b
    Examples:
      hotpapers demo
      hotpapers demo --site /tmp/papers
    """  # noqa: D301 - \b keeps click from joining lines
    asyncio.run(_demo(site))
    name = "hotpapers" if shutil.which("hotpapers") else sys.argv[0]  # as the shell finds it
    click.echo(
        f"\nThe same digest as a site (HTML, Markdown, Atom, JSON): {site / 'index.html'}\n"
        f"Next:  {name} collect    fetch papers and discussions of the last 7 days\n"
        f"       {name} digest     show the latest digest\n"
        f"       {name} --help     learn how to post it to Slack or Discord",
        err=True,
    )


async def _demo(site: Path) -> None:
    settings = Settings.model_construct()  # the defaults, not the environment
    await _refuse_unwritable(settings, site)
    with scratch_folders.folder() as folder:
        async with await Store.open(folder / "demo.db") as store:
            await pipeline.import_all(store, import_jsonl.parse_jsonl(data.read("sample.jsonl").splitlines()))
            wanted = DigestRequest(DigestCliOptions(days=1).choices(settings), DAY)
            digest = await pipeline.compose(store, wanted, wiring.read_holidays(settings))
            for name, channel in (("terminal", ""), ("site", str(site))):
                async with wiring.connect_platform(name, settings) as platform:
                    there = await platform.resolve_channel(channel)
                    number = await enqueue_digest(store, platform, digest, there, again=False)
                    raise_if_partial(
                        await deliver_now(store, platform, number, wiring.delivery_policy(settings)), number, there
                    )


async def _refuse_unwritable(settings: Settings, site: Path) -> None:
    async with wiring.connect_platform("site", settings) as platform:
        wrong = [check.message for check in await platform.check(str(site)) if not check.ok]
    if wrong:
        raise CommandError(f"{wrong[0]}. Choose another folder with --site.")
