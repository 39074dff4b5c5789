"""Processes of the bot as forks of one that has its imports done: they start in milliseconds instead of a second.

``python -m tests.helpers.fork_server NAME`` is that one. Each connection starts a child: it sends the code to run, the
environment, and the child's standard input and error; it is told the child's process id, and in the end how it ended.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
IMPORTED = (
    "adapters.cli.commands.run", "adapters.report.renderer", "adapters.discord.events.gateway",
     "adapters.discord.platform",
    "adapters.slack.api.connection", "adapters.slack.platform", "apscheduler.executors.asyncio",
     "bot.pipeline.scheduled_reports",
    "bot.pipeline.planner", "httpcore", "lxml.html", "time_machine",
)  # fmt: skip
MAX_REQUEST = 1 << 20
IS_SUPPORTED = hasattr(os, "pidfd_open")


class ForkedProcess:
    """A child of the server, with as much of asyncio's Process as the tests use."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdin: asyncio.StreamWriter | None = None
        self.stderr: asyncio.StreamReader | None = None
        self._ended = asyncio.create_task(self._end(connection))

    async def wait(self) -> int:
        """Return how it ended: 0 or more is its exit code, less the signal that killed it."""
        return await asyncio.shield(self._ended)

    async def communicate(self) -> tuple[bytes, bytes]:
        """Close its input; return nothing, as what is printed, and what it wrote to standard error."""
        assert self.stdin
        assert self.stderr
        self.stdin.close()
        told = await self.stderr.read()
        await self.wait()
        return b"", told

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def _end(self, connection: socket.socket) -> int:
        with connection:
            told = await asyncio.get_running_loop().sock_recv(connection, 64)
        self.returncode = int(told)
        return self.returncode


async def start(code: str, environment: dict[str, str]) -> ForkedProcess:
    """Run *code* in a fork of the server."""
    loop = asyncio.get_running_loop()
    (input_end, write_input), (read_errors, errors_end) = os.pipe(), os.pipe()
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(_server())
    request = json.dumps({"code": code, "environment": environment, "folder": os.getcwd()}).encode()  # noqa: PTH109
    socket.send_fds(connection, [len(request).to_bytes(4)], [input_end, errors_end])
    connection.sendall(request)
    os.close(input_end)
    os.close(errors_end)
    connection.setblocking(False)
    process = ForkedProcess(int(await loop.sock_recv(connection, 64)), connection)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_errors, "rb", 0))
    transport, protocol = await loop.connect_write_pipe(
        lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader()), os.fdopen(write_input, "wb", 0)
    )
    process.stderr, process.stdin = reader, asyncio.StreamWriter(transport, protocol, None, loop)
    return process


@cache
def _server() -> str:
    """Return the address of this process's server, which ends with it."""
    name = f"hotpapers-forks-{secrets.token_hex(8)}"
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    server = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "tests.helpers.fork_server", name], cwd=ROOT, env=clean, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert server.stdout
    assert server.stdout.readline() == b"ready\n"
    atexit.register(server.communicate)  # its input ends, and so does it
    return f"\0{name}"


def serve(name: str) -> None:
    """Start a child for each connection to the abstract socket *name*, until standard input ends."""
    for module in IMPORTED:
        __import__(module)
    gc.freeze()  # collecting garbage in a child would copy all pages
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"\0{name}")
    listener.listen()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    selector = selectors.DefaultSelector()
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    selector.register(listener, selectors.EVENT_READ, None)
    while True:
        for key, _ in selector.select():
            if key.fileobj is sys.stdin:
                return
            if key.fileobj is listener:
                _fork(listener, selector)
            else:
                _reap(key, selector)


def _fork(listener: socket.socket, selector: selectors.BaseSelector) -> None:
    connection, _ = listener.accept()
    size, files, *_ = socket.recv_fds(connection, 4, 2)
    request = json.loads(connection.recv(int.from_bytes(size), socket.MSG_WAITALL))
    child = os.fork()
    if not child:
        listener.close()
        connection.close()
        selector.close()
        _be(request, files)
    for file in files:
        os.close(file)
    connection.sendall(str(child).encode())
    selector.register(os.pidfd_open(child), selectors.EVENT_READ, (child, connection))


def _reap(key: selectors.SelectorKey, selector: selectors.BaseSelector) -> None:
    child, connection = key.data
    selector.unregister(key.fileobj)
    os.close(key.fd)
    _, status = os.waitpid(child, 0)
    with connection:
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _be(request: dict[str, Any], files: list[int]) -> None:
    """Run the code of *request*, and end as a process ends that does nothing else."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for number, file in zip((0, 2), files, strict=True):
        os.dup2(file, number)
        os.close(file)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdin, sys.stderr = os.fdopen(0), os.fdopen(2, "w", buffering=1)
    status = 1
    try:
        exec(request["code"], {"__name__": "__main__"})  # noqa: S102 - a test's own code
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - it would end any process with its traceback
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type] # there is one
    finally:
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve(sys.argv[1])
