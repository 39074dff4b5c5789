"""The site in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from adapters.site.folder import publish
from tests.helpers import adversarial_texts, factories

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PHONE = 360  # pixels, of the narrowest in use
PROBE = """<iframe src="{page}" style="border: 0; width: {width}px; height: 2000px"></iframe>
<script>addEventListener("load", () => {{
  const shown = document.querySelector("iframe").contentDocument;
  const root = shown.documentElement;
  document.title = (root.scrollWidth - root.clientWidth) + "/" + shown.querySelectorAll("article").length;
}})</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium or google-chrome: apt install chromium")
@pytest.mark.parametrize(
    "digest",
    [
        factories.digest(factories.entry(), factories.entry("2008.10598")),
        adversarial_texts.digest(" ".join(adversarial_texts.TEXTS) + "x" * 300),
    ],
    ids=["usual", "hostile"],
)
def test_a_day_fits_a_phone_without_scrolling_sideways(tmp_path, digest):
    page = publish(digest, tmp_path, "")
    probe = tmp_path / "probe.html"
    probe.write_text(PROBE.format(page=page.name, width=PHONE))

    assert measure(probe, tmp_path) == (0, len(digest.entries))


def measure(probe, folder):
    """Return what the probe found: by how much the page is too wide, and how many papers it has."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    shown = subprocess.run(  # noqa: S603 - a browser of this machine on a page of ours
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", *quiet,
         f"--user-data-dir={folder / 'profile'}", "--allow-file-access-from-files", "--virtual-time-budget=3000",
         "--dump-dom", probe.as_uri()],
        capture_output=True, text=True, timeout=600, check=True,
    )  # fmt: skip
    excess, articles = re.search(r"<title>(\d+)/(\d+)</title>", shown.stdout).groups()
    return int(excess), int(articles)
