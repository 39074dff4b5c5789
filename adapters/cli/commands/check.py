"""``hotpapers check``: check settings, tokens, sources and channels."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import click

from adapters import PLATFORMS
from adapters.cli import wiring
from adapters.cli.destinations import ALL, DestinationArg, place
from adapters.cli.setup.preview import sample_digest
from adapters.cli.trial import trial
from bot import config, wording
from bot.arxiv import calendar
from bot.config import ENV_FILE, Settings
from bot.errors import ConfigError, SourceError
from bot.http.client import HttpClient
from bot.logs import redact
from bot.models.papers import PaperId
from bot.models.platform import CHAT_INFOS, PLATFORM_INFOS
from bot.platforms import CheckResult
from bot.sources import PAID_SOURCES, REQUIRED_SETTINGS, SOURCES, FetchRequest
from bot.store import Store
from bot.store.maintenance.file_presence import files_of
from bot.store.tables import outbox, papers, source_health

SAMPLE_PAPER_ID = PaperId("1706.03762")  # a paper that arXiv will not lose
HOLIDAYS = "https://info.arxiv.org/help/availability.html"


@click.command()
@click.option("--to", "places", type=place, multiple=True, metavar="DESTINATION",
              help=f"Destination to check, such as {ALL}; may be repeated")  # fmt: skip
@click.option("--send", is_flag=True, help="Post a marked test to each --to, read it back and delete it")
@click.pass_context
def check(ctx: click.Context, places: tuple[DestinationArg, ...], *, send: bool) -> None:
    """Check settings, tokens and channels.

    This also checks the database, the sources, and each destination of an earlier post. Nothing is posted, except with
    --send: then a list and a reply are posted as a test, looked for and deleted. The exit code is 1 if a check fails.

    \b
    Examples:
      hotpapers check
      hotpapers check --to slack:C0123ABCD --to site:public
      hotpapers check --to slack:C0123ABCD --send
    """  # noqa: D301 - \b keeps click from joining lines
    if send and not places:
        raise click.UsageError("--send needs a destination. Add --to.")
    settings = wiring.read_settings()
    results = [asyncio.run(_check(settings, places)), *(asyncio.run(_try(settings, to)) for to in places if send)]
    if not all(results):
        ctx.exit(1)


def file_permissions(database: Path) -> Iterator[CheckResult]:
    """Yield a problem for each file that other users can read, and for a folder where they can replace files."""
    for file in (
        each for each in (*files_of(database), Path(ENV_FILE)) if each.exists() and each.stat().st_mode & 0o077
    ):
        yield CheckResult("rights", ok=False, message=f"{file} is readable by other users", fix=f"chmod 600 {file}")
    folder = database.absolute().parent
    if folder.stat().st_mode & (stat.S_IWOTH | stat.S_ISVTX) == stat.S_IWOTH:
        yield CheckResult(
            "rights", ok=False, message=f"other users can replace files in {folder}", fix=f"chmod o-w {folder}"
        )


async def _check(settings: Settings, places: tuple[DestinationArg, ...]) -> bool:
    """Print each result once, as soon as it is known. Return whether all are OK."""
    told: set[CheckResult] = set()
    async with await wiring.open_store(settings) as store:
        async for found in _all(settings, store, places):
            if found not in told:
                click.echo(f"{'✓' if found.ok else '✗'} {format_check(found)}")
            told.add(found)
    return all(found.ok for found in told)


async def _try(settings: Settings, to: DestinationArg) -> bool:
    """Print how a test at a destination went, step by step. Return whether all went as expected."""
    told: list[bool] = []
    async with wiring.connect_platform(to.platform, settings) as platform:
        there = await platform.resolve_channel(to.channel)
        async for found in trial(platform, there, await sample_digest(settings)):
            click.echo(f"{'✓' if found.ok else '✗'} {to}: {format_check(found)}")
            told.append(found.ok)
    return all(told)


def format_check(found: CheckResult) -> str:
    """Return a result in words, with the fix on its own line."""
    advice = f"\n  Fix: {found.fix}" if found.fix and not found.ok else ""
    return redact(f"{found.name}: {found.message}{advice}")


async def _all(settings: Settings, store: Store, places: tuple[DestinationArg, ...]) -> AsyncIterator[CheckResult]:
    contact = settings.contact or "HOTPAPERS_CONTACT isn't set. arXiv asks for a contact address"
    yield CheckResult("settings", ok=True, message=f"OK; {contact}" if settings.contact else f"OK. {contact}")
    for found in _holidays(settings):
        yield found
    count, listings = await store.read(papers.counts)
    made = "new, empty" if store.is_new else f"papers: {count:,}, listings: {listings:,}"
    yield CheckResult("database", ok=True, message=f"{settings.database} ({made})")
    for found in file_permissions(settings.database):
        yield found
    async with wiring.open_http_client(settings, store) as web:
        for name in SOURCES:
            yield await _source(store, web, name)
    before = [DestinationArg(there.platform, there.channel) for there in await store.read(outbox.destinations)]
    for platform in PLATFORMS:
        channels = [one.channel for one in dict.fromkeys([*places, *before]) if one.platform == platform]
        async for found in _platform(settings, platform, channels):
            yield found


def _holidays(settings: Settings) -> Iterator[CheckResult]:
    year = wiring.now().year
    if not wiring.read_holidays(settings).is_known(year):
        advice = f"upgrade hotpapers, or list the dates of {HOLIDAYS} in the file of HOTPAPERS_HOLIDAYS"
        yield CheckResult("holidays", ok=False, message=f"no arXiv holidays known for {year}", fix=advice)


async def _source(store: Store, web: HttpClient, name: str) -> CheckResult:
    """Return whether a source works, or which settings it needs. Costs nothing."""
    if lacking := wiring.missing_settings(web.settings, name):
        return CheckResult(wording.source_name(name), ok=True, message=f"not used; needs {' and '.join(lacking)}")
    return await (_paid(store, name) if name in PAID_SOURCES else _free(web, name))


async def _free(web: HttpClient, name: str) -> CheckResult:
    """Make a small request to a free source."""
    now, holidays = wiring.now(), wiring.read_holidays(web.settings)
    newest = calendar.current(now, holidays)
    papers_asked = (SAMPLE_PAPER_ID,) if name == "arxiv" else ()
    ask = FetchRequest(
        now, (newest,), newest, web.settings.categories, holidays, papers_asked, older_papers=(SAMPLE_PAPER_ID,)
    )
    try:
        answer = await SOURCES[name].fetch(web, ask)
    except SourceError as error:
        return CheckResult(wording.source_name(name), ok=False, message=str(error), fix=_advice(name))
    return CheckResult(wording.source_name(name), ok=True, message="; ".join(["OK", *answer.notes]))


def _advice(name: str) -> str:
    later = "try again later. Until then, digests are made without it"
    needed = [config.variables()[field] for field in REQUIRED_SETTINGS.get(name, ())]
    return f"{later}. If the error persists, check {' and '.join(needed)}" if needed else later


async def _paid(store: Store, name: str) -> CheckResult:
    """Return the result of the last poll, because a request would cost money."""
    title = wording.source_name(name)
    health = {source.name: source for source in await store.read(source_health.health)}
    if name not in health:
        return CheckResult(title, ok=True, message="token set; run `hotpapers collect` to test it")
    last = health[name]
    setting = config.variables()[REQUIRED_SETTINGS[name][0]]
    advice = f"run `hotpapers collect` again later. If the error persists, check {setting}"
    return CheckResult(title, ok=last.ok, message=last.error or "OK at the last poll", fix=advice)


async def _platform(settings: Settings, name: str, channels: Iterable[str]) -> AsyncIterator[CheckResult]:
    """Check each channel, or only the token if there is no channel."""
    wanted: list[str | None] = list(channels)
    if PLATFORM_INFOS[name].channels_setting:
        wanted = list(dict.fromkeys([*wanted, *getattr(settings, PLATFORM_INFOS[name].channels_setting)]))
    if not wanted and name in CHAT_INFOS and getattr(settings, CHAT_INFOS[name].token_setting) is not None:
        wanted = [None]
    if not wanted:
        return
    try:
        async with wiring.connect_platform(name, settings) as platform:
            for channel in wanted:
                for found in await platform.check(channel):
                    yield found
    except ConfigError as error:
        yield CheckResult(name, ok=False, message=str(error))
