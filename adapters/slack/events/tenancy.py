"""Whose a payload is: in channels that workspaces share, people are of another workspace than the app. Pure.

https://docs.slack.dev/apis/slack-connect/using-slack-connect-api-methods
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace that our token is of, and its organisation if it has one."""

    id: str
    enterprise: str | None = None

    def owns(self, payload: Mapping[str, Any]) -> bool:
        """Tell whether a payload is for the app as this workspace has it.

        Whoever presses or submits something of ours is answered, wherever they are from: we showed it to them.
        """
        if installed := (payload.get("view") or {}).get("app_installed_team_id"):
            return self._is(installed)
        told = [id for id in _workspace_ids(payload) if id]
        return "actions" in payload or "view" in payload or not told or any(map(self._is, told))

    def employs(self, person: Mapping[str, Any]) -> bool:
        """Tell whether a person, as users.info shows them, is of this workspace: a stranger runs another one."""
        teams = (person.get("enterprise_user") or {}).get("teams") or ()
        return person.get("team_id") in {None, self.id} or self.id in teams

    def _is(self, id: str) -> bool:
        return id in {self.id, self.enterprise}


def _workspace_ids(payload: Mapping[str, Any]) -> Iterator[str | None]:
    """Yield the ids of the workspaces and organisations that a payload names as its own."""
    yield from (payload.get(name) for name in ("team_id", "enterprise_id"))
    yield from ((payload.get(name) or {}).get("id") for name in ("team", "enterprise"))
    for granted in payload.get("authorizations") or ():
        yield from (granted.get(name) for name in ("team_id", "enterprise_id"))
