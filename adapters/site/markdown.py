"""Render a day in the format of the Hot Papers blog: Markdown with YAML front matter. Pure.

The keys and the order are those of its posts (https://github.com/TatsuyaShirakawa/daily-arxiv-gatsby), but times
are in UTC, each title has a summary, other sources follow X's counts, posts are quoted without scripts, and there is no
picture: the blog's came with its theme.
"""

from __future__ import annotations

import json

from adapters.site.json import instant
from bot import wording
from bot.arxiv import categories
from bot.models.digest import Digest, Entry, Ranking
from bot.models.papers import Engagement, Mention
from bot.text.links import is_allowed_link
from bot.text.markdown import escape
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate_list

AUTHORS_LISTED = 50
BLOG_SOURCE = "x"
POSTS_QUOTED = 10  # the blog's maximum


def file_name(name: str) -> str:
    """Return the file name of a day's post: ``2020-08-25---Hot-Papers.md``."""
    return f"{name}---Hot-Papers.md"


def render(digest: Digest, name: str = "") -> str:
    """Return *digest* as a post. External text is escaped for CommonMark, GFM, YAML and Liquid."""
    papers = [part for rank, entry in digest.numbered() for part in _paper(rank, entry, digest)]
    return (
        "\n\n".join(
            [_front_matter(digest, name or digest.date.isoformat()), *_notes(digest), *papers, "---", _colophon(digest)]
        )
        + "\n"
    )


def _front_matter(digest: Digest, name: str) -> str:
    day = digest.date.isoformat()
    lines = [
        "---",
        f"title: {wording.heading(digest)}",
        f"date: {instant(digest.as_of)}",
        'template: "post"',
        "draft: false",
        f'slug: "hot-papers-{name}"',
        'category: "arXiv"',
        "tags:",
        *(f"  - {_quoted(tag)}" for tag in _tags(digest)),
        f'description: "Hot papers {day}"',
        "---",
    ]
    return "\n".join(lines)


def _tags(digest: Digest) -> list[str]:
    sources = {source: None for entry in digest.entries for source, _ in entry.engagement}
    return ["arXiv", *map(wording.source_name, sources), *map(categories.name, digest.choices.filter.categories)]


def _quoted(text: str) -> str:
    return json.dumps(sanitize(text), ensure_ascii=False)  # JSON strings are valid YAML


def _notes(digest: Digest) -> list[str]:
    return [f"> {escape(note)}" for note in (digest.note, *wording.health(digest)) if note]


def _paper(rank: int, entry: Entry, digest: Digest) -> list[str]:
    withdrawn = " (withdrawn)" if entry.withdrawn else ""
    hot = digest.choices.ranking is Ranking.HOT
    told = _counts(entry)
    if hot and entry.reasons:
        told = f"score: {entry.score:.0f}, {escape(' · '.join(entry.reasons))}"
    parts = [
        f"# {rank}. {escape(entry.title)}{withdrawn}",
        escape(f"{entry.summary} {wording.credit(entry)}".strip()),
        escape(truncate_list(entry.authors, AUTHORS_LISTED)),
        f"- {told} ({digest.as_of:%m/%d/%Y %H:%M:%S} UTC)",
        f"- links: {_links(entry)}\n- {_categories(entry)}",
        escape(entry.abstract),
        *(_post(mention) for mention in entry.mentions[:POSTS_QUOTED]),
    ]
    return [part for part in parts if part]


def _counts(entry: Entry) -> str:
    blog_first = sorted(entry.engagement, key=lambda pair: pair[0] != BLOG_SOURCE)
    return " · ".join(_seen(source, seen) for source, seen in blog_first) or wording.engagement(entry)


def _seen(source: str, seen: Engagement) -> str:
    if source == BLOG_SOURCE:
        return f"retweets: {seen.reposts}, favorites: {seen.likes}"
    return escape(f"{wording.source_name(source)}: {wording.counts(source, seen)}")


def _links(entry: Entry) -> str:
    named = [("abs", entry.url), ("pdf", entry.pdf), ("code", entry.code)]
    return " | ".join(_link(name, url) for name, url in named if url)


def _categories(entry: Entry) -> str:
    return " | ".join(_link(name, f"https://arxiv.org/list/{name}/recent") for name in entry.categories)


def _link(text: str, url: str) -> str:
    return f"[{escape(text)}]({url.replace('&', '&amp;')})" if is_allowed_link(url) else escape(text)


def _post(mention: Mention) -> str:
    return f"> {_link(wording.mention(mention), mention.url)}, {wording.instant(mention.created)}"


def _colophon(digest: Digest) -> str:
    return escape(f"{wording.scope(digest)} · {wording.data_as_of(digest)}. {wording.THANKS}")
