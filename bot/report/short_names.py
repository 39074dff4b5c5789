"""The short name of a paper in a report: the name that it gives itself, or its subject, in whole words."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GENERIC = """
    CNN CNNs RNN RNNs LSTM LSTMs GAN GANs VAE VAEs LLM LLMs MLLM VLM VLMs GNN GNNs MLP NLP RL MDP POMDP SVM
    PCA SGD ODE PDE PDEs ODEs SDE SDEs AI ML DNN DNNs GPU GPUs TPU CPU IoT UAV UAVs MRI CT EEG ECG API HTTP
    SQL RAG QA VQA NMT ASR TTS OCR NER AMR 2D 3D 4D X-ray X-Ray LiDAR RGB RGB-D DNA RNA COVID-19 MIMO OFDM LTE
    5G 6G NeurIPS ICML ICLR CVPR ACL EMNLP arXiv PyTorch TensorFlow CUDA LaTeX US UK EU
"""
MAX_LENGTH = 32  # characters
_NAME = r"[A-Za-z][\w+-]*(?:\.[\w+-]+)*"
_COINED = re.compile(
    r"\b(?:[Ww]e|[Tt]his (?:paper|work)) (?:\w+ )?(?:propos|introduc|present|develop|releas|describ)\w*"
    rf" (?:an? |the |our )?({_NAME})\b"
    rf"|\b(?:called|named|dubbed|termed|coined|which we (?:call|name|term)|we (?:call|name)(?: it)?) ({_NAME})\b"
)
_SEPARATED = re.compile(r"\s*(?::|\s[–—-])\s+")
_LEAD = re.compile(
    r"(?:(?:an? |the )?(?:(?:brief |short |comprehensive |systematic |critical )?(?:survey|review|study|overview"
    r"|analysis|note|introduction|investigation|benchmark|framework|approach|method) (?:of|on|to|for) )"
    r"|on (?:the )?|towards? |learning (?:to |from )?|improving |understanding |rethinking |revisiting |exploring "
    r"|enhancing |accelerating |evaluating |(?:why |how |when |what )?(?:do|does|is|are|can|should) |an? |the )+",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"\s+(?:for|in|with|via|by|from|using|under|through|at|as|without|over|on|to|between|across|beyond|against|toward"
    r"|towards|based|is|are|can|that|which)\b|[,;?!(]",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s+(?:of|and|or)\s+", re.IGNORECASE)
GENERIC = frozenset(_GENERIC.split())
"""Names of common things, which say nothing about one paper."""


def short_name(title: str, abstract: str = "") -> str:
    """Return the name before a colon, one that the abstract gives, one in the title, or the subject."""
    own = next(_own_names(title, abstract), "")
    return own or _subject(title.capitalize() if title.isupper() else title)


def _own_names(title: str, abstract: str) -> Iterator[str]:
    before, *after = _SEPARATED.split(title, maxsplit=1)
    if after and len(before) <= MAX_LENGTH and len(before.split()) <= 3:
        yield before.strip()
    coined = [match[1] or match[2] for match in _COINED.finditer(abstract)]
    yield from (name for name in coined if _is_name(name) and len(name) <= MAX_LENGTH)
    if not title.isupper():
        words = (word.strip(".,;:?!()[]{}\"'“”‘’") for word in title.split())
        yield from (word for word in words if _is_name(word) and len(word) <= MAX_LENGTH)
    if after and len(before) <= MAX_LENGTH:
        yield before.strip()


def _is_name(word: str) -> bool:
    """Return whether a word is a name: with capitals inside, such as TideNet, DA-GAN and GPT-4, not Self-Attention."""
    if len(word) < 3 or word in GENERIC or word.removesuffix("s") in GENERIC or not word[-1].isalnum():
        return False
    parts = re.split(r"[-+.]", word)
    is_inside = any(re.search(r"[a-z\d][A-Z]|[A-Z]{2}", part) for part in parts)
    return is_inside or (len(parts) == 2 and len(parts[0]) == 1 and parts[0].isupper() and parts[1][:1].isupper())


def _subject(title: str) -> str:
    """Return the noun phrase that a title begins with, as many of its last whole words as fit."""
    lead = _LEAD.match(title)
    bare = title[lead.end() :] if lead else title
    head = _SEPARATED.split(bare, maxsplit=1)[0] or bare or title
    phrase = (_BREAK.split(head, maxsplit=1)[0] or head).strip()
    if len(phrase) > MAX_LENGTH:
        phrase = _JOINT.split(phrase, maxsplit=1)[0]
    words = phrase.split()
    while len(words) > 1 and len(" ".join(words)) > MAX_LENGTH:
        words = words[1:]
    name = " ".join(words)
    return name[:1].upper() + name[1:]
