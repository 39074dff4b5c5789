"""Posts with nothing but a title and links."""

import pytest

from bot.text.link_only import is_link_only, visible

LINK = "https://arxiv.org/abs/2601.07348"


@pytest.mark.parametrize(
    "text",
    [
        "",
        LINK,
        f"Controlled Self-Evolution for Algorithmic Code Optimization {LINK}",
        f"Controlled Self-Evolution for Algorithmic Code Optimization\nabs: {LINK}\npdf: arxiv.org/pdf/2601.07348",
        f"[cs.CL, cs.LG] Do Language Models Dream of Trees?\n\nTu Hu, Ronghao Chen, Shuo Zhang\n{LINK} #NLProc",
        "arXiv:2601.07348 Graphs in $O(n)$ https://t.co/abcdefghij",
        "@ada@example.org Paper: " + LINK,
        "QLoRA https://t.co/abcdefghij Code: https://github.com/a/b",
    ],
)
def test_a_title_and_links_are_bare(text):
    assert is_link_only(text)


@pytest.mark.parametrize(
    "text",
    [
        f"This is the best paper I read this year. {LINK}",
        f"must read {LINK}",
        "Something to read https://t.co/abcdefghij",
        f"We show that trees are graphs! {LINK}",
        f"Controlled Self-Evolution for Code Optimization\nwe finally know how it is done, see section 3\n{LINK}",
        "Great Work By Many People. It Is Good. " + LINK,
        "Long " * 61,
    ],
)
def test_words_of_its_own_are_not(text):
    assert not is_link_only(text)


def test_a_title_that_is_known_may_be_written_in_any_way():
    title = "Attention is all you need"

    assert not is_link_only(f"{title} {LINK}")
    assert is_link_only(f"{title} {LINK}", title)
    assert not is_link_only(f"{title} for translating poems {LINK}", title)


def test_what_a_reader_sees_of_markup_is_lines_of_text():
    html = (
        '<p>Trees &amp; Graphs<br /><a href="https://arxiv.org/abs/2601.07348"><span class="invisible">https://</span>'
        '<span class="ellipsis">arxiv.org/abs/2601.073</span><span class="invisible">48</span></a></p><p>#NLP</p>'
    )

    assert visible(html).split("\n") == ["", "Trees & Graphs", LINK, "", "#NLP", ""]


def test_markup_that_never_ends_takes_no_time():
    assert visible("<" * 500_000) == "<" * 500_000
    for piece in ("[cs.CL,", "a.", "(a-", "1", "#a@"):
        assert not is_link_only(piece * 200_000)
