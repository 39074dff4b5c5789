from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.messages.digest import layout, render
from bot.models.papers import SourceHealth
from bot.models.post import PostKind
from bot.text.links import MAX_LENGTH
from bot.text.sanitize import sanitize
from bot.text.tex.to_unicode import to_unicode
from tests.helpers import adversarial_texts, factories
from tests.helpers.fake_servers.slack_rules import refusal

SITES = {"arxiv.org", "huggingface.co", "github.com", "gitlab.com", "x.com", "news.ycombinator.com"}


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside *value*."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def links(body: dict[str, Any]) -> list[str]:
    return [part["url"] for part in parts(body) if "url" in part]


def live(body: dict[str, Any]) -> list[Any]:
    """Find what Slack would read as more than text: markup, mentions, emoji, dates, addresses of its own finding."""
    inert = {"header", "context", "plain_text", "rich_text", "rich_text_section", "rich_text_list", "text", "link"}
    inert |= {"actions", "button", "static_select"}
    return [
        *(part for part in parts(body["blocks"]) if part.get("type", "text") not in inert or part.get("emoji")),
        *re.findall(r"[<>]|&(?!amp;|lt;|gt;)", body["text"]),
        *(name for name in ("mrkdwn", "unfurl_links", "unfurl_media") if body[name]),
    ]


def texts(body: dict[str, Any]) -> list[str]:
    return [part["text"] for part in parts(body["blocks"]) if isinstance(part.get("text"), str)]


def ranks(body: dict[str, Any]) -> list[int]:
    bold = (part["text"] for part in parts(body["blocks"]) if part.get("style") == {"bold": True})
    return [int(text.partition(".")[0]) for text in bold]


def shown(**given: Any) -> str:
    parent, reply = render(factories.digest(factories.entry(**given)))
    return "\n".join([*texts(parent), *texts(reply)])


def test_a_digest_looks_like_this(snapshot):
    assert list(render(factories.mixed_digest())) == snapshot


def test_a_list_is_followed_by_a_reply_for_each_paper():
    digest = factories.digest(factories.entry(), factories.entry("2008.10598"))

    assert layout(digest) == (PostKind.PARENT, PostKind.REPLY, PostKind.REPLY)
    assert [ranks(body) for body in render(digest)] == [[1, 2], [1], [2]]


def test_an_empty_digest_says_why():
    (body,) = render(factories.digest(entries=(), note="Nothing reaches 50."))

    assert "Nothing reaches 50." in texts(body)
    assert "Nothing reaches 50." in body["text"]


@given(lengths=st.lists(st.integers(1, 400), max_size=40))
def test_every_paper_is_listed_once_in_order_however_many_messages_it_takes(lengths):
    entries = (factories.entry(title="x" * length, summary="y" * length) for length in lengths)
    digest = factories.digest(entries=tuple(entries))

    kinds, bodies = layout(digest), render(digest)

    lists = [ranks(body) for kind, body in zip(kinds, bodies, strict=True) if kind is not PostKind.REPLY]
    assert [rank for listed in lists for rank in listed] == [rank for rank, _ in digest.numbered()]
    assert [ranks(body) for body in bodies[len(lists) :]] == [[rank] for rank, _ in digest.numbered()]
    assert max(map(len, lists)) - min(map(len, lists)) <= 1
    assert kinds[0] is PostKind.PARENT
    assert not any(map(refusal, bodies))


def test_ten_usual_papers_fit_into_one_message():
    entries = [factories.entry(title="t" * 75, summary="s" * 180, authors=("Ada Lovelace of London",) * 9)] * 10

    assert layout(factories.digest(*entries)).count(PostKind.CONTINUATION) == 0


@given(text=adversarial_texts.texts)
def test_outside_text_stays_text_and_leads_nowhere(text):
    bodies = render(adversarial_texts.digest(text))

    assert [found for body in bodies for found in live(body)] == []
    assert {urlsplit(url).hostname for body in bodies for url in links(body)} <= SITES
    assert not any(map(refusal, bodies))


def test_the_longest_links_are_within_limits():
    url = "https://github.com/".ljust(MAX_LENGTH, "a")
    posts = tuple(factories.mention(id=str(number), url=url) for number in range(5))

    bodies = render(factories.digest(factories.entry(abstract="long " * 1000, mentions=posts, code=url)))

    assert [refusal(body) for body in bodies] == [None, None]


@pytest.mark.parametrize("character", ['"', "&", "\\", "\U0001d49c", "漢"])
def test_the_longest_of_everything_is_within_limits(character):
    bodies = render(adversarial_texts.digest(character * 5000))

    assert [refusal(body) for body in bodies] == [None, None]


