"""Render HTML: a digest as one file, and a day's list for the feed. Pure.

A page is one file without scripts, fonts or pictures to load. Templates escape all external text, and only `link` in
`parts.html` creates links.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import jinja2

from adapters.site.days import PublishedDay
from adapters.site.json import instant
from bot import wording
from bot.models.digest import Digest
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from bot.text.truncate import truncate_list

POSTS_SHOWN = 5


def file_name(name: str) -> str:
    """Return the file name of a day's page: ``2020-08-25.html``."""
    return f"{name}.html"


def render(digest: Digest) -> str:
    """Return *digest* as a page that stands alone."""
    return _template("day.html").render(digest=digest, posts_shown=POSTS_SHOWN)


def listing(day: PublishedDay) -> str:
    """Return a day's list as an HTML fragment, for feed readers."""
    return _template("listing.html").render(day=day).strip()


def _template(name: str) -> jinja2.Template:
    return _templates().get_template(name)


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("adapters.site"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"instant": instant, "spoken": _human_date}
    environment.globals |= {"wording": wording, "allowed": is_allowed_link, "shorten_list": truncate_list}
    return environment


def _finalize(value: object) -> object:
    return sanitize(value) if type(value) is str else value  # Markup is another type and already escaped


def _human_date(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
