"""What earlier versions wrote is read by this one; and a file is never worse for an attempt."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from bot.errors import FatalStoreError, StoreError
from bot.models.digest import Destination
from bot.models.papers import PaperId
from bot.store import Store, migrations
from bot.store.maintenance import schema
from bot.store.tables import outbox, papers, reading_lists, subscriptions
from tests.helpers import factories

FIRST = Path(__file__).parents[1] / "data" / "first-schema.sql"
GENERAL = Destination("slack", "T0FAKE", "C0GENERAL")
RENAMED = {"user": "person"}
RESERVED = re.findall(
    r"\w+",
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create"
    " current_date current_role current_time current_user default deferrable desc distinct do else end except false"
    " fetch for foreign from grant group having in initially intersect into lateral leading limit localtime not null"
    " offset on only or order placing primary references returning select session_user some symmetric table then to"
    " trailing true union unique user using variadic when where window with",
)  # in PostgreSQL: https://www.postgresql.org/docs/current/sql-keywords-appendix.html


@pytest.fixture
def old(tmp_path) -> Path:
    """A database of the first schema with rows in every table."""
    path = tmp_path / "hotpapers.db"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FIRST.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def step(monkeypatch):
    """Add a step to the schema."""
    longer = Migrations(migrations.MIGRATIONS.name)
    for known in migrations.STEPS:
        longer()(known)
    monkeypatch.setattr(schema, "MIGRATIONS", longer)
    return longer()


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    """Return all rows of the tables that are ours."""
    with closing(Database(path)) as db:
        names = [name for name in db.table_names() if not name.startswith(("papers_fts", "_sqlite", "sqlite_"))]
        return {name: list(db.table(name).rows) for name in names}


async def test_every_row_of_the_first_schema_is_as_it_was(old):
    before = rows(old)

    await (await Store.open(old)).close()

    after = rows(old)
    assert all(before.values())
    for name, table in before.items():
        kept = [{column: row[RENAMED.get(column, column)] for column in table[0]} for row in after[name]]
        assert kept == table


async def test_no_column_is_named_by_a_word_that_other_engines_reserve(store):
    columns = await store.read(
        lambda db: {(name, column) for name in db.table_names() for column in db.table(name).columns_dict}
    )

    assert [named for named in columns if named[1].lower() in RESERVED] == []


async def test_what_the_first_version_wrote_means_the_same_to_this_one(old):
    async with await Store.open(old) as store:
        assert [paper.id for paper in await store.read(papers.search, "walruses", 5)] == ["2008.10599"]
        assert (await store.read(subscriptions.of_channel, GENERAL)).filter.categories == ("cs.CV",)
        assert (await store.read(outbox.next_post, 1)).post.digest == factories.digest(
            factories.entry(reasons=("X 267, top 3 %",))  # as it was written then
        )
        assert await store.read(reading_lists.saved, "slack", "T0FAKE", "U0ADA") == [PaperId("2008.10599")]


async def test_a_migrated_database_is_sound_and_has_the_schema_of_a_new_one(old, tmp_path):
    for path in (old, tmp_path / "new.db"):
        await (await Store.open(path)).close()

    with closing(sqlite3.connect(old)) as migrated, closing(sqlite3.connect(tmp_path / "new.db")) as new:
        assert migrated.execute("pragma integrity_check").fetchone() == ("ok",)
        assert schema_of(migrated) == schema_of(new)


def schema_of(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table'")]
    return {name: db.execute(f"pragma table_info([{name}])").fetchall() for name in tables}


def breaks(db: Database) -> None:
    db.execute("create table half_done (number integer)")
    db.execute("insert into papers (id) values (null)")


def loses(db: Database) -> None:
    db.execute("delete from observations")


def loosens(db: Database) -> None:
    db.execute("delete from papers where id = '2008.10599'")
    db.execute("insert into papers (id, title, abstract, authors, categories) values ('1', '', '', '', '')")


@pytest.mark.parametrize(
    ("function", "why"),
    [(breaks, "NOT NULL"), (loses, "rows of observations would be lost"), (loosens, "refers to what is not there")],
)
async def test_a_migration_that_fails_leaves_the_file_as_it_was_and_says_what_to_do(old, step, function, why):
    await (await Store.open(old)).close()
    before = old.read_bytes()
    step(function)

    with pytest.raises(FatalStoreError, match=rf"{why}.*it is as it was\. Go on with the version that wrote it"):
        await Store.open(old)

    assert old.read_bytes() == before
    assert {path.name for path in old.parent.iterdir()} == {old.name, f"{old.name}.installation"}


async def test_while_another_process_writes_nothing_is_migrated(old, step, monkeypatch):
    monkeypatch.setattr("bot.store.database.BUSY_SECONDS", 0)
    await (await Store.open(old)).close()
    step(lambda db: db.execute("create table more (number integer)"))

    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(StoreError, match="another process is writing"):
            await Store.open(old)
        other.execute("rollback")

    async with await Store.open(old) as store:
        assert (await store.read(lambda db: db.table("more").count)) == 0


async def test_a_table_can_be_rebuilt_without_losing_what_refers_to_it(old, step):
    step(lambda db: db.table("deliveries").transform(rename={"repeat": "repetition"}))

    await (await Store.open(old)).close()

    assert len(rows(old)["posts"]) == 4
