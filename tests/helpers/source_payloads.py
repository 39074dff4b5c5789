"""Answers in the shapes that the sources were recorded in, made from our own values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from bot.models.papers import Announcement, Engagement, Mention, Paper

LISTED_AT = "T00:00:00-05:00"  # midnight in New York, in winter


# --- arXiv ---------------------------------------------------------------------------------------------------


def api_page(papers: Sequence[Paper], total: int | None = None, start: int = 0) -> bytes:
    """A page of the query API; *total* says how many papers there are over all pages."""
    return _api("".join(map(_api_entry, papers)), len(papers) if total is None else total, start)


def api_error(summary: str) -> bytes:
    where = f"https://arxiv.org/api/errors#{summary.replace(' ', '_')}"
    entry = f"<entry><id>{where}</id><title>Error</title><summary>{escape(summary)}</summary></entry>"
    return _api(entry, 1, 0)


def _api(entries: str, total: int, start: int) -> bytes:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" \
xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/synthesised</id>
  <title>arXiv Query: synthesised</title>
  <updated>2026-01-15T09:00:00Z</updated>
  <opensearch:itemsPerPage>2000</opensearch:itemsPerPage>
  <opensearch:totalResults>{total}</opensearch:totalResults>
  <opensearch:startIndex>{start}</opensearch:startIndex>
{entries}</feed>
""".encode()


def _api_entry(paper: Paper) -> str:
    extras = {"comment": paper.comment, "journal_ref": paper.journal, "doi": paper.doi}
    return f"""  <entry>
    <id>http://arxiv.org/abs/{paper.id}v{paper.version or 1}</id>
    <title>{escape(paper.title)}</title>
    <updated>{_instant(paper.updated or paper.published)}</updated>
    <link href="https://arxiv.org/abs/{paper.id}v{paper.version or 1}" rel="alternate" type="text/html"/>
    <summary>  {escape(paper.abstract)}
</summary>
    {_terms(paper.categories, ' scheme="http://arxiv.org/schemas/atom"')}
    <category term="68T07 (Primary) 68T45, 62M10" scheme="http://arxiv.org/schemas/atom"/>
    <published>{_instant(paper.published)}</published>
    {"".join(f"<arxiv:{name}>{escape(text)}</arxiv:{name}>" for name, text in extras.items() if text)}
    <arxiv:primary_category term="{paper.categories[0]}"/>
    {"".join(f"<author><name>{escape(name)}</name></author>" for name in paper.authors)}
  </entry>
"""


def feed(category: str, day: date, lines: Iterable[tuple[Paper, Announcement]] = ()) -> bytes:
    """The announcement feed of a category as it was made at midnight of *day*."""
    entries = "".join(_feed_entry(paper, line) for paper, line in lines)
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>http://rss.arxiv.org/atom/{category}</id>
  <title>{category} updates on arXiv.org</title>
  <updated>{day}T05:00:19.866337+00:00</updated>
  <link href="http://rss.arxiv.org/atom/{category}" rel="self" type="application/atom+xml"/>
  <subtitle>{category} updates on the arXiv.org e-print archive.</subtitle>
{entries}</feed>
""".encode()


def feed_error(query: str) -> bytes:
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed error for query: {escape(query)}</title></feed>
""".encode()


def _feed_entry(paper: Paper, line: Announcement) -> str:
    version = f"{paper.id}v{line.version or 1}"
    extras = {"arxiv:journal_reference": paper.journal, "arxiv:DOI": paper.doi, "dc:rights": paper.license}
    return f"""  <entry>
    <id>oai:arXiv.org:{version}</id>
    <title>{escape(paper.title)}</title>
    <updated>{line.date}T05:00:19.899254+00:00</updated>
    <link href="https://arxiv.org/abs/{paper.id}" rel="alternate" type="text/html"/>
    <summary>arXiv:{version} Announce Type: {line.type}
Abstract: {escape(paper.abstract)}</summary>
    {_terms(paper.categories)}
    <published>{line.date}{LISTED_AT}</published>
    <arxiv:announce_type>{line.type}</arxiv:announce_type>
    {"".join(f"<{name}>{escape(text)}</{name}>" for name, text in extras.items() if text)}
    <dc:creator>{escape(", ".join(paper.authors))}</dc:creator>
  </entry>
"""


def _terms(categories: Iterable[str], more: str = "") -> str:
    return "".join(f"<category term={quoteattr(category)}{more}/>" for category in categories)


# --- Hugging Face --------------------------------------------------------------------------------------------


