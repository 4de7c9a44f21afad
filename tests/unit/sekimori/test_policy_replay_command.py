"""`sekimori policy replay`, run as a user runs it, on what the server recorded and prints."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from policies.examples import load_example
from sekimori.policy_commands import command
from server.fleet.recorded import recorded_transfers
from tests.unit.server.conftest import *  # noqa: F403 - the server's fixtures
from tests.unit.server.staging import Site, stopped

BAD = ("not json", '{"type": "transfer", "id": "E-1"}', '{"transfer": 1}', '["list"]', "\x00", "[" * 100_000)


@pytest.fixture
def events(site: Site, tmp_path: Path) -> Path:
    agent = site.enrol()
    agent.report(stopped(agent.id))
    path = tmp_path / "events.jsonl"
    with site.house.database.read() as connection:
        path.write_text("\n".join(recorded_transfers(connection)) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    return path


def replay(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["replay", *map(str, arguments)])


def test_what_the_server_recorded_is_replayed(policy: Path, events: Path) -> None:
    told = json.loads(replay(policy, events, "--json").stdout)
    assert told["transfers"] == 1
    assert told["skipped"] == 0
    assert sum(each["transfers"] for each in told["totals"]) == 1


def test_what_the_server_prints_names_no_document(events: Path) -> None:
    (event,) = map(msgspec.json.decode, events.read_text().splitlines())
    assert event["transfer"]["object"]["name"] == ""
    assert "sensor-head" not in events.read_text()
    assert "evidence" not in event
    assert "assessment" not in event


@pytest.mark.parametrize("bad", BAD)
def test_bad_lines_are_told_skipped_and_counted(policy: Path, events: Path, bad: str) -> None:
    events.write_text(bad + "\n" + events.read_text(), encoding="utf-8")
    done = replay(policy, events)
    assert done.exit_code == 1
    assert f"{events}:1: " in done.stderr
    assert "1 transfers," in done.stdout
    assert replay(policy, events, "--skip-bad").exit_code == 0


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-11-02T00:00:00"])
def test_a_time_with_which_nothing_can_be_reckoned_is_no_recorded_transfer(policy: Path, events: Path, at: str) -> None:
    event = json.loads(events.read_text())
    event["at"] = at
    events.write_text(json.dumps(event) + "\n", encoding="utf-8")
    done = replay(policy, events)
    assert done.exit_code == 1
    assert f"{events}:1: a time " in done.stderr


def test_other_events_are_passed_over(policy: Path, events: Path) -> None:
    events.write_text('{"type":"state","id":"E","at":"2026-11-02T00:00:00Z","state":"started"}\n')
    done = replay(policy, events)
    assert done.exit_code == 0
    assert "0 transfers" in done.stdout


def test_releases_not_replayed_are_spoken_of(policy: Path, events: Path) -> None:
    assert "releases are not replayed" in replay(policy, events).stdout


def test_a_file_that_is_not_there(policy: Path, tmp_path: Path) -> None:
    done = replay(policy, tmp_path / "none.jsonl")
    assert "cannot be read" in str(done.exception)
