"""The database's shape, one step a file. `server init` takes every step; `server run` checks that none is missing."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from server.database import Database
from server.errors import ServerError


def upgrade(database: Database) -> None:
    """Bring the database to the newest shape, in one transaction."""
    with database.write() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(database: Database) -> None:
    """Refuse a database of another shape.

    Raises:
        ServerError: steps are missing, or the database is newer than this program.
    """
    with database.read() as connection:
        found, wanted = current(connection), newest()
    if found != wanted:
        message = f"the database has shape `{found or 'none'}`, this version needs `{wanted}`"
        raise ServerError(message, help="take a backup, then: sekimori server upgrade --data DIR")


def current(connection: Connection) -> str | None:
    """The shape that the database has; None where it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """The shape that this version needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config
