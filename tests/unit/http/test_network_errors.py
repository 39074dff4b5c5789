from __future__ import annotations

import socket
from collections.abc import Callable

import aiohttp
import httpx
import pytest

from bot.http.network_errors import describe_network_error

NOWHERE = "http://papers.invalid/"


async def by_httpx(url: str) -> None:
    async with httpx.AsyncClient() as client:
        await client.get(url)


async def by_aiohttp(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        await session.get(url)


@pytest.fixture
def closed() -> str:
    """An address of this machine at which no one listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/"


@pytest.mark.parametrize("ask", [by_httpx, by_aiohttp])
async def test_where_no_one_listens_is_said_in_words(ask: Callable, closed: str):
    with pytest.raises((httpx.HTTPError, aiohttp.ClientError)) as failed:
        await ask(closed)

    assert describe_network_error(failed.value) == "nothing answers there (connection refused)"


@pytest.mark.parametrize("ask", [by_httpx, by_aiohttp])
async def test_a_name_that_no_one_knows_is_said_in_words(ask: Callable, monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises((httpx.HTTPError, aiohttp.ClientError)) as failed:
        await ask(NOWHERE)

    assert describe_network_error(failed.value) == "the name could not be resolved (is this machine online?)"


def test_all_else_speaks_for_itself():
    assert describe_network_error(ValueError("it is wrong")) == "it is wrong"
    assert describe_network_error(TimeoutError()) == "TimeoutError"
