"""Texts that try to be more than text, and digests made of nothing else."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from hypothesis import strategies as st

from bot.models.digest import Digest, Entry
from bot.models.papers import SourceHealth
from tests.helpers import factories

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


LIVE = (
    "@everyone", "@here", "<@{n}>", "<@!{n}>", "<@&{n}>", "<#{n}>", "<:smile:{n}>", "<a:party:{n}>", "</forget:{n}>",
    "<t:{n}:R>", "<id:customize>", "<+15551234567>", "<ada@evil.example>", "<mailto:ada@evil.example>", ":smile:",
    ":+1:", ":man::skin-tone-2:", "<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S{n}|@us>", "<@U{n}>",
    "<@U{n}|ada>", "<#C{n}|general>", "<https://evil.example|arXiv>", "<!date^{n}^{date}|now>", "&lt;!channel&gt;",
    "&amp;lt;@U{n}&amp;gt;", "https://evil.example/{n}", "HTTPS://EVIL.example", "steam://run/{n}", "discord.gg/evil",
    "Discord.com/invite/evil", "www.evil.example", "[arXiv](https://evil.example)", "[a](<https://evil.example>)",
    "![x](https://evil.example/x.png)", "[ref]: https://evil.example", "<https://evil.example>", "||x||", "**x**",
    "__x__", "~~x~~", "`x`", "```x```", "-# x", "> x", ">>> x", "# x", "1. x", "- x", "\\*x\\*", "<script>x</script>",
    "<img src=x onerror=x>", "<svg onload=x>", "</title>", "<!--", "-->", "]]>", "&#x3c;b&#x3e;", "javascript:x",
    "\x1b[31m", "\x1b]8;;https://evil.example\x07x\x1b]8;;\x07", "\x9b2J", "\x07", "\r\nER  - ", "\nTY  - BOOK", "}",
    "},\n url = {https://evil.example}", "@misc{x,", "\\input{/etc/passwd}", "\\textbf{<}!channel>", "$<$@here$>$",
    "\\href{https://evil.example}{x}", "\\url{https://evil.example}", "\\char64 everyone", "{{{ 7*7 }}}",
    "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2028", "\x00", "\x85", "\t", "\n", "\n---\n",
    "\u0300", "\U0001f525", "\U000e0041", "\uff20everyone", "\uff1cscript\uff1e", "attention", "is all", "you need",
    "of", "3", ".",
)  # fmt: skip
JOINTS = ("", "", "", " ", " ", "\\", "<", "@", "\u200b", "\n", "$", "{", "}", "\\text{")


def generated(chance: random.Random) -> str:
    """Make up a text of what is live on some platform, broken, nested and glued together by *chance*."""
    pieces = [_piece(chance) for _ in range(chance.randrange(1, 9))]
    text = "".join(piece + chance.choice(JOINTS) for piece in pieces)
    for _ in range(chance.choice((0, 0, 1, 3))):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(("", *JOINTS)) + text[at + chance.randrange(2) :]
    return text


def _piece(chance: random.Random) -> str:
    if not chance.randrange(8):
        return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xD7FF)))) for _ in range(5))
    return chance.choice(LIVE).replace("{n}", str(chance.randrange(10**18)))


def entry(text: str) -> Entry:
    """Make an entry whose every outside field is *text*."""
    mention = factories.mention(source=f"a {text}", id=text, url=text, author=text)
    return factories.entry(
        title=text,
        authors=(text, text),
        categories=(text,),
        summary=text,
        abstract=text,
        reasons=(text,),
        mentions=(mention, factories.mention(author=text)),
        url=text,
        pdf=text,
        code=text,
    )


def digest(text: str) -> Digest:
    """Make a digest whose every outside field is *text*."""
    return factories.digest(
        entry(text),
        choices=factories.choices("cs", words=(text,)),
        sources=(SourceHealth(text, ok=False, error=text),),
        note=text,
    )


def hard_cases(shared: Path) -> Digest:
    """Make a digest of recorded papers that broke renderers."""
    with gzip.open(shared / "hard-cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    return factories.digest(
        *(
            factories.entry(case["id"], title=case["title"], authors=tuple(case["authors"]), abstract=case["abstract"])
            for case in cases
        )
    )
