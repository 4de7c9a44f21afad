"""`sekimori policy new`: what it writes is sound, and nothing that exists is written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policies.packs import PACKS
from sekimori.errors import FrontDoorError
from sekimori.policy_commands import command


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


@pytest.mark.parametrize("pack", PACKS)
def test_what_it_writes_is_sound_and_its_cases_hold(tmp_path: Path, pack: str) -> None:
    out = tmp_path / "our policy.yaml"
    done = run("new", "--pack", pack, "--out", out)
    assert done.exit_code == 0, done.output
    assert run("check", out).exit_code == 0
    tested = run("test", tmp_path / "our policy.tests.yaml")
    assert tested.exit_code == 0, tested.output
    assert str(out) in tested.stdout


@pytest.mark.parametrize("there", ["policy.yaml", "policy.tests.yaml"])
def test_nothing_is_written_over(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine", encoding="utf-8")
    done = run("new", "--pack", "company", "--out", tmp_path / "policy.yaml")
    assert isinstance(done.exception, FrontDoorError)
    assert "is there already" in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text(encoding="utf-8") == "mine"


def test_the_list(tmp_path: Path) -> None:
    done = run("new", "--list")
    assert [line.split()[0] for line in done.stdout.splitlines() if not line.startswith(" ")] == list(PACKS)
    assert [pack["name"] for pack in json.loads(run("new", "--list", "--json").stdout)["packs"]] == list(PACKS)


def test_wrong_use() -> None:
    assert run("new", "--pack", "company").exit_code == 2
    assert run("new", "--pack", "unknown", "--out", "x.yaml").exit_code == 2


def test_a_name_that_yaml_would_read_otherwise(tmp_path: Path) -> None:
    assert run("new", "--pack", "laboratory", "--out", tmp_path / 'a: "b" #c.yaml').exit_code == 0
    tested = run("test", tmp_path / 'a: "b" #c.tests.yaml')
    assert tested.exit_code == 0, tested.output
