"""What every reader of ours makes of hostile papers, read back by someone who does not know how we write.

``make hostile N=100000`` tries as many papers as one likes; the suite tries a thousand.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

from adapters import terminal
from adapters.discord.messages import digest as discord
from adapters.discord.messages import forms as discord_forms
from adapters.discord.messages import replies as discord_replies
from adapters.site import feed, html, markdown, site_pages
from adapters.site import json as site_json
from adapters.site.days import parse
from adapters.slack.messages import app_home
from adapters.slack.messages import digest as slack
from adapters.slack.messages import forms as slack_forms
from adapters.slack.messages import replies as slack_replies
from bot.models.command import ShowPaper
from bot.models.digest import Candidate, Digest, Entry, Filter, Ranked, Reason
from bot.models.papers import Paper, SourceHealth
from bot.models.reply import Card, Form, ListItem, Menu, Reply
from bot.models.subscription import DigestOptions
from bot.selection import entries as choosing
from bot.text import citations
from bot.text.links import ALLOWED_HOSTS
from bot.text.tex import to_latex
from bot.text.tex.to_latex import MACRO
from tests.adapters.site.test_html import assert_inert as assert_inert_page
from tests.adapters.site.test_markdown import assert_inert as assert_inert_post
from tests.adapters.site.test_site_pages import assert_inert as assert_inert_site_page
from tests.adapters.terminal.test_terminal import OUR_ESCAPES
from tests.helpers import adversarial_texts, discord_markup, factories, slack_markup
from tests.helpers.fake_servers.discord_rules import walk

PAPERS = 10  # of a digest
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COMPONENTS = {1, 2, 3, 4, 10, 12, 14, 17, 18}
"""Rows, buttons, menus, fields, texts, pictures, lines, boxes and labels: https://docs.discord.com/developers/components"""
HARMLESS = to_latex.ARGUED | to_latex.FONTS | to_latex.LONE | to_latex.IN_FORMULAS | {
    *re.findall(r"[a-z]{2,}", "".join(to_latex.SPECIAL.values())), *to_latex.COMBINING.values(), "ensuremath",
}  # fmt: skip
BIBTEX_FIELD = re.compile(r"  (?P<name>\w+) = (?P<text>\{.*\}),?")
RIS_LINE = re.compile(r"(?:TY|ID|AU|TI|AB|PY|KW|DO|N1|UR|ER)  - [^\x00-\x1f\x7f-\x9f]*")


@dataclass(frozen=True)
class Hostile:
    """Papers of which every word is hostile, as a digest and in an answer."""

    papers: tuple[Paper, ...]
    digest: Digest
    reply: Reply
    form: Form


def made(seed: int) -> Hostile:
    """Make up papers; the same seed makes the same."""
    chance = random.Random(seed)  # noqa: S311 - to have the same again

    def text() -> str:
        return adversarial_texts.generated(chance)

    papers = tuple(_paper(number, text) for number in range(PAPERS))
    entries = tuple(_entry(number, paper, text) for number, paper in enumerate(papers, start=1))
    wanted = Filter(("cs",), (text(), text()), (text(),), (text(),))
    digest = factories.digest(
        *entries,
        choices=factories.choices(words=wanted.words),
        sources=(SourceHealth("hackernews", ok=False, error=text()),),
        note=text(),
    )
    items = tuple(ListItem(text(), text()) for _ in range(3))
    menu = Menu(text(), tuple((text(), ShowPaper(paper.id)) for paper in papers))
    card = Card(papers[0], entries[0], (), ())
    return Hostile(
        papers,
        digest,
        Reply(text(), card=card, items=items, select=menu),
        Form("x", True, wanted, None, DigestOptions()),
    )


def _paper(number: int, text: Callable[[], str]) -> Paper:
    return factories.paper(
        f"2008.{number + 1:05}",
        title=text() or "?",
        abstract=" ".join(text() for _ in range(4)),
        authors=(text(), text(), text()),
        comment=text(),
        journal=text(),
        doi=text(),
        license=text(),
    )


def _entry(number: int, paper: Paper, text: Callable[[], str]) -> Entry:
    """Make an entry as a digest is made, and every second one of texts that no one looked at before."""
    mention = factories.mention(paper.id, source="x", author=text(), name=text(), url=text(), code=text())
    good = factories.mention(paper.id, source="hackernews", author=text(), url="https://news.ycombinator.com/item?id=1")
    candidate = Candidate(paper, factories.DAY, (mention, good))
    ranked = Ranked(candidate, 7.0, (Reason("x", mention.engagement, 7.0, 0.01),))
    made = choosing.build_entry(ranked)
    if number % 2:
        return made
    return factories.entry(paper.id, title=text(), authors=(text(), text()), summary=text(), abstract=text(),
                      reasons=(text(),), mentions=(mention, good), url=text(), pdf=text(), code=text(),
                      categories=(text(),))  # fmt: skip


# --- readers -------------------------------------------------------------------------------------------------------


def _slack(found: Hostile) -> Iterator[str]:
    bodies = [*slack.render(found.digest), *slack_replies.render(found.reply)]
    views = [
        app_home.home([app_home.theirs("Yours", [found.reply]), app_home.hottest([found.reply])]),
        slack_forms.modal(found.form, slack_forms.ResponseTarget()),
    ]
    for body in [*bodies, *views]:
        read = slack_markup.read(body)
        yield from read.live
        yield from _foreign(read.links)


