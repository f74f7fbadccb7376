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
    with engine.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
        empty = not inspect(connection).get_table_names()
    if have is None and empty:
        upgrade(engine)
        return
    script = ScriptDirectory.from_config(_config())
    want = script.get_current_head()
    if have == want:
        return
    name = engine.url.database
    if have is None:
        raise SchemaVersionError(
            f"{name} is a database, but not a Barqiya store; name another file"
        )
    if any(revision.revision == have for revision in script.walk_revisions()):
        raise SchemaVersionError(
            f"the store {name} has schema {have}, this program needs {want}: run `barqiya upgrade`"
        )
    raise SchemaVersionError(
        f"the store {name} has schema {have}, which is newer than this program knows ({want}): "
        "install the newer Barqiya"
    )


def upgrade(engine: Engine) -> str:
    """Run the migrations that are missing; return the name of the schema reached."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return str(ScriptDirectory.from_config(config).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config
