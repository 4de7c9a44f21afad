"""Reading a data folder without running the server: for whoever checks it."""

from __future__ import annotations

from pathlib import Path

from policies.keys import public_text
from server.database import Database, said_in_words
from server.errors import ServerError
from server.folder import DataFolder
from server.house import ledger_origin
from server.ledger.contents import content_faults
from server.ledger.proof import Export, Fault
from server.ledger.service import export_log
from server.settings import load_settings
from server.setup import check_there


def read_ledger(data: Path) -> Export:
    """The ledger of a data folder, checked by nobody yet; raises as `read_contents` does."""
    return read_contents(data)[0]


def read_contents(data: Path) -> tuple[Export, tuple[Fault, ...]]:
    """The ledger of a data folder, checked by nobody yet, and what in the database differs from what it recorded.

    Raises:
        ServerError: the folder is no server's.
    """
    settings = load_settings(data)
    folder = DataFolder(path=settings.data)
    if not folder.is_ready:
        raise ServerError(f"`{data}` is no server's folder", help="name the folder that `sekimori server init` made")
    key = public_text(folder.signing_key(folder.ledger_key))
    database = Database(settings.effective_database_url)
    check_there(database, settings)
    try:
        with said_in_words(), database.read() as connection:
            export = export_log(connection, key=key, origin=ledger_origin(folder.authority().pin))
            return export, tuple(content_faults(connection, export))
    finally:
        database.close()