def daily_paper(mention: Mention, title: str = "A Title", stars: int | None = None, **given: Any) -> dict[str, Any]:
    """An element of a day's list; *stars* are those of its code."""
    return {
        "paper": {
            "id": mention.paper,
            "authors": [{"_id": "6968", "name": "Ada Lovelace", "hidden": False}],
            "publishedAt": _instant(mention.created),
            "submittedOnDailyAt": _instant(mention.created),
            "title": title,
            "submittedOnDailyBy": {"fullname": mention.name, "user": mention.author, "type": "user"},
            "upvotes": mention.engagement.likes,
            **({"githubRepo": mention.code} if mention.code else {}),
            **({"githubStars": stars} if stars is not None else {}),
        }
        | given,
        "publishedAt": _instant(mention.created),
        "title": title,
        "numComments": mention.engagement.replies,
        "submittedBy": {"fullname": mention.name, "name": mention.author, "type": "user"},
    }


# --- Hacker News ---------------------------------------------------------------------------------------------


def abs_link(mention: Mention) -> str:
    return f"https://arxiv.org/abs/{mention.paper}"


def hit(mention: Mention, link: Callable[[Mention], str] = abs_link) -> dict[str, Any]:
    """A story that leads to a paper, or a comment that links to it if no one gave it points."""
    leads_to = link(mention)
    is_story = mention.engagement != Engagement()
    html = f'See what they measure in <a href="{leads_to.replace("/", "&#x2F;")}" rel="nofollow">{leads_to[:24]}...</a>'
    return {
        "created_at": _instant(mention.created),
        "title": "Something that was read" if is_story else None,
        "url": leads_to if is_story else None,
        "author": mention.author,
        "points": mention.engagement.likes if is_story else None,
        "story_text": None,
        "comment_text": None if is_story else html,
        "num_comments": mention.engagement.replies if is_story else None,
        "story_id": None if is_story else 1,
        "created_at_i": int(mention.created.timestamp()),
        "_tags": ["story" if is_story else "comment", f"author_{mention.author}"],
        "objectID": mention.id,
    }


