"""Texts that try to be more than text, and digests made of nothing else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from hypothesis import strategies as st

from bot.models import Digest, Entry, SourceHealth
from tests import make

TEXTS = (
    "<script>alert(1)</script>",
    "</style></details><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "javascript:alert(1)",
    "https://evil.example/?a=1&amp;b=2",
    "see www.evil.example, ftp://evil.example or mail ada@evil.example",
    "mail a.@-evil.example, _@_evil.example or +@.evil.example",
    "[free](https://evil.example) ![x](https://evil.example/x.png) [ref]: https://evil.example",
    "<https://evil.example> <ada@evil.example>",
    "`code` ```fence``` ~~~ ~~struck~~ **bold** __bold__ *it* _it_",
    "# heading", "- item", "+ item", "12. item", "3) item", "> quote", "---", "===", "| a | b |", "C #",
    "    indented", "two\n\nparagraphs\r\n---\nslug: evil", "a\u2028b\u2029c\x85d", "\x00 - item",
    "&lt;b&gt; &copy; &#35;", "{{ 7 * 7 }} {% raw %} {{< gist >}}", "$x_1$ \\(y\\) \\[z\\]", "trailing \\",
    "title: \"quoted\" 'single' : colon # comment", "\x1b[2J\x1b]8;;https://evil.example\x07click\x1b]8;;\x07\x9b31m",
    "[bold red]x[/] [link=https://evil.example]y[/link] :boom:", "\u202egnp.exe\u202c \ufffe \U0001f525",
    "]]> <![CDATA[x]]> <!DOCTYPE a> <?php ?>", "", " ", "long" * 300,
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(TEXTS), st.text(max_size=40), st.lists(st.sampled_from(TEXTS), max_size=3).map("".join)
)


def entry(text: str) -> Entry:
    """Make an entry whose every outside field is *text*."""
    mention = make.mention(source=f"a {text}", id=text, url=text, author=text)
    return make.entry(
        title=text,
        authors=(text, text),
        categories=(text,),
        summary=text,
        abstract=text,
        reasons=(text,),
        mentions=(mention, make.mention(author=text)),
        url=text,
        pdf=text,
        code=text,
    )


def digest(text: str) -> Digest:
    """Make a digest whose every outside field is *text*."""
    return make.digest(
        entry(text),
        choices=make.choices("cs", words=(text,)),
        sources=(SourceHealth(text, ok=False, error=text),),
        note=text,
    )


def hard_cases(shared: Path) -> Digest:
    """Make a digest of recorded papers that broke renderers."""
    with gzip.open(shared / "hard-cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    return make.digest(
        *(
            make.entry(rank, case["id"], title=case["title"], authors=tuple(case["authors"]), abstract=case["abstract"])
            for rank, case in enumerate(cases, start=1)
        )
    )
