"""`sekimori policy check`, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policies.examples import load_example
from sekimori.policy_commands import command


def check(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["check", *map(str, arguments)])


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    return path


def test_notes_stand_at_their_place(example: Path) -> None:
    done = check(example)
    assert done.exit_code == 0
    line = next(n for n, text in enumerate(load_example().splitlines(), 1) if text.startswith("  tanaka: {key:"))
    assert f"{example}:{line}:3: warning: officer `tanaka` has no key yet [key-missing]" in done.stdout


def test_strict_makes_warnings_count(example: Path) -> None:
    assert check(example).exit_code == 0
    assert check("--strict", example).exit_code == 1


def test_a_day_ahead(example: Path) -> None:
    notes = json.loads(check("--json", "--at", "2029-05-01", example).stdout)["notes"]
    assert "permit `permit-miller-qsensor` ended on 2029-03-31" in [note["message"] for note in notes]
    assert all({"kind", "severity", "line", "column", "message", "help", "example"} == note.keys() for note in notes)


def test_rules_that_matched_nothing(example: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text("")
    messages = [note["message"] for note in json.loads(check("--json", "--events", events, example).stdout)["notes"]]
    assert "rule `drawings-off-site` matched none of 0 recorded transfers" in messages


def test_errors_make_the_exit_status_1(example: Path) -> None:
    text = load_example().replace('["smb://fs1/gripper/**"]', '["smb://fs1/gripper/**", "nfs://fs1/qsensor/**"]')
    example.write_text(text, encoding="utf-8")
    assert check(example).exit_code == 1
