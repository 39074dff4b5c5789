"""``hotpapers import``: import papers and mentions from a JSON Lines file."""

from __future__ import annotations

import asyncio
from typing import TextIO

import click

from adapters.cli import wiring
from bot import pipeline
from bot.config import Settings
from bot.errors import CommandError
from bot.pipeline import import_jsonl
from bot.pipeline.import_jsonl import ImportedFile
from bot.store.ingest import SaveResult
from bot.store.lock import exclusive_lock


@click.command("import")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
def import_(file: TextIO) -> None:
    """Import papers and mentions from a JSON Lines file.

    FILE can be "-" for standard input. If a line is invalid, nothing is imported. It is safe to import a file twice.

    \b
    {"kind": "paper", "id": "2601.00001", "title": "…", "abstract": "…", "authors": ["…"],
     "categories": ["cs.CL"], "announced": "2026-01-15"}
    {"kind": "mention", "paper": "2601.00001", "source": "x", "id": "1", "url": "https://…", "author": "…",
     "created": "2026-01-15T06:00Z", "reposts": 0, "likes": 0, "replies": 0, "observed": "2026-01-15T09:00Z"}

    \b
    Optional fields of a paper: announce (new, cross, replace, replace-cross), primary, version, published,
    updated, comment, journal, doi, license. Optional fields of a mention: repost_of, crosspost_of (IDs of other
    mentions), bare (true if it contains only a title and links), name (display name of the author).

    \b
    Examples:
      hotpapers import papers.jsonl
      zcat papers.jsonl.gz | hotpapers import -
    """  # noqa: D301 - \b keeps click from joining lines
    settings = wiring.read_settings()
    try:
        imported = import_jsonl.parse_jsonl(file, wiring.now())
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{file.name} isn't UTF-8 text, so nothing was imported. Unpack compressed files first."
        ) from error
    with exclusive_lock(settings.database, "import"):
        kept = asyncio.run(_keep(settings, imported))
    lines = "1 line" if imported.lines == 1 else f"{imported.lines:,} lines"
    click.echo(f"{lines} read: {pipeline.describe_saved(kept)}.")


async def _keep(settings: Settings, imported: ImportedFile) -> SaveResult:
    async with await wiring.open_store(settings) as store:
        return await pipeline.import_all(store, imported)
