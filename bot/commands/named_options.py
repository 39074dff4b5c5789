"""The options that several commands share where options are named, and their values as text. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from bot.commands import syntax
from bot.commands.autocomplete import complete_paper, complete_period, complete_schedule, complete_weekly, complete_what
from bot.commands.spec import Option
from bot.commands.syntax.options import MAX_DAYS
from bot.models.command import SetDigest, Subscribe
from bot.models.digest import MAX_PAPERS, Filter, Ranking
from bot.models.subscription import DigestOptions, Schedule

MAX_FLOOR = 9_999_999

WHAT = Option(
    "what", 'Categories, words, "phrases", -words to leave out, author:"Full Name"', complete=complete_what
)  # fmt: skip
WHEN = Option("when", "day, 3 days, week, month, 2020-08-25 or 2020-08-01..2020-08-25", complete=complete_period)
EVERY = Option(
    "every",
    "daily, weekdays, mon,thu, weekly fri or monthly, then 09:00 and optionally a zone",
    complete=complete_schedule,
)
EVERY_WEEK = Option(
    "every",
    "A day of the week, the time, and optionally a zone: fri 16:00 Europe/Berlin",
    complete=complete_weekly,
)
QUERY = Option("query", "An arXiv ID, a link, or words from the title", complete=complete_paper, required=True)
PAPER = Option("paper", "An arXiv ID or a link", complete=complete_paper, required=True)
PUBLIC = Option("public", "Show the answer to everyone here", bool, default=False)
TOP = Option("top", "Maximum number of papers", int, (1, MAX_PAPERS))
FLOOR = Option("floor", "Minimum score", float, (0, MAX_FLOOR))
RANKING = Option(
    "ranking", "hot: unusual attention. classic: total counts", choices=(Ranking.HOT.value, Ranking.CLASSIC.value)
)
DAYS = Option("days", "Number of listings to include", int, (1, MAX_DAYS))
THREADS = Option("threads", "Show each paper in a thread below the list", bool)
FAIR = Option("fair", "At least one paper of each category, if one reaches the minimum score", bool)
MINE = Option("mine", "How much your saved papers influence the order (0–100)", int, (0, 100))
TAG = Option(
    "tag", "Tag of the posts in a forum; none removes it", complete=lambda typed, suggest: suggest("tag", typed)
)
NO_TAG = "none"
DIGEST_OPTIONS = (WHAT, EVERY, TOP, FLOOR, RANKING, DAYS)


def read_digest(given: Mapping[str, Any]) -> tuple[Filter, Schedule | None, DigestOptions]:
    """Parse the options of a digest. Raises CommandError."""
    every = syntax.parse_schedule(given["every"]) if given.get("every") else None
    return syntax.parse_filter(given.get("what") or ""), every, syntax.parse_options(_options_text(given))


def read_channel_digest(given: Mapping[str, Any]) -> SetDigest:
    """Parse the options of a channel's digest. Raises CommandError."""
    what, every, how = read_digest(given)
    tag = given.get("tag")
    return SetDigest(what, every, replace(how, tag="" if tag == NO_TAG else tag))


def write_digest(command: Subscribe | SetDigest) -> dict[str, str]:
    """Return the options of a digest as they are typed."""
    every = syntax.format_schedule(command.every) if command.every else ""
    options = {name: str(value) for name, value in asdict(command.how).items() if value is not None}
    options |= {"tag": NO_TAG} if command.how.tag == "" else {}
    return {"what": syntax.format_filter(command.what), "every": every} | options


def write_public(*, public: bool) -> dict[str, str]:
    """Return the option that shows the answer to all, if it is set."""
    return {"public": "True"} if public else {}


def _options_text(given: Mapping[str, Any]) -> str:
    """Return the options as text, so that the parser checks them."""
    numbers = [f"{name} {given[name]:g}" for name in ("top", "floor", "days", "mine") if given.get(name) is not None]
    switches = [
        f"{name} {'on' if given[name] else 'off'}" for name in ("threads", "fair") if given.get(name) is not None
    ]
    return " ".join([*numbers, given.get("ranking") or "", *switches])
