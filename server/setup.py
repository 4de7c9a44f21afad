"""Making a server: folder, keys, database, first account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, inspect, select

from server import migrations
from server.database import Database
from server.errors import ServerError
from server.folder import DataFolder, create_folder
from server.house import House, build_house
from server.ledger.service import Record
from server.ledger.tables import ledger_records
from server.people.service import Role
from server.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdmin:
    """The first account, which runs the server and reads no case."""

    name: str
    password: str


def initialise(settings: Settings, hosts: Sequence[str], admin: FirstAdmin | None, now: datetime) -> House:
    """Make a server that can run.

    Raises:
        ServerError: the folder or the database holds something already; nothing of it was touched.
    """
    if admin and len(admin.password) < settings.password_min_chars:
        message = f"the password is shorter than {settings.password_min_chars} characters"
        raise ServerError(message, help="choose a longer one")
    create_folder(DataFolder(path=settings.data), hosts, now)
    house = build_house(settings, clock=lambda: now)
    _check_empty(house)
    migrations.upgrade(house.database)
    record = Record(kind="server.initialised", at=now, actor="server", facts={"hosts": list(hosts)})
    with house.database.write() as connection:
        house.ledger.append(connection, [record])
    if admin:
        house.people.add(admin.name, "", [Role.ADMIN], admin.password, now)
    return house


def open_house(settings: Settings, *, agent_url: str = "") -> House:
    """A server that was made before, its database checked.

    Raises:
        ServerError: there is none, or its database has another shape.
    """
    house = build_house(settings, agent_url=agent_url)
    check_there(house.database, settings)
    try:
        migrations.check(house.database)
    except ServerError:
        house.database.close()
        raise
    return house


def check_there(database: Database, settings: Settings) -> None:
    """Refuse a database file that is gone, before opening it would put an empty one in its place.

    Raises:
        ServerError: there is no such file.
    """
    if database.is_missing:
        message = f"the database of `{settings.data}` is gone"
        raise ServerError(message, help="restore `server.db` from your backup")


def _check_empty(house: House) -> None:
    with house.database.read() as connection:
        if not inspect(connection).has_table(ledger_records.name):
            return
        if connection.execute(select(func.count()).select_from(ledger_records)).scalar_one():
            raise ServerError("the database belongs to another server already", help="name an empty one")
