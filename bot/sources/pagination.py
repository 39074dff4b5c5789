"""Read a list page by page, from services that may repeat themselves or never come to an end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.http.responses import Json

REPEATED = "the same page came again, so some may be missing"


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a list, and how to ask for those behind them; empty at its end."""

    items: list[Json]
    next_cursor: str = ""


async def fetch_all_pages(
    ask: Callable[[str], Awaitable[Page]], name: Callable[[Json], object], most: int
) -> tuple[list[Json], tuple[str, ...]]:
    """Return what up to *most* pages hold, each item once by its *name*, and a note if that may not be all.

    The first page is asked for with an empty text. A page that came before ends the list, whatever it promises.
    """
    items: dict[object, Json] = {}
    following = ""
    for _ in range(most):
        page = await ask(following)
        named = {_item_key(name(item), len(items) + place): item for place, item in enumerate(page.items)}
        repeats = bool(named) and named.keys() <= items.keys()
        items |= named
        if repeats or (page.next_cursor and page.next_cursor == following):
            return list(items.values()), (REPEATED,)
        following = page.next_cursor
        if not following:
            return list(items.values()), ()
    return list(items.values()), (f"there are more than {most} pages: those behind are left out",)


def _item_key(name: object, place: int) -> object:
    """Name an item; one without a name is like no other."""
    return name if isinstance(name, str) and name else place
