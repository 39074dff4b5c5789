from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.messages.digest import MAX_CHARACTERS, layout, render
from adapters.discord.messages.markup import size
from bot.models.papers import SourceHealth
from bot.models.post import PostKind
from bot.text.links import MAX_LENGTH
from tests.helpers import adversarial_texts, factories
from tests.helpers.discord_markup import Line, read
from tests.helpers.fake_servers.discord_rules import refusal, walk

SITES = {"arxiv.org", "huggingface.co", "github.com", "gitlab.com", "x.com", "news.ycombinator.com"}


def texts(body: dict[str, Any]) -> list[str]:
    return [component["content"] for component in walk(body["components"]) if "content" in component]


def lines(body: dict[str, Any]) -> list[Line]:
    return [line for text in texts(body) for line in read(text)]


def links(body: dict[str, Any]) -> list[str]:
    return [url for line in lines(body) for _, url in line.links]


def buttons(body: dict[str, Any]) -> dict[str, str]:
    return {component["label"]: component["url"] for component in walk(body["components"]) if "url" in component}


def ranks(body: dict[str, Any]) -> list[int]:
    return [int(text.split()[0][2:]) for text in texts(body) if text.startswith("**")]


def shown(**given: Any) -> str:
    return "\n".join(line.shown for body in render(factories.digest(factories.entry(**given))) for line in lines(body))


def test_a_digest_looks_like_this(snapshot):
    assert list(render(factories.mixed_digest())) == snapshot


def test_a_list_is_followed_by_a_reply_for_each_paper():
    digest = factories.digest(factories.entry(), factories.entry("2008.10598"))

    assert layout(digest) == (PostKind.PARENT, PostKind.REPLY, PostKind.REPLY)
    assert [ranks(body) for body in render(digest)] == [[1, 2], [1], [2]]


def test_an_empty_digest_says_why():
    (body,) = render(factories.digest(entries=(), note="Nothing reaches 50."))

    assert "Nothing reaches 50." in [line.shown for line in lines(body)]
    assert not refusal(body)


@settings(deadline=None)
@given(lengths=st.lists(st.integers(1, 400), max_size=30))
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


def test_a_line_is_cut_less_where_there_is_room():
    def line(papers: int) -> str:
        entries = [factories.entry(summary="word " * 60) for _ in range(papers)]
        return next(one.shown for one in lines(render(factories.digest(*entries))[0]) if one.shown.startswith("word"))

    assert 200 < len(line(5)) <= 240
    assert 100 < len(line(12)) < 200


@settings(deadline=None)
@given(text=adversarial_texts.texts)
def test_outside_text_stays_text_and_leads_nowhere(text):
    bodies = render(adversarial_texts.digest(text))

    assert [line.live for body in bodies for line in lines(body) if line.live] == []
    assert {urlsplit(url).hostname for body in bodies for url in (*links(body), *buttons(body).values())} <= SITES
    assert not any(map(refusal, bodies))
    assert {str(body["allowed_mentions"]) for body in bodies} == {"{'parse': []}"}


def test_the_longest_links_are_within_limits():
    url = "https://github.com/".ljust(MAX_LENGTH, "a")
    posts = tuple(factories.mention(id=str(number), url=url) for number in range(5))

    bodies = render(factories.digest(factories.entry(abstract="long " * 1000, mentions=posts, code=url)))

    assert [refusal(body) for body in bodies] == [None, None]


@pytest.mark.parametrize("character", ["<", "&", "\\", "\U0001d49c", "漢", "@", "* "])
def test_the_longest_of_everything_is_within_limits(character):
    bodies = render(adversarial_texts.digest(character * 5000))

    assert not any(map(refusal, bodies))
    assert all(sum(map(size, texts(body))) <= MAX_CHARACTERS for body in bodies)


def test_recorded_hard_cases_are_within_limits(shared):
    bodies = render(adversarial_texts.hard_cases(shared))

    assert not any(map(refusal, bodies))
    assert not any(line.live for body in bodies for line in lines(body))


def test_a_title_links_to_its_paper_without_a_preview():
    parent, reply = render(factories.digest())

    assert links(parent) == ["https://arxiv.org/abs/2008.10599"]
    assert "[A Title of 2008.10599](<https://arxiv.org/abs/2008.10599>)" in texts(reply)[0]


def test_a_link_elsewhere_becomes_text():
    parent, reply = render(factories.digest(factories.entry(url="https://evil.example/", code="https://evil.example/")))

    assert links(parent) == []
    assert buttons(reply) == {"PDF": "https://arxiv.org/pdf/2008.10599"}


def test_a_reply_has_buttons_to_the_paper_its_code_and_its_page_at_hugging_face():
    page = factories.mention(source="huggingface", url="https://huggingface.co/papers/2008.10599")

    _, reply = render(factories.digest(factories.entry(mentions=(page,), code="https://github.com/ada/engine")))

    assert buttons(reply) == {
        "arXiv": "https://arxiv.org/abs/2008.10599",
        "PDF": "https://arxiv.org/pdf/2008.10599",
        "Code": "https://github.com/ada/engine",
        "Hugging Face": "https://huggingface.co/papers/2008.10599",
    }


def test_a_reply_shows_the_three_most_telling_posts():
    posts = [factories.mention(id=str(likes), author=f"user{likes}", likes=likes) for likes in (40, 20, 3, 1)]

    _, reply = render(factories.digest(factories.entry(mentions=tuple(posts))))

    said = [line.shown for line in lines(reply) if " on X: " in line.shown]
    assert said == ["user40 on X: 40 likes", "user20 on X: 20 likes", "user3 on X: 3 likes"]


def test_a_paper_shows_its_score_its_attention_and_where_it_comes_from():
    text = shown(score=71.5, phrase="only on X: top 3% there")

    assert "▰▰▰▰▱ 72 · only on X: top 3% there · Ada Lovelace et al. · cs.CV, cs.LG\n" in text
    assert "▰▰▰▰▱ 72 for X 267 (top 3%)" in text


def test_a_paper_without_discussion_has_no_score():
    text = shown(mentions=(), reasons=())

    assert "▱" not in text
    assert "no discussion yet" in text


def test_a_withdrawn_paper_is_marked_wherever_it_is_named():
    assert shown(withdrawn=True).count(" · withdrawn\n") == 2


def test_a_list_names_fewer_authors_than_a_reply():
    parent, reply = render(factories.digest(factories.entry(authors=("A", "B", "C", "D", "E", "F"))))

    assert "A et al." in texts(parent)[1]
    assert "A, B, C, D and 2 more" in texts(reply)[0]


def test_a_source_that_failed_is_named_at_the_top():
    digest = factories.digest(sources=(SourceHealth("hackernews", ok=False),))

    about = lines(render(digest)[0])

    assert about[2].shown == "⚠️ No data from Hacker News yet, so this list doesn't include it."


def test_arxiv_is_thanked_once_at_the_end_of_the_list():
    digest = factories.digest(*(factories.entry(title="x" * 190) for _ in range(19)))

    bodies = render(digest)

    thanked = [sum("Thank you to arXiv" in text for text in texts(body)) for body in bodies]
    assert thanked == [0, 1] + [0] * 19
    assert "Thank you to arXiv" in texts(bodies[1])[-1]
