"""What commands decide without a store: periods, sums, citations, suggestions."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.arxiv.calendar import Holidays
from bot.commands import autocomplete, explain_score, syntax
from bot.commands import help as helping
from bot.commands.card import every_day
from bot.commands.command_text import command_text, localize_examples
from bot.commands.hot_list import dates, listings
from bot.commands.preview import last_due
from bot.errors import CommandError
from bot.models.command import ActOnPaper, PaperAction, SetDigest, ShowHotList, ShowPaper, Subscribe
from bot.models.digest import Filter, Ranking
from bot.models.papers import PaperId
from bot.models.subscription import DigestOptions, Frequency, Period, Schedule
from bot.schedule.recurrence import next_due
from bot.text import citations
from bot.wording import subscriptions
from tests.helpers import factories

THURSDAY = date(2026, 1, 15)
NO_HOLIDAYS = Holidays(frozenset(), ())
TEXTS = st.text(max_size=40)


def test_a_day_is_the_newest_listing_that_is_stored():
    assert dates(Period(), [date(2026, 1, 14)], THURSDAY) == (date(2026, 1, 14), date(2026, 1, 14))


def test_a_week_is_the_seven_days_up_to_the_newest_listing():
    first, last = dates(Period(7), [THURSDAY], THURSDAY)

    assert listings(first, last, [THURSDAY], NO_HOLIDAYS) == [date(2026, 1, day) for day in (15, 14, 13, 12, 9)]


def test_a_stored_day_counts_even_where_the_calendar_has_none():
    saturday = date(2026, 1, 10)

    assert listings(saturday, saturday, [saturday], NO_HOLIDAYS) == [saturday]


def test_a_period_ends_with_the_newest_listing_that_is_out():
    first = date(2026, 1, 12)

    assert dates(Period(first=first, last=date(2026, 1, 30)), [], THURSDAY) == (first, THURSDAY)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
@example([0.05])  # rounded it is 0.1, though ten times of it is rounded to nothing
def test_the_points_that_are_shown_add_up(points):
    parts = explain_score.round_to_sum(points, sum(points))

    assert round(sum(parts), 1) == round(sum(points), 1)
    assert all(abs(part - share) <= 0.11 for part, share in zip(parts, points, strict=True))


def test_days_without_a_change_are_filled_in():
    course = every_day([(date(2026, 1, 1), 3), (date(2026, 1, 4), 9)])

    assert course == tuple((date(2026, 1, day), total) for day, total in ((1, 3), (2, 3), (3, 3), (4, 9)))


def test_a_course_ends_with_the_newest_sixty_days():
    course = every_day([(date(2020, 1, 1), 3), (date(2026, 1, 4), 9)])

    assert len(course) == 60
    assert course[-1] == (date(2026, 1, 4), 9)


@given(title=TEXTS, author=TEXTS, abstract=TEXTS, doi=TEXTS)
def test_every_line_of_ris_has_its_tag(title, author, abstract, doi):
    text = citations.ris([factories.paper(title=title, authors=(author,), abstract=abstract, doi=doi)] * 2)

    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert [line for line in lines if line.startswith("ER")] == ["ER  - "] * 2


def test_csl_keeps_old_ids_and_their_century():
    (item,) = json.loads(citations.csl([factories.paper("hep-th/9901001")]))

    assert item["id"] == "arXiv:hep-th-9901001"
    assert item["issued"] == {"date-parts": [[1999]]}
    assert item["number"] == "arXiv:hep-th/9901001"


def test_the_last_time_is_the_newest_up_to_now():
    every = Schedule(Frequency.WEEKLY, time(9), (0,), "Europe/Paris")

    assert last_due(every, datetime(2026, 1, 15, 12, tzinfo=UTC)) == datetime(2026, 1, 12, 8, tzinfo=UTC)


@given(st.sampled_from(list(Frequency)), st.integers(0, 2 * 365 * 24 * 60))
def test_nothing_is_due_between_the_last_time_and_now(rhythm, minutes):
    now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    every = Schedule(rhythm, time(minutes % 24, minutes % 60), (2,), "America/New_York")

    last = last_due(every, now)

    assert last <= now < next_due(every, last).due


def test_a_subscription_is_described_with_all_that_is_special():
    every = Schedule(Frequency.DAYS, time(9, 5), (0, 3), "Europe/Paris")
    how = DigestOptions(top=5, floor=20, ranking=Ranking.CLASSIC, days=1, threads=False, fair=True)

    assert subscriptions.schedule(every) == "Mondays and Thursdays at 09:05 (Europe/Paris)"
    assert [*subscriptions.options(how)] == [
        "top 5", "by total counts", "score 20+", "one listing", "without threads", "at least one per category",
    ]  # fmt: skip


MORNING = Schedule(Frequency.WEEKDAYS, time(9))


@pytest.mark.parametrize(
    ("command", "slack", "discord"),
    [
        (ShowHotList(Filter(("cs.CV",)), Period(7)), "/hotpapers cs.CV week", "/hotpapers what:cs.CV when:week"),
        (ShowPaper("1706.03762"), "/paper 1706.03762", "/paper query:1706.03762"),
        (ShowPaper("attention", public=True), "/paper attention public", "/paper query:attention public:True"),
        (ShowHotList(public=True), "/hotpapers public", "/hotpapers public:True"),
        (
            Subscribe(Filter(("cs.CV",)), MORNING, DigestOptions(top=3)),
            "/hotpapers subscribe cs.CV weekdays 09:00 top 3",
            "/subscribe what:cs.CV every:weekdays 09:00 top:3",
        ),
        (
            SetDigest(Filter(("cs.CV",)), MORNING),
            "/hotpapers digest cs.CV weekdays 09:00",
            "/digest set what:cs.CV every:weekdays 09:00",
        ),
        (ActOnPaper(PaperAction.SAVE, PaperId("2401.00017")), "/hotpapers save 2401.00017", "save 2401.00017"),
    ],
)
def test_a_command_is_spelled_as_each_platform_has_it(command, slack, discord):
    assert (command_text(command, "slack"), command_text(command, "discord")) == (slack, discord)


def test_what_the_welcome_shows_can_be_typed():
    shown = [item.title.removeprefix("/hotpapers ") for item in helping.welcome("slack").items]

    assert isinstance(syntax.parse(shown[0]), ShowHotList)
    assert isinstance(syntax.parse(shown[2]), SetDigest)


INDEX = autocomplete.build_index(
    [(PaperId("2601.00002"), r"Schr\"odinger's Networks"), (PaperId("2601.00001"), "Deep Attention")], {}
)


@pytest.mark.parametrize(
    ("field", "typed", "values"),
    [
        ("categories", "computer vision", ["cs.CV"]),
        ("categories", "cs.CV, robot", ["cs.CV, cs.RO"]),
        ("categories", "cs.cv", ["cs.CV"]),
        ("zone", "new york", ["America/New_York"]),
        ("zone", "kolk", ["Asia/Kolkata"]),
        ("zone", "Mumb", ["Asia/Kolkata"]),
        ("paper", "schrodinger", ["2601.00002"]),
        ("paper", "ATTENTION deep", ["2601.00001"]),
        ("paper", "00001", ["2601.00001"]),
        ("paper", "teapots", []),
    ],
)
def test_what_is_typed_is_completed(field, typed, values):
    assert [value for _, value in autocomplete.complete(INDEX, field, typed)] == values


def test_vision_finds_computer_vision():
    assert ("cs.CV: Computer Vision and Pattern Recognition", "cs.CV") in autocomplete.complete(
        {}, "categories", "vision"
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [("york", "America/New_York"), ("paris", "Europe/Paris"), ("kol", "Asia/Kolkata"), ("tokyo", "Asia/Tokyo")],
)
def test_the_likelier_city_is_suggested_first(typed, first):
    assert autocomplete.complete({}, "zone", typed)[0][1] == first


@given(st.sampled_from(["categories", "zone", "paper"]), st.text(max_size=150))
def test_suggestions_are_few_and_short(field, typed):
    found = autocomplete.complete(INDEX, field, typed)

    assert len(found) <= 25
    assert all(0 < len(text) <= 100 for suggestion in found for text in suggestion)


def test_titles_that_did_not_change_are_taken_over():
    again = autocomplete.build_index(
        [(PaperId("2601.00001"), "Deep Attention"), (PaperId("2601.00002"), "Another")], INDEX
    )

    assert again[PaperId("2601.00001")] is INDEX[PaperId("2601.00001")]
    assert again[PaperId("2601.00002")].label == "Another"


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("cs.ZZ", "For example: /hotpapers what:cs.CV"),
        ("why", "For example: /why paper:2008.10599"),
        ("subscribe cs.CV weekly 09:00", "For example:"),
        ("subscribe cs.CV top 5 daily 09:00", "/subscribe what:cs.CV every:daily 09:00 top:5"),
        ("week 2020-25-08", "For example: week, 3 days, 2020-08-25 or 2020-08-01..2020-08-31"),
    ],
)
def test_examples_are_told_as_discord_wants_them_typed(typed, example):
    with pytest.raises(CommandError) as refused:
        syntax.parse(typed)

    assert example in localize_examples(str(refused.value), "discord")
    assert "quotes" not in localize_examples(str(refused.value), "discord")
    assert localize_examples(str(refused.value), "slack") == str(refused.value)


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        (("AI",), ["cs.AI"]),
        (("quantum", "physics"), ["quant-ph"]),
        (("machine learning",), ["cs.LG", "stat.ML"]),
        (("Vision", "computer"), ["cs.CV"]),
        (("vis",), []),
        (("***",), []),
    ],
)
def test_words_find_the_fields_that_are_called_so(searched, found):
    assert [code for _, code in autocomplete.categories_matching(searched)] == found
