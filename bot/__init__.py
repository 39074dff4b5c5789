"""hotpapers: the hottest arXiv papers of your fields, in your team's chat.

Data flows one way::

             collect                     compose                      deliver
    the web ─────────▶ store ──────────────────────▶ outbox ──────────────▶ channels
             sources              ranking, selection          adapters
             fetch, parse         (pure)                      render (pure), send

Start with `models` (the data model), then `pipeline` (the three steps). `commands` answers what people ask, `syntax`
parses and formats it, and `wording` holds the texts. `schedule` says when digests are due. `runtime` keeps the services
of a running bot alive and dispatches posts, within `limits`.

There are two extension points: `sources` (one module and one registry line for each source) and `platforms` (one
package in `adapters` and one registry line for each platform).

Decisions are pure functions (`ranking`, `selection`, `text`, `arxiv`, `schedule`). Only `store` uses SQL, only `http`
sends requests. `fulltext` reads full texts, `report` picks from them for the weekly report, and `adapters.report`
renders the slides. `evaluation` measures the quality of the ranking.
"""
