"""Cues in sentences of abstracts: patterns by name, for lower-case text. Pure.

Their weights are in `bot/data/summary.json`.
"""

from __future__ import annotations

import re

_WE = r"\bwe (?:\w+ ){0,2}"
_OUR = r"\bour (?:\w+ ){0,2}"

CUES = {
    name: re.compile(pattern)
    for name, pattern in {
        # what was done
        "we propose": rf"{_WE}propose\b",
        "we introduce": rf"{_WE}introduce\b",
        "we present": rf"{_WE}present\b",
        "we show": rf"{_WE}(?:show|demonstrate)\b",
        "we develop": rf"{_WE}(?:develop|design|devise|build|construct|create)\b",
        "we study": rf"{_WE}(?:study|investigate|explore|examine|analy[sz]e|consider)\b",
        "we prove": rf"{_WE}(?:prove|derive|establish)\b",
        "we find": rf"{_WE}(?:find|observe|discover)\b",
        "we address": rf"{_WE}(?:address|tackle|solve|aim|seek)\b",
        "we describe": rf"{_WE}(?:describe|provide|give|offer|suggest)\b",
        "we evaluate": rf"{_WE}(?:evaluate|test|validate|verify|apply|conduct|perform|compare|experiment)\b",
        "we use": rf"{_WE}(?:use|employ|leverage|exploit|adopt|utili[sz]e)\b",
        "we extend": rf"{_WE}(?:extend|generali[sz]e|improve|combine|formulate|define|formali[sz]e|argue"
        r"|hypothesi[sz]e)\b",
        "we achieve": rf"{_WE}(?:train|learn|achieve|obtain|report|release)\b",
        "in this paper": r"\b(?:in|with) this (?:paper|work|article|study|report|thesis|letter|note)\b",
        "this paper": r"\b(?:this|our|the present) (?:paper|work|article|study|report|thesis|letter|note|survey)\b",
        "this paper, at the start": r"^(?:this|our|the) (?:paper|work|article|study)\b",
        "is proposed": r"\b(?:is|are) (?:proposed|introduced|presented|shown|proved|established|studied|investigated"
        r"|developed)\b",
        "our method": rf"{_OUR}(?:method|approach|model|algorithm|framework|architecture|technique|system)s?\b",
        "our results": rf"{_OUR}(?:results?|experiments?|findings?|analysis|evaluation)\b",
        # the claim
        "the proposed": r"\bthe proposed\b",
        "experiments": r"\b(?:results?|experiments?|experimental|empirical(?:ly)?|evaluations?)\b",
        "state of the art": r"\bstate[- ]of[- ]the[- ]art\b",
        "outperforms": r"\b(?:outperforms?|surpass\w*|superior)\b",
        "new": r"\b(?:novel|new)\b",
        "simple": r"\b(?:simple|efficient|effective)\b",
        "called": r"\b(?:called|named|termed|dubbed|namely)\b",
        "better": r"\b(?:improve|better|higher|faster|reduce|increase)\w*\b",
        "data sets": r"\b(?:datasets?|benchmarks?|cifar|imagenet|mnist)\b",
        "code": r"\b(?:code|github|available|open[- ]source|https?)\b",
        "method": r"\b(?:method|approach|algorithm|framework|model|architecture|technique)\b",
        "tasks": r"\b(?:task|tasks|application|applications)\b",
        "demonstrate": r"\b(?:demonstrat\w+|show\w*)\b",
        "theory": r"\b(?:theor\w+|proof|prove|guarantee\w*|bound\w*|converge\w*)\b",
        "problem": r"\b(?:problem|challeng\w+|difficult\w*|limit\w+|hard|expensive|suffer\w*|fail\w*|lack\w*)\b",
        "important": r"\b(?:important|crucial|essential|fundamental|key|critical|widely|popular|success\w*)\b",
        # how it begins
        "however": r"^(?:however|but|yet|unfortunately|although|while|despite|nevertheless)\b",
        "recently": r"^(?:recent(?:ly)?|existing|previous|prior|traditional|current|most|many|modern)\b",
        "finally": r"^(?:finally|moreover|furthermore|additionally|in addition|also|lastly|second|third|besides)\b",
        "specifically": r"^(?:first|specifically|in particular|concretely|for example|for instance|e\.g)\b",
        "to this end": r"^(?:to (?:this end|address|solve|tackle|overcome|mitigate|alleviate)|motivated|inspired)\b",
        "therefore": r"^(?:thus|therefore|hence|consequently|as a result|in this way|by doing)\b",
        "these": r"^(?:these|this|those|such|it|they)\b",
        "we, at the start": r"^we\b",
        "our, at the start": r"^our\b",
        "here": r"^(?:here|in this)\b",
        "results, at the start": r"^(?:extensive|experiment|experimental|empirical|results)\w*\b",
        "the, at the start": r"^(?:a|an|the)\b",
        "by, at the start": r"^(?:by|using|with|through|given|based)\b",
        # how it is built
        "have been": r"\b(?:have|has) been\b",
        "often": r"\b(?:often|typically|usually|commonly|generally)\b",
        "allow": r"\b(?:allow|enable|lead)s?\b",
        "which": r"\b(?:which|that)\b",
        "by doing": r"\bby \w+ing\b",
        "to do": r"\b(?:for \w+ing|to \w+)\b",
        "because": r"\b(?:because|since|due to)\b",
        "can": r"\bcan\b",
        "we": r"\bwe\b",
        "our": r"\bour\b",
        "not": r"\b(?:not|no|without)\b",
        "first": r"\bfirst\b",
        "main": r"\b(?:one of|key|main)\b",
        # its signs
        "number": r"\d",
        "per cent": r"%",
        "bracket": r"\(",
        "colon": r":",
        "semicolon": r";",
        "question": r"\?",
        "quotation": '["“]',
    }.items()
}
