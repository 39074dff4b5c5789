"""The digest in a terminal and in a pipe."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from hypothesis import given
from rich.cells import cell_len

from adapters import terminal
from bot.errors import DestinationGone
from bot.models.papers import SourceHealth
from bot.models.post import PostKind
from bot.platforms import ReadablePlatform
from bot.text.sanitize import sanitize
from tests.helpers import adversarial_texts, factories

OUR_ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=\d+)?;(?:https://[!-~]+)?\x1b\\")
"""What we write ourselves: colours, and links (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda)."""


def words(text: str) -> str:
    return "".join(OUR_ESCAPES.sub("", text).split())


@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_digest_in_a_pipe(snapshot, width):
    digest = factories.digest(
        factories.entry(
            summary="We propose a thing that takes quite some words to be told, so that it needs two lines."
        ),
        factories.entry("2008.10598", mentions=(), reasons=(), withdrawn=True),
        sources=(SourceHealth("hackernews", ok=False),),
        note="Made from a sample.",
        first=9,
    )

    assert terminal.render(digest, width, color=False) == snapshot


def test_a_digest_in_colour_has_the_same_words_and_its_titles_are_links():
    coloured = terminal.render(factories.digest(), 80, color=True)

    assert words(coloured) == words(terminal.render(factories.digest(), 80, color=False))
    assert re.search(r"\x1b]8;id=\d+;https://arxiv\.org/abs/2008\.10599\x1b\\", coloured)


def test_an_empty_day_says_why():
    empty = replace(factories.digest(note="No announcement on a Sunday."), entries=())

    assert "\nNo announcement on a Sunday.\n" in terminal.render(empty, 80, color=False)


def test_the_environment_changes_nothing(monkeypatch):
    expected = terminal.render(factories.digest(), 80, color=True).count("\x1b")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("TERM", "dumb")

    assert terminal.render(factories.digest(), 80, color=True).count("\x1b") == expected


@given(adversarial_texts.texts)
def test_nothing_from_outside_is_an_order_or_markup(text):
    coloured = terminal.render(adversarial_texts.digest(text), 80, color=True)

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", OUR_ESCAPES.sub("", coloured))
    assert "evil.example" not in "".join(OUR_ESCAPES.findall(coloured))
    assert words(sanitize(text)) in words(coloured)


@pytest.mark.parametrize("width", [60, 200])
def test_the_hardest_papers_fit_in(shared, width):
    plain = terminal.render(adversarial_texts.hard_cases(shared), width, color=False)

    assert max(cell_len(line) for line in plain.splitlines()) <= width


async def test_sending_prints(capsys):
    platform = terminal.connect(None)

    message = await platform.send(factories.post("terminal"))

    assert capsys.readouterr().out == terminal.render(factories.digest(), 80, color=False)
    assert message == factories.post().token
    assert platform.plan_posts(factories.digest()) == (PostKind.PARENT,)
    assert not isinstance(platform, ReadablePlatform)
    assert (await platform.resolve_channel("")) == (await platform.resolve_channel("anything"))
    assert all(check.ok for check in await platform.check(None))
    await platform.close()


async def test_an_old_terminal_gets_question_marks(monkeypatch):
    written = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(written, encoding="latin-1"))

    await terminal.Terminal().send(factories.post("terminal"))

    assert b"? 72" in written.getvalue()


async def test_a_closed_terminal_is_gone(monkeypatch):
    class Closed(StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())

    with pytest.raises(DestinationGone, match="the terminal is closed"):
        await terminal.Terminal().send(factories.post("terminal"))
