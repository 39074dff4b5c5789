"""Make the texts that are derived from papers (`bot.text.readable`) after the papers are stored, in small pieces."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.models.papers import Paper, PaperTexts
from bot.store import Store
from bot.store.tables import paper_texts
from bot.store.tables.paper_texts import PendingPaper
from bot.text import readable

PIECE = 25  # papers per transaction; a paper takes two or three milliseconds
AT_ONCE = 5_000  # papers after a collection or an import; the rest is for `hotpapers run`, or the next time
PAUSE = 0.1  # seconds between two pieces in the background, so that the bot has half of a processor at least


async def make_texts(store: Store, limit: int = AT_ONCE, pause: float = 0) -> int:
    """Make the texts of at most *limit* pending papers, newest first. Return of how many.

    It can be stopped at any time: each piece is stored by itself.
    """
    done = 0
    while done < limit and (piece := await store.read(paper_texts.pending, min(PIECE, limit - done))):
        made = await asyncio.to_thread(_make, piece)
        await store.write(paper_texts.save, made)
        done += len(piece)
        await asyncio.sleep(pause)
    return done


def _make(piece: Sequence[PendingPaper]) -> list[tuple[PendingPaper, Paper, PaperTexts]]:
    papers = [readable.renewed(each.paper) if each.is_renewed else each.paper for each in piece]
    return [(each, paper, readable.make(paper)) for each, paper in zip(piece, papers, strict=True)]
