"""Compute the features of an abstract's sentences, by which the summary is chosen. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.text.summarizer.cues import CUES

Features = dict[str, float]
Terms = Mapping[str, float]

DOING = tuple(name for name in CUES if name.startswith("we ") or name in {"in this paper", "this paper"})
ACRONYM = re.compile(r"\b[A-Z]{2,}")
COINED = re.compile(r"\(\s*[A-Z][A-Za-z-]*[A-Z][A-Za-z]*\s*\)")  # "Adaptive Loss Scaling (ALS)"
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LENGTHS = (8, 12, 16, 20, 25, 30, 40)  # words: borders of the classes
POSITION_BUCKETS = 8
ENDINGS = ("ization", "ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "ly")
MIN_STEM = 4  # minimum letters of a stem
_COMMON = """a all also an and any are as at be been being between both but by can could did do does each for from had
    has have hence here how however in into is it its may might more most no nor not of on one or other our over should
    some such than that the their them then there therefore these they this those thus to two under us use used using
    very via was we were what when where which while who will with would"""
STOP_WORDS = frozenset(_COMMON.split())


def terms(text: str) -> list[str]:
    """Return the stems of significant words in *text*."""
    return [_stem(word) for word in WORD.findall(text.lower()) if word not in STOP_WORDS and len(word) > 1]


def features(sentences: Sequence[str], title: str, rarity: Mapping[str, float]) -> list[Features]:
    """Return the features of each sentence: its position, its form, and its similarity to title and abstract.

    *rarity* is the weight of each term. The weight of unknown terms has the empty text as key.
    """
    cued = [[name for name, cue in CUES.items() if cue.search(sentence.lower())] for sentence in sentences]
    shared = _shared(sentences, title, rarity)
    found: list[Features] = []
    for index, (sentence, cues) in enumerate(zip(sentences, cued, strict=True)):
        own = dict.fromkeys(cues, 1.0)
        own.update(_place(index, len(sentences)))
        own.update(_form(sentence))
        own.update(next(shared))
        found.append(own)
    _mark_doing(found, cued)
    return found


def _place(index: int, count: int) -> Iterator[tuple[str, float]]:
    if index < POSITION_BUCKETS:
        yield f"sentence {index + 1}", 1.0
    if count - index <= 3:
        yield f"last but {count - index - 1}", 1.0
    yield "how far down", index / max(count - 1, 1)
    yield "how far up", 1 / (1 + index)


def _form(sentence: str) -> Iterator[tuple[str, float]]:
    words = len(sentence.split())
    yield f"from {max((least for least in LENGTHS if words >= least), default=0)} words", 1.0
    yield "words", words / 30
    yield "length", math.log(words + 1)
    yield "commas", sentence.count(",") / 5
    acronyms = len(ACRONYM.findall(sentence))
    yield "acronyms", acronyms / 4
    yield "an acronym", float(acronyms > 0)
    yield "a coined acronym", float(bool(COINED.search(sentence)))


def _mark_doing(found: Sequence[Features], cued: Sequence[Sequence[str]]) -> None:
    """Mark the first sentence that says what was done, and those before it."""
    first = next((index for index, cues in enumerate(cued) if any(cue in DOING for cue in cues)), None)
    for index, own in enumerate(found):
        if first is None:
            own["nowhere said"] = float(index == 0)
        else:
            own["said first"] = float(index == first)
            own["before it is said"] = float(index < first)
            own["after it is said"] = float(index == first + 1)


def _shared(sentences: Sequence[str], title: str, rarity: Mapping[str, float]) -> Iterator[Features]:
    """Compare each sentence with the title and with all others, by TF-IDF."""
    of_title = _weighed(terms(title), rarity)
    words = [terms(sentence) for sentence in sentences]
    vectors = [_weighed(own, rarity) for own in words]
    whole = _sum(vectors)
    uses = Counter(term for own in words for term in set(own))
    name = title.partition(":")[0].lower() if ":" in title else ""
    mass = sum(_idf(term, rarity) for term in of_title) or 1.0
    for sentence, own, vector in zip(sentences, words, vectors, strict=True):
        distinct = set(own)
        common = distinct & of_title.keys()
        yield {
            "like the title": _cosine(vector, of_title),
            "of the title": sum(_idf(term, rarity) for term in common) / mass,
            "title in it": len(common) / max(len(distinct), 1),
            "like the whole": _cosine(vector, whole),
            "like the others": _cosine(vector, {term: whole[term] - vector.get(term, 0.0) for term in whole}),
            "said again elsewhere": sum(uses[term] > 1 for term in distinct) / max(len(distinct), 1),
            "rare words": sum(_idf(term, rarity) for term in own) / max(len(own), 1) / 6,
            "name of the title": float(bool(name) and name in sentence.lower()),
        }


def _weighed(words: Iterable[str], rarity: Mapping[str, float]) -> Terms:
    return {term: count * _idf(term, rarity) for term, count in Counter(words).items()}


def _idf(term: str, rarity: Mapping[str, float]) -> float:
    return rarity.get(term) or rarity.get("", 1.0)


def _sum(vectors: Iterable[Terms]) -> Terms:
    total: dict[str, float] = {}
    for vector in vectors:
        for term, weight in vector.items():
            total[term] = total.get(term, 0.0) + weight
    return total


def _cosine(one: Terms, other: Terms) -> float:
    product = sum(weight * other.get(term, 0.0) for term, weight in one.items())
    if product <= 0:
        return 0.0
    return product / math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))


def _stem(word: str) -> str:
    ending = next((end for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= MIN_STEM), "")
    return word.removesuffix(ending)
