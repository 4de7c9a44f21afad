"""`sekimori policy test`: an office's cases."""

from __future__ import annotations

import json
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policies.errors import PolicyError
from policies.examples import load_example
from sekimori.policy_commands import command

CASES = """\
policy: policy.yaml
at: 2026-11-02
cases:
  - name: minutes to a partner
    label: {projects: [qsensor], level: internal, kinds: [administrative]}
    transfer: {person: sato, to: lee@cs.harbor-university.example}
    expect: {verdict: allow, rule: "rule:minutes-to-partners"}
  - name: a drawing over the wall
    label: {projects: [qsensor], level: controlled, kinds: [drawing]}
    transfer: {person: sato, to: "smb://fs1/gripper/x.pdf"}
    expect: {verdict: block}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "policy.yaml").write_text(load_example(), encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def test_cases_that_hold(office: Path) -> None:
    done = run("test", office / "cases.yaml")
    assert done.exit_code == 0, done.output
    assert "2 cases: 2 as expected, 0 not" in done.stdout
    assert "no case reaches:" in done.stdout
    assert "invariant:wall" not in done.stdout.split("no case reaches:")[1]
    assert "rule:drawings-off-site" in done.stdout.split("no case reaches:")[1]


def test_a_case_that_does_not_hold_says_how_to_see_why(office: Path) -> None:
    path = office / "cases.yaml"
    path.write_text(CASES.replace("{verdict: block}", "{verdict: hold}"), encoding="utf-8")
    done = run("test", path)
    assert done.exit_code == 1
    assert "verdict: expected hold, got block" in done.stdout
    assert f"{path}:8" in done.stdout
    told = next(line for line in done.stdout.splitlines() if "see why:" in line).split("see why: ")[1]
    words = shlex.split(told)
    assert words[:3] == ["sekimori", "policy", "explain"]
    assert "block (blocked) by invariant:wall" in run(*words[2:]).stdout


def test_for_machines(office: Path) -> None:
    path, report = office / "cases.yaml", office / "report.xml"
    path.write_text(CASES.replace("rule:minutes-to-partners", "rule:drawings-off-site"), encoding="utf-8")
    done = run("test", path, "--json", "--junit", report)
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert said["ok"] is False
    assert [case["ok"] for case in said["files"][0]["cases"]] == [False, True]
    suite = ET.fromstring(report.read_bytes()).find("testsuite")  # noqa: S314 - written by the command itself
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("person: sato, to: lee", "persn: sato, to: lee", "6:16", "unknown key `persn`"),
        ("person: sato, to: lee", "person: stao, to: lee", "6:24", "declares no person `stao`"),
        ("verdict: block", "verdict: blok", "11:23", "`blok` is not a verdict"),
        ("rule:minutes-to-partners", "rule:minutes", "4:1", "which nothing in the policy is called"),
        ("at: 2026-11-02", "at: 2026-13-02", "2:5", "is not a time"),
        ("a drawing over the wall", "minutes to a partner", "8:5", "stands twice"),
        ("    expect: {verdict: block}\n", "", "8:5", "expects no verdict"),
        ("cases:\n", "cases: []\nlater:\n", "3:8", "there is no case"),
        (CASES, "- one\n", "1:1", "a file of cases is a mapping"),
        ("person: sato, to: lee", "person: sato, resembles: 5, to: lee", "6:41", "`resembles` is a list"),
    ],
)
def test_faults_stand_where_they_are(office: Path, old: str, new: str, place: str, message: str) -> None:
    path = office / "cases.yaml"
    assert old in CASES
    path.write_text(CASES.replace(old, new), encoding="utf-8")
    done = run("test", path)
    assert done.exit_code == 1
    assert f"{path}:{place}: " in done.stderr
    assert message in done.stderr


def test_another_policy(office: Path) -> None:
    draft = office / "draft.yaml"
    draft.write_text(load_example().replace("verdict: allow", "verdict: hold"), encoding="utf-8")
    done = run("test", office / "cases.yaml", "--policy", draft)
    assert done.exit_code == 1
    assert "verdict: expected allow, got hold" in done.stdout


def test_a_file_that_names_no_policy(office: Path) -> None:
    path = office / "cases.yaml"
    path.write_text(CASES.replace("policy: policy.yaml\n", ""), encoding="utf-8")
    done = run("test", path)
    assert (done.exit_code, "names no policy" in done.output) == (2, True)


def test_a_policy_with_faults(office: Path) -> None:
    (office / "policy.yaml").write_text("version: 1\n", encoding="utf-8")
    done = run("test", office / "cases.yaml")
    assert done.exit_code == 1
    assert "the policy has no `organisation`" in done.stderr


@pytest.mark.parametrize("name", ["policy.yaml", "cases.yaml"])
def test_a_report_is_never_written_over_what_it_is_about(office: Path, name: str) -> None:
    before = (office / name).read_bytes()
    done = run("test", office / "cases.yaml", "--junit", office / name)
    assert isinstance(done.exception, PolicyError)
    assert (office / name).read_bytes() == before


def test_a_fault_cannot_steer_the_terminal(office: Path) -> None:
    path = office / "policy.yaml"
    path.write_text(load_example().replace("  gripper:\n", '  "g\\e[31mr\\u202e": {}\n  gripper:\n'), encoding="utf-8")
    done = run("test", office / "cases.yaml")
    assert done.exit_code == 1
    assert "\x1b" not in done.output
    assert "\u202e" not in done.output
    assert "g\\x1b[31mr\\u202e" in done.output
