"""The blog's post, read back by an independent reader of Markdown."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from adapters.site import markdown
from bot.models.digest import Ranking
from bot.models.papers import Engagement, SourceHealth
from bot.text import markdown as commonmark
from bot.text.links import is_allowed_link
from bot.text.sanitize import sanitize
from tests.helpers import adversarial_texts, factories

INERT = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "hr",
    "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
    "blockquote_open", "blockquote_close", "text", "link_open", "link_close",
}  # fmt: skip
KEYS = ["title", "date", "template", "draft", "slug", "category", "tags", "description"]
GFM_AUTOLINK = re.compile(r"(https?|ftp)://|www\.|\S@[\w.-]", re.IGNORECASE)


def body(post: str) -> str:
    return post.partition("\n---\n")[2]


def tokens(text: str) -> list[Token]:
    parsed = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [token for block in parsed for token in [block, *(block.children or ())]]


def shown(text: str) -> str:
    words = (token.content for token in tokens(text) if token.type == "text")
    return "".join(words).replace(commonmark.WORD_JOINER, "")


def assert_inert(post: str) -> None:
    seen = tokens(body(post))
    assert {token.type for token in seen} <= INERT
    assert all(is_allowed_link(str(token.attrs["href"])) for token in seen if token.type == "link_open")
    assert not any(GFM_AUTOLINK.search(token.content) for token in seen if token.type == "text")


def test_a_post_is_what_the_blog_published(snapshot):
    talked = (
        factories.mention(reposts=51, likes=216),
        factories.mention(
            source="hackernews", engagement=Engagement(0, 210, 88), url="https://news.ycombinator.com/item?id=1"
        ),
    )
    digest = factories.digest(
        factories.entry(mentions=talked, code="https://github.com/ada/thing"),
        factories.entry("2008.10598", mentions=(), reasons=(), withdrawn=True),
        as_of=datetime(2020, 8, 26, 9, 12, 7, tzinfo=UTC),
    )

    assert markdown.render(digest) == snapshot


def test_a_classic_post_has_the_blogs_lines_and_no_other():
    lines = markdown.render(factories.digest(choices=factories.choices(ranking=Ranking.CLASSIC))).splitlines()

    assert [line for line in lines if line.startswith(("# ", "- "))] == [
        "# 1. A Title of 2008.10599",
        "- retweets: 51, favorites: 216 (08/25/2020 12:00:00 UTC)",
        "- links: [abs](https://arxiv.org/abs/2008.10599) | [pdf](https://arxiv.org/pdf/2008.10599)",
        "- [cs.CV](https://arxiv.org/list/cs.CV/recent) | [cs.LG](https://arxiv.org/list/cs.LG/recent)",
    ]


def test_the_file_is_named_as_the_blog_did():
    assert markdown.file_name("2020-08-25") == "2020-08-25---Hot-Papers.md"


def test_an_empty_day_says_why():
    post = markdown.render(replace(factories.digest(note="Nothing today."), entries=()))

    assert "> Nothing today.\n" in post
    assert "\n# " not in post


def test_a_source_that_did_not_answer_is_named():
    post = markdown.render(factories.digest(sources=(SourceHealth("hackernews", ok=False),)))

    assert "> No data from Hacker News yet, so this list doesn't include it.\n" in post


@given(adversarial_texts.texts)
def test_nothing_from_outside_is_markup(text):
    assert_inert(markdown.render(adversarial_texts.digest(text)))


@given(adversarial_texts.texts)
def test_what_is_escaped_reads_as_it_was(text):
    assert shown(commonmark.escape(text)) == sanitize(text)


@given(adversarial_texts.texts)
def test_the_front_matter_keeps_its_keys_and_its_values_are_plain(text):
    digest = adversarial_texts.digest(text)

    front = markdown.render(digest).split("\n---\n")[0].splitlines()[1:]

    keys = [line.partition(":")[0] for line in front if not line.startswith(" ")]
    assert keys == KEYS
    tags = [json.loads(line.removeprefix("  - ")) for line in front if line.startswith("  - ")]
    assert tags == ["arXiv", sanitize(f"a {text}"), "X", "Computer Science"]


def test_the_hardest_papers_are_inert(shared):
    digest = adversarial_texts.hard_cases(shared)

    post = markdown.render(digest)

    assert_inert(post)
    assert all(sanitize(entry.title) in shown(body(post)) for entry in digest.entries)
