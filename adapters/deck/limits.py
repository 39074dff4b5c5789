"""What a child may use: so much memory, so much time at work, nothing of the network."""

from __future__ import annotations

import resource

MEMORY = 1 << 30  # bytes
SECONDS = 30  # of work


def limit() -> None:
    """Bind this process to its share."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
