"""The web page with the same list as a digest. Pure.

Paths are those of `adapters.web.page_paths`, which never change.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlencode

from bot.arxiv import calendar
from bot.arxiv.calendar import Holidays
from bot.models.digest import Digest, Filter
from bot.text.links import MAX_LENGTH, SAFE_URL

PLAIN_TERM = re.compile(r"[\w =*.,:+-]+")  # without quotes, which would have to be escaped


def with_page(digest: Digest, address: str, usual: tuple[str, ...], holidays: Holidays) -> Digest:
    """Return a digest with the address of its page; without one if *address* is empty or the filter has odd words.

    *usual* are the categories of lists that name none.
    """
    page = f"{address}/{_path(digest, usual, holidays)}" if address else ""
    is_safe = len(page) <= MAX_LENGTH and SAFE_URL.fullmatch(page)
    return replace(digest, page=page) if is_safe and _is_plain(digest.choices.filter) else digest


def _path(digest: Digest, usual: tuple[str, ...], holidays: Holidays) -> str:
    wanted, last = digest.choices.filter, digest.date
    first = calendar.last_listings(last, digest.choices.days, holidays)[0]
    when = f"{last}" if first >= last else f"{first}..{last}"
    codes = () if wanted.categories == usual else wanted.categories
    if len(codes) > 1 or wanted != Filter(wanted.categories):
        return f"search?{urlencode({'q': _query(wanted, codes, when)})}"
    return "/".join([*codes, when])


def _query(wanted: Filter, codes: tuple[str, ...], when: str) -> str:
    terms = [*(f'"{word}"' for word in wanted.words), *(f'-"{word}"' for word in wanted.excluded)]
    return " ".join([*codes, *terms, *(f'author:"{name}"' for name in wanted.authors), when])


def _is_plain(wanted: Filter) -> bool:
    return all(PLAIN_TERM.fullmatch(text) for text in (*wanted.words, *wanted.excluded, *wanted.authors))
