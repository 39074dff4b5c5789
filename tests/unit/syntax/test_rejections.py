"""What is not understood: named, with a correct example, and never anything else than a CommandError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.registry import COMMANDS
from bot.errors import CommandError
from bot.models.command import Command
from tests.unit.syntax.test_parser import read, refusal


@pytest.mark.parametrize(
    ("typed", "named", "example"),
    [
        ("cs.XX", "“cs.XX” isn't an arXiv category. Did you mean cs (", "For example: cs.CV"),
        ("maths.NA cs.VC", "“cs.VC” isn't an arXiv category. Did you mean cs.CV (", "For example"),
        ("cs.CV 2020-13-45", "“2020-13-45” isn't a valid date", "2020-08-25"),
        ("cs.CV 25.08.2020", "“25.08.2020” isn't a valid date", "2020-08-25"),
        ("1990-01-01", "before arXiv started", "2020-08-25"),
        ("2020-08", "“2020-08” isn't a valid date", "2020-08-01..2020-08-31"),
        ("2020-08-30..2020-08-02", "ends before it begins", "2020-08-02..2020-08-30"),
        ("2020-01-01..2020-12-31", "longer than 92 days", "2020-08-01..2020-08-31"),
        ("0 days", "“0 days” isn't between", "3 days"),
        ("9999 days", "“9999 days” isn't between", "3 days"),
        ("2020-08-25 cs.CV", "Put the date “2020-08-25” at the end", "cs.CV 2020-08-25"),
        ("cs.CV daily 9:00", "“9:00” is a time", "subscribe cs.CV daily 09:00"),
        ("subscibe cs.CV daily 9:00", "Unknown command “subscibe”", "Did you mean: subscribe cs.CV daily 9:00"),
        ("hepl", "Unknown command “hepl”", "Did you mean: help"),
        ("exprot ris", "Unknown command “exprot”", "Did you mean: export ris"),
        ("subscribe cs.CV daily 25:00", "“25:00” isn't a valid time. Use 00:00 to 23:59", "daily 09:00"),
        ("subscribe cs.CV daily 13pm", "“13pm” isn't a valid time. Use 1 to 12 with am and pm", "daily 09:00"),
        ("subscribe cs.CV daily 0:30 am", "“0:30 am” isn't a valid time", "daily 09:00"),
        ("cs.CV daily 9 am", "“9 am” is a time", "subscribe cs.CV daily 09:00"),
        (
            "subscribe cs.CV daily 9:00 Berlni",
            "Unknown time zone “Berlni”. Did you mean Europe/Berlin",
            "daily 09:00 Europe",
        ),
        (
            "subscribe cs.CV daily 9:00 Cambridge",
            "in several time zones. Did you mean America/New_York or",
            "daily 09:00 America",
        ),
        ("subscribe cs.CV daily 9:00 PST", "Did you mean America/Los_Angeles?", "daily 09:00 America/Los_Angeles"),
        ("subscribe cs.CV day 9:00", "“day” before the time isn't a day. Which days?", "daily 09:00"),
        ("subscribe cs.CV daily", "Add a time after “daily”", "daily 09:00"),
        ("subscribe cs.CV 9:00", "“cs.CV” before the time isn't a day. Which days?", "daily 09:00"),
        ("subscribe 9:00", "Which days?", "daily 09:00"),
        ("subscribe cs.CV weekly 9:00", "Add one day after “weekly”", "weekly mon 09:00"),
        ("subscribe cs.CV daily 9:00 UTC topp 5", "“topp 5” isn't a digest option", "top 10"),
        (
            "subscribe cs.CV daily 9:00 top 500",
            "“top” needs a whole number from 1 to 25, not “500”",
            "top 10",
        ),
        ("subscribe cs.CV daily 9:00 floor -1", "“floor” needs a number", "floor 50"),
        ("subscribe cs.CV daily 9:00 threads maybe", "“threads” needs “on” or “off”", "threads on"),
        ("subscribe cs.CV daily 9:00 hot classic", "Choose either hot or classic, not both", "top 10"),
        ("cs.CV weekly", "“weekly” is for digests", "cs.CV week"),
        ("cs.*", "“cs.*” isn't an arXiv category", "cs.CV"),
        ("subscribe cs.CV top 5 daily 9:00", "Put “top 5” after the time", "daily 09:00 top 5"),
        ("subscribe cs.CV week", "“week” is for lists", "weekly mon 09:00"),
        ('cs.CV ""', '"" has no letter or digit', "graph transformer"),
        ('"***" OR (', "has no letter or digit", "graph transformer"),
        ('cs.CV "graph', 'Missing closing quote after "graph', "diffusion models"),
        ("-", "Write “-” right before the word to exclude", "-survey"),
        ("cs -cs.LG", "“-cs.LG” is a category", "-survey"),
        ("author:Hinton", "“author:Hinton” needs the full name, in quotes", 'author:"Geoffrey Hinton"'),
        ('-author:"Ada Lovelace"', "You can't exclude authors", "-survey"),
        ("word " * 2000, "Too many words (2,000, maximum 40)", "-survey"),
        ("cs.CV " * 21, "Too many categories (21, maximum 20)", "cs stat.ML"),
        ("x" * 201, "is too long (201 characters", "graph transformer"),
        (" ".join(f'"{n} {"x" * 100}"' for n in range(10)), "That's too long (1,049 characters", "graph transformer"),
        ("why nonsense", "“nonsense” isn't an arXiv ID", "why 2008.10599"),
        ("why", "Which paper?", "why 2008.10599"),
        ("paper", "Which paper?", "2008.10599"),
        ("paper " + "x" * 501, "is too long (501 characters", "attention"),
        ("save the whales", "“the whales” isn't an arXiv ID", "save 2008.10599"),
        ("unsubscribe cs.CV", "“cs.CV” isn't a subscription number", "unsubscribe 12"),
        ("pause", "Which subscription?", "pause 12"),
        ("export pdf", "“pdf” isn't an export format", "export bibtex"),
        ("status quo", "“status” takes no arguments", '"status"'),
        ("forget", "type it in full", "forget me"),
        ("cs.CV;cs.LG", "Separate terms with commas or spaces", "For example: cs.CV cs.LG"),
        ("cs.CV|cs.LG week", "“cs.CV|cs.LG”", "For example: cs.CV cs.LG"),
        ("subscribe cs.CV/cs.LG daily 9:00", "Separate terms with commas or spaces", "For example: cs.CV cs.LG"),
        ("cs.CV+cs.LG", "Separate terms with commas or spaces", "For example: cs.CV cs.LG"),
        ("math;stat", "Separate terms with commas or spaces", "For example: math stat"),
        ("cs.CV; cs.LG", "“cs.CV;”", "For example: cs.CV cs.LG"),
        ("cs.CV | cs.LG", "“|”", "For example: cs.CV cs.LG"),
        ("cs.CV;graphs", "Separate terms with commas or spaces", "For example: cs.CV graphs"),
        ("cs.XY;cs.LG", "Separate terms with commas or spaces", "For example: cs.LG"),
        ("status public", "“status” is private", "cs.CV week public"),
        ("subscriptons public", "Did you mean: subscriptions?", '"subscriptons"'),
        ("subscribe cs.CV daily 9:00 public", "“subscribe” is private", '"public"'),
        ("help, Public", "“help” is private", "cs.CV week public"),
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

    assert command is None or read(COMMANDS.format(command)) == command


PIECES = (
    *("cs.CV", "week", '"a b"', '"', "b", "-x", "9:00", "daily", "weekly", "mon", "top", "5", "hot", "UTC", "page"),
    *("public", "2020-01-01", "days", "subscribe", "digest", "off", 'author:"A B"', "replacing", "2008.10599", "why"),
    *("am", "9", "pm", "Berlin", "new", "york"),
    *("paper", "help", "lookup", "pause", "&lt;", "<http://a.b|c>", "\\", "“", ",", "floor", "at", "every", "subscibe"),
)


@given(st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_order_of_its_own_words_is_a_command_or_a_command_error(text):
    command = understood(text)

    assert command is None or read(COMMANDS.format(command)) == command
