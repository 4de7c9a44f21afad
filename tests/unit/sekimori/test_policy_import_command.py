"""`sekimori policy import`, run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policies.errors import PolicyError
from policies.examples import load_example
from policies.language import load_policy
from policies.model import PersonId, Status
from sekimori.policy_files import replace_text

PEOPLE = """\
利用者ID,氏名,国籍,取扱区分,居住者区分,申告期限
sato,佐藤,JP,機微,居住者,
MINATO\\Lee.K,李,CN,学内,,
wang,王,CN,,,令和11年3月31日
"""


def sekimori(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sekimori.cli", "policy", "import", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env={"COLUMNS": "200"})


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    path.chmod(0o640)
    return path


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(PEOPLE.encode("cp932"))
    return path


def test_a_dry_run_shows_and_writes_nothing(policy: Path, people: Path) -> None:
    done = sekimori(policy, "--people", people)
    assert done.returncode == 0, done.stderr
    assert "1 added, 2 changed, 11 absent" in done.stdout
    assert f"{people}: not read: 氏名, 国籍" in done.stdout
    assert "persons absent from the list: ito, miller, chen," in done.stdout
    assert "nothing was written; add `--write` to write it" in done.stdout
    assert policy.read_text(encoding="utf-8") == load_example()


def test_writing_is_what_was_shown_and_then_nothing_differs(policy: Path, people: Path) -> None:
    done = sekimori(policy, "--people", people, "--write", "--json")
    said = json.loads(done.stdout)
    assert (said["ok"], said["written"]) == (True, True)
    changed = {each["id"]: each["fields"] for each in said["changes"] if each["action"] != "absent"}
    assert changed == {
        "sato": [{"field": "clearance", "old": ["controlled"], "new": ["sensitive"]}],
        "lee.k": [
            {"field": "accounts", "old": [], "new": ["MINATO\\Lee.K"]},
            {"field": "clearance", "old": [], "new": ["internal"]},
        ],
        "wang": [{"field": "status_until", "old": ["2028-03-31"], "new": ["2029-03-31"]}],
    }
    written = load_policy(policy.read_text(encoding="utf-8"))
    assert written.people[PersonId("lee.k")].status is Status.UNKNOWN
    assert policy.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in policy.parent.iterdir() if path.suffix == ".yaml"] == ["policy.yaml"]
    assert len(list(policy.parent.iterdir())) == 2
    again = json.loads(sekimori(policy, "--people", people, "--write", "--json").stdout)
    assert again["written"] is False
    assert {each["action"] for each in again["changes"]} == {"absent"}


def test_bad_rows_are_told_and_nothing_is_imported(policy: Path, people: Path) -> None:
    people.write_text("account,status,declared\nsato,CN,\nnew,resident,1/4/2026\n", encoding="utf-8")
    done = sekimori(policy, "--people", people, "--write")
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"{people}, row 2, column `status`: `CN` is not a word for `status`" in done.stderr
    assert f"{people}, row 3, column `declared`: `1/4/2026` is not a day" in done.stderr
    assert "help: write it as 2027-03-31" in done.stderr
    assert "2 faults; nothing was imported" in done.stderr
    assert policy.read_text(encoding="utf-8") == load_example()
    told = json.loads(sekimori(policy, "--people", people, "--json").stdout)
    assert [(each["row"], each["column"]) for each in told["faults"]] == [(2, "status"), (3, "declared")]


def test_a_policy_that_would_have_faults_is_not_written(policy: Path, people: Path) -> None:
    done = sekimori(policy, "--people", people, "--write", "--remove")
    assert done.returncode == 1
    assert "unknown person `chen`" in done.stderr
    assert policy.read_text(encoding="utf-8") == load_example()


def test_projects_and_a_map(policy: Path, people: Path, tmp_path: Path) -> None:
    projects, names = tmp_path / "projects.csv", tmp_path / "map.yaml"
    projects.write_text("番号,参加者,終了日\nqsensor,sato; lee.k:internal,2030/3/31\n", encoding="utf-8")
    names.write_text("projects: {id: 番号}\n", encoding="utf-8")
    done = sekimori(policy, "--people", people, "--projects", projects, "--map", names, "--write")
    assert done.returncode == 0, done.stderr
    assert "written; raise `version:` before the policy is signed" in done.stdout
    text = policy.read_text(encoding="utf-8")
    assert "members: {sato: controlled, miller: controlled, ito: controlled, lee.k: internal}" in text
    assert "    until: 2030-03-31\n  gripper:" in text


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "give `--people`, `--projects` or both"),
        (["--people", "absent.csv"], 3, "cannot be read"),
        (["--people", "absent.json"], 3, "cannot be read"),
    ],
)
def test_what_cannot_be_done(policy: Path, arguments: list[str], code: int, says: str) -> None:
    done = sekimori(policy, *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_faulty_map_is_told_with_its_place(policy: Path, people: Path, tmp_path: Path) -> None:
    names = tmp_path / "map.yaml"
    names.write_text("people:\n  status: 国籍\n", encoding="utf-8")
    done = sekimori(policy, "--people", people, "--map", names)
    assert done.returncode == 1
    assert f"{names}:2:11: `国籍` is no record of a legal status" in done.stderr


def test_a_wrong_file_does_not_flood_the_screen(policy: Path) -> None:
    done = sekimori(policy, "--people", policy)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) < 100
    assert "more, which `--json` lists" in done.stderr


def test_no_column_steers_the_terminal(policy: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("account,\x1b[2Jevil\nsato,x\n", encoding="utf-8")
    done = sekimori(policy, "--people", people)
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert "not read: \\x1b[2Jevil" in done.stdout


def test_one_page_of_a_directory_is_not_taken_for_all(policy: Path, tmp_path: Path) -> None:
    people = tmp_path / "scim.json"
    people.write_text(json.dumps({"totalResults": 500, "Resources": [{"userName": "sato"}]}), encoding="utf-8")
    done = sekimori(policy, "--people", people, "--remove", "--write")
    assert done.returncode == 1
    assert "1 of 500 entries: one page of several" in done.stderr
    assert policy.read_text(encoding="utf-8") == load_example()


def test_what_somebody_else_wrote_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("theirs\n", encoding="utf-8")
    with pytest.raises(PolicyError, match="was changed meanwhile"):
        replace_text(path, "ours\n", before="as it was\n")
    assert path.read_text(encoding="utf-8") == "theirs\n"
    assert [each.name for each in tmp_path.iterdir()] == ["policy.yaml"]


def test_a_read_only_policy_is_not_written_over(policy: Path, people: Path) -> None:
    policy.chmod(0o440)
    done = sekimori(policy, "--people", people, "--write")
    assert done.returncode == 3
    assert "is read-only" in done.stderr
    assert policy.read_text(encoding="utf-8") == load_example()


def test_of_two_imports_at_once_none_is_lost_without_a_word(policy: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sekimori.cli", "policy", "import", str(policy), "--write", "--people"]
    lists = []
    for name in ("first", "second", "third"):
        lists.append(tmp_path / f"{name}.csv")
        lists[-1].write_text(f"account\n{name}\n", encoding="utf-8")
    running = [subprocess.Popen([*command, str(people)], stderr=subprocess.PIPE, text=True) for people in lists]
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
    people = load_policy(policy.read_text(encoding="utf-8")).people
    for (said, status), name in zip(ends, ("first", "second", "third"), strict=True):
        assert (status == 0) == (PersonId(name) in people), said
        assert status == 0 or "was changed meanwhile" in said
