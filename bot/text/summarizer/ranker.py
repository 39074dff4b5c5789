"""Choose the one-line summary of a paper: a sentence of its abstract, without its lead-in. Pure.

The sentence has the greatest sum of weighted features. The weights were trained on SciTLDR-A
(https://github.com/allenai/scitldr) by ``make train``. They are in `bot/data/summary.json`, with their scores.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot import data
from bot.text.summarizer import sentences
from bot.text.summarizer.features import Features, features, terms
from bot.text.summarizer.labels import without_label
from bot.text.summarizer.pointers import WORK, penalty, without_pointing_end
from bot.text.tex.to_unicode import to_unicode
from bot.text.withdrawal import says_withdrawn

FRAGMENT = 5  # words; fewer are a heading or an exclamation
_POINTER = "this|these|those|that|such|it|them|(?:all )?the above|the aforementioned"
_NEXT = rf"(?=(?:we|i|our|here|this (?:{WORK})|the present (?:{WORK}))\b)"
_LINKS = """accordingly, additionally, also, as a result, based on this, concretely, consequently, finally, first,
    firstly, further, furthermore, hence, however, importantly, in addition, in conclusion, in contrast, in particular,
    in response, in short, in summary, inspired by this, instead, interestingly, lastly, more precisely,
    more specifically, moreover, motivated by this, namely, nevertheless, nonetheless, notably, overall, second,
    secondly, specifically, then, therefore, third, thirdly, thus"""
LEAD_INS = (
    rf"(?:in|with|through) (?:this|our|the present|the current) (?:\w+ )?(?:{WORK}), ",
    rf"(?:in|with|through) (?:this|our|the present|the current) (?:\w+ )?(?:{WORK}) (?=(?:we|i|an?|the|our|it)\b)",
    r"here(?:in)?(?:, | (?=we\b))",
    r"to (?:this|that) (?:end|aim),? ",
    rf"(?:in order )?to (?:[\w'’-]+ ){{1,3}}[\w'’-]+, {_NEXT}",
    rf"(?:[\w'’-]+ ){{1,4}}(?:{_POINTER})(?: [\w'’-]+){{0,8}}, {_NEXT}",
    r"in this (?:context|regard|respect), ",
    rf"(?:{'|'.join(' '.join(_LINKS.split()).split(', '))}), ",
)
LEAD_IN = re.compile("|".join(LEAD_INS), re.IGNORECASE)
SAYING = frozenset(terms("""address aim analyze approach article consider contribution deal develop discuss examine
    explore give investigate introduce letter method new note novel paper present problem propose provide report
    research result review show study survey task technique work"""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """A linear ranker of sentences: the weight of each feature, and of each term's rarity (empty: unknown terms)."""

    weights: Mapping[str, float]
    rarity: Mapping[str, float]

    def score(self, features: Features) -> float:
        """Return the score of a sentence, comparable within its abstract."""
        return sum(self.weights.get(name, 0.0) * value for name, value in features.items())


def summarize(title: str, abstract: str) -> str:
    """Return the sentence of *abstract* that best says what the paper is about, readable, of any length.

    Title and abstract are as arXiv has them. Without an abstract it is empty; for a withdrawn paper it says so.
    """
    return summarize_readable(to_unicode(title), to_unicode(abstract))


def summarize_readable(title: str, abstract: str) -> str:
    """Summarize like `summarize` an abstract that is without LaTeX already, as its title is."""
    return best_sentence(sentences.split(abstract), title)


def best_sentence(found: Sequence[str], title: str, ranker: SentenceRanker | None = None) -> str:
    """Return the summary chosen from readable sentences by *ranker* (default: the trained one)."""
    return as_line(found[choose(found, title, ranker or trained())]) if found else ""


def choose(found: Sequence[str], title: str, ranker: SentenceRanker) -> int:
    """Return the index of the sentence that best says what the paper is about; 0 if there is none.

    A sentence that adds nothing to the title is chosen only if there is no other.
    """
    withdrawn = next((index for index, sentence in enumerate(found) if says_withdrawn(sentence)), None)
    if withdrawn is not None:
        return withdrawn
    named = {*terms(title)}
    telling = [index for index, sentence in enumerate(found) if _tells(sentence, named)]
    worth = [
        ranker.score(own) - penalty(as_line(sentence))
        for sentence, own in zip(found, features(found, title, ranker.rarity), strict=True)
    ]
    return max(telling or range(len(found)), key=worth.__getitem__, default=0)


def as_line(sentence: str) -> str:
    """Return a sentence as it is shown: without its lead-in, and without an end that points outside of it."""
    return without_pointing_end(without_lead_in(sentence))


def without_lead_in(sentence: str) -> str:
    """Remove the lead-in: "Abstract: In this paper, we …" becomes "We …"."""
    sentence = without_label(sentence)
    while (lead_in := LEAD_IN.match(sentence)) and len(sentence[lead_in.end() :].split()) >= FRAGMENT:
        rest = without_label(sentence[lead_in.end() :])
        sentence = rest[0].upper() + rest[1:]
    return sentence


def idf(uses: Mapping[str, int], abstracts: int) -> dict[str, float]:
    """Return the weight of terms by the number of abstracts with them; the empty one is for unknown terms."""
    weighed = {term: math.log((abstracts + 1) / (count + 0.5)) for term, count in uses.items()}
    return weighed | {"": math.log((abstracts + 1) / 1.5)}


@cache
def trained() -> SentenceRanker:
    """Return the trained ranker, read once."""
    read = json.loads(data.read("summary.json"))
    uses = {term: int(count) for count, those in read["uses"].items() for term in those.split()}
    return SentenceRanker(read["weights"], idf(uses, read["abstracts"]))


def _tells(sentence: str, named: set[str]) -> bool:
    rest = without_lead_in(sentence)
    new = {*terms(rest)} - named
    return len(rest.split()) >= FRAGMENT and bool(new - SAYING if named else new)
