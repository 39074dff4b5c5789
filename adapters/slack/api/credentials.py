"""What people need to be heard on Slack."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlackCredentials:
    """What lets people talk to us: a token for Socket Mode, which wins, or the secret of signed requests.

    *admins* may set the digests of channels beside those who run the workspace. Pasted links are shown as papers if it
    *unfurls*.
    """

    app_token: str | None = None
    signing_secret: str | None = None
    admins: tuple[str, ...] = ()
    unfurls: bool = False

    @property
    def talks(self) -> bool:
        """Whether anybody can talk to us."""
        return bool(self.app_token or self.signing_secret)


NO_ACCESS = SlackCredentials()
