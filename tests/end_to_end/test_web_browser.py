"""The web pages in a real browser: found, read, followed by keyboard, in light and dark, on a phone, from disk."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect

from adapters.site.static_export import export
from adapters.web.site_reader import open_reader
from tests.adapters.web.conftest import clock, context, pages_of  # noqa: F401 - fixtures
from tests.helpers import transcripts

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs chromium or google-chrome: apt install chromium"),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
PAGES = ["", "/search?q=cs+week", "/paper/2601.09259"]
OTHERS = ["/ranking", "/status", "/2026-01-17"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
PHONE, SCREEN, NARROWEST = 390, 1280, 320


@asynccontextmanager
async def browser_page(width: int, **given) -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": width, "height": 900}, **given)
        yield await context.new_page()
        await browser.close()


@pytest.fixture
async def address(store, context) -> AsyncIterator[str]:  # noqa: F811 - the fixture
    await transcripts.fill(store, "full", "slack")
    async with pages_of(context) as reader:
        yield str(reader.base_url).rstrip("/")


async def test_pages_are_accessible_and_fit_the_screen(address):
    looked = [(path, width, scheme) for path in PAGES for width in (PHONE, SCREEN) for scheme in ("light", "dark")]
    looked += [(path, PHONE, "light") for path in OTHERS]
    async with browser_page(SCREEN) as page:
        found = [problem for each in looked for problem in await problems_of(page, address, *each)]

    assert found == []


async def problems_of(page, address, path, width, scheme):
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 900})
    await page.goto(address + path)
    checked = await Axe().run(page, options=RULES)
    found = [each["id"] for each in checked.response["violations"]]
    for size in (width, NARROWEST):
        await page.set_viewport_size({"width": size, "height": 900})
        if await page.evaluate("document.documentElement.scrollWidth") > size:
            found.append(f"wider than {size}")
    return [(path, width, scheme, problem) for problem in found]


async def test_a_paper_is_found_on_a_phone_without_javascript(address):
    async with browser_page(PHONE, java_script_enabled=False) as page:
        await page.goto(address)
        await page.get_by_role("searchbox").fill("cs.RO week")
        await page.get_by_role("searchbox").press("Enter")
        await page.get_by_role("link", name="Fast-ThinkAct").first.click()

        await expect(page).to_have_url(f"{address}/paper/2601.09708")
        await expect(page.get_by_role("heading", name="Why it is hot")).to_be_visible()


async def test_the_keyboard_alone_reads_a_list_and_searches(address):
    problems = []
    async with browser_page(SCREEN) as page:
        page.on("console", lambda message: problems.append(message.text))
        await page.goto(address)
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(f"{address}/paper/2601.09708")
        await page.keyboard.press("/")
        await page.keyboard.type("cs.LG")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("announced in cs.LG")

    assert problems == []


async def test_a_folder_of_pages_is_searched_from_disk(store, context, tmp_path):  # noqa: F811 - the fixture
    await transcripts.fill(store, "full", "slack")
    await export(open_reader(context), tmp_path, date(2026, 1, 1))
    async with browser_page(SCREEN) as page:
        await page.goto((tmp_path / "index.html").as_uri())
        await page.get_by_role("searchbox").fill('cs.CV -report "voxels"')
        await page.get_by_role("searchbox").press("Enter")

        await expect(page.get_by_role("status")).to_have_text("1 paper fits")
        await page.get_by_role("link", name="OpenVoxel").click()
        await expect(page.get_by_role("heading", name="Abstract")).to_be_visible()
