"""What holds for every source that is registered."""

from contextlib import nullcontext

import pytest

from bot.errors import SourceError
from bot.http.client import HttpClient
from bot.sources import PAID_SOURCES, SOURCES
from bot.text import links
from tests.helpers.fake_servers.serving import cut, instead, refused
from tests.helpers.fake_servers.sources import at_home, everything, settings
from tests.helpers.fake_servers.world import DAY, LISTINGS, NOW, ask

CAPTCHA = b"<!DOCTYPE html><html><head><title>arXiv.org - Automated Access Detected</title></head></html>"
BAD = {
    "HTML": b"<html><body>Rate exceeded.</body></html>",
    "a captcha": CAPTCHA,
    "an empty object": b"{}",
    "another object": b'{"hello": "world"}',
    "another list": b'[{"hello": "world"}]',
    "nothing": b"",
    "a bare word": b"null",
    "deep JSON": b'{"hits":' * 50_000,
    "deep XML": b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<a>" * 200_000,
    "entities": b'<!DOCTYPE a [<!ENTITY b "x">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>',
    "laughs": b"<!DOCTYPE a [<!ENTITY a 'x'>%s]><feed>&a39;</feed>"
    % b"".join(b"<!ENTITY a%d '&a%d;&a%d;'>" % (n + 1, n, n) for n in range(1, 39)),
    "a huge number": b'{"hits": [' + b"9" * 100_000 + b"]}",
    "no number": b'{"hits": NaN}',
    "deep lists": b"[" * 100_000,
    "no text": bytes(range(128, 256)),
}
UNPAID = [name for name in SOURCES if name not in PAID_SOURCES]  # what costs is not asked again by itself
everywhere = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)


@everywhere
async def test_a_source_tells_what_it_knows_of_the_day(source, served, web):
    answer = await source.fetch(web, ask())

    assert {at_home(seen) for seen in answer.mentions} == everything(served.world, source)
    assert answer.notes == ()
    assert answer.papers or answer.mentions
    assert len({(m.id, m.paper) for m in answer.mentions}) == len(answer.mentions)
    assert len({paper.id for paper in answer.papers}) == len(answer.papers)


@everywhere
@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
async def test_a_bad_answer_is_a_source_error(source, served, web, body):
    served.service.always = instead(body)

    with pytest.raises(SourceError):
        await source.fetch(web, ask())


@everywhere
@pytest.mark.parametrize("listings", [(DAY,), tuple(LISTINGS)[:1]], ids=["today", "before"])
async def test_an_answer_cut_short_is_a_source_error(source, served, web, listings):
    served.service.always = lambda answer: cut(len(answer.body) // 2)(answer)

    with pytest.raises(SourceError):
        await source.fetch(web, ask(listings=listings))


@everywhere
@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
async def test_an_error_status_is_a_source_error_that_names_it(source, served, web, status):
    served.service.always = refused(status, retry_after="86400")

    with pytest.raises(SourceError, match=str(status)):
        await source.fetch(web, ask())


@everywhere
async def test_no_one_there_is_a_source_error(source, impatient):
    async with HttpClient(settings("http://127.0.0.1:9"), nullcontext) as web:
        with pytest.raises(SourceError):
            await source.fetch(web, ask())


@pytest.mark.parametrize("source", [SOURCES[name] for name in UNPAID], ids=UNPAID)
async def test_what_fails_for_a_moment_costs_nothing_but_time(source, served, web):
    served.service.next.append(refused(503))

    answer = await source.fetch(web, ask())

    assert answer.papers or answer.mentions


@everywhere
async def test_nothing_is_asked_when_nothing_is_wanted(source, served, web):
    answer = await source.fetch(web, ask(listings=()))

    assert (answer.papers, answer.mentions, answer.reads_spent, served.asked) == ((), (), 0, [])


@everywhere
async def test_a_mention_is_seen_now_was_made_before_and_leads_to_its_place(source, served, web):
    answer = await source.fetch(web, ask())

    for mention in answer.mentions:
        assert mention.created <= mention.observed == NOW
        assert links.is_allowed_link(mention.url) or mention.url.startswith(served.settings.mastodon_instances)
        assert mention.code is None or links.is_allowed_link(mention.code)
