"""What a child may use: so much memory, so much time at work, files so large, and nothing of the network.

Called as ``python -m adapters.report.sandbox_child MEMORY SECONDS MODULE ARGUMENT…``; runs ``main`` of a module of ours
within.
macOS does not bind the memory of a process: there the deadline and the time at work are what ends one that swells.
"""

from __future__ import annotations

import ctypes
import resource
import sys
from importlib import import_module

MAX_FILE = 1 << 28  # bytes
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # https://man7.org/linux/man-pages/man2/unshare.2.html


def main(memory: str, seconds: str, module: str, *arguments: str) -> None:
    """Bind this process to its share, then do the work."""
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    drop_network()
    import_module(module).main(*arguments)


def drop_network() -> bool:
    """Leave the machine's network for an empty one, and say whether that was possible: only on Linux, if it lets us.

    Elsewhere the child is merely told of a proxy that is not there; and nothing that it runs asks for an address.
    """
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK) == 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
