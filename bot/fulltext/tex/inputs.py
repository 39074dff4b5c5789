"""Find the main file of a TeX source, and insert its input files.

arXiv's ``00README`` names it if there is one (https://info.arxiv.org/help/00README.html). Otherwise it is the file most
like a paper: with an abstract, a bibliography of its name, and the most text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bot.errors import SourceError
from bot.fulltext.tex import archive
from bot.fulltext.tex.tokens import without_comments

MAX_DEPTH = 8
MAX_LENGTH = 3 << 20  # characters
MAX_MAINS = 20  # candidates for the main file; the longest are checked
_INPUT = re.compile(
    r"\\(?:input|include|subfile)(?![A-Za-z])\s*\{([^{}]*)\}|\\input\s+([^\s{}\\]+)|\\(?:sub)?import\*?\{([^{}]*)\}\{([^{}]*)\}"
)
_TEMPLATE = re.compile(
    r"(?<![a-z])(?:supp|template|old|respon|rebuttal|scratch|sample|example|cover|letter|poster|slides|author-?kit)",
    re.IGNORECASE,
)
_CLASS = re.compile(r"\\document(?:class|style)\b")


def flatten(files: Mapping[str, str]) -> tuple[str, str]:
    """Return the name of the main file, and its text with all inputs. Raises SourceError if there is none."""
    plain = {name: without_comments(text) for name, text in files.items()}
    name = _told(files) or _likeliest(plain)
    return name, _InputFlattener(plain, PurePosixPath(name).parent).text(name)


def _told(files: Mapping[str, str]) -> str | None:
    """Return the main file that the README names."""
    for readme in archive.README & set(files):
        text = files[readme]
        if readme.endswith(".json"):
            listed = _listed(text)
        else:
            listed = re.findall(r"^\s*(\S+)\s+toplevelfile", text, re.MULTILINE)
            listed += re.findall(r"filename:\s*(\S+)[^-]*usage:\s*toplevel", text)
        for name in listed:
            if name in files:
                return name
    return None


def _listed(text: str) -> list[str]:
    try:
        sources = json.loads(text).get("sources", [])
    except (ValueError, AttributeError, RecursionError):
        return []
    known = [each for each in sources if isinstance(each, dict) and each.get("usage") == "toplevel"]
    return [str(each.get("filename")) for each in known]


def _likeliest(files: Mapping[str, str]) -> str:
    mains = [name for name, text in files.items() if _CLASS.search(text) and r"\begin{document}" in text]
    mains = sorted(mains, key=lambda name: -len(files[name]))[:MAX_MAINS]
    if not mains:
        raise SourceError("the source has no main file")
    return max(mains, key=lambda name: (_likelihood(files, name), name))


def _likelihood(files: Mapping[str, str], name: str) -> float:
    path = PurePosixPath(name)
    text = _InputFlattener(files, path.parent).text(name)
    has_abstract = bool(re.search(r"\\begin\{abstract\}|\\abstract\b", text))
    has_bibliography = str(path.with_suffix(".bbl")) in files
    embeds = r"\includepdf" in text
    own = -4.0 if _TEMPLATE.search(path.name) else 0.0
    return (
        own + 3 * has_abstract + 2 * has_bibliography - 3 * embeds + min(len(text) / 20_000, 4) - 0.5 * len(path.parts)
    )


@dataclass
class _InputFlattener:
    """Inserts each file at most once, so that no file can include itself."""

    files: Mapping[str, str]
    folder: PurePosixPath
    used: set[str] = field(default_factory=set)
    length: int = 0

    def text(self, name: str, depth: int = 0) -> str:
        """Return a file with its inputs, nested at most *MAX_DEPTH* levels."""
        self.used.add(name)
        text = self.files[name].partition(r"\endinput")[0]
        self.length += len(text)
        if self.length > MAX_LENGTH:
            raise SourceError(f"the source's text has more than {MAX_LENGTH >> 20} MB")
        pieces, at = [], 0
        for match in _INPUT.finditer(text):
            inner = self._named(match)
            taken = self.text(inner, depth + 1) if inner and depth < MAX_DEPTH else ""
            pieces += [text[at : match.start()], taken]
            at = match.end()
        return "".join([*pieces, text[at:]])

    def _named(self, match: re.Match[str]) -> str | None:
        """Return the named file of the source, if it was not used yet; never a file outside of it."""
        asked = (match[1] or match[2] or f"{match[3]}/{match[4]}").strip().strip('"')
        names = (
            str(base / (asked + suffix)).removeprefix("./")
            for base in (self.folder, PurePosixPath())
            for suffix in ("", ".tex")
        )
        return next((name for name in names if name in self.files and name not in self.used), None)
