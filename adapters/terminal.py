"""Print digests to the terminal or a pipe, without any token."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot import wording
from bot.config import Settings
from bot.errors import CommandError, DeliveryRefused, DestinationGone
from bot.models.digest import Destination, Digest, Entry
from bot.models.post import Post, PostKind
from bot.models.report import Report
from bot.platforms import REPORTS_UNSUPPORTED, CheckResult, Platform, ReportRenderer
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize

MAX_WIDTH = 100  # longer lines are hard to read


def render(digest: Digest, width: int, *, color: bool) -> str:
    """Return *digest* in lines of at most *width* columns. Without *color* there are no escape sequences."""
    console = _console(width, color=color)
    with console.capture() as written:
        console.print(_page(digest))
    return "".join(line.rstrip() + "\n" for line in written.get().splitlines())


def connect(settings: Settings, artist: ReportRenderer | None = None) -> Platform:  # noqa: ARG001 - parameter of the protocol
    """Return the platform that prints on standard output."""
    return Terminal()


class Terminal:
    """Standard output, with one destination and no history."""

    async def resolve_channel(self, channel: str) -> Destination:  # noqa: ARG002 - parameter of the protocol
        """Return the only destination."""
        return Destination("terminal", "", "terminal")

    def plan_posts(self, digest: Digest | Report) -> tuple[PostKind, ...]:
        """Plan one post, however long."""
        if isinstance(digest, Report):
            raise CommandError(REPORTS_UNSUPPORTED)
        return (PostKind.PARENT,)

    async def send(self, post: Post) -> str:
        """Print it, in color on a terminal. Raises DestinationGone if output is closed."""
        if isinstance(post.digest, Report):
            raise DeliveryRefused(REPORTS_UNSUPPORTED)
        console = Console()  # detects size, colors and NO_COLOR
        text = render(post.digest, console.width, color=console.is_terminal and not console.no_color)
        encoding = sys.stdout.encoding or "utf-8"
        try:
            sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
            sys.stdout.flush()
        except OSError as error:
            raise DestinationGone("the terminal is closed") from error
        return post.token

    async def check(self, channel: str | None) -> tuple[CheckResult, ...]:  # noqa: ARG002 - parameter of the protocol
        """Return a check that always passes."""
        return (CheckResult("terminal", ok=True, message="needs no token"),)

    async def close(self) -> None:
        """Do nothing: no resource is open."""


def _console(width: int, *, color: bool) -> Console:
    return Console(
        file=StringIO(), width=min(width, MAX_WIDTH), color_system="standard" if color else None,
        force_terminal=color, no_color=not color, legacy_windows=False,
        markup=False, emoji=False, highlight=False, _environ={},
    )  # fmt: skip


def _page(digest: Digest) -> Group:
    papers = (_paper(rank, entry) for rank, entry in digest.numbered())
    return Group(*_heading(digest), *papers, _text(wording.THANKS, "dim"))


def _heading(digest: Digest) -> Iterator[RenderableType]:
    yield _text(wording.heading(digest), "bold")
    yield _text(f"{wording.scope(digest)} · {wording.data_as_of(digest)}", "dim")
    for sentence in wording.health(digest):
        yield _text(f"! {sentence}", "yellow")
    if digest.note:
        yield Padding(_text(digest.note), (1, 0, 0, 0))
    yield Text()


def _paper(rank: int, entry: Entry) -> Padding:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", min_width=3, style="bold")
    grid.add_column(overflow="fold")
    grid.add_row(f"{rank}", Group(*_lines(entry)))
    return Padding(grid, (0, 0, 1, 0))


def _lines(entry: Entry) -> Iterator[Text]:
    yield _text(entry.title + (" (withdrawn)" if entry.withdrawn else ""), Style(bold=True, link=_link(entry.url)))
    yield _text(wording.authors(entry), "dim")
    if entry.summary:
        yield _text(f"{entry.summary} {wording.credit(entry)}".strip())
    yield _text(" · ".join(filter(None, [wording.heat(entry), *entry.reasons])), "red")
    if not entry.reasons:
        yield _text(wording.engagement(entry), "dim")
    yield Text(" · ", "dim").join(
        [_text(" ".join(entry.categories), "dim"), _text(entry.url, Style(link=_link(entry.url)))]
    )


def _link(url: str) -> str | None:
    return url if is_allowed_link(url) else None


def _text(text: str, style: str | Style = "") -> Text:
    """Return sanitized *text* without markup or escape sequences."""
    return Text(sanitize(text), style)
