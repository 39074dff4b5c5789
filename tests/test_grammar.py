from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import categories
from bot.bulletin import Kind
from bot.commands import grammar
from bot.commands.grammar import zones
from bot.commands.values import (
    NOTHING,
    Act,
    Command,
    DigestOff,
    DigestReset,
    Exchange,
    Export,
    ForgetMe,
    Format,
    Help,
    HotList,
    Look,
    LookUpAll,
    Manage,
    OnPaper,
    PaperAct,
    ReportOff,
    Saved,
    SetDigest,
    SetReport,
    Status,
    Subscribe,
    Subscriptions,
    Why,
)
from bot.errors import CommandError
from bot.models import Filter, PaperId, Ranking
from bot.subscription import Every, How, Period, Rhythm
from bot.text.characters import clean

TODAY = date(2026, 11, 22)
NINE = time(9)
ID = PaperId("2008.10599")
DAILY = Every(Rhythm.DAILY, NINE)


def read(text: str) -> Command:
    return grammar.read(text)


def refusal(text: str) -> str:
    with pytest.raises(CommandError) as caught:
        read(text)
    return str(caught.value)


# --- hot lists -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", HotList()),
        (" , ", HotList()),
        ("cs.CV", HotList(Filter(("cs.CV",)))),
        ("CS.cv Math hep-th", HotList(Filter(("cs.CV", "math", "hep-th")))),
        ("cs.CL,cs.LG week", HotList(Filter(("cs.CL", "cs.LG")), Period(7))),
        ('"diffusion models" month', HotList(Filter((), ("diffusion models",)), Period(30))),
        ("2020-08-25", HotList(when=Period(first=date(2020, 8, 25), last=date(2020, 8, 25)))),
        ("cs 2020-08-01..2020-08-31", HotList(Filter(("cs",)), Period(first=date(2020, 8, 1), last=date(2020, 8, 31)))),
        ("cs 3 days", HotList(Filter(("cs",)), Period(3))),
        ("cs day", HotList(Filter(("cs",)))),
        ("transformer -survey", HotList(Filter((), ("transformer",), ("survey",)))),
        ('author:"Yann LeCun" -"large language"', HotList(Filter((), (), ("large language",), ("Yann LeCun",)))),
        ("cs.CV week public", HotList(Filter(("cs.CV",)), Period(7), public=True)),
        ("cs.CV public week page 3", HotList(Filter(("cs.CV",)), Period(7), public=True, page=2)),
    ],
)
def test_a_hot_list_is_what_and_when(typed, meant):
    assert read(typed) == meant


@pytest.mark.parametrize("word", ["week", "status", "cs.CV", "2020-08-25", "9:00", "2008.10599", "public", "subscibe"])
def test_a_quoted_word_is_always_a_word(word):
    assert read(f'"{word}"') == HotList(Filter((), (word,)))


@pytest.mark.parametrize("word", ["AI", "CV", "node.js", "top", "quark", "c++", "U.S.", "R&D", "5x5"])
def test_what_is_no_category_is_a_word(word):
    assert read(f"physics {word}") == HotList(Filter(("physics",), (word,)))


def test_a_reserved_word_is_a_command_only_in_first_place():
    assert read("cs.CV status help") == HotList(Filter(("cs.CV",), ("status", "help")))


@pytest.mark.parametrize(
    "typed", ["abstract algebra", "more data", "change detection", "forget gates", "preview frames"]
)
def test_the_names_of_buttons_begin_other_words_too(typed):
    assert read(typed) == HotList(Filter((), tuple(typed.split())))


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
    assert read(typed) == HotList(Filter((), ("graph transformer",), ("survey",)))


def test_apostrophes_are_no_quotes():
    assert read("o'neil models' 'tis") == HotList(Filter((), ("o'neil", "models'", "'tis")))
    assert read("'humans' preferences' 'x'") == HotList(Filter((), ("humans", "preferences'", "x")))
    assert read("'don't care'") == HotList(Filter((), ("don't care",)))


def test_zones_that_are_called_by_a_number_are_not_proposed():
    assert "Etc/" not in refusal("subscribe cs.CV daily 9:00 GMT+2")


