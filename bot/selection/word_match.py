"""Match words of filters against the folded texts of single papers. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.models.papers import Paper
from bot.text import folding, keywords
from bot.text.folding import FoldedTexts
from bot.text.keywords import JOINT, Keyword, Kind, contains_phrase
from bot.text.normalize import WORD, normalize, normalize_readable
from bot.text.readable import folded


class SearchText:
    """The texts of a paper in which words are looked for, each unpacked or made on first use."""

    def __init__(self, paper: Paper, packed: bytes | None = None) -> None:
        self._paper = paper
        self._packed = packed or folded(paper)

    @cached_property
    def folded(self) -> FoldedTexts:
        """All texts with each word in its singular."""
        return folding.unpack(self._packed)

    @cached_property
    def singular(self) -> str:
        """Title and abstract in the singular, with a `JOINT` for each hyphen within a word."""
        return f"{self.folded.title}\n{self.folded.abstract}"

    @cached_property
    def spaced(self) -> str:
        """The same, with spaces instead."""
        return self.singular.replace(JOINT, " ")

    @cached_property
    def written(self) -> str:
        """Title and abstract normalized, with each word as it is written."""
        texts = self._paper.texts
        if texts:
            return f"{normalize_readable(texts.title)}\n{normalize_readable(texts.abstract)}"
        return f"{normalize(self._paper.title)}\n{normalize(self._paper.abstract)}"


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """A word or phrase of a filter, with its spellings: in the singular, joined or separated."""

    keyword: Keyword
    spellings: tuple[str, ...] = ()

    def is_in(self, text: SearchText) -> bool:
        """Return whether title or abstract of a paper has it."""
        match self.keyword.kind:
            case Kind.EXACT:
                return contains_phrase(self.keyword.text, text.written)
            case Kind.START:
                return contains_phrase(self.keyword.text, keywords.without_hyphens(text.written), as_start=True)
            case Kind.FORMS:
                return any(_contains(spelled, text) for spelled in self.spellings)

    def is_in_names(self, text: SearchText) -> bool:
        """Return whether the names of the authors have it, as it is written."""
        name = " ".join(WORD.findall(self.keyword.written))
        return contains_phrase(name, text.folded.authors, as_start=self.keyword.kind is Kind.START)


def sought(word: str, known: Container[str]) -> SoughtWord:
    """Return a word of a filter with its spellings in texts of *known* words."""
    keyword = keywords.keyword(word)
    spelled = keywords.spellings(keyword.text, known) if keyword.kind is Kind.FORMS else ()
    return SoughtWord(keyword, tuple(spelled))


@dataclass(frozen=True, slots=True)
class SoughtWords:
    """The words of a filter that all have to be there; of neighbors, `joined` has the one that they make together."""

    words: tuple[SoughtWord, ...]
    joined: tuple[str, ...]

    def are_in(self, text: SearchText, *, or_names: bool = False) -> bool:
        """Return whether title or abstract of a paper has all of them, or the names of its authors with *or_names*.

        Two neighbors are there too where they are written as one word.
        """
        before, here = False, True
        for word, joined in zip(self.words, self.joined, strict=True):
            following = here and (word.is_in(text) or (or_names and word.is_in_names(text)))
            following = following or bool(before and joined and contains_phrase(joined, text.spaced))
            before, here = here, following
        return here


def all_sought(words: Sequence[str], known: Container[str]) -> SoughtWords:
    """Return the words of a filter with their spellings in texts of *known* words."""
    pairs = zip(["", *words], words, strict=False)
    joined = tuple(keywords.joined(before, word) if before else "" for before, word in pairs)
    return SoughtWords(
        tuple(sought(word, known) for word in words), tuple(word if word in known else "" for word in joined)
    )


def _contains(spelled: str, text: SearchText) -> bool:
    return contains_phrase(spelled, text.singular if JOINT in spelled else text.spaced)
