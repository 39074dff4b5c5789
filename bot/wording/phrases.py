"""Say in a few words why a paper is hot, and what of its counts is doubted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.models.digest import Flag, Ranked, Reason
from bot.models.papers import Mention
from bot.wording.sources import source_name
from bot.wording.units import percent, plural, short_day

TEAM = "team"
MAX_WORDS = 12
USUAL = 0.5  # a share of papers that is nothing unusual
ACCOUNTS_NAMED = 5
BOUGHT = "some counts look bought"
MISCOUNTED = "some counts look wrong"
MARKS = {
    Flag.RISING: "rising fast",
    Flag.RESURFACED: "older paper, back in discussion",
    Flag.SURGING: "shown before, now much hotter",
}
BAR_LENGTH = 5
FULL, EMPTY = "▰", "▱"


def phrase(ranked: Ranked) -> str:
    """Say in at most `MAX_WORDS` words why a paper is hot: ``top 3% on Hugging Face, top 9% on X``."""
    best = sorted(_telling(ranked.reasons), key=lambda reason: -reason.points)
    told = ""
    for part in (*marks(ranked), *map(_short, best)):
        longer = f"{told}, {part}" if told else part
        if len(longer.split()) <= MAX_WORDS:
            told = longer
    return told or "no discussion yet"


def marks(ranked: Ranked) -> Iterator[str]:
    """Yield what is special about a paper's attention."""
    yield from (told for mark, told in MARKS.items() if mark in ranked.flags)
    if Flag.ANOMALOUS in ranked.flags:
        yield BOUGHT if any(each.doubts.likes or each.doubts.newcomers for each in ranked.reasons) else MISCOUNTED


def bar(score: float) -> str:
    """Draw a score of 0 to 100 as a small bar with its number: ``▰▰▰▱▱ 62``."""
    full = min(max(round(score * BAR_LENGTH / 100), 0), BAR_LENGTH)
    return f"{FULL * full}{EMPTY * (BAR_LENGTH - full)} {score:,.0f}"


def doubts(why: Reason) -> list[str]:
    """Say sentence by sentence which counts of a source don't count, with accounts and times."""
    found = why.doubts
    told = []
    if found.is_whole_day:
        told.append("These counts are unusually high for all papers that day, so they don't count")
    if found.newcomers:
        told.append(
            f"{plural(len(found.newcomers), 'link-only post')} by accounts that are new here count as one: "
            f"{_named(found.newcomers)}, {_times(found.newcomers)}"
        )
    if found.likes:
        told.append(f"{found.likes:,} likes don't count: posts with so few replies and reposts have fewer")
    if found.reposts:
        told.append(f"{found.reposts:,} reposts don't count: there are more reposts than likes")
    return told


def _telling(reasons: Iterable[Reason]) -> Iterator[Reason]:
    return (each for each in reasons if each.points > 0 or each.similar_to)


def _short(why: Reason) -> str:
    if why.similar_to:
        return "like papers you saved"
    if why.source == TEAM:
        return f"{why.engagement.likes:,} of your team liked it"
    where = source_name(why.source)
    if why.alone:
        return f"only on {where}: top {percent(why.tail_share or 1)} there"
    if why.tail_share is None:
        return f"{why.engagement.reposts + why.engagement.likes:,} on {where}"
    if why.tail_share > USUAL:
        return f"discussed on {where}"
    return f"top {percent(why.tail_share)} on {where}"


def _times(posts: Iterable[Mention]) -> str:
    """Say between which times posts were made: ``15 Jan, 09:10 to 11:40 UTC``."""
    times = sorted(post.created for post in posts)
    first, last = times[0], times[-1]
    until = f"{last:%H:%M}" if last.date() == first.date() else _moment(last)
    return f"{_moment(first)} to {until} UTC"


def _moment(at: datetime) -> str:
    return f"{short_day(at)}, {at:%H:%M}"


def _named(posts: Iterable[Mention]) -> str:
    accounts = sorted({post.author for post in posts})
    more = len(accounts) - ACCOUNTS_NAMED
    return ", ".join(accounts[:ACCOUNTS_NAMED]) + (f" and {more} more" if more > 0 else "")