def hits(found: Sequence[Any], total: int | None = None, page: int = 0, per_page: int = 1000) -> dict[str, Any]:
    """A page of a search."""
    total = len(found) if total is None else total
    return {
        "hits": found,
        "nbHits": total,
        "page": page,
        "nbPages": -(-min(total, 1000) // per_page),
        "hitsPerPage": per_page,
        "exhaustiveNbHits": True,
        "processingTimeMS": 3,
        "query": "arxiv.org",
    }


# --- X -------------------------------------------------------------------------------------------------------


def post(mention: Mention, link: Callable[[Mention], str] = abs_link) -> dict[str, Any]:
    """A post that links to a paper by a short link, as all posts do."""
    leads_to = link(mention)
    original = [{"type": "retweeted", "id": mention.repost_of}] if mention.repost_of else []
    return {
        "id": mention.id,
        "author_id": mention.author,
        "edit_history_tweet_ids": [mention.id],
        "text": "Something to read https://t.co/abcdefghij",
        "created_at": _instant(mention.created),
        "entities": {
            "urls": [{"url": "https://t.co/abcdefghij", "expanded_url": leads_to, "display_url": leads_to[8:30]}]
        },
        "public_metrics": {
            "retweet_count": mention.engagement.reposts,
            "reply_count": mention.engagement.replies,
            "like_count": mention.engagement.likes,
            "quote_count": 1,
            "bookmark_count": 2,
            "impression_count": 999,
        },
        **({"referenced_tweets": original} if original else {}),
    }


def posts(
    mentions: Sequence[Mention], following: str = "", link: Callable[[Mention], str] = abs_link
) -> dict[str, Any]:
    """A page of a search."""
    meta = {"result_count": len(mentions), **({"next_token": following} if following else {})}
    if not mentions:
        return {"meta": meta}
    ids = {"newest_id": mentions[0].id, "oldest_id": mentions[-1].id}
    return {"data": [post(mention, link) for mention in mentions], "meta": ids | meta}


# --- Reddit --------------------------------------------------------------------------------------------------


def is_self(mention: Mention) -> bool:
    """Say whether a post has a text of its own; the others are links."""
    return int(mention.id, 36) % 2 == 0


def reddit_post(mention: Mention, link: Callable[[Mention], str] = abs_link, **given: Any) -> dict[str, Any]:
    leads_to = link(mention)
    page = f"https://www.reddit.com/r/MachineLearning/comments/{mention.id}/something/"
    text = f"The third section & its proof are worth the time: {leads_to}" if is_self(mention) else ""
    return {
        "kind": "t3",
        "data": {
            "id": mention.id,
            "name": f"t3_{mention.id}",
            "title": "[R] Something that was read",
            "author": mention.author,
            "subreddit": "MachineLearning",
            "score": mention.engagement.likes,
            "ups": mention.engagement.likes,
            "upvote_ratio": 0.97,
            "num_comments": mention.engagement.replies,
            "created_utc": float(int(mention.created.timestamp())),
            "permalink": page.removeprefix("https://www.reddit.com"),
            "url": page if is_self(mention) else leads_to,
            "is_self": is_self(mention),
            "selftext": text,
            "over_18": False,
            "removed_by_category": None,
            **({"crosspost_parent": f"t3_{mention.crosspost_of}"} if mention.crosspost_of else {}),
        }
        | given,
    }


def reddit_listing(
    mentions: Sequence[Mention],
    after: str | None = None,
    link: Callable[[Mention], str] = abs_link,
    *,
    is_raw: bool = True,
) -> dict[str, Any]:
    """A page of a search; without *is_raw* its texts are escaped."""
    posts = [reddit_post(mention, link) for mention in mentions]
    for post in posts if not is_raw else []:
        post["data"]["selftext"] = escape(post["data"]["selftext"])
    data = {"children": posts, "after": after, "before": None, "dist": len(posts), "modhash": ""}
    return {"kind": "Listing", "data": data}


# --- Bluesky -------------------------------------------------------------------------------------------------


def bluesky_post(mention: Mention, link: Callable[[Mention], str] = abs_link) -> dict[str, Any]:
    """A post whose text shows the beginning of a link that a facet holds whole."""
    leads_to = link(mention)
    shown = leads_to.removeprefix("https://")[:20] + "..."
    did = mention.id.split("/")[2]
    facet = {"$type": "app.bsky.richtext.facet#link", "uri": leads_to}
    return {
        "uri": mention.id,
        "cid": "bafyreistandin",
        "author": {"did": did, "handle": mention.author, "displayName": mention.name, "labels": []},
        "record": {
            "$type": "app.bsky.feed.post",
            "text": f"we read this one twice, and so should you {shown}",
            "createdAt": _instant(mention.created),
            "facets": [{"features": [facet], "index": {"byteStart": 43, "byteEnd": 66}}],
            "langs": ["en"],
        },
        "replyCount": mention.engagement.replies,
        "repostCount": mention.engagement.reposts,
        "likeCount": mention.engagement.likes,
        "quoteCount": 1,
        "bookmarkCount": 2,
        "indexedAt": _instant(mention.created),
        "labels": [],
    }


def bluesky_posts(
    mentions: Sequence[Mention], cursor: str = "", link: Callable[[Mention], str] = abs_link
) -> dict[str, Any]:
    """A page of a search."""
    found = {"posts": [bluesky_post(mention, link) for mention in mentions]}
    return found | ({"cursor": cursor} if cursor else {})


# --- Mastodon ------------------------------------------------------------------------------------------------


def status_id(mention: Mention) -> str:
    """The id of a post at a server, which is made of its time."""
    return str(int(mention.created.timestamp() * 1000) << 16)


def status(mention: Mention, link: Callable[[Mention], str] = abs_link, **given: Any) -> dict[str, Any]:
    """A post as HTML, its link cut in pieces as Mastodon cuts them."""
    leads_to = link(mention)
    rest = leads_to.removeprefix("https://")
    anchor = (
        f'<a href="{leads_to}" target="_blank" rel="nofollow noopener"><span class="invisible">https://</span>'
        f'<span class="ellipsis">{rest[:20]}</span><span class="invisible">{rest[20:]}</span></a>'
    )
    return {
        "id": status_id(mention),
        "uri": mention.id,
        "url": mention.id,
        "created_at": _instant(mention.created),
        "in_reply_to_id": None,
        "reblog": None,
        "visibility": "public",
        "content": f"<p>we read this one twice, and so should you<br />{anchor}</p>",
        "account": {"acct": mention.author, "display_name": mention.name, "bot": False},
        "reblogs_count": mention.engagement.reposts,
        "favourites_count": mention.engagement.likes,
        "replies_count": mention.engagement.replies,
        "tags": [{"name": "arxiv"}],
        "card": None,
    } | given


# --- Semantic Scholar ----------------------------------------------------------------------------------------


def scholarly(mention: Mention, **given: Any) -> dict[str, Any]:
    """A paper of a batch."""
    return {
        "paperId": mention.id,
        "externalIds": {"ArXiv": mention.paper, "CorpusId": 276},
        "citationCount": mention.engagement.likes,
        "influentialCitationCount": mention.engagement.reposts,
        "tldr": {"model": "tldr@v2.0.0", "text": f"It is about {mention.paper}."},
        "publicationDate": mention.created.date().isoformat(),
    } | given


def body(payload: Any) -> bytes:
    return json.dumps(payload).encode()


def _instant(moment: datetime | None) -> str:
    assert moment is not None, "this paper needs its dates"
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
