from datetime import date, time

import pytest

from bot.commands import syntax
from bot.commands.forget_me import ForgetMe
from bot.commands.reading_list import CitationFormat, ExportReadingList
from bot.commands.registry import COMMANDS
from bot.commands.status import ShowStatus
from bot.errors import CommandError
from bot.models.command import (
    ActOnPaper,
    Command,
    ExplainScore,
    ListSubscriptions,
    ManageSubscription,
    PaperAction,
    SetDigest,
    SetReport,
    ShowHelp,
    ShowHotList,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    StopDigest,
    StopReport,
    Subscribe,
    SubscriptionAction,
    SwapPick,
)
from bot.models.digest import Filter, Ranking
from bot.models.papers import PaperId
from bot.models.report import PickKind
from bot.models.subscription import DigestOptions, Frequency, Period, Schedule

TODAY = date(2026, 11, 22)
NINE = time(9)
ID = PaperId("2008.10599")
DAILY = Schedule(Frequency.DAILY, NINE)


def read(text: str) -> Command:
    return COMMANDS.parse(text)


def refusal(text: str) -> str:
    with pytest.raises(CommandError) as caught:
        read(text)
    return str(caught.value)


# --- hot lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ShowHotList()),
        (" , ", ShowHotList()),
        ("cs.CV", ShowHotList(Filter(("cs.CV",)))),
        ("CS.cv Math hep-th", ShowHotList(Filter(("cs.CV", "math", "hep-th")))),
        ("cs.CL,cs.LG week", ShowHotList(Filter(("cs.CL", "cs.LG")), Period(7))),
        ('"diffusion models" month', ShowHotList(Filter((), ("diffusion models",)), Period(30))),
        ("2020-08-25", ShowHotList(when=Period(first=date(2020, 8, 25), last=date(2020, 8, 25)))),
        (
            "cs 2020-08-01..2020-08-31",
            ShowHotList(Filter(("cs",)), Period(first=date(2020, 8, 1), last=date(2020, 8, 31))),
        ),
        ("cs 3 days", ShowHotList(Filter(("cs",)), Period(3))),
        ("cs day", ShowHotList(Filter(("cs",)))),
        ("transformer -survey", ShowHotList(Filter((), ("transformer",), ("survey",)))),
        ('author:"Yann LeCun" -"large language"', ShowHotList(Filter((), (), ("large language",), ("Yann LeCun",)))),
        ("cs.CV week public", ShowHotList(Filter(("cs.CV",)), Period(7), public=True)),
        ("cs.CV public week page 3", ShowHotList(Filter(("cs.CV",)), Period(7), public=True, page=2)),
    ],
)
def test_a_hot_list_is_what_and_when(typed, meant):
    assert read(typed) == meant


@pytest.mark.parametrize("word", ["week", "status", "cs.CV", "2020-08-25", "9:00", "2008.10599", "public", "subscibe"])
def test_a_quoted_word_is_always_a_word(word):
    assert read(f'"{word}"') == ShowHotList(Filter((), (word,)))


@pytest.mark.parametrize("word", ["physics/chemistry", "and/or", "a|b", "TCP/IP"])
def test_words_may_have_what_separates_elsewhere(word):
    assert read(f"cs.CV {word}") == ShowHotList(Filter(("cs.CV",), (word,)))


@pytest.mark.parametrize("word", ["AI", "CV", "node.js", "top", "quark", "c++", "U.S.", "R&D", "5x5"])
def test_what_is_no_category_is_a_word(word):
    assert read(f"physics {word}") == ShowHotList(Filter(("physics",), (word,)))


def test_a_reserved_word_is_a_command_only_in_first_place():
    assert read("cs.CV status help") == ShowHotList(Filter(("cs.CV",), ("status", "help")))


@pytest.mark.parametrize(
    "typed", ["abstract algebra", "more data", "change detection", "forget gates", "preview frames"]
)
def test_the_names_of_buttons_begin_other_words_too(typed):
    assert read(typed) == ShowHotList(Filter((), tuple(typed.split())))


@pytest.mark.parametrize(
    "typed",
    [
        "“graph transformer” –survey",
        "„graph transformer“ −survey",
        "«graph transformer» -survey",
        '"graph\ttransformer",-survey',
        "'graph transformer' -'survey'",
        "‘graph transformer’, –‘survey’",
    ],
)
def test_quotes_and_dashes_are_read_as_phones_write_them(typed):
    assert read(typed) == ShowHotList(Filter((), ("graph transformer",), ("survey",)))


