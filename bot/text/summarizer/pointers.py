"""Find words that point at something outside of a sentence: "this issue", "these results", "it". Pure.

A sentence that is shown alone shouldn't have any. The penalties cost nothing on SciTLDR-A's development set.
"""

from __future__ import annotations

import re

WORK = "paper|work|article|study|report|thesis|letter|note|survey|manuscript|review|contribution|project|research"
_LACKS = """barriers? bottlenecks? challenges? concerns? conflicts? deficienc(?:y|ies) difficult(?:y|ies) dilemmas?
    discrepanc(?:y|ies) drawbacks? gaps? goals? hurdles? insights? issues? limitations? mismatch(?:es)? needs?
    observations? obstacles? problems? questions? shortcomings? tasks? trade-?offs? weakness(?:es)?"""
LACK = re.compile(
    rf"\b(?:this|these|those|such|(?:the )?above(?:-?mentioned)?|(?:the )?aforementioned)(?: [\w-]+)? "
    rf"(?:{'|'.join(_LACKS.split())})\b",
    re.IGNORECASE,
)
ANYTHING = re.compile(
    rf"\b(?:this|these|those|such|(?:the )?(?:above(?:-?mentioned)?|aforementioned|latter|former)) "
    rf"(?!(?:\w+ )?(?:{WORK})s?\b|(?:as|an?|that|is|are|we)\b)[\w-]+",
    re.IGNORECASE,
)
START = re.compile(
    rf"(?:it|they|he|she|its|their|these|those|such|both of these|this (?!(?:\w+ )?(?:{WORK})\b))\b", re.IGNORECASE
)
END = re.compile(
    r",?\s+(?:in order |thereby |thus )?(?:(?:to|for|which|that) )?(?:\w+ly )?"
    r"(?:address|alleviat|bridg|combat|counter|fill|handl|meet|mitigat|overcom|remed|resolv|solv|tackl)"
    r"(?:e|es|s|ing|y|ying|ies)? "
    r"(?:these|this|those|such|all (?:of )?these|the (?:above|aforementioned)) (?:[\w-]+ ){0,2}[\w-]+(?=\.$)",
    re.IGNORECASE,
)
MIN_REST = 6  # words that remain without an end
PENALTIES = ((LACK, 1.3), (ANYTHING, 0.4))
START_PENALTY = 0.6


def penalty(line: str) -> float:
    """Return what a line loses of its worth for pointing outside of it."""
    within = next((lost for pattern, lost in PENALTIES if pattern.search(line)), 0.0)
    return within + (START_PENALTY if START.match(line) else 0.0)


def points_outside(line: str) -> bool:
    """Return whether a line names a lack or begins with something that it doesn't tell."""
    return bool(LACK.search(line) or START.match(line))


def without_pointing_end(line: str) -> str:
    """Cut an end that says what a thing is for, but not what that is (``…, to address this problem.``)."""
    rest = END.sub("", line)
    return rest if len(rest.split()) >= MIN_REST else line
