"""Open views at once and fill them later: a trigger expires after three seconds.

https://docs.slack.dev/surfaces/modals#updating_views
"""

from __future__ import annotations

import asyncio
import logging

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.api.errors import FAILURES, UNCERTAIN_ERRORS, code, to_request_error
from adapters.slack.messages.blocks import Block, Element, plain, small

log = logging.getLogger(__name__)

RETRY_DELAYS = (0.0, 0.3, 1.0, 3.0)  # seconds before each attempt; filling a view twice is harmless
VIEW_TITLE = "hotpapers"
LOADING_TEXT = "Loading …"


class OpenedView:
    """An open view, known by Slack's ID or, if that response was lost, by our external ID."""

    def __init__(self, client: AsyncWebClient, *, id: str = "", ours: str = "") -> None:
        self._client = client
        self._id = id
        self._ours = ours

    async def fill(self, view: Element) -> bool:
        """Replace the content with *view*. Return whether that worked."""
        which = {"view_id": self._id} if self._id else {"external_id": self._ours}
        for pause in RETRY_DELAYS:
            await asyncio.sleep(pause)
            try:
                await self._client.views_update(view=view | ({} if self._id else {"external_id": self._ours}), **which)
            except FAILURES as error:
                log.warning("view not updated: error=%s", to_request_error(error))
                if not is_unsure(error) and code(error) != "not_found":  # Slack may still be opening it
                    return False
            else:
                return True
        return False


async def open_view(client: AsyncWebClient, trigger: str, ours: str, *, above: bool) -> OpenedView | None:
    """Open a loading view with the external ID *ours*, or push it *above* the current one. None on failure."""
    view = loading(ours)
    try:
        answer = await (client.views_push if above else client.views_open)(trigger_id=trigger, view=view)
    except FAILURES as error:
        log.warning("view not opened: error=%s", to_request_error(error))
        return OpenedView(client, ours=ours) if is_unsure(error) else None
    return OpenedView(client, id=_id(answer), ours=ours)


def loading(ours: str) -> Element:
    """Return a loading view with an external ID."""
    return shown(small(LOADING_TEXT)) | {"external_id": ours}


def shown(blocks: list[Block]) -> Element:
    """Return a read-only view of *blocks*."""
    return {"type": "modal", "title": plain(VIEW_TITLE), "close": plain("Close"), "blocks": blocks}


def is_unsure(error: Exception) -> bool:
    """Return whether a failed call may have taken effect, or may succeed on retry."""
    return code(error) is None or code(error) in UNCERTAIN_ERRORS


def _id(answer: AsyncSlackResponse) -> str:
    view = answer.get("view")
    return str(view.get("id") or "") if isinstance(view, dict) else ""
