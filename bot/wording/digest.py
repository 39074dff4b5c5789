"""The sentences of a digest: its heading, scope and health, and the reasons for a score. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from bot.models.digest import Destination, Digest, DigestQuery, Entry, Filter, Ranked, Ranking, Reason
from bot.models.papers import Engagement, SourceHealth
from bot.models.post import DeliveryGuarantee
from bot.models.report import Report
from bot.models.source import find_info
from bot.text.links import is_allowed_link
from bot.text.tex.to_unicode import to_unicode
from bot.text.truncate import truncate, truncate_list
from bot.wording.phrases import TEAM, bar, doubts, marks
from bot.wording.sources import counts, source_name
from bot.wording.units import age, instant, percent, plural, short_day

AUTHORS_SHOWN = 4
CATEGORIES_SHOWN = 2
REASONS_SHOWN = 2  # `why` tells all
NEARLY_ALL = 0.995  # a share that would be written as 100%
MAX_TITLE_LENGTH = 60  # characters of a title within a sentence
FAILED = "Sorry, something went wrong. Try again in a minute."
NOT_SHOWN = "Sorry, I couldn't show the answer here. Try again in a minute."
MAYBE_POSTED = "Slack didn't confirm that my answer was posted here. If you don't see it, ask again."
NO_REPORT = "no new paper qualified this week"
ON_THE_WEB = "This list on the web"
SLIDES = "The slides, with figures and tables."
NOT_DRAWN = "I couldn't create the slides. Here are the papers without them."
NOT_ATTACHED = "I couldn't attach the slides:"
EXCHANGE = "Wrong pick? Swap it:"
FAILED_SLOT = "failed because of a bug; retrying every 5 minutes"
FAILED_DELIVERY = "failed because of a bug; retrying every hour"
THANKS = "Thank you to arXiv for use of its open access interoperability."  # info.arxiv.org/help/api/tou.html


def promise(guarantee: DeliveryGuarantee) -> str:
    """Say what is promised where nothing can be read back."""
    risk = {
        DeliveryGuarantee.AT_LEAST_ONCE: "it may come twice",
        DeliveryGuarantee.AT_MOST_ONCE: "it may not come at all",
    }[guarantee]
    return (
        "Each digest comes once. Only if the connection breaks between sending it and the answer, "
        f"{risk} (HOTPAPERS_DELIVERY_GUARANTEE={guarantee.value})"
    )


def interrupted(said: str, *, may_be_done: bool) -> str:
    """Apologise for a question that a stop cut off."""
    if may_be_done:
        return f"I was restarted while working on “{said}”. Check whether it worked before you ask again."
    return f"I was restarted before I could answer “{said}”. Please ask again."


def heading(digest: Digest | Report) -> str:
    """Name a digest: ``Hot papers · Tue 25 Aug 2020``; or a report: ``Weekly report · 16–22 Nov 2026``."""
    if isinstance(digest, Report):
        return f"Weekly report · {digest.dates}"
    return f"Hot papers · {short_day(digest.date, with_year=True)}"


def contents(bulletin: Report) -> str:
    """Say what a report's thread holds."""
    return f"{plural(len(bulletin.entries), 'paper')}. Slides are in the thread."


def row(cells: tuple[tuple[str, str], ...]) -> str:
    """Write the best row of a table: ``Ours: accuracy 91.2, F1 88.0``."""
    (_, name), *others = cells
    return f"{name}: " + ", ".join(" ".join(filter(None, cell)) for cell in others) if others else name


def scope(digest: Digest) -> str:
    """Say what a digest was chosen from: ``hottest 10 of 812 papers · cs, stat.ML · last 3 arXiv listings``."""
    shown, papers = len(digest.entries), plural(digest.announced, "paper")
    if not (shown and digest.announced):
        return described(digest.choices)
    chosen = papers if shown == digest.announced else f"hottest {shown} of {papers}"
    return f"{chosen} · {described(digest.choices)}"


def described(choices: DigestQuery) -> str:
    """Say in one line what is asked for."""
    listings = "one arXiv listing" if choices.days == 1 else f"last {choices.days} arXiv listings"
    order = ["by total counts"] if choices.ranking is Ranking.CLASSIC else []
    return " · ".join([wanted(choices.filter), listings, *order])


def wanted(filter: Filter) -> str:
    """Say which papers a filter is for: ``cs.CV, cs.LG · “graph” · without “survey” · by Ada Lovelace``."""
    parts = [", ".join(filter.categories), *(f"“{word}”" for word in filter.words)]
    parts += [f"without “{word}”" for word in filter.excluded]
    parts += [f"by {author}" for author in filter.authors]
    return " · ".join(part for part in parts if part)


def data_as_of(digest: Digest) -> str:
    """Return when the counts were updated: ``updated 09:12 UTC``, with the day unless it is the digest's own."""
    moment = digest.as_of.astimezone(UTC)
    day = "" if moment.date() == digest.date else f"{short_day(moment, with_year=moment.year != digest.date.year)}, "
    return f"updated {day}{moment:%H:%M} UTC"


def gone(destination: Destination, reason: str) -> str:
    """Return the message to the owner of a digest that can no longer be posted."""
    return (
        f"I can't post to {destination.channel} anymore, so I paused the digest you set up there. "
        f"Reason: {reason.rstrip('.')}. Fix it, then press Resume."
    )


