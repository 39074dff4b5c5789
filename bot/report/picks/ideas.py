"""Pick the sentences that say what is new in a paper, verbatim and whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.fulltext import sentences as prose
from bot.fulltext.model import FullText
from bot.report.picks.scoring import cue, score
from bot.text.summarizer import sentences

MAX_IDEAS = 3
MIN_LENGTH, MAX_LENGTH = 40, 260  # characters
FLOOR = 1.5
READ = 400  # sentences; what is new is said in the first of them
ALIKE = 0.5  # share of words that two ideas may have in common

WORDS = (
    cue(4, r"\b(?:key|main|core|central) (?:idea|insight|observation|contribution)\b"),
    cue(
        3,
        r"\b(?:we|this (?:paper|work)) (?:\w+ ){0,2}(?:propos\w+|introduc\w+|presents?|shows?|develops?|finds?"
        r"|demonstrat\w+|prov(?:e|es|ide)|design|achiev\w+)\b",
    ),
    cue(
        1.5,
        r"\b(?:novel|new|first|unlike|in contrast|instead|without|outperform\w*|improv\w+|state[- ]of[- ]the[- ]art)\b",
    ),
    cue(1, r"\d|\b(?:our|ours)\b"),
    cue(-1, r"^(?:this|these|it|they|such|however|therefore|thus|hence|moreover|specifically)\b(?! (?:paper|work)\b)"),
    cue(-2, r"\b(?:existing|previous|prior|traditional|recent) (?:\w+ )?(?:work|methods?|approaches)\b"),
    cue(
        -3,
        r"\b(?:et al|section|figure|table|appendix|organi[sz]ed as|future work|code is available)\b|https?:",
    ),
)


LEADS = (
    r"to (?:this|that|these) ends?", r"furthermore|moreover|in addition|additionally|also|besides|further",
    r"to (?:do|achieve|address|tackle|overcome|solve|remedy|fill|bridge|mitigate) (?:so|this|these|it)(?: [\w-]+){0,3}",
    "therefore|thus|hence|however|consequently|accordingly|as a (?:result|consequence)|as such|overall",
    "in summary|in short",
    "specifically|in particular|more (?:specifically|precisely|importantly)|for this (?:purpose|reason)|notably",
    "importantly",
    r"then|finally|lastly|first(?:ly)?|second(?:ly)?|third(?:ly)?|next|in this way|by doing so|motivated by this",
    r"inspired by this",
    r"based on (?:this|these)[^,]{0,40}|in this (?:regard|context|direction)|in light of this|with this in mind",
    r"in response",
    "on the other hand|meanwhile|likewise|similarly|and|but|so|instead",
)  # fmt: skip
"""Connectives that link a sentence to the one before, followed by a comma."""
LEANING = (
    "this|these|it|they|such|that|those|its|their|both|here|doing so|by doing|to this end|then|there",
    "the (?:former|latter)",
    r"and|but|so|which|instead|for (?:example|instance)|e\.g|i\.e|on the contrary|nevertheless|nonetheless|yet|still",
)
PAPER = "paper|work|article|study|letter|thesis|survey|report|manuscript"
BACKGROUND = (
    "existing|previous|prior|traditional|conventional|recent(?:ly)?|current(?:ly)?|most|many|often|typically",
    "usually|commonly",
    r"ha(?:s|ve) be(?:en|come)|remains?|challeng\w+|difficult|suffers?|limited|important|fundamental|popular",
    r"widely|known",
    "increasingly|rely|relies|requires?|(?:is|are) needed|crucial|essential",
)
_LEADS = re.compile(rf"(?:{'|'.join(LEADS)}), ?", re.IGNORECASE)
_LEANING = re.compile(rf"(?:{'|'.join(LEANING)})\b(?! (?:{PAPER})\b)", re.IGNORECASE)
_OWN = re.compile(
    rf"\b(?:we|our|ours|us|this (?:{PAPER})|the (?:proposed|presented)|(?:key|main|core|central) "
    r"(?:idea|insight|observation|contribution))\b|^unlike\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(rf"\b(?:{'|'.join(BACKGROUND)})\b", re.IGNORECASE)


def ideas(text: FullText, abstract: str) -> tuple[str, ...]:
    """Return two or three sentences, the best ones that differ, in text order."""
    ranked = sorted(enumerate(islice(_sentences(text, abstract), READ)), key=lambda pair: (-_score(*pair), pair[0]))
    chosen: list[tuple[int, str]] = []
    for place, sentence in ranked:
        if len(chosen) == MAX_IDEAS or _score(place, sentence) < FLOOR:
            break
        if all(_overlap(sentence, other) < ALIKE for _, other in chosen):
            chosen.append((place, sentence))
    return tuple(sentence for _, sentence in sorted(chosen))


def _sentences(text: FullText, abstract: str) -> Iterator[str]:
    yield from filter(_is_whole, map(alone, sentences.split(prose.spaced(abstract))))
    for section in text.sections:
        if re.search(r"introduction|contribution", section.title, re.IGNORECASE):
            for paragraph in section.paragraphs:
                yield from filter(_is_whole, map(alone, prose.split(paragraph)))


def alone(sentence: str) -> str:
    """Return a sentence without its connective: "To this end, we sort" becomes "We sort"."""
    lead = _LEADS.match(sentence)
    rest = sentence[lead.end() :] if lead else sentence
    return rest[:1].upper() + rest[1:]


def _is_whole(sentence: str) -> bool:
    return MIN_LENGTH <= len(sentence) <= MAX_LENGTH and sentence[:1].isupper() and sentence.endswith((".", "!"))


def _score(place: int, sentence: str) -> float:
    leans = _LEANING.match(sentence) or not (_OWN.search(sentence) or _is_claim(sentence))
    return score(sentence, WORDS) - 0.02 * place - 5 * bool(prose.cited(sentence)) - 9 * bool(leans)


def _is_claim(sentence: str) -> bool:
    """Return whether a sentence without "we" is about something new, and not about other work."""
    return not _BACKGROUND.search(sentence) and score(sentence, WORDS) >= FLOOR


def _overlap(one: str, other: str) -> float:
    first, second = (set(re.findall(r"[a-z]{4,}", each.lower())) for each in (one, other))
    return len(first & second) / max(min(len(first), len(second)), 1)
