"""hotpapers: the hottest arXiv papers of your fields, in your team's chat.

A paper moves in one direction::

             collect                     compose                      deliver
    the web ─────────▶ store ──────────────────────▶ outbox ──────────────▶ channels
             sources              ranking, selection         adapters
             fetch, parse         (pure)                     render (pure), send

Start with `models` (values), then `pipeline` (the steps) and `commands` (what people can ask). `runtime` keeps it all
running. There are two extension points: a source is one module in `sources` and one entry in `models.source`. A
platform is one package in `adapters` and one entry in `models.platform`.

Decisions are pure (`ranking`, `selection`, `schedule`, `text`, `arxiv`, `wording`). Only `store` uses SQL, and only
`http` makes requests to sources. `fulltext` reads full texts, `report` makes slides of them, `evaluation` measures
ranking and summaries. `docs/architecture.md` follows a paper and a command through the code.
"""
