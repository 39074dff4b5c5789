"""Credentials for receiving commands from Slack."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlackCredentials:
    """A Socket Mode token, which takes precedence, or the secret of signed requests.

    *admins* may set channel digests in addition to the workspace's admins. With *unfurls*, pasted links are unfurled.
    """

    app_token: str | None = None
    signing_secret: str | None = None
    admins: tuple[str, ...] = ()
    unfurls: bool = False

    @property
    def talks(self) -> bool:
        """Whether people can send commands."""
        return bool(self.app_token or self.signing_secret)


NO_ACCESS = SlackCredentials()
