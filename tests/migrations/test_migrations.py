"""The sum of the migrations is the schema, and only this program's schema is taken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from barqiya.domain.timetable import AT_ONCE
from barqiya.errors import SchemaVersionError
from barqiya.store import Database, articles, deliveries, integrity, journal, migrations
from barqiya.store.schema import metadata

TOMORROW = '''"""A table of tomorrow."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("tomorrow", sa.Column("id", sa.Integer(), primary_key=True))
'''


def test_the_migrations_add_up_to_the_schema(tmp_path: Path) -> None:
    """A store that was migrated all the way has the tables of the schema."""
    url = f"sqlite:///{tmp_path}/store.db"
    Database.upgrade(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_constraints_are_those_of_the_schema(tmp_path: Path) -> None:
    """Keys, and columns that may be empty: what the comparison above does not look at."""
    migrated, made = tmp_path / "migrated.db", tmp_path / "made.db"
    Database.upgrade(f"sqlite:///{migrated}")
    engine = create_engine(f"sqlite:///{made}")
    metadata.create_all(engine)
    assert shape(migrated) == shape(made)
    engine.dispose()


def shape(path: Path) -> dict[str, object]:
    """Return the keys of every table, Alembic's own aside."""
    engine = create_engine(f"sqlite:///{path}")
    inspector = inspect(engine)
    found: dict[str, object] = {}
    for table in set(inspector.get_table_names()) - {"alembic_version"}:
        foreign = inspector.get_foreign_keys(table)
        found[table] = (
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted((key["constrained_columns"], key["referred_table"]) for key in foreign),
            sorted(key["column_names"] for key in inspector.get_unique_constraints(table)),
            sorted((c["name"], c["nullable"]) for c in inspector.get_columns(table)),
        )
    engine.dispose()
    return found


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have one migration more than there is, from here on."""
    folder = tmp_path / "migrations"
    own = Path(migrations.__file__).parent
    shutil.copytree(own, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = migrations.ScriptDirectory.from_config(migrations._config()).get_current_head()
    source = TOMORROW.format(head=head)
    (folder / "versions" / "9999_tomorrow.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(migrations, "_HERE", folder)


async def test_an_older_store_is_refused_with_what_to_run(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A store of yesterday: one line with the command, and after the command it opens."""
    url = f"sqlite:///{tmp_path}/store.db"
    await Database.open(url).close()
    request.getfixturevalue("tomorrow")
    with pytest.raises(SchemaVersionError, match="run `barqiya upgrade`") as caught:
        Database.open(url)
    assert "\n" not in str(caught.value)
    assert Database.upgrade(url) == "9999"
    database = Database.open(url)
    assert await database.read(integrity.faults) == []
    await database.close()


async def test_upgrading_what_is_new_already_changes_nothing(tmp_path: Path) -> None:
    """The command can be run at any time."""
    url = f"sqlite:///{tmp_path}/store.db"
    assert Database.upgrade(url) == Database.upgrade(url)
    await Database.open(url).close()


@pytest.mark.parametrize("opening", [Database.open, Database.upgrade])
def test_what_is_no_store_is_left_alone(tmp_path: Path, opening: Callable[[str], object]) -> None:
    """A setting that names another program's database: refused by name, not a table added."""
    file = tmp_path / "other.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id INTEGER)")
    with pytest.raises(SchemaVersionError, match=r"other\.db is a database, but not a Barqiya"):
        opening(f"sqlite:///{file}")
    assert inspect(engine).get_table_names() == ["theirs"]
    engine.dispose()


async def test_a_store_of_tomorrow_is_not_upgraded(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older program says that a newer one is needed, whatever it is asked to do."""
    own = migrations._HERE
    request.getfixturevalue("tomorrow")
    url = f"sqlite:///{tmp_path}/store.db"
    await Database.open(url).close()
    monkeypatch.setattr(migrations, "_HERE", own)
    with pytest.raises(SchemaVersionError, match="install the newer Barqiya"):
        Database.upgrade(url)


OLD = """
INSERT INTO articles (id, public_id, source, revision, status, content_hash, first_seen_at,
    updated_at, ordered_at, title, summary, content_html, language, images, enclosures, related,
    correction)
VALUES ('{one}', 'urn:a', 'import', 3, 'published', 'x', '{day}', '{day}', '{day}',
    'عنوان', '', '<p>نص</p>', 'ar', '[]', '[]', '[]', 'صُحّح الاسم.');
INSERT INTO identities (key, article_id) VALUES ('url:a', '{one}');
INSERT INTO journal (seq, kind, article_id, revision, at, announce)
VALUES (1, 'published', '{one}', 1, '{day}', 1), (2, 'corrected', '{one}', 2, '{day}', 1),
    (3, 'corrected', '{one}', 3, '{day}', 1);
UPDATE journal_head SET seq = 3;
INSERT INTO destinations (id, name, transport, address, query, language, active)
VALUES ('news', 'News', 'telegram', '@news', '', 'ar', 1);
INSERT INTO deliveries (destination_id, article_id, revision, kind, state, attempts, due_at,
    created_at)
VALUES ('news', '{one}', 3, 'post', 'due', 0, '{day}', '{day}');
"""


async def test_a_store_that_holds_something_is_upgraded_whole(tmp_path: Path) -> None:
    """What refers to what is there still does, and what was due is due."""
    url = f"sqlite:///{tmp_path}/store.db"
    engine = create_engine(url)
    config = migrations._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        migrations.command.upgrade(config, "0003")
        day, one = "2026-03-01 09:00:00.000000", "0" * 31 + "1"
        for statement in OLD.format(day=day, one=one).split(";"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()
    Database.upgrade(url)
    database = Database.open(url)
    assert await database.read(integrity.faults) == []
    (due,) = await database.read(deliveries.listing)
    assert (due.state, due.urgent, due.destination.timetable) == ("due", False, AT_ONCE)
    found = await database.read(articles.get, due.article_id)
    assert not found.final
    changes = await database.read(journal.changes_of, due.article_id)
    assert [one.reason for one in changes] == [None, None, found.correction]
    await database.close()
