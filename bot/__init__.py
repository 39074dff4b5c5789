"""hotpapers: the hottest arXiv papers of your fields, in your team's chat.

Data flows one way::

             collect                     compose                      deliver
    the web ─────────▶ store ──────────────────────▶ outbox ──────────────▶ channels
             sources              ranking, selection          adapters
             fetch, parse         (pure)                      render (pure), send

Start with `models` (the words; `bulletin` and `post` go on), then `pipeline` (the three steps). `commands` is what
people ask and are answered, `subscription` and `scheduler` say when a digest comes by itself, `running` keeps all of
it going, `postman` delivers at the pace of `pacing`. `sources` is the first seam: one file, and one entry in
`models.source`, for each place where we learn things. `platforms` is the second: one package in `adapters`, and one
entry in `models.platform`, for each place where people read.
Deciding is pure (`ranking`, `digest`, `text`, `calendar`, `identifiers`, `categories`, `wording`); only `store` speaks
SQL; only `web` speaks HTTP. `evaluation` measures how well it decides. `weekly` reads full texts and makes slides of a
week's papers, which `pipeline.reporting` puts together and `adapters.report` draws.
"""
