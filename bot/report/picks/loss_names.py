"""Find what a paper calls its losses, and the sentence that explains each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.fulltext import latex_math
from bot.fulltext import sentences as prose
from bot.fulltext.model import Equation, FullText

MIN_LINE_LENGTH, MAX_LINE_LENGTH = 20, 400  # characters of a line
MAX_WORDS = 4
_KIND = re.compile(r"\b(loss(?:es)?|objectives?|regulari[sz](?:er|ation)|penalty|constraint|term)\b", re.IGNORECASE)
_SPEAKING = re.compile(
    r"\b(?:loss|objective|regulari[sz]\w+|penal\w+|constraint|term|error|distance|divergence|consistency|cross-?entropy"
    r"|likelihood|similarity|smoothness|adversarial\w*|reconstruct\w+|minimi[sz]\w+|encourag\w+|enforc\w+|measur\w+)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:total|overall|full|final|complete|whole|combined|joint)\b[\w\s,-]{0,30}\b(?:loss|objective|cost)\b"
    r"|\b(?:weighted )?sum of\b",
    re.IGNORECASE,
)
_REFERRING = re.compile(
    r"(?:this|it|here|these|such|intuitively|the above|minimi[sz]ing|by minimi[sz]ing|eq)\b", re.IGNORECASE
)
_TIES = re.compile(r"^(?:and|while|whereas|but|then|whereby|where)\b,? ?(?=\w)")
_BEFORE = re.compile(r"((?:[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*[\s~]+){1,4})$")
STOP_WORDS = """a an the this that these those our their its his we us i it they you of for on in to with and or via by
    from at as is are be was were use uses using used define defines defined call called calls following
    follows introduce add adopt adopts adopted employ apply consider propose proposed where denote denotes
    denoted represents named refer referred second first third last another other both each two three four
    all new simple standard additional total overall full final whole complete entire combined weighted
    training same such corresponding respective individual can now also then thus hence here minimize
    minimise optimize optimise compute computed calculate calculated which while when namely i.e e.g so
    different any one main"""
STOP_WORD_SET = frozenset(STOP_WORDS.split())
IGNORED_WORDS = frozenset({"loss", "term", "objective", "function", "train", "training", "cost"})


def defining_sentences(equation: Equation) -> tuple[str, str]:
    """Return the sentences before and after an equation."""
    if equation.is_inline:
        return prose.sentence_with(equation.before, equation.latex), ""
    return prose.last(equation.before), next(iter(prose.split(equation.after)), "")


def spoken(name: str, sentences: Iterable[str], *, near: bool = False) -> str:
    r"""Return the name of a loss in words: ``identity`` for "the identity loss $\mathcal{L}_{ip}$"; empty if none.

    Sentences *near* its equation may lack its symbol if they mention one loss only.
    """
    for number, sentence in enumerate(sentences):
        if near and number and not _REFERRING.match(sentence):
            continue
        marked = _marked(sentence, name)
        if found := _beside_mark(marked):
            return found
        if near and _MARK not in marked and _OTHER not in marked:
            phrases = [phrase for match in _KIND.finditer(marked) if (phrase := _phrase(marked, match.start()))]
            fitting = [phrase for phrase in phrases if _fits(phrase, latex_math.subscript(name))]
            if chosen := (fitting or (phrases if len({*phrases}) == 1 else []))[-1:]:
                return chosen[0]
    return ""


def naming(text: FullText) -> Mapping[str, list[str]]:
    """Return the sentences that name exactly one loss, by its name."""
    found: dict[str, list[str]] = {}
    for sentence in (
        s for section in text.sections for paragraph in section.paragraphs for s in prose.split(paragraph)
    ):
        named = names_in(sentence)
        if len(named) == 1 and is_readable(sentence):
            found.setdefault(named.pop(), []).append(sentence)
    return found


def line(name: str, naming: Sequence[str], defining: Equation, used: set[str]) -> str:
    """Return the sentence that explains a term, used once: before its equation, near it, after it, or anywhere."""
    before, after = (_freed(sentence) for sentence in defining_sentences(defining))
    near = {*prose.split(defining.before), *prose.split(defining.after)}
    candidates = [before] if _speaks(before, name, is_titled=bool(_title(defining))) else []
    candidates += [sentence for sentence in naming if sentence in near]
    candidates += [after] if _REFERRING.match(after) and _speaks(after, name) and is_readable(after) else []
    candidates += naming
    return next((sentence for sentence in candidates if sentence not in used), "")


def names_in(sentence: str) -> set[str]:
    """Return the losses in the formulas of a sentence."""
    return {each for formula in prose.formulas(sentence) for each in latex_math.names(formula)}


def is_readable(sentence: str) -> bool:
    """Return whether a sentence is complete and neither a fragment nor a paragraph."""
    return 25 <= len(sentence) <= 260 and sentence[:1].isupper() and sentence.endswith((".", ":"))


def titled(name: str, equation: Equation) -> str:
    """Return the name of a loss from the heading above its equation, or from a run-in title in its paragraph."""
    title = _title(equation)
    match = _KIND.search(title)
    phrase = _phrase(title, match.start()) if match else ""
    return phrase if _fits(phrase, latex_math.subscript(name)) else ""


def _title(equation: Equation) -> str:
    """Return the heading or run-in title of an equation, if it names a loss."""
    told = prose.split(equation.before)[-2:-1] if not equation.is_inline else []
    for title in (*told, equation.section.rpartition(" / ")[2]):
        if len(title.split()) <= MAX_WORDS + 1 and _KIND.search(title):
            return title
    return ""


def _freed(sentence: str) -> str:
    """Return a clause as a sentence, without its link to the formula before."""
    rest = _TIES.sub("", sentence)
    return rest[:1].upper() + rest[1:] if rest != sentence else sentence


def _speaks(sentence: str, name: str, *, is_titled: bool = False) -> bool:
    """Return whether a sentence next to a term's equation is about this term only."""
    if not (MIN_LINE_LENGTH <= len(sentence) <= MAX_LINE_LENGTH and sentence[:1].isupper()):
        return False
    named = names_in(sentence)
    if named - {name}:
        return False
    return bool(named) or bool((is_titled or _SPEAKING.search(sentence)) and not _WHOLE.search(sentence))