def health(digest: Digest) -> tuple[str, ...]:
    """Return one line on the sources that are unavailable and how old their counts are; nothing if all are fine."""
    failed = [source for source in digest.sources if not source.ok]
    absent = [source for source in failed if source.as_of is None and source.name != "arxiv"]
    told = [
        _outdated([source for source in failed if source.as_of], digest.as_of),
        "arXiv hasn't responded yet. Some papers may be missing."  # some are imported
        if any(source.name == "arxiv" and source.as_of is None for source in failed)
        else "",
        f"No data from {_named(absent)} yet, so this list doesn't include {'it' if len(absent) == 1 else 'them'}."
        if absent
        else "",
    ]
    line = " ".join(filter(None, told))
    return (line,) if line else ()


def _outdated(sources: Sequence[SourceHealth], now: datetime) -> str:
    moments = [source.as_of for source in sources if source.as_of]
    if not moments:
        return ""
    oldest, is_one = min(moments), len(sources) == 1
    what = "data is" if any(source.name == "arxiv" for source in sources) else "counts are"
    since = (
        f"from {instant(oldest)}" if oldest >= now else f"{age(now - oldest)} old"
    )  # at *now*, none has answered since
    most = "" if oldest >= now or len({*moments}) == 1 else "up to "
    whose = "Its" if is_one else "Their"
    return f"{_named(sources)} {'is' if is_one else 'are'} unavailable. {whose} {what} {most}{since}."


def _named(sources: Sequence[SourceHealth]) -> str:
    *others, last = (source_name(source.name) for source in sources)
    return f"{', '.join(others)} and {last}" if others else last


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


def heat(entry: Entry) -> str:
    """Return a paper's score as a small bar; a total of counts as a number, and nothing without discussion."""
    if not entry.engagement:
        return ""
    return bar(entry.score) if entry.ranking is Ranking.HOT else f"🔥 {entry.score:,.0f}"


def glance(entry: Entry) -> str:
    """Return one line about a paper: its score, why it is hot, first author, categories."""
    first = f"{entry.authors[0]} et al." if len(entry.authors) > 1 else "".join(entry.authors)
    why = entry.phrase or engagement(entry)  # digests that were stored before phrases have none
    return " · ".join(filter(None, [heat(entry), why, first, ", ".join(entry.categories[:CATEGORIES_SHOWN])]))


def authors(entry: Entry) -> str:
    """Name the first authors and count the others."""
    return truncate_list(entry.authors, AUTHORS_SHOWN)


def engagement(entry: Entry) -> str:
    """Say how much a paper is talked about, source by source; honest where it is not yet."""
    parts = [f"{source_name(source)}: {counts(source, seen)}" for source, seen in entry.engagement]
    return " · ".join(parts) or "no discussion yet"


def reasons(ranked: Ranked) -> list[str]:
    """Say short what is special about a paper, and its best reasons: ``rising fast``, ``HF 48 (top 3%)``."""
    special = [*marks(ranked)]
    if ranked.candidate.duplicates:
        special.append(f"same title as {', '.join(ranked.candidate.duplicates)}")
    seen = [each for each in ranked.reasons if each.similar_to or _attention(each.engagement)]
    best = sorted(seen, key=lambda each: -each.points)[:REASONS_SHOWN]
    return [*special, *map(reason, best)]


def reason(why: Reason) -> str:
    """Write a reason short: ``HF 48 (top 3%)``."""
    if why.similar_to:
        return f"because you saved “{_short_title(why.similar_to)}”"
    if why.source == TEAM:
        number = _attention(why.engagement)
        return f"saved or liked by {'1 person' if number == 1 else f'{number:,} people'} on your team"
    share = "" if why.tail_share is None or why.tail_share > NEARLY_ALL else f" (top {percent(why.tail_share)})"
    return f"{find_info(why.source).short_label or source_name(why.source)} {_attention(why.engagement):,}{share}"


def because(why: Reason, surprise: float) -> str:
    """Say of a reason what was seen, what of it counts, and how unusual that is; *surprise* is rounded to be shown."""
    if why.source == TEAM:
        people = "1 person" if _attention(why.engagement) == 1 else f"{_attention(why.engagement):,} people"
        return f"{people} in this workspace saved it or liked a post about it (surprise {surprise:g})"
    seen = counts(why.source, why.engagement)
    if why.tail_share is None:
        return seen
    rare = (
        ", no more than any other discussed paper this age"
        if why.tail_share > NEARLY_ALL
        else f". Top {percent(why.tail_share)} of papers this age on {source_name(why.source)}"
    )
    told = [f"{seen}{rare} (surprise {surprise:g})"]
    if why.weight != 1:
        told.append(f"Weighted ×{round(why.weight, 2):g} by this channel's feedback")
    told += doubts(why)
    if why.counted < _attention(why.engagement):
        told.append(f"{round(why.counted):,} counted: one per account, link-only posts count half")
    if why.alone:
        told.append(f"Without the limit for one source it's {surprise + why.alone:.2f}: no other source has as much")
    if why.by_author:
        told.append("Posted by an author")
    return ". ".join(told)


def weights(factors: Iterable[tuple[str, float]]) -> str:
    """Return the weights of sources by a channel's feedback: ``Hacker News ×1.2, X ×0.8``."""
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
