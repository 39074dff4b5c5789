"""Read papers from rows of `papers` and `paper_texts`."""

from __future__ import annotations

import json
from typing import Any

from bot.models.papers import Paper, PaperId, PaperTexts
from bot.store.timestamps import from_text_or_none

COLUMNS = (
    "id", "title", "abstract", "authors", "categories", "version", "published", "updated",
    "comment", "journal", "doi", "license", "withdrawn",
)  # fmt: skip
OF_TEXTS = ("title", "authors", "abstract", "summary", "folded")
SELECTED = ", ".join([*(f"p.{column}" for column in COLUMNS), *(f"t.{column}" for column in OF_TEXTS)])
WITH_TEXTS = "left join paper_texts t on t.number = p.number"
FROM_PAPERS = f"papers p {WITH_TEXTS}"


def read_paper(row: tuple[Any, ...]) -> Paper:
    """Return the paper in a row of `SELECTED`."""
    id, title, abstract, authors, categories, version, published, updated, *rest = row
    comment, journal, doi, license, withdrawn, *texts = rest
    names = tuple(json.loads(authors))
    return Paper(
        id=PaperId(id),
        title=title,
        abstract=abstract,
        authors=names,
        categories=tuple(categories.split()),
        version=version,
        published=from_text_or_none(published),
        updated=from_text_or_none(updated),
        comment=comment,
        journal=journal,
        doi=doi,
        license=license,
        withdrawn=bool(withdrawn),
        texts=_texts(title, names, abstract, texts),
    )


def _texts(title: str, authors: tuple[str, ...], abstract: str, row: list[Any]) -> PaperTexts | None:
    own_title, own_authors, own_abstract, summary, folded = row
    if folded is None:
        return None
    return PaperTexts(
        title=title if own_title is None else own_title,
        authors=authors if own_authors is None else tuple(json.loads(own_authors)),
        abstract=abstract if own_abstract is None else own_abstract,
        summary=summary,
        folded=folded,
    )
