"""Stars of papers' code on GitHub, as Hugging Face tells them beside a paper. GitHub itself is not asked."""

from __future__ import annotations

import re

from bot.http.responses import Json
from bot.models.papers import Engagement, Mention
from bot.sources import fields

NAME = "github"
REPOSITORY = re.compile(r"https://github\.com/(?P<owner>[\w-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?")


def star(seen: Mention, stars: Json) -> Mention | None:
    """Return the repository that the page *seen* names, None if it names none or its stars are not known."""
    found = REPOSITORY.fullmatch(seen.code or "")
    if found is None or stars is None:
        return None
    return Mention(
        paper=seen.paper,
        source=NAME,
        id=f"{found['owner']}/{found['name']}",
        url=f"https://github.com/{found['owner']}/{found['name']}",
        author=found["owner"],
        created=seen.created,  # when it was made is not told
        engagement=Engagement(likes=fields.count(stars)),
        observed=seen.observed,
    )
