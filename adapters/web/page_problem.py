"""Why there is no page: a sentence, and an HTTP status."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from bot.errors import HotPapersError
from bot.models.command import ShowHotList

COLLECTING = timedelta(minutes=2)
"""When to try again while the first papers are collected."""


class PageProblem(HotPapersError):
    """There is no such page. *asked* is the list that the sentence is about; others are linked from its page."""

    def __init__(
        self,
        sentence: str,
        status: HTTPStatus = HTTPStatus.NOT_FOUND,
        asked: ShowHotList | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.status, self.asked, self.retry_after = sentence, status, asked, retry_after


def not_found(what: str) -> PageProblem:
    """Return the problem of an address that leads nowhere."""
    return PageProblem(f"There is no page “{what}” here.")


def bad_request(sentence: str) -> PageProblem:
    """Return the problem of a request that can't be understood."""
    return PageProblem(sentence, HTTPStatus.BAD_REQUEST)
