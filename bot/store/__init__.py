"""The memory of hotpapers: one SQLite file, and the only SQL of the project.

`Store` runs functions that take a database: `await store.read(papers.lookup, id)`. The functions stand by what they
keep: `papers`, `mentions`, `lines`, `sources` (looks, paces, allowances), `outbox`, `subscriptions` and their `slots`,
`people`, `events`, `parking` and `tenants` (where nothing is posted). What is written is written whole or not at all;
one thread owns the only connection that writes.
"""

from __future__ import annotations

from bot.store.database import Store

__all__ = ["Store"]
