"""Create the derived texts of papers, and an index of their folded words. They are made later, in small pieces."""

from __future__ import annotations

from sqlite_utils import Database


def texts_of_papers(db: Database) -> None:
    """Create the derived texts and the index, and note that those of all papers are still to be made.

    The old index of words as they are written is dropped.
    """
    db.execute(
        """create table paper_texts (
            number integer primary key references papers (number) on delete cascade,
            title text,     -- readable; null: as in papers
            authors text,   -- a JSON list; null: as in papers
            abstract text,  -- null: as in papers
            summary text not null,
            folded blob not null
        ) strict"""
    )
    db.execute(
        """create table pending_texts (
            number integer primary key references papers (number) on delete cascade,
            renewed integer not null  -- 1: stored by an earlier version, so the paper is read again, too
        ) strict"""
    )
    db.execute("insert into pending_texts select number, 1 from papers")
    db.execute("drop table papers_fts")
    db.execute(
        """create virtual table papers_fts using fts5 (
            title, abstract, authors, content = '', tokenize = "unicode61 remove_diacritics 0 tokenchars '_'")"""
    )


STEPS = (texts_of_papers,)