def test_what_slack_makes_of_a_text_is_undone():
    assert read("<http://cs.CV|cs.CV> R&amp;D") == HotList(Filter(("cs.CV",), ("R&D",)))
    assert read("<https://arxiv.org/abs/2008.10599|a paper>") == Look("https://arxiv.org/abs/2008.10599")
    assert read("<https://arxiv.org/abs/2008.10599>") == Look("https://arxiv.org/abs/2008.10599")


def test_what_cannot_be_seen_is_dropped():
    assert read("\u202ecs.CV\x00\u200b week") == HotList(Filter(("cs.CV",)), Period(7))


def test_each_is_asked_for_once():
    assert read("cs.CV cs.cv gan gan -x -x") == HotList(Filter(("cs.CV",), ("gan",), ("x",)))


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
    assert read(typed) == read(f"paper {typed}") == grammar.read_paper(typed) == Look(typed)


def test_several_papers_are_looked_up_together():
    assert read("2008.10599, https://arxiv.org/abs/hep-th/9901001") == LookUpAll((ID, PaperId("hep-th/9901001")))


def test_words_of_a_title_are_kept_as_they_are():
    assert grammar.read_paper('5" mirrors, “week” &amp; (a OR b*)') == Look('5" mirrors, “week” & (a OR b*)')


# --- the other commands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("why arxiv.org/abs/2008.10599", Why(ID)),
        ("Subscriptions", Subscriptions()),
        ("saved", Saved()),
        ("EXPORT BibTeX", Export(Format.BIBTEX)),
        ("status", Status()),
        ("forget me", ForgetMe()),
        ("help", Help()),
        ("help subscribe", Help()),
        ("digest off", DigestOff()),
        ("digest", SetDigest()),
        ("digest set cs.CV", SetDigest(Filter(("cs.CV",)))),
        ('digest "off"', SetDigest(Filter((), ("off",)))),
        ("subscribe", Subscribe()),
        ("subscribe cs.CV", Subscribe(Filter(("cs.CV",)))),
        ("pause 12", Manage(Act.PAUSE, 12)),
        ("save 2008.10599", OnPaper(PaperAct.SAVE, ID)),
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
        Every(Rhythm.WEEKDAYS, NINE, zone="Europe/Berlin"),
        How(top=5, floor=2.5, ranking=Ranking.CLASSIC, days=7),
    )


@pytest.mark.parametrize(
    ("typed", "every"),
    [
        ("daily 9:00", DAILY),
        ("every day at 9:00", DAILY),
        ("every weekday 9:00", Every(Rhythm.WEEKDAYS, NINE)),
        ("mondays, Thursdays 9:00", Every(Rhythm.DAYS, NINE, (0, 3))),
        ("every monday at 9:00", Every(Rhythm.DAYS, NINE, (0,))),
        ("Thu, mon 09:00", Every(Rhythm.DAYS, NINE, (0, 3))),
        ("weekly Friday 18:30 America/New York", Every(Rhythm.WEEKLY, time(18, 30), (4,), "America/New_York")),
        ("monthly 00:00 utc", Every(Rhythm.MONTHLY, time(0), zone="UTC")),
    ],
)
def test_every_says_on_which_days_at_what_time(typed, every):
    assert grammar.read_every(typed) == every


def test_what_stands_beside_days_time_and_zone_is_named():
    with pytest.raises(CommandError, match="“top 5” is neither days, time nor zone"):
        grammar.read_every("daily 9:00 top 5")


def test_how_can_be_said_without_every():
    assert read("digest cs.CV top 5 threads on") == SetDigest(Filter(("cs.CV",)), None, How(top=5, threads=True))
    assert read("subscribe top quark") == Subscribe(Filter((), ("top", "quark")))