def _discord(found: Hostile) -> Iterator[str]:
    view = discord_replies.message(found.reply)
    bodies = [*discord.render(found.digest), {"components": view.to_components()}]
    for body in bodies:
        yield from _components(body["components"])
        if body.get("allowed_mentions", {"parse": []}) != {"parse": []}:
            yield "pings"
    yield from _components(discord_forms.modal(found.form).to_dict()["components"])


def _components(components: list[dict[str, object]]) -> Iterator[str]:
    for part in walk(components):
        if part["type"] not in COMPONENTS:
            yield f"component {part['type']}"
        for line in discord_markup.read(str(part.get("content", ""))):
            yield from line.live
            yield from _foreign([url for _, url in line.links])
        yield from _foreign([str(part["url"])] if "url" in part else [])


def _html(found: Hostile) -> Iterator[str]:
    assert_inert_page(html.render(found.digest))
    name = found.digest.date.isoformat()
    assert_inert_site_page(site_pages.day_page(found.digest, [], "", name))
    assert_inert_site_page(site_pages.index_page([_day(found)], ""))
    yield from ()


def _markdown(found: Hostile) -> Iterator[str]:
    assert_inert_post(markdown.render(found.digest))
    yield from ()


def _feed(found: Hostile) -> Iterator[str]:
    atom = etree.fromstring(feed.render([_day(found)], "").encode())
    content = lxml.html.fromstring(atom.findtext("a:entry/a:content", namespaces={"a": feed.ATOM}))
    allowed = {"ol", "li", "p", "strong", "a", "br", "small", "span"}
    yield from (str(tag.tag) for tag in content.iter() if tag.tag not in allowed)
    yield from (name for tag in content.iter() for name in tag.attrib if name != "href")
    yield from _foreign(content.xpath("//@href"))


def _json(found: Hostile) -> Iterator[str]:
    written = site_json.render(found.digest)
    if [entry["title"] for entry in json.loads(written)["entries"]] != [entry.title for entry in found.digest.entries]:
        yield "another title"


def _terminal(found: Hostile) -> Iterator[str]:
    written = terminal.render(found.digest, 80, color=True)
    yield from CONTROLS.findall(OUR_ESCAPES.sub("", written))
    yield from _foreign(re.findall(r"\x1b\]8;(?:id=\d+)?;([^\x1b]+)\x1b", written))


def _bibtex(found: Hostile) -> Iterator[str]:
    for entry in citations.bibtex(found.papers).split("\n\n"):
        first, *fields, last = entry.rstrip("\n").split("\n")
        if not re.fullmatch(r"@misc\{arXiv:[\w.-]+,", first) or last != "}":
            yield entry
        yield from (line for line in fields if not _is_one_field(line) or CONTROLS.search(line))


def _is_one_field(line: str) -> bool:
    """Tell whether BibTeX reads one field, which counts braces whatever stands before them, and no macro is strange."""
    field = BIBTEX_FIELD.fullmatch(line)
    if not field:
        return False
    depths = list(accumulate((sign == "{") - (sign == "}") for sign in field["text"]))
    strange = {name for name in MACRO.findall(field["text"]) if len(name) > 1} - HARMLESS
    return depths[-1] == 0 and min(depths[:-1]) > 0 and not strange


def _ris(found: Hostile) -> Iterator[str]:
    lines = citations.ris(found.papers).removesuffix("\r\n").split("\r\n")
    yield from (line for line in lines if not RIS_LINE.fullmatch(line))
    if [line for line in lines if line.startswith(("TY", "ER"))] != ["TY  - UNPB", "ER  - "] * PAPERS:
        yield "another record"


def _csl(found: Hostile) -> Iterator[str]:
    items = json.loads(citations.csl(found.papers))
    yield from _foreign([item["URL"] for item in items])


def _day(found: Hostile):
    return parse(site_json.render(found.digest).encode(), found.digest.date.isoformat())


def _foreign(links: list[str] | tuple[str, ...]) -> Iterator[str]:
    yield from (
        link for link in links if urlsplit(link).scheme != "https" or urlsplit(link).hostname not in ALLOWED_HOSTS
    )


READERS: dict[str, Callable[[Hostile], Iterator[str]]] = {
    "Slack": _slack,
    "Discord": _discord,
    "HTML": _html,
    "Markdown": _markdown,
    "Atom": _feed,
    "JSON": _json,
    "a terminal": _terminal,
    "BibTeX": _bibtex,
    "RIS": _ris,
    "CSL-JSON": _csl,
}


def live_in(seed: int) -> Counter[str]:
    """Count what is live, by who reads it."""
    found = made(seed)
    return Counter({name: sum(1 for _ in read(found)) for name, read in READERS.items()})


def _main(papers: int) -> None:
    started, seeds = time.monotonic(), range(-(-papers // PAPERS))
    total: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        for counted in pool.map(live_in, seeds, chunksize=20):
            total.update(counted)
    for name in READERS:
        sys.stdout.write(f"{name:12}{total[name]:,} live\n")
    took = time.monotonic() - started
    sys.stdout.write(f"{len(seeds) * PAPERS:,} hostile papers in {took:,.0f} s\n")
    sys.exit(bool(total.total()))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
