"""Commands as people type them, and as buttons carry them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from bot import identifiers
from bot.bulletin import Kind
from bot.commands.grammar.every import is_clock, split_every
from bot.commands.grammar.how import how as read_all_how
from bot.commands.grammar.how import split_how
from bot.commands.grammar.what import what
from bot.commands.grammar.when import is_date, is_unit, split_when
from bot.commands.grammar.words import QUOTES, Word, named, plain, words
from bot.commands.values import (
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
from bot.models import Filter, PaperId
from bot.subscription import Every, How, Period, Rhythm

LONGEST_QUERY = 500  # characters; no title is longer
NAME = re.compile(rf"([^\s,{QUOTES}]+)[\s,]*")
OFTEN = frozenset(("daily", "weekdays", "weekly", "monthly"))
NUMBER = re.compile(r"\d{1,9}")
WEEKLY = "For example: report mon 09:00 Europe/Berlin"

Read = Command | None
"""A command, or None where what stands behind its name shows that the name is a word to look for."""


def read(text: str, today: date) -> Command:
    """Read what stands behind ``/hotpapers``; nothing is the hot list.

    Raises CommandError, which names what was not understood and gives a correct example.
    """
    typed = plain(text).strip(" ,")
    name = NAME.match(typed)
    if name is None:
        return _hot_list(words(typed), today)
    if identifiers.parse(typed):
        return Look(typed)
    key, rest = name[1].casefold(), typed[name.end() :]
    command = READERS[key](rest) if key in READERS else None
    if command:
        return command
    _refuse_misspelled(key, rest)
    papers = _identified(typed)
    return LookUpAll(papers) if papers else _hot_list(words(typed), today)


def read_paper(text: str) -> Look:
    """Read what stands behind ``/paper``: an id, an address, words of a title. Raises CommandError."""
    return _look(plain(text))


# --- hot lists and digests -----------------------------------------------------------------------------------------


def _hot_list(given: Sequence[Word], today: date) -> HotList:
    public, page, when = False, 0, None
    while given:
        length = len(given)
        if given[-1].key == "public":
            public, given = True, given[:-1]
        elif len(given) > 1 and given[-2].key == "page" and NUMBER.fullmatch(given[-1].key):
            page, given = max(int(given[-1].key) - 1, 0), given[:-2]
        elif when is None:
            given, when = split_when(given, today)
        if len(given) == length:
            break
    _refuse_misplaced(given)
    return HotList(what(given), when or Period(), public, page)


def _refuse_misplaced(given: Sequence[Word]) -> None:
    if given and given[-1].key in OFTEN:
        raise CommandError(
            f"“{given[-1]}” says how often a digest comes; of a list, say of when it is. "
            f"For example: cs.CV week. {_or_quote(str(given[-1]))}"
        )
    for word in given:
        if is_clock(word):
            raise CommandError(
                f"“{word}” is a time, which only a digest that comes by itself has. "
                f"For example: subscribe cs.CV daily 09:00. {_or_quote(str(word))}"
            )
        if is_date(word):
            raise CommandError(
                f"“{word}” is a date, which stands once and at the end. "
                f"For example: cs.CV 2020-08-25. {_or_quote(str(word))}"
            )


def _subscribe(rest: str) -> Subscribe:
    given = words(rest)
    change = None
    if len(given) > 1 and given[-2].key == "replacing" and NUMBER.fullmatch(given[-1].key):
        change, given = int(given[-1].key), given[:-2]
    wanted, every, how = _asked(given)
    return Subscribe(wanted, every, how, change)


def _digest(rest: str) -> Command:
    given = words(rest)
    if [word.key for word in given] == ["off"]:
        return DigestOff()
    if [word.key for word in given] == ["reset"]:
        return DigestReset()
    return SetDigest(*_asked(given[1:] if given and given[0].key == "set" else given))  # "set", as Discord spells it


def _report(rest: str) -> Command | None:
    """Read a wish for reports; ``report generation`` is none."""
    given = words(rest)
    if [word.key for word in given] == ["off"]:
        return ReportOff()
    given = given[1:] if given and given[0].key == "set" else given  # as Discord spells it
    if not given:
        return SetReport()
    before, every, behind = split_every(given)
    return None if every is None else SetReport(_weekly(before, every, behind))


def read_weekly(text: str) -> Every:
    """Read on which day of the week, at what time, in which zone. Raises CommandError."""
    before, every, behind = split_every(words(plain(text)))
    if every is None:
        raise CommandError(f"{named(plain(text))} does not say on which day and at what time. {WEEKLY}")
    return _weekly(before, every, behind)


def _weekly(before: Sequence[Word], every: Every, behind: Sequence[Word]) -> Every:
    if before or behind:
        extra = " ".join(map(str, (*before, *behind)))
        raise CommandError(f"{named(extra)} is too much: a report is of what the channel's digest is of. {WEEKLY}")
    if len(every.days) != 1:
        raise CommandError(f"A report comes once a week, on one day. {WEEKLY}")
    return Every(Rhythm.WEEKLY, every.at, every.days, every.zone)


def _exchange(rest: str) -> Exchange | None:
    """Read the wish for another pick; ``swap space`` is none."""
    kind, _, paper = rest.partition(" ")
    found = identifiers.parse(paper)
    return Exchange(Kind(kind), found.id) if found and kind in set(Kind) else None


def _asked(given: Sequence[Word]) -> tuple[Filter, Every | None, How]:
    before, every, behind = split_every(given)
    wanted, how = split_how(before)
    if every:
        _refuse_before_time(before[len(wanted) :])
        how = read_all_how(behind)
    _refuse_period(wanted)
    return what(wanted), every, how


def _refuse_before_time(given: Sequence[Word]) -> None:
    if given:
        raise CommandError(
            f"{named(' '.join(map(str, given)))} has its place behind the time. "
            "For example: subscribe cs.CV daily 09:00 top 5"
        )


def _refuse_period(given: Sequence[Word]) -> None:
    for word in given:
        if is_date(word) or (word is given[-1] and is_unit(word)):
            raise CommandError(
                f"“{word}” says of when a list is; of a digest, say how often it comes. "
                f"For example: subscribe cs.CV weekly mon 09:00. {_or_quote(str(word))}"
            )


# --- about papers and subscriptions --------------------------------------------------------------------------------


def _look(typed: str) -> Look:
    query = typed.strip(" ,")
    if not query:
        raise CommandError("Say which paper: its id, its address or words of its title. For example: 2008.10599")
    if len(query) > LONGEST_QUERY:
        raise CommandError(
            f"{named(query)} is {len(query):,} characters long; a few words of the title find a paper. "
            "For example: attention is all you need"
        )
    return Look(query)


def _why(rest: str) -> Why:
    found = identifiers.parse(rest)
    if not found:
        raise CommandError(f"{_not_a_paper(rest)} For example: why 2008.10599. {_or_quote('why')}")
    return Why(found.id)


def _on_paper(act: PaperAct, rest: str) -> OnPaper | None:
    """Read an act on a paper; ``abstract algebra`` is none, and neither is ``more data``."""
    found = identifiers.parse(rest)
    if not found and act in {PaperAct.SAVE, PaperAct.UNSAVE, PaperAct.NOT_FOR_US}:
        raise CommandError(f"{_not_a_paper(rest)} For example: {act} 2008.10599. {_or_quote(act)}")
    return OnPaper(act, found.id) if found else None


def _lookup(rest: str) -> LookUpAll:
    papers = _identified(rest)
    if papers is None:
        raise CommandError(f"{_not_a_paper(rest)} For example: lookup 2008.10599 2009.01325. {_or_quote('lookup')}")
    return LookUpAll(papers)


def _identified(text: str) -> tuple[PaperId, ...] | None:
    """Read a list of nothing but papers, each once."""
    found = [identifiers.parse(word) for word in text.replace(",", " ").split()]
    return tuple(dict.fromkeys(one.id for one in found if one)) if all(found) else None


def _not_a_paper(text: str) -> str:
    return f"{named(text)} is no arXiv id or address." if text else "Say which paper, by its arXiv id or address."


def _manage(act: Act, rest: str) -> Manage | None:
    """Read an act on a subscription; ``change detection`` is none."""
    if NUMBER.fullmatch(rest):
        return Manage(act, int(rest))
    if act in {Act.CHANGE, Act.PREVIEW} and rest:
        return None
    not_found = f"{named(rest)} is not the number of a subscription" if rest else "Say which subscription"
    raise CommandError(f"{not_found}; “subscriptions” lists yours. For example: {act} 12. {_or_quote(act)}")


# --- the others ------------------------------------------------------------------------------------------------------


def _alone(name: str, command: Command, rest: str) -> Command:
    if rest:
        raise CommandError(f"“{name}” stands alone: {named(rest)} is too much. For example: {name}. {_or_quote(name)}")
    return command


def _export(rest: str) -> Export:
    if rest.casefold() not in set(Format):
        which = f"{named(rest)} is no format we write" if rest else "Say in which format"
        raise CommandError(f"{which}: bibtex, ris or csl. For example: export bibtex. {_or_quote('export')}")
    return Export(Format(rest.casefold()))


def _forget(rest: str) -> ForgetMe | None:
    """Read the wish to be forgotten; ``forget gates`` is none."""
    said = rest.casefold().split()
    if not said:
        raise CommandError(
            f"To erase all that is stored about you, say so. For example: forget me. {_or_quote('forget')}"
        )
    return ForgetMe(confirmed=len(said) == 2) if said in (["me"], ["me", "yes"]) else None


def _help(rest: str) -> Help:
    """Read a call for help, and from a button what was not understood."""
    quoted = rest.startswith(tuple(QUOTES)) and words(rest)
    return Help(quoted[0].text if quoted else "")


def _or_quote(name: str) -> str:
    return f'To look for the word, put it in quotes: "{name}"'


# --- misspelled names ------------------------------------------------------------------------------------------------


def _refuse_misspelled(key: str, rest: str) -> None:
    """Raise a CommandError if *key* is nearly the name of a command that would understand the rest."""
    for name in READERS:
        if _is_misspelled(key, name) and _is_read(name, rest):
            meant = f"{name} {rest}".rstrip()
            raise CommandError(f"“{key}” is no command; did you mean: {meant}? {_or_quote(key)}")


def _is_misspelled(key: str, name: str) -> bool:
    from rapidfuzz.distance import OSA

    if len(name) < 5 or not key[0].isalpha():
        return len(name) == 4 and sorted(key) == sorted(name)
    return OSA.distance(key, name) <= (2 if len(name) > 7 else 1)


def _is_read(name: str, rest: str) -> bool:
    try:
        return READERS[name](rest) is not None
    except CommandError:
        return False


READERS: Mapping[str, Callable[[str], Read]] = {
    "subscribe": _subscribe,
    "subscriptions": partial(_alone, "subscriptions", Subscriptions()),
    "digest": _digest,
    "report": _report,
    "swap": _exchange,
    "paper": _look,
    "why": _why,
    "saved": partial(_alone, "saved", Saved()),
    "export": _export,
    "status": partial(_alone, "status", Status()),
    "forget": _forget,
    "help": _help,
    "lookup": _lookup,
    **{act.value: partial(_manage, act) for act in Act},
    **{act.value: partial(_on_paper, act) for act in PaperAct},
}
