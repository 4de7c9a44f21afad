"""A data folder that is damaged: said in words, and never made worse."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from policies.errors import SekimoriError
from sekimori.ledger_commands import command as ledger_command
from sekimori.people_client import PeopleClient
from sekimori.server_commands import command
from server.errors import ServerError
from server.ledger import verify_export
from server.reading import read_contents, read_ledger
from server.settings import load_settings
from server.setup import open_house
from tests.unit.server.staging import Site, stopped


@pytest.fixture
def folder(bare_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bare_folder, tmp_path / "data"))


@pytest.mark.parametrize("name", ["ca/ca.pem", "ca/ca.key", "online.key", "ledger.key"])
def test_a_damaged_key_is_named(folder: Path, name: str) -> None:
    (folder / name).write_text("not a key\n")
    with pytest.raises(ServerError, match=name) as raised:
        open_house(load_settings(folder))
    assert "restore" in raised.value.help


def test_a_lost_database_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    for path in folder.glob("server.db*"):
        path.unlink()
    with pytest.raises(ServerError, match="is gone"):
        open_house(load_settings(folder))
    with pytest.raises(ServerError, match="is gone"):
        read_ledger(folder)
    assert not list(folder.glob("server.db*"))


def test_a_database_that_is_none_is_said(folder: Path) -> None:
    (folder / "server.db").write_bytes(b"not a database, and long enough to be taken for one" * 100)
    ran = CliRunner().invoke(command, ["token", "--data", str(folder)])
    assert isinstance(ran.exception, ServerError)
    assert "file is not a database" in ran.exception.message
    with pytest.raises(ServerError, match="file is not a database"):
        read_ledger(folder)


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE ledger_records SET record = x'ff00' WHERE "index" = 0""",
        """UPDATE ledger_records SET salt = x'00' WHERE "index" = 0""",
        """UPDATE ledger_records SET commitment = x'00' WHERE "index" = 0""",
    ],
)
def test_bytes_in_place_of_a_record_are_found_and_named(folder: Path, change: str) -> None:
    with sqlite3.connect(folder / "server.db") as database:
        database.execute(change)
    database.close()
    assert [fault.index for fault in verify_export(read_ledger(folder)).faults if fault.code == "record"] == [0]


@pytest.mark.parametrize("server", ["https://[::1", "http://a", "nowhere"])
def test_an_address_that_is_none_is_said(server: str) -> None:
    with pytest.raises(SekimoriError, match="address"):
        PeopleClient(server)


def test_an_authority_that_is_none_is_said() -> None:
    with pytest.raises(SekimoriError, match="no certificate"):
        PeopleClient("https://localhost", ca="garbage")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE events SET body = replace(body, 'sensor-head', 'sensor-tail')", "event"),
        ("UPDATE evidence SET age = age || ' '", "evidence"),
        ("DELETE FROM evidence", "evidence"),
        ("UPDATE events SET id = 'E-other'", "event"),
        (
            "INSERT INTO events SELECT agent, 'E-new', kind, '', at, at, ledger_index, body FROM events",
            "event",
        ),
    ],
)
def test_what_was_changed_beside_the_ledger_is_found(site: Site, change: str, code: str) -> None:
    agent = site.enrol()
    agent.report(stopped(agent.id))
    data = site.house.settings.data
    assert read_contents(data)[1] == ()
    with sqlite3.connect(data / "server.db") as database:
        database.execute(change)
    database.close()
    export, faults = read_contents(data)
    assert verify_export(export).ok
    assert code in {fault.code for fault in faults}
    ran = CliRunner().invoke(ledger_command, ["verify", "--data", str(data)])
    assert ran.exit_code == 1
    assert "E-C-7F3K2QXA" in ran.output or "E-new" in ran.output
