"""Connections to the bot's HTTP server: answered in time, and closed if they send nothing for long or are too many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.cli import connection_limits
from adapters.cli.connection_limits import HEADER_TIMEOUT, ConnectionLimits
from adapters.cli.http_server import serve
from bot.runtime.supervisor import Health
from tests.helpers.virtual_time import run

HEADER = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


class Transport(asyncio.Transport):
    """A connection that remembers whether it was closed."""

    aborted = False

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


def connect(limits: ConnectionLimits) -> tuple[asyncio.Protocol, Transport]:
    connection, transport = limits(), Transport()
    connection.connection_made(transport)
    return connection, transport


@pytest.mark.parametrize("header", [HEADER, HEADER.replace(b"\r\n", b"\n")], ids=["CRLF", "LF"])
def test_a_header_that_comes_byte_by_byte_is_in_time_or_the_connection_is_closed(header):
    async def main(rest: int) -> bool:
        connection, transport = connect(ConnectionLimits(asyncio.Protocol))
        for at in range(len(header) - rest):
            await asyncio.sleep(HEADER_TIMEOUT / 2 / len(header))
            connection.data_received(header[at : at + 1])
        await asyncio.sleep(HEADER_TIMEOUT)
        return transport.aborted

    assert [run(main(rest)) for rest in (0, 1)] == [False, True]


def test_of_too_many_connections_the_one_that_waited_longest_for_a_request_is_closed(monkeypatch):
    monkeypatch.setattr(connection_limits, "MAX_CONNECTIONS", 3)

    async def main() -> list[bool]:
        limits = ConnectionLimits(asyncio.Protocol)
        made = [connect(limits) for _ in range(3)]
        made[0][0].data_received(HEADER)
        made.append(connect(limits))
        return [transport.aborted for _, transport in made]

    assert run(main()) == [False, True, False, False]


def test_a_connection_is_refused_if_all_others_are_served(monkeypatch):
    monkeypatch.setattr(connection_limits, "MAX_CONNECTIONS", 1)

    async def main() -> list[bool]:
        limits = ConnectionLimits(asyncio.Protocol)
        first, transport = connect(limits)
        first.data_received(HEADER)
        _, other = connect(limits)
        return [transport.aborted, other.aborted]

    assert run(main()) == [False, True]


def test_a_connection_that_ended_counts_no_more(monkeypatch):
    monkeypatch.setattr(connection_limits, "MAX_CONNECTIONS", 1)

    async def main() -> bool:
        limits = ConnectionLimits(asyncio.Protocol)
        first, _ = connect(limits)
        first.connection_lost(None)
        _, transport = connect(limits)
        return transport.aborted

    assert run(main()) is False


@pytest.fixture
async def address(capsys) -> AsyncIterator[tuple[str, int]]:
    """Serve, and return where."""
    health = Health()
    task = asyncio.create_task(serve("127.0.0.1:0", health, ()))
    told = ""
    while "/healthz" not in told:
        await asyncio.sleep(0)
        told += capsys.readouterr().err
    yield "127.0.0.1", int(told.split(":")[2].partition("/")[0])
    task.cancel()
    await asyncio.wait({task})


async def test_a_connection_takes_one_request_after_another(address):
    reader, writer = await asyncio.open_connection(*address)
    lines = []
    for _ in range(2):
        writer.write(HEADER)
        lines.append(await reader.readline())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)

    writer.close()
    assert [line.split()[1] for line in lines] == [b"503", b"503"]  # it isn't ready


async def test_a_client_that_sends_half_a_header_is_cut_off(address, monkeypatch):
    monkeypatch.setattr(connection_limits, "HEADER_TIMEOUT", 0.05)
    reader, writer = await asyncio.open_connection(*address)

    writer.write(HEADER[:-1])

    assert await reader.read() == b""
    writer.close()