# --- what is not understood ------------------------------------------------------------------------------------------


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
        ("subscribe cs.CV daily 9am", "“9am” is no time", "daily 09:00"),
        (
            "subscribe cs.CV daily 9:00 Berlin",
            "“Berlin” is no time zone; did you mean Europe/Berlin",
            "daily 09:00 Europe",
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
        ("cs.CV;cs.LG", "“cs.CV;cs.LG” is no arXiv category", "cs.CV"),
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

    assert command is None or read(grammar.printed(command)) == command


PIECES = (
    *("cs.CV", "week", '"a b"', '"', "b", "-x", "9:00", "daily", "weekly", "mon", "top", "5", "hot", "UTC", "page"),
    *("public", "2020-01-01", "days", "subscribe", "digest", "off", 'author:"A B"', "replacing", "2008.10599", "why"),
    *("paper", "help", "lookup", "pause", "&lt;", "<http://a.b|c>", "\\", "“", ",", "floor", "at", "every", "subscibe"),
)


@given(st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_order_of_its_own_words_is_a_command_or_a_command_error(text):
    command = understood(text)

    assert command is None or read(grammar.printed(command)) == command


# --- printing is the inverse of reading ------------------------------------------------------------------------------

vocabulary = st.sampled_from(
    (
        *("week", "subscribe", "public", "off", "hot", "9:00", "cs.CV", "2020-08-25", "help", "author: x", "-x"),
        *('a"b', "a\\b", "a\\", "“ü”", "&amp; b", "<@U1>", "<http://a|b>", "&lt;http://a>"),
    )
)
texts = (st.text(max_size=30) | vocabulary).map(clean).filter(lambda text: any(map(str.isalnum, text)))
codes = st.sampled_from(sorted(set(categories.check([*categories.ALL, *categories.ARCHIVES]))))


def tuples(values, most=3):
    return st.lists(values, max_size=most, unique=True).map(tuple)


filters = st.builds(Filter, tuples(codes), tuples(texts), tuples(texts), tuples(texts))
ids = st.builds("{:02}{:02}.{:05}".format, st.integers(15, 26), st.integers(1, 12), st.integers(1, 99999)).map(PaperId)
numbers = st.integers(0, 999_999_999)
starts = st.dates(date(1991, 8, 14), TODAY)
periods = st.builds(Period, st.integers(1, 92)) | st.builds(
    lambda first, length: Period(first=first, last=min(TODAY, date.fromordinal(first.toordinal() + length))),
    starts,
    st.integers(0, 91),
)
days = st.lists(st.integers(0, 6), min_size=1, unique=True).map(sorted).map(tuple)
rhythms = st.one_of(
    st.tuples(st.sampled_from((Rhythm.DAILY, Rhythm.WEEKDAYS, Rhythm.MONTHLY)), st.just(())),
    st.tuples(st.just(Rhythm.WEEKLY), days.map(lambda chosen: chosen[:1])),
    st.tuples(st.just(Rhythm.DAYS), days),
)
everies = st.builds(
    lambda rhythm, hour, minute, zone: Every(rhythm[0], time(hour, minute), rhythm[1], zone),
    rhythms,
    st.integers(0, 23),
    st.integers(0, 59),
    st.none() | st.sampled_from(zones.names()),
)
weekly = st.builds(
    Every,
    st.just(Rhythm.WEEKLY),
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.tuples(st.integers(0, 6)),
    st.none() | st.sampled_from(zones.names()),
)
hows = st.builds(
    How,
    st.none() | st.integers(1, 25),
    st.none() | st.decimals(0, 9_999_999, places=6).map(float),
    st.none() | st.sampled_from(Ranking),
    st.none() | st.integers(1, 92),
    st.none() | st.booleans(),
    st.none() | st.booleans(),
    st.none() | st.integers(0, 100),
)
commands = st.one_of(
    st.builds(HotList, filters, periods, st.booleans(), st.integers(0, 10_000)),
    st.builds(Look, texts.map(lambda text: text.strip(" ,"))),
    st.builds(Why, ids),
    st.builds(Subscribe, filters, st.none() | everies, hows, st.none() | numbers),
    st.builds(SetDigest, filters, st.none() | everies, hows),
    st.builds(Manage, st.sampled_from(Act), numbers),
    st.builds(OnPaper, st.sampled_from(PaperAct), ids),
    st.builds(Export, st.sampled_from(Format)),
    st.builds(ForgetMe, st.booleans()),
    st.builds(LookUpAll, tuples(ids)),
    st.builds(Help, texts | st.just("")),
    st.builds(SetReport, st.none() | weekly),
    st.builds(Exchange, st.sampled_from(Kind), ids),
    st.sampled_from((HotList(), Subscriptions(), DigestOff(), DigestReset(), ReportOff(), Saved(), Status())),
)


@given(commands)
def test_what_is_printed_is_read_as_the_same_command(command):
    assert read(grammar.printed(command)) == command


@given(commands)
def test_every_command_is_printed_as_something(command):
    assert grammar.printed(command)


@given(filters, periods, everies, hows)
def test_each_part_that_is_printed_is_read_as_the_same(what, when, every, how):
    assert grammar.read_what(grammar.printed_what(what)) == what
    assert grammar.read_when(grammar.printed_when(when)) == when
    assert grammar.read_every(grammar.printed_every(every)) == every
    assert grammar.read_how(grammar.printed_how(how)) == how


def test_parts_of_nothing_are_what_is_usual():
    assert grammar.read_what("") == NOTHING
    assert grammar.read_when("") == Period()
    assert grammar.read_how(" ") == How()


@pytest.mark.parametrize(
    ("read_part", "typed"),
    [
        (grammar.read_when, "cs.CV week"),
        (grammar.read_every, ""),
        (grammar.read_every, "cs.CV daily 9:00"),
        (grammar.read_every, "daily 9:00 UTC top 5"),
        (grammar.read_how, "cs.CV top 5"),
        (grammar.read_paper, " \u200b"),
    ],
)
def test_a_part_is_nothing_but_that_part(read_part, typed):
    with pytest.raises(CommandError, match="For example"):
        read_part(typed)


def test_printed_commands_are_short_and_read_well():
    asked = Subscribe(
        Filter(("cs.CV",), ("graph transformer",), ("survey",)), Every(Rhythm.DAYS, NINE, (0, 3)), How(5, 0.5)
    )

    assert grammar.printed(asked) == 'subscribe cs.CV "graph transformer" -survey mon,thu 09:00 top 5 floor 0.5'
    assert grammar.printed(HotList(Filter(("cs.CV",)), Period(7), page=1)) == "cs.CV week page 2"
    assert grammar.printed(HotList()) == "day"


def test_a_button_holds_a_hundred_characters_as_discord_counts_them():
    assert grammar.fits_button(Look("x" * 94))
    assert not grammar.fits_button(Look("x" * 95))
    assert not grammar.fits_button(Look("🔥" * 50))


# --- reports ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["report mon 09:00", "report monday 9:00", "report set weekly mon 09:00", "report every Monday at 9:00"]
)
def test_a_report_comes_on_a_day_of_the_week(text):
    assert read(text) == SetReport(Every(Rhythm.WEEKLY, NINE, (0,)))


def test_a_report_may_name_a_zone():
    assert read("report fri 16:00 Europe/Berlin") == SetReport(Every(Rhythm.WEEKLY, time(16), (4,), "Europe/Berlin"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("report mon,thu 09:00", "once a week, on one day"),
        ("report daily 09:00", "once a week, on one day"),
        ("report cs.CV mon 09:00", "“cs.CV” is too much"),
        ("report mon 09:00 top 5", "“top 5” is too much"),
        ("report mon 25:00", "“25:00”"),
        ("report mon", "“mon” needs a time"),
    ],
)
def test_a_report_that_cannot_be_says_why(text, named):
    assert named in refusal(text)
    assert "For example: " in refusal(text)


def test_a_word_that_only_begins_like_a_report_or_an_exchange_is_looked_for():
    assert read("report generation") == HotList(Filter((), ("report", "generation")))
    assert read("swap space") == HotList(Filter((), ("swap", "space")))


def test_a_pick_is_exchanged_by_its_kind_and_paper():
    assert read("report off") == ReportOff()
    assert read("report") == SetReport()
    assert read(f"swap table {ID}") == Exchange(Kind.TABLE, ID)
