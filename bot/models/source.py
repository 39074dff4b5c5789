"""The sources: what the other packages know about each. Pure values, so that every layer can read them.

A source is one module in `bot/sources` with a function `fetch`, and one entry here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What the other packages know about one source.

    `label` is its name for people, `short_label` the one in a list of reasons. `like_word`, `repost_word` and
    `reply_word` are what a like, a repost and a reply are called there; `summary_label` says whose a one-line summary
    is, if the source gives some. Links may lead to `link_hosts`.

    It is asked only with all `required_settings`, and again after `poll_interval`. `addresses` are the settings that
    hold the addresses it asks; a source without such a setting names the address itself. What a source with `is_paid`
    may spend in a day is booked before it is asked. With `reads_older_papers`, it is asked about papers of before.
    A mention in one with `has_paper_pages` is a page of the paper there, not a post about it.
    `also_reports` are the sources that it speaks for and that are not asked themselves.
    """

    name: str
    label: str
    short_label: str = ""
    like_word: str = "like"
    repost_word: str = "repost"
    reply_word: str = "reply"
    summary_label: str = ""
    link_hosts: tuple[str, ...] = ()
    required_settings: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    poll_interval: timedelta = timedelta(hours=1)
    is_paid: bool = False
    reads_older_papers: bool = False
    has_paper_pages: bool = False
    also_reports: tuple[str, ...] = ()


def _by_name(infos: Iterable[SourceInfo]) -> Mapping[str, SourceInfo]:
    return {info.name: info for info in infos}


SOURCE_INFOS = _by_name((
    SourceInfo(
        "arxiv", "arXiv", link_hosts=("arxiv.org",), poll_interval=timedelta(minutes=30),
        addresses=("arxiv_api_url", "arxiv_feed_url", "arxiv_html_url", "arxiv_source_url", "arxiv_oai_url"),
    ),
    SourceInfo(
        "huggingface", "Hugging Face", "HF", like_word="upvote", reply_word="comment",
        summary_label="AI summary of Hugging Face", link_hosts=("huggingface.co",), addresses=("huggingface_url",),
        also_reports=("github",), has_paper_pages=True,
    ),
    SourceInfo(
        "hackernews", "Hacker News", "HN", like_word="point", reply_word="comment",
        link_hosts=("news.ycombinator.com",), addresses=("hackernews_url",),
    ),
    SourceInfo(
        "reddit", "Reddit", like_word="point", reply_word="comment", link_hosts=("www.reddit.com",),
        required_settings=("reddit_client_id", "reddit_client_secret"), addresses=("reddit_url", "reddit_token_url"),
    ),
    SourceInfo(
        "bluesky", "Bluesky", link_hosts=("bsky.app",), addresses=("bluesky_url",),
        required_settings=("bluesky_handle", "bluesky_app_password"),
        poll_interval=timedelta(hours=3),  # every day that is young costs some requests
    ),
    SourceInfo(
        "mastodon", "Mastodon", like_word="favourite", repost_word="boost", addresses=("mastodon_instances",),
        link_hosts=("fediscience.org", "mastodon.social", "mathstodon.xyz", "scholar.social", "sigmoid.social"),
        required_settings=("mastodon_instances", "mastodon_hashtags"),
    ),  # its largest servers, and those where researchers are
    SourceInfo(
        "semanticscholar", "Semantic Scholar", "S2", like_word="citation", repost_word="influential citation",
        summary_label="TLDR of Semantic Scholar", link_hosts=("www.semanticscholar.org",),
        required_settings=("semantic_scholar_api_key",), addresses=("semantic_scholar_url",),
        poll_interval=timedelta(days=7), reads_older_papers=True,
    ),
    SourceInfo(
        "x", "X", link_hosts=("twitter.com", "x.com"), required_settings=("x_bearer_token", "x_daily_reads"),
        addresses=("x_url",), poll_interval=timedelta(hours=6), is_paid=True,
    ),
))  # fmt: skip
"""All sources by name, in the order in which they are polled."""

OTHER_INFOS = _by_name((
    SourceInfo("github", "GitHub", like_word="star"),
    SourceInfo("reader", "You"),
    SourceInfo("team", "Your team"),
))  # fmt: skip
"""Names that mentions and weights use as a source. They are never polled: other sources or readers report them."""


def find_info(name: str) -> SourceInfo:
    """Return the entry of a source. An unknown one gets its own name as its label."""
    return SOURCE_INFOS.get(name) or OTHER_INFOS.get(name) or SourceInfo(name, name)