@pytest.mark.parametrize("read", [str, to_unicode], ids=["as they are", "as people read them"])
def test_recorded_hard_cases_are_within_limits(shared, read):
    recorded = adversarial_texts.hard_cases(shared)
    entries = [replace(entry, title=read(entry.title), abstract=read(entry.abstract)) for entry in recorded.entries]

    bodies = render(replace(recorded, entries=tuple(entries)))

    assert not any(map(refusal, bodies))
    assert not any(map(live, bodies))


def test_a_title_links_to_its_paper():
    parent, reply = render(factories.digest())

    assert links(parent) == ["https://arxiv.org/abs/2008.10599"]
    assert links(reply)[:3] == ["https://arxiv.org/abs/2008.10599"] * 2 + ["https://arxiv.org/pdf/2008.10599"]


def test_a_link_elsewhere_becomes_text():
    parent, reply = render(factories.digest(factories.entry(url="https://evil.example/", code="https://evil.example/")))

    assert links(parent) == []
    assert links(reply) == ["https://arxiv.org/pdf/2008.10599", "https://x.com/ada/status/200810599"]


def test_a_reply_links_to_the_code_and_to_the_page_at_hugging_face():
    page = factories.mention(source="huggingface", url="https://huggingface.co/papers/2008.10599")

    _, reply = render(factories.digest(factories.entry(mentions=(page,), code="https://github.com/ada/engine")))

    assert links(reply)[3:] == ["https://github.com/ada/engine", "https://huggingface.co/papers/2008.10599"]


def test_a_reply_shows_the_three_most_telling_posts():
    posts = [factories.mention(id=str(likes), author=f"user{likes}", likes=likes) for likes in (40, 20, 3, 1)]

    _, reply = render(factories.digest(factories.entry(mentions=tuple(posts))))

    said = [text for text in texts(reply) if " on X: " in text]
    assert said == ["user40 on X: 40 likes", "user20 on X: 20 likes", "user3 on X: 3 likes"]


def test_a_paper_shows_its_score_its_attention_and_where_it_comes_from():
    text = shown(score=71.5, phrase="only on X: top 3% there")

    assert "▰▰▰▰▱ 72 · only on X: top 3% there · Ada Lovelace et al. · cs.CV, cs.LG" in text
    assert "▰▰▰▰▱ 72 · X 267 (top 3%)" in text


def test_a_paper_without_discussion_has_no_score():
    assert "▱" not in shown(mentions=(), reasons=())


def test_a_withdrawn_paper_is_marked_wherever_it_is_named():
    assert shown(withdrawn=True).count("(withdrawn)") == 2


def test_a_source_that_failed_is_named_at_the_top():
    digest = factories.digest(sources=(SourceHealth("hackernews", ok=False),))

    about = texts(render(digest)[0])[1]

    assert about.endswith("⚠️ No data from Hacker News yet, so this list doesn't include it.")


def test_screen_readers_get_what_a_list_says_and_no_markup():
    parent, reply = render(factories.digest(factories.entry(title="Less is <!channel> & more"), note="A note."))

    assert parent["text"].splitlines()[0] == "Hot papers · Tue 25 Aug 2020"
    for told in (
        "A note.",
        "1. Less is &lt;!channel&gt; &amp; more",
        "We propose",
        "72 · X: 51 reposts, 216 likes · Ada Lovelace et al. · cs.CV",
    ):
        assert told in parent["text"]
    assert reply["text"].startswith("1. Less is &lt;!channel&gt; &amp; more")
    assert "Something is hard" in reply["text"]
    assert "▰" not in parent["text"] + reply["text"]


def test_the_same_paper_may_rank_differently_in_another_list():
    first, third = (render(factories.digest(factories.entry(), first=rank)) for rank in (1, 3))

    assert [ranks(body) for body in first] == [[1], [1]]
    assert [ranks(body) for body in third] == [[3], [3]]


@pytest.mark.parametrize("title", ["\x7f", '"\\u007f', '"\x7f', "\\u007f", '", "blocks": []', "{}"])
def test_no_title_is_taken_for_what_is_filled_in(title):
    parent, reply = render(factories.digest(factories.entry(title=title), first=7))

    assert {text for text in (*texts(parent), *texts(reply)) if text.startswith("7. ")} == {f"7. {sanitize(title)}"}
    assert f"7. {sanitize(title)}" in parent["text"].splitlines()
