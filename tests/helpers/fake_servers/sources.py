"""All the places where we learn things, on one loopback address, telling of one day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.config import Settings
from bot.models.papers import Mention
from bot.sources import ALSO_REPORTS, SOURCES, Source
from tests.helpers.fake_servers import bluesky, reddit, semanticscholar
from tests.helpers.fake_servers.arxiv import Arxiv
from tests.helpers.fake_servers.arxiv_texts import Texts
from tests.helpers.fake_servers.bluesky import Bluesky
from tests.helpers.fake_servers.hackernews import HackerNews
from tests.helpers.fake_servers.huggingface import HuggingFace
from tests.helpers.fake_servers.mastodon import Mastodon
from tests.helpers.fake_servers.reddit import Reddit
from tests.helpers.fake_servers.semanticscholar import SemanticScholar
from tests.helpers.fake_servers.serving import Service, serving
from tests.helpers.fake_servers.world import World, build
from tests.helpers.fake_servers.x import TOKEN, X


@dataclass(frozen=True)
class Sources:
    """The stand-ins, what they were asked and what fails, and the settings that lead to them."""

    world: World
    service: Service
    arxiv: Arxiv
    x: X
    reddit: Reddit
    bluesky: Bluesky
    scholar: SemanticScholar
    texts: Texts
    settings: Settings

    @property
    def asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.service.asked]


@asynccontextmanager
async def sources(world: World | None = None, **given: Any) -> AsyncIterator[Sources]:
    """Serve all stand-ins for *world*; what is *given* goes into the settings."""
    world = world or build()
    arxiv, x = Arxiv(world), X(world)
    reddit, bluesky, scholar = Reddit(world), Bluesky(world), SemanticScholar(world)
    others = HuggingFace(world), HackerNews(world), Mastodon(world)
    texts = Texts(arxiv)
    service = Service()
    routes = [route for each in (arxiv, texts, x, reddit, bluesky, scholar, *others) for route in each.routes()]
    async with serving(service.application(routes)) as base:
        yield Sources(world, service, arxiv, x, reddit, bluesky, scholar, texts, settings(base, **given))


def settings(base: str, **given: Any) -> Settings:
    """Return settings for which every source is at *base*."""
    return Settings(
        **{
            "_env_file": None,
            "arxiv_api_url": f"{base}/api/query",
            "arxiv_feed_url": f"{base}/atom",
            "arxiv_html_url": f"{base}/html",
            "arxiv_source_url": f"{base}/src",
            "arxiv_oai_url": f"{base}/oai",
            "HOTPAPERS_ARXIV_DELAY_SECONDS": 0,
            "huggingface_url": f"{base}/api",
            "hackernews_url": f"{base}/api/v1",
            "x_url": f"{base}/2",
            "X_BEARER_TOKEN": TOKEN,
            "reddit_url": f"{base}/reddit",
            "reddit_token_url": f"{base}/reddit/access_token",
            "REDDIT_CLIENT_ID": reddit.CLIENT,
            "REDDIT_CLIENT_SECRET": reddit.SECRET,
            "bluesky_url": f"{base}/bluesky",
            "BLUESKY_HANDLE": bluesky.HANDLE,
            "BLUESKY_APP_PASSWORD": bluesky.PASSWORD,
            "mastodon_instances": (base,),
            "semantic_scholar_url": f"{base}/graph/v1",
            "SEMANTIC_SCHOLAR_API_KEY": semanticscholar.KEY,
        }
        | given
    )


def everything(world: World, source: Source) -> set[Mention]:
    """Return all mentions of *world* that a source is to tell, in its own name and in others'."""
    name = next(name for name, each in SOURCES.items() if each is source)
    return {seen for told in (name, *ALSO_REPORTS.get(name, ())) for seen in world.said(told)}


def at_home(seen: Mention) -> Mention:
    """Return a mention as the world has it: a post on Mastodon is linked at the server where it was found."""
    return replace(seen, url="") if seen.source == "mastodon" else seen
