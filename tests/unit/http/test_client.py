import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import httpx
import pytest
import respx
from aiohttp import web as aiohttp

from bot.errors import ConfigError, RequestNotServed, SourceError
from bot.http import client as web_module
from bot.http.client import ATTEMPTS, HttpClient, RequestBody
from bot.http.responses import retry_after
from tests.helpers.fake_servers.serving import Service, serving
from tests.helpers.fake_servers.sources import settings

HERE = "http://127.0.0.1:9"  # no one is there: respx answers
PLACE = f"{HERE}/api/daily_papers"
FEED = f"{HERE}/atom/cs.CV"
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def mocked() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


@pytest.fixture
async def client(impatient: None) -> AsyncIterator[HttpClient]:
    async with HttpClient(settings(HERE, contact="papers@example.org"), nullcontext) as client:
        yield client


def packed(body: bytes, encoding: str = "gzip") -> httpx.Response:
    """Return an answer that is unpacked by who reads it, not before."""

    async def stream() -> AsyncIterator[bytes]:
        yield body

    return httpx.Response(200, content=stream(), headers={"Content-Encoding": encoding})


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a client waited, in seconds; it does not really."""
    waited: list[float] = []

    async def nap(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", nap)
    return waited


async def test_a_service_learns_who_asks(mocked, client):
    route = mocked.get(PLACE).respond(json=[])

    await client.get_json(PLACE, {"date": "2026-01-15"})

    request = route.calls.last.request
    assert request.headers["User-Agent"] == f"hotpapers/{version('hotpapers')} (+papers@example.org)"
    assert request.url.params["date"] == "2026-01-15"


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Rate exceeded.</html>",
        b"",
        b'[{"a": 1}',
        b"[NaN]",
        b"[" * 200_000,
        b"[" + b"9" * 5000 + b"]",
        b"\xff\xfe{",
    ],
    ids=["HTML", "nothing", "half", "NaN", "a deep nest", "an endless number", "no text"],
)
async def test_what_is_no_json_is_a_source_error(mocked, client, body):
    mocked.get(PLACE).respond(content=body)

    with pytest.raises(SourceError, match="something else than JSON"):
        await client.get_json(PLACE, {})


async def test_an_error_says_what_the_service_says_of_it_without_markup(mocked, client):
    mocked.get(PLACE).respond(400, html="<html><title>Bad\x1b[31m  day</title><p>more</p></html>")

    with pytest.raises(SourceError) as caught:
        await client.get_json(PLACE, {"token": "secret"})

    assert str(caught.value) == f"{PLACE}: HTTP 400 (Bad [31m day)"


async def test_an_answer_is_read_no_further_than_its_largest_size(mocked, client, monkeypatch):
    monkeypatch.setattr(web_module, "MAX_BYTES", 1000)
    given = []

    async def endless() -> AsyncIterator[bytes]:
        while len(given) < 1000:
            given.append(b"x" * 100)
            yield given[-1]

    mocked.get(PLACE).mock(return_value=httpx.Response(200, content=endless()))

    with pytest.raises(SourceError, match="answered with more than"):
        await client.get_json(PLACE, {})
    assert len(given) == 11


async def test_a_packed_answer_is_unpacked_no_further_than_its_largest_size(mocked, client, monkeypatch):
    monkeypatch.setattr(web_module, "MAX_BYTES", 1000)
    mocked.get(PLACE).mock(return_value=packed(gzip.compress(b" " * 10_000_000)))

    with pytest.raises(SourceError, match="answered with more than"):
        await client.get_json(PLACE, {})


async def test_a_packed_answer_is_unpacked(mocked, client):
    mocked.get(PLACE).mock(return_value=packed(gzip.compress(b'{"a": 1}')))

    assert await client.get_json(PLACE, {}) == {"a": 1}


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(b"[1, 2]")[:-9], "gzip"), (b"[1, 2]", "gzip"), (gzip.compress(b"[1]") * 2, "gzip"), (b"[1]", "br")],
    ids=["cut", "not packed", "two in one", "packed in a way we did not ask for"],
)
async def test_a_packed_answer_that_is_not_whole_is_a_source_error(mocked, client, body, encoding):
    mocked.get(PLACE).mock(return_value=packed(body, encoding))

    with pytest.raises(SourceError):
        await client.get_json(PLACE, {})


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError("refused"), httpx.RemoteProtocolError("dropped"), httpx.ReadError("reset")]
    + [httpx.Response(status) for status in (429, 502, 503, 504)],
    ids=repr,
)
async def test_what_fails_for_a_moment_is_asked_again(mocked, client, failure):
    route = mocked.get(PLACE).mock(side_effect=[failure, failure, httpx.Response(200, json=[1])])

    assert await client.get_json(PLACE, {}) == [1]
    assert route.call_count == ATTEMPTS


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
async def test_what_fails_for_good_is_asked_once(mocked, client, status):
    route = mocked.get(PLACE).respond(status)

    with pytest.raises(RequestNotServed, match=f"HTTP {status}"):
        await client.get_json(PLACE, {})
    assert route.call_count == 1


async def test_a_service_that_stays_away_is_given_up(mocked, client):
    route = mocked.get(PLACE).mock(side_effect=httpx.ConnectError("refused"))

    with pytest.raises(RequestNotServed, match="refused"):
        await client.get_json(PLACE, {})
    assert route.call_count == ATTEMPTS


async def test_a_short_wait_is_waited_for_as_long_as_the_service_wants(mocked, naps):
    busy = httpx.Response(503, headers={"Retry-After": "7"})
    mocked.get(PLACE).mock(side_effect=[busy, httpx.Response(200, json=[1])])

    async with HttpClient(settings(HERE), nullcontext) as client:
        assert await client.get_json(PLACE, {}) == [1]
    assert naps == [7.0]


@pytest.mark.parametrize("header", ["900", "Thu, 15 Jan 2026 12:15:00 GMT"])
async def test_a_long_wait_is_told_and_not_waited_for(mocked, naps, time_machine, header):
    time_machine.move_to(NOW, tick=False)
    route = mocked.get(PLACE).respond(429, headers={"Retry-After": header})

    async with HttpClient(settings(HERE), nullcontext) as client:
        with pytest.raises(RequestNotServed, match="HTTP 429, not to be asked again before 2026-01-15 12:15:00 UTC"):
            await client.get_json(PLACE, {})
    assert (naps, route.call_count) == ([], 1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", timedelta(0)),
        (" 120 ", timedelta(minutes=2)),
        ("Thu, 15 Jan 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Thu, 15 Jan 2026 11:00:00 GMT", timedelta(0)),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 40, None),
        ("Thu, 99 Jan 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header, wait):
    assert retry_after(header, NOW) == wait


async def test_every_request_to_arxiv_takes_its_turn(mocked, impatient):
    turns = []

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        turns.append("begun")
        yield
        turns.append("ended")

    mocked.get(FEED).mock(side_effect=[httpx.Response(301, headers={"Location": "/atom/cs.LG"})])
    mocked.get(f"{HERE}/atom/cs.LG").mock(side_effect=[httpx.Response(200, content=b"<feed/>")])

    async with HttpClient(settings(HERE), turn) as client:
        await client.get_arxiv(FEED)

    assert turns == ["begun", "ended"] * 2


async def test_arxiv_is_asked_one_thing_at_a_time(served, web):
    url = f"{served.settings.arxiv_feed_url}/cs.CV"

    await asyncio.gather(*(web.get_arxiv(url) for _ in range(5)))

    assert (len(served.asked), served.arxiv.violations) == (5, 0)


async def test_others_are_asked_side_by_side(served, web):
    url, params = f"{served.settings.huggingface_url}/daily_papers", {"date": "2026-01-15", "limit": 5}

    answers = await asyncio.gather(*(web.get_json(url, params) for _ in range(5)))

    assert [len(answer) for answer in answers] == [5] * 5


@pytest.mark.parametrize(
    "onward",
    [
        "http://evil.example/steal",
        "https://127.0.0.1:9/api",
        "http://127.0.0.1:10/",
        "file:///etc/passwd",
        "//evil.example",
    ],
)
async def test_a_redirect_to_elsewhere_is_not_followed(mocked, client, onward):
    mocked.get(PLACE).respond(302, headers={"Location": onward})

    with pytest.raises(SourceError, match="which no setting names"):
        await client.get_json(PLACE, {})
    assert mocked.calls.call_count == 1


async def test_a_redirect_without_end_is_given_up(mocked, client):
    mocked.get(PLACE).respond(302, headers={"Location": PLACE})

    with pytest.raises(SourceError, match="redirects"):
        await client.get_json(PLACE, {})


async def test_only_services_of_the_settings_are_asked(mocked, client):
    with pytest.raises(SourceError, match=r"http://169\.254\.169\.254, which no setting names"):
        await client.get_json("http://169.254.169.254/latest/meta-data", {})
    assert mocked.calls.call_count == 0


async def test_a_token_is_shown_to_its_own_service_only(mocked):
    mocked.get(f"{HERE}/2/search").respond(302, headers={"Location": "https://huggingface.co/api"})
    other = mocked.get("https://huggingface.co/api").respond(json=[])

    async with HttpClient(settings(HERE, huggingface_url="https://huggingface.co/api"), nullcontext) as client:
        await client.get_paid_json(f"{HERE}/2/search", {}, "s3cret")

    assert mocked.calls[0].request.headers["Authorization"] == "Bearer s3cret"
    assert "Authorization" not in other.calls.last.request.headers


async def test_what_is_posted_goes_nowhere_else(mocked, client):
    mocked.post(PLACE).respond(307, headers={"Location": f"{HERE}/elsewhere"})

    with pytest.raises(SourceError, match="leads elsewhere") as caught:
        await client.post_json(PLACE, RequestBody(json={"password": "s3cret"}))

    assert mocked.calls.call_count == 1
    assert "s3cret" not in str(caught.value)


async def test_a_form_is_posted_with_a_name_and_a_password(mocked, client):
    route = mocked.post(PLACE).respond(json={"ok": True})

    said = await client.post_json(PLACE, RequestBody(form={"grant_type": "client_credentials"}, auth=("ada", "s3cret")))

    assert said == {"ok": True}
    assert route.calls[0].request.content == b"grant_type=client_credentials"
    assert route.calls[0].request.headers["Authorization"].startswith("Basic ")


async def test_a_page_tells_which_follows_it(mocked, client):
    mocked.get(PLACE).respond(json=[1], headers={"Link": f'<{PLACE}?max_id=7>; rel="next"'})

    assert await client.get_page(PLACE, {}) == ([1], f"{PLACE}?max_id=7")


async def test_what_costs_is_asked_once(mocked, client):
    route = mocked.get(PLACE).mock(side_effect=httpx.ReadError("reset"))

    with pytest.raises(SourceError) as caught:
        await client.get_paid_json(PLACE, {}, "s3cret")

    assert route.call_count == 1
    assert not isinstance(caught.value, RequestNotServed)
    assert "s3cret" not in str(caught.value)


async def test_an_answer_that_never_ends_is_given_up(mocked, client, monkeypatch):
    monkeypatch.setattr(web_module, "TOTAL_TIMEOUT", 0.01)

    async def drip() -> AsyncIterator[bytes]:
        yield b"["
        await asyncio.Event().wait()

    mocked.get(PLACE).mock(return_value=httpx.Response(200, content=drip()))

    with pytest.raises(SourceError, match=r"no whole answer within 0\.01 s"):
        await client.get_json(PLACE, {})


async def proxied(_: aiohttp.Request) -> aiohttp.Response:
    return aiohttp.json_response([1])


async def test_a_proxy_of_the_environment_is_used(monkeypatch, impatient):
    service = Service()
    monkeypatch.setenv("NO_PROXY", "")
    async with serving(service.application([aiohttp.get("/{path:.*}", proxied)])) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)

        async with HttpClient(settings(HERE), nullcontext) as client:
            await client.get_json(PLACE, {})

    assert [request.headers["Host"] for request in service.asked] == ["127.0.0.1:9"]


@pytest.mark.parametrize("proxy", ["gopher://127.0.0.1:70", "socks5://127.0.0.1:1", "http://127.0.0.1:port"])
def test_a_proxy_that_cannot_be_used_is_told_as_a_setting(monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)

    with pytest.raises(ConfigError, match="ALL_PROXY: this proxy cannot be used"):
        HttpClient(settings(HERE), nullcontext)
