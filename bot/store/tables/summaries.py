"""Table `lines`: external one-line summaries of papers, the newest of each provider and earlier ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.models.papers import ExternalSummary, PaperId
from bot.store.timestamps import LATEST, from_text, to_text


def save(db: Database, lines: Iterable[ExternalSummary]) -> int:
    """Store summaries. Return how many were new or changed. An unchanged one adds no row."""
    return sum(_save(db, line) for line in sorted(lines, key=lambda line: line.observed))


def of_papers(
    db: Database, ids: Iterable[PaperId], as_of: datetime | None = None
) -> dict[PaperId, tuple[ExternalSummary, ...]]:
    """Return the summaries of each paper as of *as_of* (default: the newest), by provider.

    Summaries of another version than the paper's newest are left out.
    """
    found = defaultdict(list)
    for id in dict.fromkeys(ids):
        rows = db.execute(
            """select maker, text, observed, version from (
                select l.maker, l.text, l.observed, l.version,
                    row_number() over (partition by l.maker order by l.observed desc) as age
                from lines l left join papers p on p.id = l.paper where l.paper = ? and l.observed <= ?
                and (l.version is null or p.version is null or l.version = p.version)) known
            where age = 1 order by maker""",
            [id, LATEST if as_of is None else to_text(as_of)],
        )
        for maker, text, observed, version in rows:
            found[id].append(ExternalSummary(id, maker, text, from_text(observed), version))
    return {id: tuple(lines) for id, lines in found.items()}


def _save(db: Database, line: ExternalSummary) -> bool:
    observed = to_text(line.observed)
    before = db.execute(
        """select text, version from lines where paper = ? and maker = ? and observed <= ?
        order by observed desc limit 1""",
        (line.paper, line.provider, observed),
    ).fetchone()
    if before == (line.text, line.version):
        return False
    db.execute(
        """insert into lines (paper, maker, observed, text, version) values (?, ?, ?, ?, ?)
        on conflict (paper, maker, observed) do update set text = excluded.text, version = excluded.version""",
        (line.paper, line.provider, observed, line.text, line.version),
    )
    return True
