"""Detect withdrawn papers by abstract and comment, because arXiv has no field for it. Pure.

Texts of withdrawn papers: https://info.arxiv.org/help/withdraw.html
"""

from __future__ import annotations

import re

HINT = re.compile(
    r"with-?dr[ae]w|retract|rescind|removed|deleted|taken\s+down|pulled|no\s+longer\s+available", re.IGNORECASE
)
IDENTIFIER = re.compile(r"\barxiv:\S*\w|\b\d{4}\.\d{4,5}(?:v\d+)?\b", re.IGNORECASE)
CONTEXT_LENGTH = 200  # characters before a word that may say what it is about
SHORT_ABSTRACT_LENGTH = 400  # characters of an abstract; a longer one that begins with "Withdrawn" has more to tell
_NOUN = r"""(?:paper|article|manuscript|submission|pre-?print|e-?print|work|version|draft|document|note|letter|report
    |thesis|study|survey|contribution|publication|request|entry)(?:s|\(s\))?"""
_THIS = r"(?:this|these|our|my)"
_THE = rf"(?:{_THIS}|the)"
_ADJECTIVE = r"(?:present|current|entire|whole|full|above|arxiv|research|conference|review|short|long)"
_ADVERB = r"""(?:temporarily|now|since|voluntarily|hereby|officially|formally|already|permanently|later|recently|also
    |completely|therefore|thus|consequently|subsequently|kindly)"""
_BE = r"(?:be|been|being|is|are|was|were)"
_AUXILIARY = rf"(?:{_BE}|{_ADVERB}|ha[sd]|have|will|must|should|shall|needs?|to|considered|regarded|treated|as)"
_GONE = r"(?:with-?draw(?:n|ed|al)?|withdrew|retracted|rescinded)"
_REMOVED = r"(?:removed|deleted|taken\s+down|pulled)"
_BY = r"""by\s+(?:(?:the|its|all|an?|us|me|first|second|third|last|corresponding|submitting|lead|co-?)\s?)*
    (?:authors?|submitters?|arxiv|administrat\w+|admins?|moderat\w+|myself|ourselves|us\b|me\b)"""
_ELSEWHERE = r"""(?:\s+by(?:\s+\w+){1,3})?\s+(?:in\s+part\b
    |from\s+(?!(?:the\s+|this\s+)?(?:ar-?x?chive|arxiv|e-?print|pre-?print|server|public|circulation)))"""
_OBJECT = r"(?:the|an?|its|all|some|our|this|one|two|several)\b"
_WHY = r"(?:by|due|because|since|as|for|pending|until|while|after|owing|and|to|on|at|in|given|with|temporarily)\b"
_CLAUSE = r"(?:^|[.;:,!?()\[\]|/*“”\"]\s*|[–—-]\s)"
_NOT_OF = "".join(
    rf"(?<!\b{word}\s)" for word in ["of", "in", "to", "for", "from", "on", "with", "why", "how", "if", "whether"]
)

_HERE = rf"(?!{_ELSEWHERE})"
_QUALIFIED = rf"(?:{_ADJECTIVE}\s+){{0,2}}{_NOUN}"
_PASSIVE = rf"(?:\s+{_AUXILIARY}){{1,8}}\s+{_GONE}\b{_HERE}(?!\s+{_OBJECT})"
_TAKEN_DOWN = rf"(?:\s+{_AUXILIARY}){{0,6}}\s+{_BE}(?:\s+{_ADVERB})?\s+{_REMOVED}\b{_HERE}"
_WITHDRAW = r"\b(?:with-?draw(?:n|ing|s)?|withdrew|retract(?:ed|ing|s)?)"
_AGENT = r"(?:authors?|we|i|submitters?|administrat\w+|admins?|moderat\w+|arxiv)"
_WISH = rf"""(?:{_AUXILIARY}|am|would|like|wish(?:es|ed)?|want(?:s|ed)?|decided?|request(?:s|ed)?|ask(?:s|ed)?
    |choose|chose|regret|hereby|sincerely|collectively|unanimously|agreed)"""


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(re.sub(r"\n\s*", "", each) for each in alternatives), re.IGNORECASE)


