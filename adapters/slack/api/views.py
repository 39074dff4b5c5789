"""Views that are opened at once and filled later: a trigger lives for three seconds, an answer may take longer.

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

RETRY_DELAYS = (0.0, 0.3, 1.0, 3.0)  # seconds before each try to fill a view: to fill it twice does no harm
VIEW_TITLE = "hotpapers"
LOADING_TEXT = "Loading …"


class OpenedView:
    """One view of ours, by its id at Slack, or by the one that we gave it: an answer with the former may be lost."""

    def __init__(self, client: AsyncWebClient, *, id: str = "", ours: str = "") -> None:
        self._client = client
        self._id = id
        self._ours = ours

    async def fill(self, view: Element) -> bool:
        """Show *view* there; False if Slack does not."""
        which = {"view_id": self._id} if self._id else {"external_id": self._ours}
        for pause in RETRY_DELAYS:
            await asyncio.sleep(pause)
            try:
                await self._client.views_update(view=view | ({} if self._id else {"external_id": self._ours}), **which)
            except FAILURES as error:
                log.warning("view not updated: error=%s", to_request_error(error))
                if not is_unsure(error) and code(error) != "not_found":  # Slack may open it just now
                    return False
            else:
                return True
        return False


async def open_view(client: AsyncWebClient, trigger: str, ours: str, *, above: bool) -> OpenedView | None:
    """Open an empty view with the id *ours*, *above* the one in which something was pressed; None if Slack does not."""
    view = loading(ours)
    try:
        answer = await (client.views_push if above else client.views_open)(trigger_id=trigger, view=view)
    except FAILURES as error:
        log.warning("view not opened: error=%s", to_request_error(error))
        return OpenedView(client, ours=ours) if is_unsure(error) else None
    return OpenedView(client, id=_id(answer), ours=ours)


def loading(ours: str) -> Element:
    """Return an empty view with an id of our own."""
    return shown(small(LOADING_TEXT)) | {"external_id": ours}


def shown(blocks: list[Block]) -> Element:
    """Return a view that shows *blocks* and has nothing to submit."""
    return {"type": "modal", "title": plain(VIEW_TITLE), "close": plain("Close"), "blocks": blocks}


def is_unsure(error: Exception) -> bool:
    """Tell whether a call may have been done all the same, or may be when it is made again."""
    return code(error) is None or code(error) in UNCERTAIN_ERRORS


def _id(answer: AsyncSlackResponse) -> str:
    view = answer.get("view")
    return str(view.get("id") or "") if isinstance(view, dict) else ""
