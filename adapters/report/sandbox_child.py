"""Limit this process's memory, CPU time, file size and network, then run a module.

Called as ``python -m adapters.report.sandbox_child MEMORY SECONDS MODULE ARGUMENT…``; runs ``main`` of MODULE.
macOS has no memory limit per process: there only the deadline and the CPU time end a runaway one.
"""

from __future__ import annotations

import ctypes
import resource
import sys
from importlib import import_module

MAX_FILE = 1 << 28  # bytes
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # https://man7.org/linux/man-pages/man2/unshare.2.html


def main(memory: str, seconds: str, module: str, *arguments: str) -> None:
    """Set the limits, then run *module*."""
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    drop_network()
    import_module(module).main(*arguments)


def drop_network() -> bool:
    """Enter an empty network namespace. Return whether that worked, which needs Linux and permission.

    Elsewhere the child only gets a dead proxy, and nothing it runs needs the network.
    """
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK) == 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
