"""``python -m tests.helpers.screenshots DIR``: the bundled day's digest as Slack and Discord show it, at two widths.

It needs chromium, and fonts-noto-color-emoji for what stands before a score.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from PIL import Image, ImageChops

from adapters.cli import wiring
from adapters.cli.digest_options import DigestCliOptions
from adapters.discord.messages import digest as discord
from adapters.slack.messages import digest as slack
from bot import data, pipeline
from bot.config import Settings
from bot.models.digest import Digest
from bot.pipeline import DigestRequest, import_jsonl
from bot.store import Store
from tests.helpers.screenshots.messages import discord_page, slack_page

DAY = date(2020, 8, 25)
WIDTHS = {"": 700, "-phone": 390}
MAX_HEIGHT = 3000
MARGIN = 16
BROWSER = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


async def sample_digest(papers: int) -> Digest:
    """Compose the digest of the bundled day, as ``hotpapers demo`` does."""
    settings = Settings.model_construct()
    with tempfile.TemporaryDirectory() as folder:
        async with await Store.open(Path(folder, "sample.db")) as store:
            await pipeline.import_all(store, import_jsonl.parse_jsonl(data.read("sample.jsonl").splitlines()))
            wanted = DigestRequest(DigestCliOptions(days=1, top=papers).choices(settings), DAY)
            return await pipeline.compose(store, wanted, wiring.read_holidays(settings))


def pages(digest: Digest) -> Iterator[tuple[str, str]]:
    """Draw the first message of *digest* on each platform."""
    yield "slack", slack_page(slack.render(digest)[0])
    yield "discord", discord_page(discord.render(digest)[0])


def photograph(page: Path, picture: Path, width: int) -> None:
    """Save *page* as *picture*, as high as what is on it."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(  # noqa: S603 - the browser, on a page of ours
            [*BROWSER, f"--user-data-dir={profile}", f"--window-size={width},{MAX_HEIGHT}", f"--screenshot={picture}",
             page.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip
    with Image.open(picture, formats=["PNG"]) as image:
        whole = image.convert("RGB")
    background = Image.new("RGB", whole.size, whole.getpixel((0, MAX_HEIGHT - 1)))
    box = ImageChops.difference(whole, background).getbbox()
    whole.crop((0, 0, width, min(MAX_HEIGHT, (box[3] if box else 0) + MARGIN))).quantize(128).save(
        picture, optimize=True
    )


def main(folder: Path) -> None:
    digest = asyncio.run(sample_digest(papers=4))
    with tempfile.TemporaryDirectory() as scratch:
        for name, html in pages(digest):
            page = Path(scratch, f"{name}.html")
            page.write_text(html, encoding="utf-8")
            for suffix, width in WIDTHS.items():
                photograph(page, folder.resolve() / f"{name}-digest{suffix}.png", width)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
