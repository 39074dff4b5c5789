"""Render pages as HTML. Templates escape all external text, and links lead only to allowed hosts. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from adapters.web import page_paths
from adapters.web.heat_bar import css_of
from adapters.web.list_view import ListView, Turn, heading_of, title_of
from adapters.web.page_paths import PageLinks
from adapters.web.paper_lists import StripDay
from adapters.web.paper_pages import PaperPage
from bot import wording
from bot.arxiv import categories, licenses
from bot.models.papers import SourceHealth
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from bot.text.tex.to_unicode import to_unicode
from bot.wording import paper_facts

MENTIONS_SHOWN, POSTS_SHOWN = 25, 5  # on the page of a paper, and in a list
STATIC = ("style.css", "keys.js")
HOSTILE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}  # in JSON inside HTML


@dataclass(frozen=True, slots=True)
class PageRenderer:
    """Renders pages whose links are *links*. *address* is public, empty if unknown; *is_file* means static files."""

    links: PageLinks
    address: str = ""
    is_file: bool = False

    def list(self, view: ListView, here: str | None, card: str = "") -> str:
        """Return the page of a list. *here* is the entry of the navigation that it belongs to."""
        return self._render("list.html", view=view, here=here, card=card)

    def paper(self, view: PaperPage, card: str = "") -> str:
        """Return the page of a paper."""
        return self._render(
            "paper.html", view=view, here=None, card=card, facts=_facts(view), linked_data=linked_data(view),
            mentions_shown=MENTIONS_SHOWN,
        )  # fmt: skip

    def days(self, days: Sequence[PublishedListing], files: Sequence[Turn]) -> str:
        """Return the page that lists days, newest first."""
        return self._render("days.html", days=days, files=files, here="")

    def message(
        self,
        heading: str,
        sentence: str,
        days: Sequence[StripDay] = (),
        turns: tuple[Turn | None, Turn | None] = (None, None),
    ) -> str:
        """Return a page with one sentence, and links onward."""
        before, after = turns
        return self._render(
            "message.html", heading=heading, sentence=sentence, days=days, before=before, after=after, here=None
        )

    def ranking(self, collected: Sequence[str]) -> str:
        """Return the page about the ranking."""
        return self._render("ranking.html", here="ranking", categories=", ".join(collected))

    def status(self, sentence: str, sources: Sequence[SourceHealth]) -> str:
        """Return the page about data and sources."""
        return self._render("status.html", here="status", sentence=sentence, sources=sources)

    def _render(self, name: str, **values: Any) -> str:
        stamp = "" if self.is_file else f"?v={template_version()}"
        absolute = PageLinks(f"{self.address}/", self.links.suffix)
        common = {
            "absolute": absolute,
            "links": self.links,
            "address": self.address,
            "is_file": self.is_file,
            "stamp": stamp,
            "card": "",
        }
        return _templates().get_template(name).render(common | values)


@dataclass(frozen=True, slots=True)
class PublishedListing:
    """A day in the list of days: its path, its date, the title of its first paper, and what it has."""

    path: str
    date: date
    first: str
    about: str


@cache
def static_file(name: str) -> bytes:
    """Return a style sheet or script."""
    return files("adapters.web").joinpath("static", name).read_bytes()


@cache
def template_version() -> str:
    """Return a text that changes with any template, style sheet or script."""
    digest = hashlib.sha256()
    for folder in ("templates", "static"):
        for file in sorted(files("adapters.web").joinpath(folder).iterdir(), key=lambda file: file.name):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def linked_data(view: PaperPage) -> Markup:
    """Return a paper as schema.org's ScholarlyArticle, safe inside a script element."""
    paper, entry = view.paper, view.entry
    article = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": entry.title,
        "identifier": f"arXiv:{entry.id}",
        "url": entry.url,
        "author": [{"@type": "Person", "name": name} for name in entry.authors],
        "datePublished": paper.published.date().isoformat() if paper.published else None,
        "license": paper.license,
        "abstract": entry.abstract,
    }
    text = json.dumps({name: value for name, value in article.items() if value}, ensure_ascii=False)
    return Markup(text.translate(HOSTILE))  # noqa: S704 - nothing is left that ends the element


def _facts(view: PaperPage) -> list[tuple[str, str]]:
    paper = view.paper
    told = {
        "Categories": ", ".join(f"{code} ({categories.name(code)})" for code in paper.categories),
        "Versions": paper_facts.versions(paper),
        "Announced": paper_facts.announced(view.announcements),
        "Comment": to_unicode(paper.comment or ""),
        "Journal": to_unicode(paper.journal or ""),
        "DOI": paper.doi or "",
        "License": licenses.name(paper.license) if paper.license else "",
    }
    return [(name, text) for name, text in told.items() if text]


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("adapters.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "lines": _lines}
    environment.tests |= {"exists_in": _exists}
    environment.globals |= {
        "wording": wording,
        "allowed": is_allowed_link,
        "paths": page_paths,
        "css_of": css_of,
        "title_of": title_of,
        "heading_of": heading_of,
        "posts_shown": POSTS_SHOWN,
    }
    return environment


def _finalize(value: object) -> object:
    return sanitize(value) if type(value) is str else value  # Markup is another type and already escaped


def _exists(path: str, links: PageLinks) -> bool:
    return bool(links.to(path))


def _lines(text: str) -> Markup:
    """Return text whose lines stay apart."""
    return Markup("\n").join(sanitize(line) for line in text.splitlines())


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B} {moment.year}"