SELF = _pattern(  # what a text says about its own paper
    rf"{_NOT_OF}(?<![“\"'])\b{_THIS}\s+{_QUALIFIED}{_PASSIVE}",
    rf"{_NOT_OF}\b{_THIS}\s+{_QUALIFIED}{_TAKEN_DOWN}\s+{_BY}",
    rf"\b{_AGENT}(?:\s+{_WISH}){{0,6}}\s+{_WITHDRAW}\s+{_THIS}\s+{_QUALIFIED}\b{_HERE}",
    rf"\bwithdrawal\s+of\s+{_THIS}\s+{_QUALIFIED}\b{_HERE}",
)
OPENING = _pattern(  # what an abstract begins with
    rf"{_THE}\s+{_QUALIFIED}(?:{_PASSIVE}|{_TAKEN_DOWN})(?!\s+in\s+\d)",
    rf"(?:the\s+)?{_AGENT}(?:\s+{_WISH}){{0,6}}\s+{_WITHDRAW}\s+{_THE}\s+{_QUALIFIED}\b{_HERE}",
)
LABEL = _pattern(  # with which a short abstract begins
    rf"(?:{_THIS}\s+)?(?:{_NOUN}\s+)?(?:{_AUXILIARY}\s+){{0,4}}{_GONE}\s*(?:$|[.:;!)\]*–—-]|{_BY}|(?:due|because|owing|pending)\b)",
)
COMMENT = _pattern(  # what else a comment says of the paper
    rf"{_NOT_OF}\bthe\s+{_QUALIFIED}{_PASSIVE}",
    rf"{_NOT_OF}\b{_THE}\s+{_QUALIFIED}{_TAKEN_DOWN}",
    rf"{_CLAUSE}{_NOUN}(?:{_PASSIVE}|{_TAKEN_DOWN})",
    rf"(?<!\bnot\s)(?<!\bwhy\s){_WITHDRAW}\s+(?:{_THE}\s+{_QUALIFIED}|it)\b{_HERE}",
    rf"\b(?:request|ask|appl|reason|cause|notice)\w*(?:\s+\w+){{0,3}}\s+withdrawal\b{_HERE}",
    rf"{_CLAUSE}withdrawal\s+(?:was\s+|is\s+)?(?:(?:requested|asked\s+for)\s+)?{_BY}",
    rf"{_CLAUSE}(?:{_THIS}\s+)?{_NOUN}\s+{_REMOVED}\s+(?:due|because|owing|pending|{_BY})\b",
    rf"\bsuperseded\s+by\s+#\s*,?\s*(?:and|so|hence|thus|therefore)\s+(?:{_AUXILIARY}\s+){{0,4}}{_GONE}\b",
    rf"\bretraction\s+(?:notice|of\s+{_THIS}\s+{_NOUN})\b",
    rf"{_NOT_OF}\b{_THIS}\s+{_NOUN}\s+is\s+no\s+longer\s+available\b",
)
BRIEF = _pattern(  # what a comment says of the paper, unless it has just spoken of something else
    rf"{_CLAUSE}(?:and\s+|now\s+)?(?:{_THIS}\s+)?(?:{_NOUN}\s+)?(?:{_AUXILIARY}\s+){{0,6}}{_GONE}\b{_HERE}"
    rf"\s*(?:$|[.,:;!?()\[\]|/*”\"–—-]|{_WHY})",
    rf"\bit(?:\s+{_AUXILIARY}){{0,6}}\s+{_BE}(?:\s+{_ADVERB})?\s+{_GONE}\b{_HERE}",
    rf"\b{_GONE}\s+{_BY}{_HERE}",
    rf"\b{_REMOVED}\s+by\s+(?:the\s+)?(?:arxiv|administrat|admin|moderat)",
)
ANOTHER = _pattern(
    r"""\b(?:v\.?\s?\d+(?!\s*:)|version\s\w+|(?:theorem|lemma|section|appendix|proposition|claim|conjecture|corollary
    |chapter|reference|supplement\w*|code|data\w*|(?<!\d\s)(?:figure|table|file))s?)\b[^.;,:()]*$""",
    r"""\b(?:previous|earlier|prior|old|older|former|initial|original|first|preceding|another|companion)\s(?:\w+\s){0,2}
    (?:version|draft|attempt|upload|posting|proof|argument|(?<!\bco)authors?|"""
    rf"""{_NOUN})\b[^.;,:()]*$""",
    r"\b(?:replac(?:es|ing|ement)|supersed(?:es|ing)|(?:version|part|revision|correction)s?\sof|resubmi\w+)\b[^.;]*$",
    r"\b(?:which|that)\s(?:\w+\s){0,3}\w?$",
)


def is_withdrawn(abstract: str, comment: str) -> bool:
    """Return whether a paper is withdrawn: its comment says so, or its abstract does of the paper itself."""
    return says_withdrawn(abstract) or _is_told_in(comment)


def says_withdrawn(abstract: str) -> bool:
    """Return whether an abstract, or a sentence of one, says that its own paper was withdrawn."""
    if not HINT.search(abstract):
        return False
    text = " ".join(abstract.split())
    opening = text.lstrip('*[(“" ')
    if SELF.search(text) or OPENING.match(opening):
        return True
    return len(text) <= SHORT_ABSTRACT_LENGTH and bool(LABEL.match(opening))


def _is_told_in(comment: str) -> bool:
    if not HINT.search(comment):
        return False
    text = IDENTIFIER.sub("#", " ".join(comment.split()))  # which has dots in it
    if SELF.search(text) or COMMENT.search(text):
        return True
    return any(
        not ANOTHER.search(text, max(match.start() - CONTEXT_LENGTH, 0), match.start() + 1)
        for match in BRIEF.finditer(text)
    )
