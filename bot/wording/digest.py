"""The sentences of a digest: its heading, scope and health, and the reasons for a score. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.models.digest import Destination, Digest, DigestQuery, Entry, Filter, Flag, Ranked, Ranking, Reason
from bot.models.papers import Engagement, SourceHealth
from bot.models.report import Report
from bot.models.source import find_info
from bot.text.links import is_allowed_link
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate, truncate_list
from bot.wording.sources import counts, source_name
from bot.wording.units import age, instant, percent, plural

MARKS = {
    Flag.RISING: "rising fast",
    Flag.RESURFACED: "an old paper waking up",
    Flag.SURGING: "shown before, much hotter since",
    Flag.ANOMALOUS: "some counts look wrong",
}
AUTHORS_SHOWN = 4
REASONS_SHOWN = 2  # `why` tells all
NEARLY_ALL = 0.995  # a share that would be written as 100 %
TEAM = "team"
MAX_TITLE_LENGTH = 60  # characters of a title within a sentence
FAILED = "Something went wrong here, and it is in the log now. Try again in a moment."
NOT_SHOWN = "The answer could not be shown here. The log says why. Try again in a moment."
MAYBE_POSTED = "Slack did not confirm that the answer is posted here. If it is not there, ask again."
NO_REPORT = "no paper of the week qualifies that was not in a report here before"
SLIDES = "The slides, with figures and tables."
NOT_DRAWN = "The slides could not be drawn this time, so here are the papers alone. The log says why."
NOT_ATTACHED = "The slides could not be attached, so here are the papers alone:"
EXCHANGE = "Pick looks wrong?"
FAILED_SLOT = "it could not be made, and why is in the log now; it is tried again every few minutes"
FAILED_DELIVERY = "it met a bug of ours, and which is in the log now; it is tried again in an hour"
THANKS = "Thank you to arXiv for use of its open access interoperability."  # info.arxiv.org/help/api/tou.html


def interrupted(said: str, *, may_be_done: bool) -> str:
    """Apologise for a question that a stop cut off."""
    if may_be_done:
        return f"I was stopped while I worked on “{said}”, so it may or may not be done. Check first, then ask again."
    return f"I was stopped before I could answer “{said}”. Please ask again."


def heading(digest: Digest | Report) -> str:
    """Name a digest: ``Hot Papers 2020-08-25``; or a report: ``Weekly Report, 16–22 November 2026``."""
    if isinstance(digest, Report):
        return f"Weekly Report, {digest.dates}"
    return f"Hot Papers {digest.date.isoformat()}"


def contents(bulletin: Report) -> str:
    """Say what a report's thread holds."""
    count = len(bulletin.entries)
    return f"{count} {'paper' if count == 1 else 'papers'}, slides in the thread."


def row(cells: tuple[tuple[str, str], ...]) -> str:
    """Write the best row of a table: ``Ours: accuracy 91.2, F1 88.0``."""
    (_, name), *others = cells
    return f"{name}: " + ", ".join(" ".join(filter(None, cell)) for cell in others) if others else name


def scope(digest: Digest) -> str:
    """Say what a digest was chosen from: ``cs, stat.ML · “diffusion” · last 3 listings``."""
    return described(digest.choices)


def described(choices: DigestQuery) -> str:
    """Say in one line what is asked for."""
    listings = "one listing" if choices.days == 1 else f"last {choices.days} listings"
    order = ["by plain totals"] if choices.ranking is Ranking.CLASSIC else []
    return " · ".join([wanted(choices.filter), listings, *order])


def wanted(filter: Filter) -> str:
    """Say which papers a filter is for: ``cs.CV, cs.LG · “graph” · without “survey” · by Ada Lovelace``."""
    parts = [", ".join(filter.categories), *(f"“{word}”" for word in filter.words)]
    parts += [f"without “{word}”" for word in filter.excluded]
    parts += [f"by {author}" for author in filter.authors]
    return " · ".join(part for part in parts if part)


def data_as_of(digest: Digest) -> str:
    """Say from when the counts are: ``Data as of 2020-08-26 09:12 UTC``."""
    return f"Data as of {instant(digest.as_of)}"


def gone(destination: Destination, reason: str) -> str:
    """Tell who set up a digest that it cannot be posted any more."""
    return (
        f"I cannot post to {destination.channel} any more, so the digest that you set up there is paused: {reason}."
        " Once that is solved, ask for it there again, or press Resume."
    )


def health(digest: Digest) -> tuple[str, ...]:
    """Say which sources did not answer, and how old their counts are; nothing if all did."""
    return tuple(_outage(source, digest.as_of) for source in digest.sources if not source.ok)


