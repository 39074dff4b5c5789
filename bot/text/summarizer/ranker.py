"""The one line that says what a paper is about: a sentence of its abstract, without its lead-in. Pure.

The sentence is the one with the greatest sum of weighed features. The weights were trained on SciTLDR-A
(https://github.com/allenai/scitldr) by ``make train`` and stand, with how well they do, in `bot/data/summary.json`.
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
from bot.text.tex.to_unicode import to_unicode
from bot.text.withdrawal import says_withdrawn

FRAGMENT = 5  # words: less is a heading or an exclamation
_WORK = "paper|work|article|study|report|thesis|letter|note|survey|manuscript|review|contribution|project|research"
_POINTER = "this|these|those|that|such|it|them|(?:all )?the above|the aforementioned"
_NEXT = rf"(?=(?:we|i|our|here|this (?:{_WORK})|the present (?:{_WORK}))\b)"
_LINKS = """accordingly, additionally, also, as a result, based on this, concretely, consequently, finally, first,
    firstly, further, furthermore, hence, however, importantly, in addition, in conclusion, in contrast, in particular,
    in response, in short, in summary, inspired by this, instead, interestingly, lastly, more precisely,
    more specifically, moreover, motivated by this, namely, nevertheless, nonetheless, notably, overall, second,
    secondly, specifically, then, therefore, third, thirdly, thus"""
LEAD_INS = (
    rf"(?:in|with|through) (?:this|our|the present|the current) (?:\w+ )?(?:{_WORK}), ",
    rf"(?:in|with|through) (?:this|our|the present|the current) (?:\w+ )?(?:{_WORK}) (?=(?:we|i|an?|the|our|it)\b)",
    r"here(?:in)?(?:, | (?=we\b))",
    r"to (?:this|that) (?:end|aim),? ",
    rf"(?:in order )?to (?:[\w'’-]+ ){{1,3}}[\w'’-]+, {_NEXT}",
    rf"(?:[\w'’-]+ ){{1,4}}(?:{_POINTER})(?: [\w'’-]+){{0,8}}, {_NEXT}",
    r"in this (?:context|regard|respect), ",
    rf"(?:{'|'.join(' '.join(_LINKS.split()).split(', '))}), ",
)
LEAD_IN = re.compile("|".join(LEAD_INS), re.IGNORECASE)
POINTING = re.compile(
    r"\b(?:this|these|those|such|(?:the )?above(?:-?mentioned)?|(?:the )?aforementioned)(?: [\w-]+)? "
    r"(?:barriers?|bottlenecks?|challenges?|concerns?|conflicts?|deficienc(?:y|ies)|difficult(?:y|ies)|dilemmas?"
    r"|discrepanc(?:y|ies)|drawbacks?|gaps?|goals?|hurdles?|insights?|issues?|limitations?|mismatch(?:es)?|needs?"
    r"|observations?|obstacles?|problems?|questions?|shortcomings?|tasks?|trade-?offs?|weakness(?:es)?)\b",
    re.IGNORECASE,
)
PENALTY = 0.8
"""What a sentence that points at what is not there loses of its worth."""
SAYING = frozenset(terms("""address aim analyze approach article consider contribution deal develop discuss examine
    explore give investigate introduce letter method new note novel paper present problem propose provide report
    research result review show study survey task technique work"""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """A linear ranker of sentences: the weight of each feature, and how rare each term is (the empty one: unknown)."""

    weights: Mapping[str, float]
    rarity: Mapping[str, float]

    def score(self, features: Features) -> float:
        """Return how well a sentence says what its paper is about, beside others of the same abstract."""
        return sum(self.weights.get(name, 0.0) * value for name, value in features.items())


def summarize(title: str, abstract: str) -> str:
    """Return the sentence of *abstract* that says best what the paper is about, readable, of any length.

    Title and abstract are as arXiv has them. No abstract gives no line; a withdrawn paper's says that it is withdrawn.
    """
    found = sentences.split(to_unicode(abstract))
    return best_sentence(found, to_unicode(title))


def best_sentence(found: Sequence[str], title: str, ranker: SentenceRanker | None = None) -> str:
    """Return the line of a paper of that title from its readable sentences, chosen by *ranker* (default: ours)."""
    return without_lead_in(found[choose(found, title, ranker or trained())]) if found else ""


def choose(found: Sequence[str], title: str, ranker: SentenceRanker) -> int:
    """Return the index of the sentence that says best what the paper of that title is about; 0 if there is none.

    What says nothing beside the title is chosen only where there is nothing else.
    """
    withdrawn = next((index for index, sentence in enumerate(found) if says_withdrawn(sentence)), None)
    if withdrawn is not None:
        return withdrawn
    named = {*terms(title)}
    telling = [index for index, sentence in enumerate(found) if _tells(sentence, named)]
    worth = [
        ranker.score(own) - PENALTY * bool(POINTING.search(without_lead_in(sentence)))
        for sentence, own in zip(found, features(found, title, ranker.rarity), strict=True)
    ]
    return max(telling or range(len(found)), key=worth.__getitem__, default=0)


def without_lead_in(sentence: str) -> str:
    """Cut what leads up to the matter: "Abstract: In this paper, we …" becomes "We …"."""
    sentence = without_label(sentence)
    while (lead_in := LEAD_IN.match(sentence)) and len(sentence[lead_in.end() :].split()) >= FRAGMENT:
        rest = without_label(sentence[lead_in.end() :])
        sentence = rest[0].upper() + rest[1:]
    return sentence


def idf(uses: Mapping[str, int], abstracts: int) -> dict[str, float]:
    """Weigh terms by in how few of so many abstracts they stand; the empty one is for those in none."""
    weighed = {term: math.log((abstracts + 1) / (count + 0.5)) for term, count in uses.items()}
    return weighed | {"": math.log((abstracts + 1) / 1.5)}


@cache
def trained() -> SentenceRanker:
    """Return the ranker that was trained, read once."""
    read = json.loads(data.read("summary.json"))
    uses = {term: int(count) for count, those in read["uses"].items() for term in those.split()}
    return SentenceRanker(read["weights"], idf(uses, read["abstracts"]))


def _tells(sentence: str, named: set[str]) -> bool:
    rest = without_lead_in(sentence)
    new = {*terms(rest)} - named
    return len(rest.split()) >= FRAGMENT and bool(new - SAYING if named else new)
