"""Commands as people type them, and as buttons carry them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from bot.arxiv import identifiers
from bot.commands.syntax import subscriptions
from bot.commands.syntax.tokens import NUMBER, QUOTES, normalize, quote_hint, quote_in_message, tokenize
from bot.errors import CommandError
from bot.models.command import (
    ActOnPaper,
    CitationFormat,
    Command,
    ExplainScore,
    ExportReadingList,
    ForgetMe,
    ListSubscriptions,
    ManageSubscription,
    PaperAction,
    ShowHelp,
    ShowPaper,
    ShowPapers,
    ShowReadingList,
    ShowStatus,
    SubscriptionAction,
    SwapPick,
)
from bot.models.papers import PaperId
from bot.models.report import PickKind

MAX_QUERY_LENGTH = 500  # characters; no title is longer
PUBLIC = re.compile(r"(?:^|(?<=[\s,]))public$", re.IGNORECASE)
LISTED = re.compile(r"[\s,;，；、]+")  # between papers
NAME = re.compile(rf"([^\s,{QUOTES}]+)[\s,]*")

Read = Command | None
"""A command, or None where what stands behind its name shows that the name is a word to look for."""


def parse(text: str) -> Command:
    """Read what stands behind ``/hotpapers``; nothing is the hot list.

    Raises CommandError, which names what was not understood and gives a correct example.
    """
    typed = normalize(text).strip(" ,")
    name = NAME.match(typed)
    if name is None:
        return subscriptions.hot_list(tokenize(typed))
    said, is_public = _split_public(typed)
    if identifiers.parse(said):
        return ShowPaper(said, is_public)
    key, rest = name[1].casefold(), typed[name.end() :]
    command = _command(key, rest) if key in PARSERS else None
    if command:
        return command
    _refuse_misspelled(key, rest)
    papers = _identified(said)
    return ShowPapers(papers, is_public) if papers else subscriptions.hot_list(tokenize(typed))


def parse_paper(text: str) -> ShowPaper:
    """Read what stands behind ``/paper``: an id, an address, words of a title; then ``public``. Raises CommandError."""
    return _look(normalize(text))


# --- who may see the answer ------------------------------------------------------------------------------------------


def _split_public(text: str) -> tuple[str, bool]:
    """Take ``public`` off the end, and tell whether it was there."""
    said = PUBLIC.sub("", text)
    return said.strip(" ,"), said != text


def _command(key: str, rest: str) -> Read:
    """Read the command of that name. Raises CommandError if all are to see what is for whoever asks."""
    secret, is_public = _split_public(rest)
    command = PARSERS[key](secret if is_public and key not in SHOWN else rest)
    if command and is_public and key not in SHOWN:
        raise CommandError(
            f"“{key}” is private, so it can't be public. Lists, papers and scores can. "
            f"For example: cs.CV week public. {quote_hint('public')}"
        )
    return command


# --- about papers and subscriptions --------------------------------------------------------------------------------


def _look(typed: str) -> ShowPaper:
    said = typed.strip(" ,")
    query, is_public = _split_public(said)
    if not query:
        query, is_public = said, False  # the word itself
    if not query:
        raise CommandError("Which paper? Use its ID, its link, or words from the title. For example: 2008.10599")
    if len(query) > MAX_QUERY_LENGTH:
        raise CommandError(
            f"{quote_in_message(query)} is too long ({len(query):,} characters). Use a few words from the title. "
            "For example: attention is all you need"
        )
    return ShowPaper(query, is_public)


def _why(rest: str) -> ExplainScore:
    said, is_public = _split_public(rest)
    found = identifiers.parse(said)
    if not found:
        raise CommandError(f"{_not_a_paper(said)} For example: why 2008.10599. {quote_hint('why')}")
    return ExplainScore(found.id, is_public)


def _on_paper(act: PaperAction, rest: str) -> ActOnPaper | None:
    """Read an act on a paper; ``abstract algebra`` is none, and neither is ``more data``."""
    found = identifiers.parse(rest)
    if not found and act in {PaperAction.SAVE, PaperAction.UNSAVE, PaperAction.NOT_FOR_US, PaperAction.FOR_US}:
        raise CommandError(f"{_not_a_paper(rest)} For example: {act} 2008.10599. {quote_hint(act)}")
    return ActOnPaper(act, found.id) if found else None


def _exchange(rest: str) -> SwapPick | None:
    """Read the wish for another pick; ``swap space`` is none."""
    kind, _, paper = rest.partition(" ")
    found = identifiers.parse(paper)
    return SwapPick(PickKind(kind), found.id) if found and kind in set(PickKind) else None


def _lookup(rest: str) -> ShowPapers:
    said, is_public = _split_public(rest)
    papers = _identified(said)
    if papers is None:
        raise CommandError(f"{_not_a_paper(said)} For example: lookup 2008.10599 2009.01325. {quote_hint('lookup')}")
    return ShowPapers(papers, is_public)


def _identified(text: str) -> tuple[PaperId, ...] | None:
    """Read a list of nothing but papers, each once."""
    found = [identifiers.parse(word) for word in LISTED.split(text) if word]
    return tuple(dict.fromkeys(one.id for one in found if one)) if all(found) else None


def _not_a_paper(text: str) -> str:
    return f"{quote_in_message(text)} isn't an arXiv ID or link." if text else "Which paper? Use its arXiv ID or link."


def _manage(act: SubscriptionAction, rest: str) -> ManageSubscription | None:
    """Read an act on a subscription; ``change detection`` is none."""
    if NUMBER.fullmatch(rest):
        return ManageSubscription(act, int(rest))
    if act in {SubscriptionAction.CHANGE, SubscriptionAction.PREVIEW} and rest:
        return None
    not_found = f"{quote_in_message(rest)} isn't a subscription number." if rest else "Which subscription?"
    raise CommandError(f"{not_found} “subscriptions” lists yours. For example: {act} 12. {quote_hint(act)}")


# --- the others ------------------------------------------------------------------------------------------------------


def _alone(name: str, command: Command, rest: str) -> Command:
    if rest:
        raise CommandError(
            f"“{name}” takes no arguments. Leave out {quote_in_message(rest)}. For example: {name}. {quote_hint(name)}"
        )
    return command


def _export(rest: str) -> ExportReadingList:
    if rest.casefold() not in set(CitationFormat):
        which = f"{quote_in_message(rest)} isn't an export format." if rest else "Which format?"
        raise CommandError(f"{which} Use bibtex, ris or csl. For example: export bibtex. {quote_hint('export')}")
    return ExportReadingList(CitationFormat(rest.casefold()))


def _forget(rest: str) -> ForgetMe | None:
    """Read the wish to be forgotten; ``forget gates`` is none."""
    said = rest.casefold().split()
    if not said:
        raise CommandError(f"To delete your data, type it in full. For example: forget me. {quote_hint('forget')}")
    return ForgetMe(confirmed=len(said) == 2) if said in (["me"], ["me", "yes"]) else None


def _help(rest: str) -> ShowHelp:
    """Read a call for help, and from a button what was not understood."""
    quoted = rest.startswith(tuple(QUOTES)) and tokenize(rest)
    return ShowHelp(quoted[0].text if quoted else "")


# --- misspelled names ------------------------------------------------------------------------------------------------


def _refuse_misspelled(key: str, rest: str) -> None:
    """Raise a CommandError if *key* is nearly the name of a command that would understand the rest."""
    for name in PARSERS:
        behind = rest if name in SHOWN else _split_public(rest)[0]
        if _is_misspelled(key, name) and _is_read(name, behind):
            meant = f"{name} {behind}".rstrip()
            raise CommandError(f"Unknown command “{key}”. Did you mean: {meant}? {quote_hint(key)}")


def _is_misspelled(key: str, name: str) -> bool:
    from rapidfuzz.distance import OSA

    if len(name) < 5 or not key[0].isalpha():
        return len(name) == 4 and sorted(key) == sorted(name)
    return OSA.distance(key, name) <= (2 if len(name) > 7 else 1)


def _is_read(name: str, rest: str) -> bool:
    try:
        return PARSERS[name](rest) is not None
    except CommandError:
        return False


PARSERS: Mapping[str, Callable[[str], Read]] = {
    "subscribe": subscriptions.subscribe,
    "subscriptions": partial(_alone, "subscriptions", ListSubscriptions()),
    "digest": subscriptions.digest,
    "report": subscriptions.report,
    "swap": _exchange,
    "paper": _look,
    "why": _why,
    "saved": partial(_alone, "saved", ShowReadingList()),
    "export": _export,
    "status": partial(_alone, "status", ShowStatus()),
    "forget": _forget,
    "help": _help,
    "lookup": _lookup,
    **{act.value: partial(_manage, act) for act in SubscriptionAction},
    **{act.value: partial(_on_paper, act) for act in PaperAction},
}
SHOWN = frozenset(("paper", "why", "lookup"))
"""What reads ``public`` itself."""
