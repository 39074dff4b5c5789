"""Today's papers in the terminal, before anything is asked for; and the test digest of a channel."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from adapters import terminal
from adapters.cli import wiring
from adapters.cli.destinations import DestinationArg
from adapters.cli.digest_options import DigestCliOptions
from adapters.cli.fetch_requests import build_request, sources_to_poll
from adapters.cli.setup.questions import tell
from bot import data, pipeline
from bot.arxiv import calendar
from bot.config import Settings
from bot.errors import CommandError, HotPapersError
from bot.filesystem import scratch_folders
from bot.models.digest import Digest
from bot.models.post import Post, PostKind
from bot.pipeline import DigestRequest, import_jsonl
from bot.platforms import ReadablePlatform
from bot.sources import CITATION_SOURCES, PAID_SOURCES
from bot.store import Store

PAPERS = 5
PATIENCE = 40  # seconds for all sources; what came until then is shown
LEFT_OUT = PAID_SOURCES | CITATION_SOURCES
SAMPLE_DAY = date(2020, 8, 25)
SAMPLE = "arXiv can't be reached now, so these are bundled papers of 25 August 2020."
MARK = "This is a test from hotpapers setup. The real digest comes when you set one."


@dataclass(frozen=True, slots=True)
class PostedTest:
    """A message that was posted as a test."""

    post: Post
    id: str


async def todays_digest(settings: Settings) -> Digest:
    """Collect the newest listing and return its hottest papers; bundled ones if arXiv can't be reached."""
    holidays, now = wiring.read_holidays(settings), wiring.now()
    async with await wiring.open_store(settings) as store, wiring.open_http_client(settings, store) as web:
        ask = build_request(settings, holidays, [calendar.current(now, holidays)])
        tell(f"Reading the listing of {ask.newest_listing} …")
        free = {name: source for name, source in sources_to_poll(settings, ask).items() if name not in LEFT_OUT}
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await pipeline.collect(store, web, free, ask, lambda _: None)
        wanted = DigestCliOptions(days=1, top=PAPERS, floor=0).wanted(settings, now, holidays)
        with suppress(CommandError):  # nothing is in the database for that day
            digest = await pipeline.compose(store, wanted, holidays)
            if digest.entries:
                return digest
    tell(SAMPLE)
    return await sample_digest(settings)


async def sample_digest(settings: Settings) -> Digest:
    """Return the hottest of the bundled papers."""
    with scratch_folders.folder() as folder:
        async with await Store.open(folder / "sample.db") as store:
            await pipeline.import_all(store, import_jsonl.parse_jsonl(data.read("sample.jsonl").splitlines()))
            choices = DigestCliOptions(days=1, top=PAPERS, floor=0).choices(Settings.model_construct())
            return await pipeline.compose(store, DigestRequest(choices, SAMPLE_DAY), wiring.read_holidays(settings))


def show(digest: Digest) -> None:
    """Print a digest as the terminal shows it, on standard error."""
    tell(terminal.render(digest, shutil.get_terminal_size().columns, color=False))


async def post_test(settings: Settings, to: DestinationArg, digest: Digest) -> PostedTest:
    """Post the list of *digest*, marked as a test. It isn't stored: the real one is posted as if there were none."""
    async with wiring.connect_platform(to.platform, settings) as platform:
        there = await platform.resolve_channel(to.channel)
        post = Post(0, secrets.token_hex(12), there, replace(digest, note=MARK), 0, PostKind.PARENT)
        return PostedTest(post, await platform.send(post))


async def take_back(settings: Settings, message: PostedTest) -> str:
    """Delete a test message, and say so, or what prevented it."""
    async with wiring.connect_platform(message.post.destination.platform, settings) as platform:
        if not isinstance(platform, ReadablePlatform):
            return "A message can't be deleted there."
        try:
            await platform.delete(message.post, message.id)
        except HotPapersError as error:
            return f"It couldn't be deleted: {error}."
    return "Deleted."
