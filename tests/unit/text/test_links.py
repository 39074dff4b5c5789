from __future__ import annotations

import pytest

from bot.text.links import is_allowed_link


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2008.10599",
        "https://arxiv.org/pdf/hep-th/9901001v2",
        "https://github.com/ada/engine_2",
        "https://GitLab.com/ada/engine",
        "https://huggingface.co/papers/2008.10599",
        "https://x.com/ada/status/1297",
        "https://twitter.com/ada/status/1297",
        "https://news.ycombinator.com/item?id=24284126",
    ],
)
def test_links_to_papers_code_and_talk_are_allowed(url):
    assert is_allowed_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "arxiv.org/abs/2008.10599",
        "http://arxiv.org/abs/2008.10599",
        "javascript:alert(1)//arxiv.org",
        "https://evil.example/arxiv.org",
        "https://arxiv.org.evil.example/abs/1",
        "https://evil-arxiv.org/abs/1",
        "https://arxiv.org@evil.example/",
        "https://evil.example@arxiv.org/",
        "https://arxiv.org:8443/abs/1",
        "https://arxiv.org\\@evil.example/",
        " https://arxiv.org/abs/1",
        "https://arxiv.org/abs/1\n",
        "https://arxiv.org/a\tb",
        "https://arxiv.org/abs/1|text>",
        "https://arxiv.org/abs/1)[more](https://evil.example",
        'https://arxiv.org/abs/1" onclick="x',
        "https://arxiv.org/abs/é",
        "https://аrxiv.org/abs/1",
        "https://[arxiv.org/",
        "https://arxiv.org/" + "a" * 2000,
    ],
)
def test_nothing_else_is(url):
    assert not is_allowed_link(url)