def test_apostrophes_are_no_quotes():
    assert read("o'neil models' 'tis") == ShowHotList(Filter((), ("o'neil", "models'", "'tis")))
    assert read("'humans' preferences' 'x'") == ShowHotList(Filter((), ("humans", "preferences'", "x")))
    assert read("'don't care'") == ShowHotList(Filter((), ("don't care",)))


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("NEW_YORK", "America/New_York"),
        ("indiana/knox", "America/Indiana/Knox"),
        ("singapore", "Singapore"),  # a zone of that name is meant before another that ends with it
    ],
)
def test_a_place_that_one_zone_ends_with_is_that_zone(typed, zone):
    assert syntax.parse_schedule(f"daily 9:00 {typed}").zone == zone


def test_zones_that_are_called_by_a_number_are_not_proposed():
    assert "Etc/" not in refusal("subscribe cs.CV daily 9:00 GMT+20")


def test_what_slack_makes_of_a_text_is_undone():
    assert read("<http://cs.CV|cs.CV> R&amp;D") == ShowHotList(Filter(("cs.CV",), ("R&D",)))
    assert read("<https://arxiv.org/abs/2008.10599|a paper>") == ShowPaper("https://arxiv.org/abs/2008.10599")
    assert read("<https://arxiv.org/abs/2008.10599>") == ShowPaper("https://arxiv.org/abs/2008.10599")


def test_what_cannot_be_seen_is_dropped():
    assert read("\u202ecs.CV\x00\u200b week") == ShowHotList(Filter(("cs.CV",)), Period(7))


def test_each_is_asked_for_once():
    assert read("cs.CV cs.cv gan gan -x -x") == ShowHotList(Filter(("cs.CV",), ("gan",), ("x",)))


# --- papers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "2008.10599",
        "arXiv:2008.10599v2",
        "https://arxiv.org/pdf/2008.10599",
        "hep-th/9901001",
        "https://hf.co/papers/2008.10599",
    ],
)
def test_a_paper_alone_is_looked_up(typed):
    assert read(typed) == read(f"paper {typed}") == COMMANDS.parse_slash("paper", typed) == ShowPaper(typed)


@pytest.mark.parametrize("typed", ["2008.10599 public", "paper 2008.10599, Public", "paper 2008.10599 public"])
def test_a_paper_can_be_shown_to_everyone(typed):
    assert read(typed) == COMMANDS.parse_slash("paper", "2008.10599 public") == ShowPaper("2008.10599", public=True)


def test_scores_and_lists_of_papers_can_be_shown_to_everyone():
    assert read("why 2008.10599 public") == ExplainScore(ID, public=True)
    assert read("2008.10599 hep-th/9901001 public") == ShowPapers((ID, PaperId("hep-th/9901001")), public=True)
    assert read("lookup 2008.10599 public") == ShowPapers((ID,), public=True)


def test_a_title_may_have_the_word_public():
    assert COMMANDS.parse_slash("paper", "public") == ShowPaper("public")
    assert COMMANDS.parse_slash("paper", "“the general public”") == ShowPaper("“the general public”")
    assert COMMANDS.parse_slash("paper", "public opinion") == ShowPaper("public opinion")


def test_several_papers_are_looked_up_together():
    assert read("2008.10599, https://arxiv.org/abs/hep-th/9901001") == ShowPapers((ID, PaperId("hep-th/9901001")))
    assert read("2008.10599;hep-th/9901001") == ShowPapers((ID, PaperId("hep-th/9901001")))


def test_words_of_a_title_are_kept_as_they_are():
    assert COMMANDS.parse_slash("paper", '5" mirrors, “week” &amp; (a OR b*)') == ShowPaper(
        '5" mirrors, “week” & (a OR b*)'
    )


# --- the other commands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("why arxiv.org/abs/2008.10599", ExplainScore(ID)),
        ("Subscriptions", ListSubscriptions()),
        ("saved", ShowReadingList()),
        ("EXPORT BibTeX", ExportReadingList(CitationFormat.BIBTEX)),
        ("status", ShowStatus()),
        ("forget me", ForgetMe()),
        ("help", ShowHelp()),
        ("help subscribe", ShowHelp()),
        ("digest off", StopDigest()),
        ("digest", SetDigest()),
        ("digest set cs.CV", SetDigest(Filter(("cs.CV",)))),
        ('digest "off"', SetDigest(Filter((), ("off",)))),
        ("subscribe", Subscribe()),
        ("subscribe cs.CV", Subscribe(Filter(("cs.CV",)))),
        ("pause 12", ManageSubscription(SubscriptionAction.PAUSE, 12)),
        ("save 2008.10599", ActOnPaper(PaperAction.SAVE, ID)),
    ],
)
def test_a_command_is_its_name_and_what_belongs_to_it(typed, meant):
    assert read(typed) == meant


