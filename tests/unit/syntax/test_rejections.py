"""What is not understood: named, with a correct example, and never anything else than a CommandError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import syntax
from bot.errors import CommandError
from bot.models.command import Command
from tests.unit.syntax.test_parser import read, refusal


@pytest.mark.parametrize(
    ("typed", "named", "example"),
    [
        ("cs.XX", "“cs.XX” is no arXiv category; did you mean cs (", "For example: cs.CV"),
        ("maths.NA cs.VC", "“cs.VC” is no arXiv category; did you mean cs.CV (", "For example"),
        ("cs.CV 2020-13-45", "“2020-13-45” is not in the calendar", "2020-08-25"),
        ("cs.CV 25.08.2020", "“25.08.2020” is no date", "2020-08-25"),
        ("1990-01-01", "before arXiv began", "2020-08-25"),
        ("2020-08", "“2020-08” is no date", "2020-08-01..2020-08-31"),
        ("2020-08-30..2020-08-02", "ends before it begins", "2020-08-02..2020-08-30"),
        ("2020-01-01..2020-12-31", "longer than 92 days", "2020-08-01..2020-08-31"),
        ("0 days", "“0 days” is not between", "3 days"),
        ("9999 days", "“9999 days” is not between", "3 days"),
        ("2020-08-25 cs.CV", "“2020-08-25” is a date", "cs.CV 2020-08-25"),
        ("cs.CV daily 9:00", "“9:00” is a time", "subscribe cs.CV daily 09:00"),
        ("subscibe cs.CV daily 9:00", "“subscibe” is no command", "did you mean: subscribe cs.CV daily 9:00"),
        ("hepl", "“hepl” is no command", "did you mean: help"),
        ("exprot ris", "“exprot” is no command", "did you mean: export ris"),
        ("subscribe cs.CV daily 25:00", "“25:00” is not between 00:00 and 23:59", "daily 09:00"),
        ("subscribe cs.CV daily 9h", "“9h” is no time", "daily 09:00"),
        ("subscribe cs.CV daily 13pm", "“13pm” is no time; before am and pm, hours go from 1 to 12", "daily 09:00"),
        ("subscribe cs.CV daily 0:30 am", "“0:30 am” is no time", "daily 09:00"),
        ("cs.CV daily 9 am", "“9 am” is a time", "subscribe cs.CV daily 09:00"),
        (
            "subscribe cs.CV daily 9:00 Berlni",
            "“Berlni” is no time zone; did you mean Europe/Berlin",
            "daily 09:00 Europe",
        ),
        (
            "subscribe cs.CV daily 9:00 Cambridge",
            "in several time zones; did you mean America/New_York or",
            "daily 09:00 America",
        ),
        ("subscribe cs.CV daily 9:00 PST", "did you mean America/Los_Angeles?", "daily 09:00 America/Los_Angeles"),
        ("subscribe cs.CV day 9:00", "“day” before the time does not say on which days", "daily 09:00"),
        ("subscribe cs.CV daily", "“daily” needs a time", "daily 09:00"),
        ("subscribe cs.CV 9:00", "“cs.CV” before the time does not say on which days", "daily 09:00"),
        ("subscribe 9:00", "A time alone does not say on which days", "daily 09:00"),
        ("subscribe cs.CV weekly 9:00", "“weekly” needs one day", "weekly mon 09:00"),
        ("subscribe cs.CV daily 9:00 UTC topp 5", "“topp 5” does not say how", "top 10"),
        (
            "subscribe cs.CV daily 9:00 top 500",
            "“top” needs a whole number from 1 to 25 behind it, not “500”",
            "top 10",
        ),
        ("subscribe cs.CV daily 9:00 floor -1", "“floor” needs a number", "floor 50"),
        ("subscribe cs.CV daily 9:00 threads maybe", "“threads” needs “on” or “off”", "threads on"),
        ("subscribe cs.CV daily 9:00 hot classic", "The order, hot or classic, is said twice", "top 10"),
        ("cs.CV weekly", "“weekly” says how often", "cs.CV week"),
        ("cs.*", "“cs.*” is no arXiv category", "cs.CV"),
        ("subscribe cs.CV top 5 daily 9:00", "“top 5” has its place behind the time", "daily 09:00 top 5"),
        ("subscribe cs.CV week", "“week” is a period, as lists have", "weekly mon 09:00"),
        ('cs.CV ""', '"" has no letter or digit', "graph transformer"),
        ('"***" OR (', "has no letter or digit", "graph transformer"),
        ('cs.CV "graph', 'The quote at "graph is never closed', "diffusion models"),
        ("-", "“-” leaves out", "-survey"),
        ("cs -cs.LG", "“-cs.LG” is a category", "-survey"),
        ("author:Hinton", "“author:Hinton” needs the full name, in quotes", 'author:"Geoffrey Hinton"'),
        ('-author:"Ada Lovelace"', "Authors cannot be left out", "-survey"),
        ("word " * 2000, "These are 2,000 words; at most 40", "-survey"),
        ("cs.CV " * 21, "These are 21 categories; at most 20", "cs stat.ML"),
        ("x" * 201, "is 201 characters long", "graph transformer"),
        (" ".join(f'"{n} {"x" * 100}"' for n in range(10)), "is 1,049 characters long", "graph transformer"),
        ("why nonsense", "“nonsense” is no arXiv id", "why 2008.10599"),
        ("why", "Say which paper", "why 2008.10599"),
        ("paper", "Say which paper", "2008.10599"),
        ("paper " + "x" * 501, "is 501 characters long", "attention"),
        ("save the whales", "“the whales” is no arXiv id", "save 2008.10599"),
        ("unsubscribe cs.CV", "“cs.CV” is not the number of a subscription", "unsubscribe 12"),
        ("pause", "Say which subscription", "pause 12"),
        ("export pdf", "“pdf” is no format", "export bibtex"),
        ("status quo", "“status” stands alone", '"status"'),
        ("forget", "say so", "forget me"),
        ("cs.CV;cs.LG", "commas or spaces separate", "For example: cs.CV cs.LG"),
        ("cs.CV|cs.LG week", "“cs.CV|cs.LG”", "For example: cs.CV cs.LG"),
        ("subscribe cs.CV/cs.LG daily 9:00", "commas or spaces separate", "For example: cs.CV cs.LG"),
        ("cs.CV+cs.LG", "commas or spaces separate", "For example: cs.CV cs.LG"),
        ("math;stat", "commas or spaces separate", "For example: math stat"),
        ("cs.CV; cs.LG", "“cs.CV;”", "For example: cs.CV cs.LG"),
        ("cs.CV | cs.LG", "“|”", "For example: cs.CV cs.LG"),
        ("cs.CV;graphs", "commas or spaces separate", "For example: cs.CV graphs"),
        ("cs.XY;cs.LG", "commas or spaces separate", "For example: cs.LG"),
        ("status public", "“status” answers is for you alone", "cs.CV week public"),
        ("subscriptons public", "did you mean: subscriptions?", '"subscriptons"'),
        ("subscribe cs.CV daily 9:00 public", "“subscribe” answers is for you alone", '"public"'),
        ("help, Public", "“help” answers is for you alone", "cs.CV week public"),
    ],
)
def test_what_is_not_understood_is_named_with_a_correct_example(typed, named, example):
    said = refusal(typed)

    assert named in said
    assert example in said


def understood(text: str) -> Command | None:
    try:
        return read(text)
    except CommandError:
        return None


@given(st.text())
def test_any_text_is_a_command_or_a_command_error(text):
    command = understood(text)

    assert command is None or read(syntax.format_command(command)) == command


PIECES = (
    *("cs.CV", "week", '"a b"', '"', "b", "-x", "9:00", "daily", "weekly", "mon", "top", "5", "hot", "UTC", "page"),
    *("public", "2020-01-01", "days", "subscribe", "digest", "off", 'author:"A B"', "replacing", "2008.10599", "why"),
    *("am", "9", "pm", "Berlin", "new", "york"),
    *("paper", "help", "lookup", "pause", "&lt;", "<http://a.b|c>", "\\", "“", ",", "floor", "at", "every", "subscibe"),
)


@given(st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_order_of_its_own_words_is_a_command_or_a_command_error(text):
    command = understood(text)

    assert command is None or read(syntax.format_command(command)) == command
