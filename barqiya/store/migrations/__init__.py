"""How a store gets its schema, and the refusal of one that is older or newer than the program."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from barqiya.errors import SchemaVersionError

_HERE = Path(__file__).parent


def ensure_current(engine: Engine) -> None:
    """Make the schema in an empty database; refuse any other schema than this program's."""
    have = _known_schema(engine)
    if have is None:
        upgrade(engine)
        return
    want = _newest()
    if have != want:
        raise SchemaVersionError(
            f"the store {engine.url.database} has schema {have}, this program needs {want}: "
            "run `barqiya upgrade`"
        )


def upgrade(engine: Engine) -> str:
    """Run the migrations that are missing; return the name of the schema reached.

    Refuses a database that is not ours, or of a newer program.
    """
    _known_schema(engine)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return _newest()


def _known_schema(engine: Engine) -> str | None:
    """Return the schema of the store, ``None`` for an empty database; refuse any other."""
    with engine.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
        empty = not inspect(connection).get_table_names()
    name = engine.url.database
    if have is None and not empty:
        raise SchemaVersionError(
            f"{name} is a database, but not a Barqiya store; name another file"
        )
    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    if have is not None and all(revision.revision != have for revision in revisions):
        raise SchemaVersionError(
            f"the store {name} has schema {have}, which is newer than this program knows "
            f"({_newest()}): install the newer Barqiya"
        )
    return have


def _newest() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config