def test_a_subscription_is_what_every_and_how():
    asked = read(
        'subscribe cs.CV "graph transformer" -survey weekdays 09:00 europe/berlin top 5 floor 2.5 classic days 7'
    )

    assert asked == Subscribe(
        Filter(("cs.CV",), ("graph transformer",), ("survey",)),
        Schedule(Frequency.WEEKDAYS, NINE, zone="Europe/Berlin"),
        DigestOptions(top=5, floor=2.5, ranking=Ranking.CLASSIC, days=7),
    )


@pytest.mark.parametrize(
    ("typed", "every"),
    [
        ("daily 9:00", DAILY),
        ("every day at 9:00", DAILY),
        ("every weekday 9:00", Schedule(Frequency.WEEKDAYS, NINE)),
        ("mondays, Thursdays 9:00", Schedule(Frequency.DAYS, NINE, (0, 3))),
        ("every monday at 9:00", Schedule(Frequency.DAYS, NINE, (0,))),
        ("Thu, mon 09:00", Schedule(Frequency.DAYS, NINE, (0, 3))),
        ("weekly Friday 18:30 America/New York", Schedule(Frequency.WEEKLY, time(18, 30), (4,), "America/New_York")),
        ("monthly 00:00 utc", Schedule(Frequency.MONTHLY, time(0), zone="UTC")),
    ],
)
def test_every_says_on_which_days_at_what_time(typed, every):
    assert syntax.parse_schedule(typed) == every


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9am", time(9)),
        ("9 AM", time(9)),
        ("9 a.m.", time(9)),
        ("09:30pm", time(21, 30)),
        ("9:30 p.m.", time(21, 30)),
        ("12am", time(0)),
        ("12:30 am", time(0, 30)),
        ("12pm", time(12)),
    ],
)
def test_a_time_may_be_before_or_after_noon(typed, at):
    assert syntax.parse_schedule(f"daily {typed}") == Schedule(Frequency.DAILY, at)
    assert read(f"subscribe cs.CV daily at {typed} tokyo top 5") == Subscribe(
        Filter(("cs.CV",)), Schedule(Frequency.DAILY, at, zone="Asia/Tokyo"), DigestOptions(top=5)
    )


def test_what_stands_next_to_days_time_and_zone_is_named():
    with pytest.raises(CommandError, match="“top 5” isn't a day, time or time zone"):
        syntax.parse_schedule("daily 9:00 top 5")


def test_how_can_be_said_without_every():
    assert read("digest cs.CV top 5 threads on") == SetDigest(
        Filter(("cs.CV",)), None, DigestOptions(top=5, threads=True)
    )
    assert read("subscribe top quark") == Subscribe(Filter((), ("top", "quark")))


# --- reports ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["report mon 09:00", "report monday 9:00", "report set weekly mon 09:00", "report every Monday at 9:00"]
)
def test_a_report_comes_on_a_day_of_the_week(text):
    assert read(text) == SetReport(Schedule(Frequency.WEEKLY, NINE, (0,)))


def test_a_report_may_name_a_zone():
    assert read("report fri 16:00 Europe/Berlin") == SetReport(
        Schedule(Frequency.WEEKLY, time(16), (4,), "Europe/Berlin")
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("report mon,thu 09:00", "Reports are weekly. Choose one day"),
        ("report daily 09:00", "Reports are weekly. Choose one day"),
        ("report cs.CV mon 09:00", "Leave out “cs.CV”"),
        ("report mon 09:00 top 5", "Leave out “top 5”"),
        ("report mon 25:00", "“25:00”"),
        ("report mon", "Add a time after “mon”"),
    ],
)
def test_a_report_that_cannot_be_says_why(text, named):
    assert named in refusal(text)
    assert "For example: " in refusal(text)


def test_a_word_that_only_begins_like_a_report_or_an_exchange_is_looked_for():
    assert read("report generation") == ShowHotList(Filter((), ("report", "generation")))
    assert read("swap space") == ShowHotList(Filter((), ("swap", "space")))


def test_a_pick_is_exchanged_by_its_kind_and_paper():
    assert read("report off") == StopReport()
    assert read("report") == SetReport()
    assert read(f"swap table {ID}") == SwapPick(PickKind.TABLE, ID)