def _outage(source: SourceHealth, now: datetime) -> str:
    name = source_name(source.name)
    if source.as_of is None:
        without = "papers may be missing" if source.name == "arxiv" else "this list is without it"  # some are imported
        return f"{name} has not answered yet; {without}."
    if source.as_of >= now:  # no source answered since
        return f"{name} did not answer lately; what it says here is of {instant(source.as_of)}."
    return f"{name} did not answer; what it says here is {age(now - source.as_of)} old."


def clock(platform: str, ahead: timedelta) -> str:
    """Say how far this machine's clock is from a platform's: ``… is 20 seconds ahead of Slack's``."""
    seconds = round(abs(ahead).total_seconds())
    far = plural(seconds, "second") if seconds < 120 else age(abs(ahead))
    return f"this machine's clock is {far} {'ahead of' if ahead > timedelta() else 'behind'} {platform}'s"


def places(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Name where a paper is: its page, its PDF, its code, its pages at sources; each with its address."""
    named: dict[str, str | None] = {"arXiv": entry.url, "PDF": entry.pdf, "Code": entry.code}
    for mention in entry.mentions:
        if find_info(mention.source).has_paper_pages:
            named.setdefault(source_name(mention.source), mention.url)
    return tuple((name, url) for name, url in named.items() if url and is_allowed_link(url))


def authors(entry: Entry) -> str:
    """Name the first authors and count the others."""
    return truncate_list(entry.authors, AUTHORS_SHOWN)


def engagement(entry: Entry) -> str:
    """Say how much a paper is talked about, source by source; honest where nobody does yet."""
    parts = [f"{source_name(source)}: {counts(source, seen)}" for source, seen in entry.engagement]
    return " · ".join(parts) or "not talked about yet"


def reasons(ranked: Ranked) -> list[str]:
    """Say short what is special about a paper, and its best reasons: ``rising fast``, ``HF 48, top 3 %``."""
    special = [MARKS[mark] for mark in Flag if mark in ranked.flags]
    if ranked.candidate.duplicates:
        special.append(f"same title as {', '.join(ranked.candidate.duplicates)}")
    seen = [each for each in ranked.reasons if each.similar_to or _attention(each.engagement)]
    best = sorted(seen, key=lambda each: -each.points)[:REASONS_SHOWN]
    return [*special, *map(reason, best)]


def reason(why: Reason) -> str:
    """Write a reason short: ``HF 48, top 3 %``."""
    if why.similar_to:
        return f"because you saved “{_short_title(why.similar_to)}”"
    if why.source == TEAM:
        return f"saved or liked by {_attention(why.engagement):,} of your team"
    share = "" if why.tail_share is None or why.tail_share > NEARLY_ALL else f", top {percent(why.tail_share)}"
    return f"{find_info(why.source).short_label or source_name(why.source)} {_attention(why.engagement):,}{share}"


def because(why: Reason, surprise: float) -> str:
    """Say of a reason what was seen, what of it counts, and how unusual that is; *surprise* is rounded to be shown."""
    if why.source == TEAM:
        people = "1 person" if _attention(why.engagement) == 1 else f"{_attention(why.engagement):,} people"
        return f"{people} of this workspace saved it or liked a post of it, surprise {surprise:g}"
    seen = counts(why.source, why.engagement)
    if why.tail_share is None:
        return seen
    whole = "papers talked about there at that age"
    rare = f"as all {whole} have" if why.tail_share > NEARLY_ALL else f"the top {percent(why.tail_share)} of {whole}"
    told = [f"{seen}: {rare}, surprise {surprise:g}"]
    if why.weight != 1:
        told.append(f"That is {round(why.weight, 2):g} times the usual, as this channel weighs it")
    if why.counted < _attention(why.engagement):
        told.append(f"{why.counted:,g} count: nobody counts twice, and a bare link counts half")
    if why.by_author:
        told.append("Its authors speak of it there")
    if why.discounted:
        told.append("This looks wrong, and does not count for the paper's place")
    return ". ".join(told)


def weights(factors: Iterable[tuple[str, float]]) -> str:
    """Say how much a channel's feedback makes of places: ``Hacker News ×1.2, X ×0.8``."""
    return ", ".join(f"{source_name(source)} ×{factor:.2f}" for source, factor in factors)


def collected(papers: int, announcements: int, mentions: int, observations: int, lines: int) -> str:
    """Say what a source brought."""
    parts = [
        f"{plural(papers, 'paper')} new or changed" if papers else "",
        plural(announcements, "new announcement") if announcements else "",
        plural(mentions, "new mention") if mentions else "",
        plural(observations, "new count") if observations else "",
        plural(lines, "new summary line") if lines else "",
    ]
    return ", ".join(part for part in parts if part) or "nothing new"


def _short_title(title: str) -> str:
    return truncate(to_unicode(title), MAX_TITLE_LENGTH)


def _attention(seen: Engagement) -> int:
    return seen.reposts + seen.likes
