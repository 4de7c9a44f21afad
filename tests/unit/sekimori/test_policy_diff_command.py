"""`sekimori policy diff`, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from policies.examples import load_example
from sekimori.policy_commands import command


def diff(tmp_path: Path, new: str, *arguments: str) -> Result:
    (tmp_path / "old.yaml").write_text(load_example(), encoding="utf-8")
    (tmp_path / "new.yaml").write_text(new, encoding="utf-8")
    files = [str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]
    return CliRunner().invoke(command, ["diff", *files, "--probes", "2000", *arguments])


def test_no_change_in_meaning(tmp_path: Path) -> None:
    done = diff(tmp_path, "# comment\n" + load_example().replace("version: 1", "version: 2"))
    assert done.exit_code == 0
    assert "no change in meaning" in done.stdout


def test_changes_with_an_example_that_explain_confirms(tmp_path: Path) -> None:
    done = diff(tmp_path, load_example().replace("verdict: justify", "verdict: block"), "--json")
    assert done.exit_code == 3
    told = json.loads(done.stdout)
    for each in told["classes"]:
        arguments = each["example"].split()[2:]
        again = CliRunner().invoke(command, [*arguments, "--json"])
        assert json.loads(again.stdout)["decision"]["verdict"] == each["after"]["verdict"]
    assert told["facts"] == [
        {"how": "changed", "what": "rule", "name": "sensitive-by-mail", "said": "verdict: justify → block"}
    ]


def test_what_was_not_compared_is_said(tmp_path: Path) -> None:
    done = diff(tmp_path, load_example().replace("verdict: justify", "verdict: block"))
    assert "newly" in done.stdout or "stricter" in done.stdout
    assert "not compared: releases" in done.stdout
    assert "not asked about for their number" in done.stdout


def test_a_faulty_policy(tmp_path: Path) -> None:
    assert diff(tmp_path, "version: x\n").exit_code == 1
