"""Read a paginated list from services that may repeat items or never end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.http.responses import Json

REPEATED = "the same page came again, so some may be missing"


@dataclass(frozen=True, slots=True)
class Page:
    """Some items of a list, and the cursor of the next page; empty at the end."""

    items: list[Json]
    next_cursor: str = ""


async def fetch_all_pages(
    ask: Callable[[str], Awaitable[Page]], name: Callable[[Json], object], most: int
) -> tuple[list[Json], tuple[str, ...]]:
    """Return the items of at most *most* pages, each once by *name*, and a note if the list may be incomplete.

    The first cursor is an empty text. A repeated page ends the list.
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
    """Return the key of an item. One without a name is unique."""
    return name if isinstance(name, str) and name else place
