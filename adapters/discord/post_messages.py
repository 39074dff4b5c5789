"""Build the message of a post, with the token that makes it findable, and draw what a report shows."""

from __future__ import annotations

import io

import discord

from adapters.discord.api.errors import Permission
from adapters.discord.api.post_tokens import embed_token
from adapters.discord.messages import report
from adapters.discord.messages.buttons import detached, unpressable
from adapters.discord.messages.digest import views
from bot import wording
from bot.models.digest import Digest
from bot.models.post import Post
from bot.models.report import Report
from bot.platforms import Losses, ReportRenderer, report_file_name

MAX_FILE = (10 << 20) - (64 << 10)  # bytes: https://docs.discord.com/developers/reference#uploading-files
NOT_ATTACHED = f"{wording.NOT_ATTACHED} allow me {Permission.ATTACH} in the channel settings."

View = discord.ui.LayoutView
Message = tuple[View, list[discord.File]]


class PostMessages:
    """Builds messages. Without an *artist*, reports have no slides and no pictures."""

    def __init__(self, artist: ReportRenderer | None, losses: Losses) -> None:
        self._artist = artist
        self._losses = losses

    async def build(self, post: Post, *, pressable: bool) -> Message:
        """Return the message of *post* and its files. Raises DeliveryPostponed if drawing took too long."""
        if isinstance(post.digest, Digest):
            return _carrying(post, views(post.digest)[post.position][1], pressable=pressable), []
        view, files = await self._of_report(post, post.digest, self._artist)
        return _carrying(post, view, pressable=pressable), files

    async def without_files(self, post: Post, *, pressable: bool) -> View:
        """Return the message of a report's post that says why its file is missing."""
        assert isinstance(post.digest, Report)  # noqa: S101 - digests have no files
        view, _ = await self._of_report(post, post.digest, None)
        return _carrying(post, view, pressable=pressable)

    async def _of_report(self, post: Post, bulletin: Report, artist: ReportRenderer | None) -> Message:
        if post.position == 0:
            return report.parent(bulletin), []
        if post.position == 1:
            drawn = await artist.slides(bulletin, MAX_FILE) if artist else None
            name = report_file_name(bulletin, post.token)
            why = wording.NOT_DRAWN if artist else NOT_ATTACHED
            if not drawn:
                return report.alone(self._losses.add(post.destination, why)), []
            return report.slides(bulletin, name), _files(name, drawn)
        entry = bulletin.entries[post.position - 2]
        drawing = await artist.equation(entry.latex) if artist and entry.latex else None
        name = f"equation-{post.token}.png"
        view = report.paper(entry, (name, drawing.alt_text) if drawing else None)
        return view, _files(name, drawing.png if drawing else None)


def _carrying(post: Post, view: View, *, pressable: bool) -> View:
    embed_token(view if pressable else unpressable(view), post.token)
    return detached(view)


def _files(name: str, body: bytes | None) -> list[discord.File]:
    return [discord.File(io.BytesIO(body), name)] if body is not None else []
