"""`sekimori policy check`, run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policies.examples import load_example


def sekimori(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sekimori.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    return path


def test_check_of_a_sound_policy(example: Path) -> None:
    done = sekimori("policy", "check", example)
    assert done.returncode == 0
    assert "sound, version 1" in done.stdout
    assert "officer `tanaka` has no key yet" in done.stdout


def test_check_tells_every_fault_with_its_place(example: Path) -> None:
    text = load_example().replace("side: cn", "side: [us, cn]").replace("verdict: justify", "verdict: justfy")
    example.write_text(text, encoding="utf-8")
    done = sekimori("policy", "check", example)
    assert done.returncode == 1
    assert done.stdout == ""
    lines = text.splitlines()
    side = next(index for index, line in enumerate(lines, 1) if "[us, cn]" in line and "side:" in line)
    assert f"{example}:{side}:" in done.stderr
    assert "did you mean `justify`?" in done.stderr
    assert "2 faults; nothing was loaded" in done.stderr


def test_check_for_machines(example: Path) -> None:
    sound = json.loads(sekimori("policy", "check", "--json", example).stdout)
    assert sound["ok"] is True
    assert sound["counts"]["projects"] == 5
    example.write_text("version: 1\nversions: 2\n", encoding="utf-8")
    done = sekimori("policy", "check", "--json", example)
    assert done.returncode == 1
    faults = json.loads(done.stdout)["faults"]
    assert {
        "line": 2,
        "column": 1,
        "message": "unknown key `versions` in the policy",
        "help": "did you mean `version`?",
    } in faults


def test_check_of_bytes_that_are_no_text(example: Path) -> None:
    example.write_bytes("version: 1\ncontact: 関".encode("shift_jis"))
    done = sekimori("policy", "check", example)
    assert done.returncode == 1
    assert f"{example}:2:10: byte 0x8A is not UTF-8" in done.stderr


def test_check_of_no_file(tmp_path: Path) -> None:
    done = sekimori("policy", "check", tmp_path / "none.yaml")
    assert done.returncode == 3
    assert "cannot be read" in done.stderr
