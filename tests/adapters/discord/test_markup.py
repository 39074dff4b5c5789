from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.messages.markup import escape, link, linked, size
from bot.text.links import MAX_LENGTH
from bot.text.sanitize import sanitize
from tests.helpers import adversarial_texts
from tests.helpers.discord_markup import read

PAPER = "https://arxiv.org/abs/2008.10599"
LONG = 20_000
MARKUP = st.text(alphabet="\\*_~|`[]()<>#+-.:/@1 ahtw\u200b\n", max_size=20)
texts = st.one_of(adversarial_texts.texts, MARKUP)


@given(text=texts)
@example(text="@everyone <@123> <@!123> <@&123> <#123> <id:home>")
@example(text="<t:1700000000:R> </shown:1234> <:smile:123> <a:party:123> :smile: :+1: :man_dancing:")
@example(text="||spoiler|| ~~struck~~ **bold** *it* __under__ _it_ `code` ```block```")
@example(text="[arXiv](https://evil.example) [arXiv](<https://evil.example>) <https://evil.example>")
@example(text="https://evil.example http://evil.example www.evil.example discord.gg/evil Discord.com/invite/evil")
@example(text="¯\\_(ツ)_/¯ and a \\*half-escaped\\* one \\")
@pytest.mark.parametrize("first", ["", "# ", "## ", "### ", "-# ", "- ", "* ", "+ ", "1. ", "2024. ", "> ", ">>> "])
def test_an_outside_text_is_shown_as_it_is_and_does_nothing(first, text):
    (line,) = read(escape(first + text, LONG))

    assert line.live == ()
    assert line.links == ()
    assert line.shown == sanitize(first + text)


@given(text=texts)
@example(text="It's :smile: time")
@example(text="🤗 Transformers")
@example(text="see https://evil.example")
@example(text="a:+1: b")
@example(text="__discord.gg/evil")
@example(text="[Re] Which *BERT?")
@example(text="1. A Title")
@example(text="Off-ice\u200bcial @everyone")
def test_a_linked_text_is_shown_as_it_is_and_leads_to_its_paper_alone(text):
    (line,) = read(linked(text, PAPER, "arXiv", LONG))

    assert line.live == ()
    assert [url for _, url in line.links] == [PAPER]
    assert line.shown in {sanitize(text), f"{sanitize(text)} arXiv".strip()}


@pytest.mark.parametrize(
    "title", ["Attention Is All You Need", "“Why?” (Almost) 100% of ℓ₁ + x² ≤ ∞: Schrödinger's α-β", "3D"]
)
def test_a_usual_title_is_the_link_itself(title):
    assert linked(title, PAPER, "arXiv", 400) == f"[{title}](<{PAPER}>)"


@pytest.mark.parametrize(
    "title", ["Which *BERT?", "[Re] It", "x_i", "🤗", "a `b`", "a | b", "1 < 2", "P@1", "- a", "1. a"]
)
def test_a_title_that_a_link_cannot_show_stands_next_to_it(title):
    assert linked(title, PAPER, "arXiv", 400).endswith(f" [arXiv](<{PAPER}>)")


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/", "javascript:alert(1)", "", "https://x.com/**", f"https://x.com/{'a' * MAX_LENGTH}"],
)
def test_a_text_with_a_forbidden_address_stands_alone(url):
    assert linked("A Title", url, "arXiv", 400) == "A Title"
    assert link("arXiv", url) == ""


@given(text=st.one_of(texts, st.text("<*漢𝒜:@.w", max_size=900)), limit=st.integers(10, 300))
def test_a_text_is_cut_to_its_limit_with_all_its_escapes(text, limit):
    shown = escape(text, limit)

    assert len(shown.encode("utf-16-le")) // 2 <= limit
    assert (read(shown)[0].shown == sanitize(text)) is (size(escape(text, LONG)) <= limit)


def test_a_text_is_not_cut_more_than_it_must_be():
    assert escape("a b " * 100, 40) == "a b " * 9 + "a b…"
    assert size(escape("<" * 100, 40)) >= 38
