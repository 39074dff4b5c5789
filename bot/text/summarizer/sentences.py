"""Split an abstract into sentences. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

# White space behind a full stop and before what may begin a sentence: a capital, a number, "word2vec", a bullet.
BORDER = re.compile(r"""(?<=[.!?…])["'”’)\]]*(?P<gap>\s+)(?=["'“‘(\[]*(?:\w*[A-Z\d]|[^\W_a-z]|•))""")
# A full stop without white space after it: "of papers.We propose".
STUCK = re.compile(
    r"(?<=[a-z]{3}[.!?])(?=[A-Z][a-z]*,? )|(?<=[a-z\d)\]%][.!?])(?=(?:We|Our|The|This|These|However|In|To|It)\b,? )"
)
# An item of an enumeration: "1.", "(2)", "iii)".
ITEM_MARK = r"[(\[]?(?P<item>\d{1,2}|[ivx]{1,4}|[a-h])[.)\]]"
FOLLOWING_ITEM = re.compile(rf"{ITEM_MARK}\s")
LAST_ITEM = re.compile(rf"(?<=\s){ITEM_MARK}$")
INNER_ITEM = re.compile(rf"(?<=[\s:;]){ITEM_MARK}(?=\s)")
_ROMAN = "i ii iii iv v vi vii viii ix x"
ORDERS = (_ROMAN.split(), list("abcdefgh"), [str(number) for number in range(1, 20)])
BEFORE = {item: before for order in ORDERS for before, item in pairwise(order)}
FIRST_WORD = re.compile(r"\W*(\w+)")
LONG = 600  # characters; a bracket open for longer was never closed
ITEM = re.compile(r"\d{1,2}")

# Never at the end of a sentence: what they shorten goes on.
SHORTENED = """e.g i.e cf vs viz resp approx ca fig figs eq eqs eqn sec sect ref refs no nos vol ch app thm prop lem def
    pp ed eds et dr prof mr mrs ms st mt"""
INSIDE = frozenset(SHORTENED.split())

# At the end of a sentence only if the next one begins as sentences do.
DOUBTFUL = re.compile(r"[a-z]|(?:[a-z]\.)+[a-z]|al|etc|inc|ltd|corp|co|jr|sr|ph\.d|dept|univ", re.IGNORECASE)
BEGINNINGS = """a although an and as at based because besides both by code compared concretely consequently despite each
    empirically existing experimental experiments extensive finally first for from furthermore given here hence how
    however if in inspired instead it its many moreover motivated most notably on one our previous prior recent recently
    results second similarly since so some specifically such surprisingly that the their then there therefore these they
    this those through throughout thus to under unlike using we what when where whereas which while with yet"""
OPENINGS = frozenset(BEGINNINGS.split())


def split(text: str) -> list[str]:
    """Split *text* into sentences, not within an enumeration. Joined by spaces, they have all its words."""
    text = STUCK.sub(" ", text)
    sentences: list[str] = []
    start = 0
    for border in BORDER.finditer(text):
        sentence = text[start : border.start("gap")].strip()
        item = FOLLOWING_ITEM.match(text, border.end()) or LAST_ITEM.search(sentence)
        if item and _is_next(item["item"], sentence):
            continue
        if _is_whole(sentence, FIRST_WORD.match(text, border.end())):
            sentences.append(sentence)
            start = border.end()
    return [sentence for sentence in (*sentences, text[start:].strip()) if sentence]


def _is_next(item: str, sentence: str) -> bool:
    """Return whether an enumeration that began within *sentence* continues with *item*."""
    before = BEFORE.get(item) if len(sentence) < LONG else None
    return before is not None and any(found["item"] == before for found in INNER_ITEM.finditer(sentence))


def _is_whole(sentence: str, following: re.Match[str] | None) -> bool:
    if len(sentence) < LONG and _count(sentence, "([") > _count(sentence, ")]"):
        return False
    *before, last = sentence.rsplit(maxsplit=1)
    last = last.rstrip("\"'”’)]")
    if not last.endswith("."):  # it asks, or exclaims
        return True
    word = re.split(r"[\"'“‘(\[]", last[:-1])[-1]
    is_numbering = ITEM.fullmatch(word) and (not before or before[0].endswith((":", ";")))
    if is_numbering or word.lower() in INSIDE:
        return False
    begins = following is not None and following[1].lower() in OPENINGS
    return begins or not DOUBTFUL.fullmatch(word)


def _count(text: str, characters: str) -> int:
    return sum(map(text.count, characters))