_MARK, _OTHER = "\ue002", "\ue003"
_NAME_FIRST = re.compile(
    rf"{_MARK}\s*(?:is|denotes|represents|refers to|indicates|stands for|,|\()\s*(?:the |an? |our )?"
    r"((?:[\w-]+\s+){1,4})(?:loss|objective|regulari[sz]\w+|penalty|constraint|term)\b",
    re.IGNORECASE,
)
_NAME_LAST = re.compile(
    rf"((?:[\w-]+\s+){{1,4}})(?:loss|objective|regulari[sz]\w+|penalty|constraint|term)(?:\s+(?:function|term))?\s*[,(]?\s*{_MARK}",
    re.IGNORECASE,
)


def _marked(sentence: str, name: str) -> str:
    """Return a sentence with its formulas marked as this loss or another one."""

    def mark(formula: re.Match[str]) -> str:
        found = latex_math.names(formula[0][1:-1])
        return _MARK if found == [name] else _OTHER if found else " "

    return " ".join(prose.FORMULA.sub(mark, prose.CITED.sub("", sentence)).split())


def _beside_mark(marked: str) -> str:
    found = _NAME_FIRST.search(marked) or _NAME_LAST.search(marked)
    return _trimmed(found[1].split()) if found else ""


def _phrase(text: str, end: int) -> str:
    before = _BEFORE.search(text, max(end - 90, 0), end)
    return _trimmed(before[1].split()) if before else ""


def _trimmed(words: Sequence[str]) -> str:
    """Return the last significant words in a row."""
    kept: list[str] = []
    for word in reversed(words[-MAX_WORDS:]):
        is_total_variation = word.lower() == "total" and kept and kept[0].lower().startswith("variation")
        if (word.lower().strip("-") in STOP_WORD_SET and not is_total_variation) or word.lower().endswith("ly"):
            break
        kept.insert(0, word)
    said = " ".join(kept)
    if said[1:2].islower():
        said = said[:1].lower() + said[1:]
    return "" if said.lower() in IGNORED_WORDS or len(said) < 3 else said


def _fits(phrase: str, subscript: str) -> bool:
    """Return whether a subscript abbreviates words: ``ip`` identity preserving, ``adv`` adversarial."""
    short = re.sub(r"[^a-z]", "", subscript.lower())
    words = re.findall(r"[a-z]+", phrase.lower())
    initials = "".join(word[0] for word in words)
    return bool(short) and (
        any(word.startswith(short[:3]) for word in words) or initials.startswith(short) or short.startswith(initials)
    )
