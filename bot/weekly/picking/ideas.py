"""The few sentences that say what is new in a paper, in its own words and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.text import sentences
from bot.weekly import prose
from bot.weekly.fulltext import FullText
from bot.weekly.picking.scoring import clue, weigh

MOST = 3
SHORTEST, LONGEST = 40, 260  # characters
FLOOR = 1.5
READ = 400  # sentences; what is new is said in the first of them
ALIKE = 0.5  # share of words that two ideas may have in common

WORDS = (
    clue(4, r"\b(?:key|main|core|central) (?:idea|insight|observation|contribution)\b"),
    clue(
        3,
        r"\b(?:we|this (?:paper|work)) (?:\w+ ){0,2}(?:propos\w+|introduc\w+|presents?|shows?|develops?|finds?"
        r"|demonstrat\w+|prov(?:e|es|ide)|design|achiev\w+)\b",
    ),
    clue(
        1.5,
        r"\b(?:novel|new|first|unlike|in contrast|instead|without|outperform\w*|improv\w+|state[- ]of[- ]the[- ]art)\b",
    ),
    clue(1, r"\d|\b(?:our|ours)\b"),
    clue(-1, r"^(?:this|these|it|they|such|however|therefore|thus|hence|moreover|specifically)\b(?! (?:paper|work)\b)"),
    clue(-2, r"\b(?:existing|previous|prior|traditional|recent) (?:\w+ )?(?:work|methods?|approaches)\b"),
    clue(
        -3,
        r"\b(?:et al|section|figure|table|appendix|organi[sz]ed as|future work|code is available)\b|https?:",
    ),
)


def ideas(text: FullText, abstract: str) -> tuple[str, ...]:
    """Return two or three sentences, best first where they say different things, in the order in which they stand."""
    ranked = sorted(enumerate(islice(_sentences(text, abstract), READ)), key=lambda pair: (-_score(*pair), pair[0]))
    chosen: list[tuple[int, str]] = []
    for place, sentence in ranked:
        if len(chosen) == MOST or _score(place, sentence) < FLOOR:
            break
        if all(_overlap(sentence, other) < ALIKE for _, other in chosen):
            chosen.append((place, sentence))
    return tuple(sentence for _, sentence in sorted(chosen))


def _sentences(text: FullText, abstract: str) -> Iterator[str]:
    yield from filter(_is_whole, sentences.split(abstract))
    for section in text.sections:
        if re.search(r"introduction|contribution", section.title, re.IGNORECASE):
            for paragraph in section.paragraphs:
                yield from filter(_is_whole, prose.split(paragraph))


def _is_whole(sentence: str) -> bool:
    return SHORTEST <= len(sentence) <= LONGEST and sentence[:1].isupper() and sentence.endswith((".", "!"))


def _score(place: int, sentence: str) -> float:
    return weigh(sentence, WORDS) - 0.02 * place - 5 * bool(prose.cited(sentence))


def _overlap(one: str, other: str) -> float:
    first, second = (set(re.findall(r"[a-z]{4,}", each.lower())) for each in (one, other))
    return len(first & second) / max(min(len(first), len(second)), 1)
