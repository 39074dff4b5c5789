"""Store everything in one SQLite file. This package holds the only SQL of the project.

`Store` runs functions that take a database: `await store.read(papers.lookup, id)`. Each module of `tables` holds the
functions of one table, or of a few related ones, and says in its first line of which. `maintenance` holds schema,
backup, restore, erasure and retention; `migrations` the schema.

A write is one transaction: all of it is stored, or nothing. One thread owns the only connection that writes.
"""

from __future__ import annotations

from bot.store.database import Store

__all__ = ["Store"]
