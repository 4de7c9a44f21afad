"""`sekimori agent journal verify`, on a journal that an agent writes to, and on tampered ones."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.journal import Journal
from agent.outbox import Outbox
from agent.wire import StateEvent
from sekimori import agent_commands
from tests.support.agent_house import build_house

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def verify(data: Path, *options: str) -> Result:
    return CliRunner().invoke(agent_commands.command, ["journal", "verify", "--data", str(data), *options])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    for number in range(5):
        Outbox(journal).put(StateEvent(id=f"S-{number}", at=NOW, state="started"))
    journal.close()
    return tmp_path


def test_a_whole_journal_says_its_head(data: Path) -> None:
    said = verify(data)
    assert said.exit_code == 0
    assert said.stdout.startswith("whole: journal ")
    assert ", rows 1 to 5, head " in said.stdout
    facts = json.loads(verify(data, "--json").stdout)
    assert (facts["whole"], facts["first_row"], facts["last_row"], facts["fault"]) == (True, 1, 5, None)
    assert facts["head"] in said.stdout


def test_a_removed_row_is_named(data: Path) -> None:
    with closing(sqlite3.connect(data / "journal.db")) as db, db:
        db.execute("DELETE FROM chain WHERE seq = 3")
    said = verify(data)
    assert (said.exit_code, said.stdout) == (1, "not whole: row 3: it is missing\n")
    facts = json.loads(verify(data, "--json").stdout)
    assert facts["fault"] == {"row": 3, "what": "it is missing"}
    (data / "journal.db").rename(data / "journal.damaged-1.db")
    assert verify(data, "--file", "journal.damaged-1.db").exit_code == 1


def test_a_folder_without_a_journal_is_an_error_with_advice(tmp_path: Path) -> None:
    said = verify(tmp_path)
    assert said.exit_code == 1
    assert "no `" in str(said.exception)


def test_it_changes_nothing_and_works_beside_a_running_agent(tmp_path: Path) -> None:
    house = build_house(tmp_path, zones=("common",))
    with house.running():
        for number in range(5):
            (house.shares["common"] / f"{number}.txt").write_text("SECRET plans, DRAWING")
            assert verify(house.data).exit_code == 0
    before = (house.data / "journal.db").read_bytes()
    assert verify(house.data).exit_code == 0
    assert (house.data / "journal.db").read_bytes() == before
    assert [path.name for path in house.data.iterdir()].count("journal.db") == 1
