"""``hotpapers setup``: from nothing to a first digest, question by question."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import click

from adapters.cli import wiring
from adapters.cli.destinations import DestinationArg
from adapters.cli.setup import keep_running, places, preview
from adapters.cli.setup.questions import Questions, tell
from bot.arxiv import categories
from bot.commands import autocomplete
from bot.commands.registry import COMMANDS
from bot.config import ENV_FILE, Settings
from bot.config.env_file import save_values
from bot.errors import CommandError
from bot.models.command import SetDigest
from bot.models.digest import Digest, Filter
from bot.models.subscription import DigestOptions, Schedule, Subscription
from bot.store.tables import subscriptions
from bot.wording import subscriptions as describing

WHERE = (
    ("terminal", "here in the terminal"),
    ("slack", "Slack"),
    ("discord", "Discord"),
    ("webhook", "a webhook of Slack, Discord, Mattermost, Teams, Feishu or Google Chat"),
)
USUAL_TIME = "weekdays 09:00"


@click.command()
@click.option("--reads", metavar="FIELDS", help="Categories or words, comma-separated, such as “robots, cs.CL”")
@click.option("--to", metavar="PLACE", help="terminal, slack, discord or webhook, also with a channel: slack:C0123ABCD")
@click.option("--when", metavar="EVERY", help=f"When the digest comes, such as “{USUAL_TIME} Europe/Paris”, or no")
@click.option("--test/--no-test", default=None, help="Post a test digest")
@click.option("--take-back/--leave", default=None, help="Delete the test digest again")
@click.option("--keep", type=click.Choice([key for key, _ in keep_running.CHOICES]), help="File that keeps it running")
@click.option("--yes", is_flag=True, help="Ask nothing; what has no option has its usual answer")
def setup(**given: str | bool | None) -> None:
    """Set hotpapers up, question by question.

    It shows today's papers first, then asks where they should go, checks each token as soon as it is typed, writes
    .env, and posts a test digest. Every question is also an option. With --yes, tokens come from the environment or
    .env. It can be run again at any time, and Ctrl-C at a question leaves .env as it is.

    \b
    Examples:
      hotpapers setup
      hotpapers setup --reads "robots, cs.CL" --to webhook:lab --yes
    """  # noqa: D301 - \b keeps click from joining lines
    _Setup(given, Questions(assume_yes=bool(given["yes"]))).run()


class _Setup:
    """One run of the setup. Each method is a step that may ask."""

    def __init__(self, given: dict[str, str | bool | None], ask: Questions) -> None:
        self._given, self._ask = given, ask

    def run(self) -> None:
        _refuse_unwritable()
        settings = wiring.read_settings()
        fields = self._ask.ask(
            "What do you read? Categories or words", _fields, given=self._text("reads"),
            usual=", ".join(settings.categories),
        )  # fmt: skip
        values = {} if fields == settings.categories else {"HOTPAPERS_CATEGORIES": ",".join(fields)}
        settings = settings.model_copy(update={"categories": fields})
        digest = asyncio.run(preview.todays_digest(settings))
        preview.show(digest)
        name, _, channel = (self._text("to") or "").partition(":")
        where = self._ask.choose("Where should they go?", WHERE, given=name or None, usual="terminal")
        if where == "terminal":
            _save(values)
            _end("terminal")
            return
        chosen = places.CONNECT[where](self._ask, settings, channel)
        _save(values | chosen.values)
        settings = places.with_answers(settings, chosen.values)
        self._test(settings, chosen.to, digest)
        self._schedule(settings, chosen.to)
        self._keep()
        _end(str(chosen.to))

    def _test(self, settings: Settings, to: DestinationArg, digest: Digest) -> None:
        if not self._ask.confirm("Post a test digest there?", given=self._flag("test"), usual=True):
            return
        message = asyncio.run(preview.post_test(settings, to, digest))
        tell(f"Posted to {to}.")
        is_deletable = to.platform != "webhook"
        if is_deletable and self._ask.confirm("Delete it again?", given=self._flag("take_back"), usual=False):
            tell(asyncio.run(preview.take_back(settings, message)))

    def _schedule(self, settings: Settings, to: DestinationArg) -> None:
        """Set the digest of the channel, unless it has one and nothing is said."""
        every = self._ask.ask(
            "When should it come (or no)?", _every, given=self._text("when"), usual=USUAL_TIME
        )  # fmt: skip
        if every is not None:
            tell(asyncio.run(_subscribed(settings, to, every)))

    def _keep(self) -> None:
        kind = self._ask.choose("Keep it running with …", keep_running.CHOICES, given=self._text("keep"), usual="no")
        if kind != "no":
            tell(f"Wrote {keep_running.FILES[kind]}. Start it: {keep_running.write(kind, Path.cwd())}")

    def _flag(self, name: str) -> bool | None:
        value = self._given[name]
        return value if isinstance(value, bool) else None

    def _text(self, name: str) -> str | None:
        value = self._given[name]
        return value if isinstance(value, str) else None


async def _subscribed(settings: Settings, to: DestinationArg, every: Schedule) -> str:
    async with wiring.connect_platform(to.platform, settings) as platform:
        there = await platform.resolve_channel(to.channel)
    async with await wiring.open_store(settings) as store:
        known = await store.read(subscriptions.of_channel, there)
        zoned = replace(every, zone=every.zone or (known.every.zone if known else settings.timezone))
        how, owner = (known.how, known.owner) if known else (DigestOptions(), "")
        wanted = Subscription(0, there, owner, True, Filter(settings.categories), zoned, how)
        await store.write(subscriptions.add, wanted, wiring.now())
    return f"Set: {describing.subscription(wanted)}. `hotpapers run` posts it."


def _refuse_unwritable() -> None:
    folder = Path.cwd()
    if not os.access(folder, os.W_OK):
        raise CommandError(f"{folder} isn't writable; start hotpapers setup in a folder of your own.")
    if Path(ENV_FILE).is_dir():
        raise CommandError(f"{ENV_FILE} is a folder; move it away.")


def _fields(text: str) -> tuple[str, ...]:
    """Return the categories that are meant, and say so where words were typed. Raises CommandError."""
    typed = [part.strip() for part in text.split(",") if part.strip()]
    if not typed:
        raise CommandError("Type at least one field, such as robots or cs.CL.")
    found = tuple(dict.fromkeys(_field(part) for part in typed))
    tell("Fields: " + ", ".join(f"{code} ({categories.name(code)})" for code in found))
    return found


def _field(text: str) -> str:
    try:
        return categories.check([text])[0]
    except CommandError:
        stem = text.removesuffix("s")
        for words in (text, stem):
            found = autocomplete.categories_matching([words]) or autocomplete.complete({}, "categories", words)
            if found:
                return categories.check([found[0][1]])[0]
        raise


def _every(text: str) -> Schedule | None:
    if text.strip().lower() in {"no", "n", "never"}:
        return None
    asked = COMMANDS.parse(f"digest {text}")
    if not isinstance(asked, SetDigest) or asked.every is None:
        raise CommandError(f"Say how often and when, for example {USUAL_TIME} Europe/Paris, or no.")
    return asked.every


def _save(values: dict[str, str]) -> None:
    if values and save_values(Path(ENV_FILE), values):
        tell(f"Wrote {ENV_FILE}, which only you can read.")


def _end(to: str) -> None:
    tell(f"Next:\n  hotpapers digest\n  hotpapers post --to {to}\n  hotpapers run")
