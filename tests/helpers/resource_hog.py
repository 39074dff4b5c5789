"""A child that takes all it can get, for tests of what bounds it."""

from __future__ import annotations

import socket
from pathlib import Path


def main(how: str) -> None:
    """Swell, turn in circles, wait for ever, write without end, or call out."""
    if how == "swell":
        bytearray(2 << 30)
    while how == "turn":
        pass
    if how == "wait":
        socket.create_server(("127.0.0.1", 0)).accept()
    if how == "fill":
        with Path("endless").open("wb") as file:
            while True:
                file.write(bytes(1 << 24))
    if how.startswith("call "):
        socket.create_connection(("127.0.0.1", int(how.removeprefix("call "))), timeout=5)
