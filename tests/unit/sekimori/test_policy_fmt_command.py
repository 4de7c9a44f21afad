"""`sekimori policy fmt`, run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policies.examples import load_example
from policies.language.layout import format_policy

UNTIDY = (
    load_example()
    .replace("[quantum, sensors]", "[ quantum,sensors ]")
    .replace("deemed_export:", "\n\n\ndeemed_export:   # law")
)


def sekimori(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sekimori.cli", "policy", "fmt", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, encoding="utf-8")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(UNTIDY, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_check_writes_nothing(policy: Path) -> None:
    done = sekimori(policy, "--check")
    assert (done.returncode, done.stdout) == (1, f"{policy}: another layout; `sekimori policy fmt` writes it\n")
    assert json.loads(sekimori(policy, "--check", "--json").stdout)["ok"] is False
    assert policy.read_text(encoding="utf-8") == UNTIDY


def test_stdout_writes_nothing_either(policy: Path) -> None:
    done = sekimori(policy, "--stdout")
    assert (done.returncode, done.stdout) == (0, format_policy(UNTIDY))
    assert policy.read_text(encoding="utf-8") == UNTIDY


def test_laying_out_once_is_enough(policy: Path) -> None:
    assert sekimori(policy).stdout == f"{policy}: laid out\n"
    assert policy.read_text(encoding="utf-8") == format_policy(UNTIDY)
    assert policy.stat().st_mode & 0o777 == 0o600
    assert list(policy.parent.iterdir()) == [policy]
    assert sekimori(policy).stdout == f"{policy}: laid out already\n"
    assert sekimori(policy, "--check").returncode == 0


def test_a_link_stays_a_link(policy: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(policy)
    assert sekimori(link).returncode == 0
    assert link.is_symlink()
    assert policy.read_text(encoding="utf-8") == format_policy(UNTIDY)


def test_a_faulty_policy_stays_as_it_is(policy: Path) -> None:
    faulty = UNTIDY.replace("side: cn", "side: cnn")
    policy.write_text(faulty, encoding="utf-8")
    done = sekimori(policy)
    assert done.returncode == 1
    assert "unknown side `cnn`" in done.stderr
    assert policy.read_text(encoding="utf-8") == faulty


def test_stdout_stands_alone(policy: Path) -> None:
    assert sekimori(policy, "--stdout", "--check").returncode == 2
