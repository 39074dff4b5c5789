"""Match payloads and people to workspaces: shared channels mix several. Pure.

https://docs.slack.dev/apis/slack-connect/using-slack-connect-api-methods
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace of the bot token, and its organization, if any."""

    id: str
    enterprise: str | None = None

    def owns(self, payload: Mapping[str, Any]) -> bool:
        """Return whether a payload is for this workspace's app.

        Presses and submissions always are, because this app showed the controls.
        """
        if installed := (payload.get("view") or {}).get("app_installed_team_id"):
            return self._is(installed)
        told = [id for id in _workspace_ids(payload) if id]
        return "actions" in payload or "view" in payload or not told or any(map(self._is, told))

    def employs(self, person: Mapping[str, Any]) -> bool:
        """Return whether a person, as given by users.info, belongs to this workspace."""
        teams = (person.get("enterprise_user") or {}).get("teams") or ()
        return person.get("team_id") in {None, self.id} or self.id in teams

    def _is(self, id: str) -> bool:
        return id in {self.id, self.enterprise}


def _workspace_ids(payload: Mapping[str, Any]) -> Iterator[str | None]:
    """Yield the IDs of the workspaces and organizations of a payload."""
    yield from (payload.get(name) for name in ("team_id", "enterprise_id"))
    yield from ((payload.get(name) or {}).get("id") for name in ("team", "enterprise"))
    for granted in payload.get("authorizations") or ():
        yield from (granted.get(name) for name in ("team_id", "enterprise_id"))
