"""Take the pictures of the web pages in the documents: ``python -m tests.helpers.web_pictures docs``."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from adapters.cli.http_server import listening
from adapters.cli.web_pages import open_pages
from bot.arxiv.calendar import parse_holidays
from bot.commands.context import CommandContext
from bot.data import read
from bot.http.client import HttpClient
from bot.store import Store
from tests.helpers import transcripts
from tests.helpers.fake_servers.sources import sources
from tests.helpers.fakes import Clock

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PAGES = {"web-day": "/", "web-paper": "/paper/2601.09259", "web-search": "/search?q=cs.CV+week"}
SIZES = {"": (1280, 900), "-phone": (390, 844)}


async def take(folder: Path) -> None:
    """Take a picture of each page at each size, in light, and of the day in dark."""
    with tempfile.TemporaryDirectory() as work:
        async with (
            sources() as served,
            HttpClient(served.settings, nullcontext) as client,
            await Store.open(Path(work, "pages.db")) as store,
            async_playwright() as driver,
        ):
            await transcripts.fill(store, "full", "slack")
            holidays = parse_holidays(read("holidays.json"))
            context = CommandContext(store, client, served.settings, holidays, Clock(transcripts.NOW))
            async with open_pages(context) as pages, listening("127.0.0.1:0", pages.routes()) as url:
                browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                for name, path in PAGES.items():
                    for suffix, size in SIZES.items():
                        await _picture(browser, url + path, size, folder / f"{name}{suffix}.png")
                await _picture(browser, url, SIZES[""], folder / "web-day-dark.png", "dark")
                await browser.close()


async def _picture(browser: Browser, url: str, size: tuple[int, int], file: Path, scheme: str = "light") -> None:
    width, height = size
    page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    await page.goto(url)
    await page.screenshot(path=file)
    await page.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
