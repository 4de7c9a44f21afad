"""`sekimori screening`, run as an officer runs it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from policies.examples import load_example
from policies.language import load_policy
from policies.model import PartyId

OLD = "name,aliases,effect,from,until,note\nRedwood Labs,,flag,,,\n"
NEW = OLD + "Aoki Heavy Industries Co. Ltd.,青木重工業,licence,,,see the notice\nHarbour University,,flag,,,\n"


def sekimori(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sekimori.cli", "screening", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    return path


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "watch-2026-07-01.csv").write_text(NEW, encoding="utf-8")
    (folder / ".hidden.csv").write_text("junk", encoding="utf-8")
    (folder / "readme.md").write_text("junk", encoding="utf-8")
    return folder


def test_lists_are_named_with_version_and_day(lists: Path) -> None:
    (found,) = json.loads(sekimori("lists", lists, "--json").stdout)
    assert (found["list"], found["dated"], found["entries"]) == ("watch", "2026-07-01", 3)
    assert len(found["version"]) == 12
    shown = sekimori("lists", lists)
    assert shown.returncode == 0
    assert found["version"] in shown.stdout


def test_a_list_without_a_day_asks_for_one(tmp_path: Path) -> None:
    (tmp_path / "watch.csv").write_text(OLD, encoding="utf-8")
    assert "--dated" in sekimori("lists", tmp_path / "watch.csv").stdout
    dated = sekimori("lists", tmp_path / "watch.csv", "--dated", "2026-06-30", "--json")
    assert json.loads(dated.stdout)[0]["dated"] == "2026-06-30"


def test_check_of_names(lists: Path) -> None:
    done = sekimori("check", "ＡＯＫＩ Heavy Industries", "Nobody Known", "--lists", lists, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["Nobody Known"] == []
    (match,) = found["ＡＯＫＩ Heavy Industries"]
    assert (match["entry_name"], match["is_sure"], match["effect"]) == (
        "Aoki Heavy Industries Co. Ltd.",
        True,
        "licence",
    )
    assert sekimori("check", "Nobody Known", "--lists", lists).returncode == 0
    disguised = sekimori("check", "Аоki Heavy Industries", "--lists", lists)
    assert "another script" in disguised.stdout


def test_run_is_dry_until_told_to_write(policy: Path, lists: Path) -> None:
    before = policy.read_bytes()
    policy.chmod(0o640)
    dry = sekimori("run", policy, "--lists", lists)
    assert dry.returncode == 1
    assert "aoki-heavy" in dry.stdout
    assert "nothing was written" in dry.stdout
    assert "for a person to look at" in dry.stdout  # Harbour is near Harbor
    assert policy.read_bytes() == before
    written: dict[str, Any] = json.loads(sekimori("run", policy, "--lists", lists, "--write", "--json").stdout)
    assert written["written"]
    (entry,) = load_policy(policy.read_text(encoding="utf-8")).parties[PartyId("aoki-heavy")].screening
    assert (entry.list, entry.version) == ("watch", written["lists"][0]["version"])
    assert stat.S_IMODE(policy.stat().st_mode) == 0o640
    assert list(policy.parent.glob(".policy*")) == []


def test_judgements_end_the_looking(policy: Path, lists: Path, tmp_path: Path) -> None:
    judged = tmp_path / "judged.csv"
    judged.write_text(
        "party,list,entry,is,by,on,note\nharbor-university,watch,Harbour University,other,tanaka,2026-07-02,\n",
        encoding="utf-8",
    )
    done = sekimori("run", policy, "--lists", lists, "--judged", judged, "--write")
    assert done.returncode == 0, done.stdout
    assert "to look at" not in done.stdout
    judged.write_text("party,list,entry,is,by,on,note\nharbor-university,x,y,maybe,tanaka,,\n", encoding="utf-8")
    refused = sekimori("run", policy, "--lists", lists, "--judged", judged)
    assert refused.returncode == 3
    assert "line 2: `maybe` says nothing in `is`" in refused.stderr


def test_update_names_parties_and_releases(policy: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old" / "watch.csv", tmp_path / "new" / "watch.csv"
    for path, text in ((old, OLD), (new, NEW)):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    terms = {"party": "aoki-heavy", "recipient": "Aoki Heavy Industries, Mr. Abe, JP", "until": "2099-01-01T00:00:00Z"}
    ended = {"id": "R-2", **terms, "until": "2020-01-01T00:00:00Z"}
    releases = tmp_path / "releases.json"
    listed = [{"terms": {"id": "R-1", **terms}, "state": "approved"}, {"terms": ended, "state": "approved"}]
    releases.write_text(json.dumps([*listed, {"terms": {"id": "R-3", **terms}, "state": "revoked"}]), encoding="utf-8")
    done = sekimori("update", policy, "--old", old, "--new", new, "--releases", releases, "--json")
    assert done.returncode == 1  # 3 is for what failed
    updates = {each["party"]: each for each in json.loads(done.stdout)["updates"]}
    assert updates["aoki-heavy"]["turn"] == "listed"
    assert updates["aoki-heavy"]["releases"] == ["R-1"]
    assert not updates["harbor-university"]["is_sure"]
    back = sekimori("update", policy, "--old", new, "--new", old, "--releases", releases)
    assert back.returncode == 0
    assert "delisted" in back.stdout
    same = sekimori("update", policy, "--old", new, "--new", new)
    assert (same.returncode, "nothing changes" in same.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("lists", "{tmp}/none"), "does not exist"),
        (("lists", "{tmp}/empty"), "holds no list"),
        (("lists", "{tmp}/junk.json"), "line 1: no JSON"),
        (("run", "{tmp}/policy.yaml", "--lists", "{tmp}/junk.json", "--write"), "line 1: no JSON"),
        (("run", "{tmp}/policy.yaml", "--lists", "{lists}", "--effects", "{tmp}/junk.json"), "is not the columns"),
        (
            ("update", "{tmp}/policy.yaml", "--old", "{lists}", "--new", "{lists}", "--releases", "{tmp}/junk.json"),
            "no rel",
        ),
        (("check", "x", "--lists", "{lists}", "--sure", "0.6", "--unsure", "0.7"), "is above"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(
    arguments: tuple[str, ...], message: str, policy: Path, lists: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "junk.json").write_text('{"results": ', encoding="utf-8")
    before = policy.read_bytes()
    done = sekimori(*(each.format(tmp=tmp_path, lists=lists) for each in arguments))
    assert done.returncode in (2, 3)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert policy.read_bytes() == before


def test_an_office_sets_effects(lists: Path, tmp_path: Path) -> None:
    effects = tmp_path / "effects.csv"
    effects.write_text("list,effect\nwatch,prohibit\n", encoding="utf-8")
    done = sekimori("check", "Redwood Labs", "--lists", lists, "--effects", effects, "--json")
    assert json.loads(done.stdout)["Redwood Labs"][0]["effect"] == "prohibit"


def test_a_judgement_that_meets_nothing_is_told(policy: Path, lists: Path, tmp_path: Path) -> None:
    judged = tmp_path / "judged.csv"
    judged.write_text(
        "party,list,entry,is,by,on,note\nharbor-universty,watch,Harbour University,other,tanaka,2026-07-02,\n",
        encoding="utf-8",
    )
    done = sekimori("run", policy, "--lists", lists, "--judged", judged)
    assert "note: the judgement of `harbor-universty`" in done.stderr


def test_files_that_are_not_read_are_told(lists: Path) -> None:
    (lists / "kanren.pdf").write_bytes(b"%PDF-1.7")
    done = sekimori("lists", lists, "--json")
    assert done.returncode == 0
    assert "kanren.pdf` is not read" in done.stderr
    assert "readme.md` is not read" in done.stderr
    assert ".hidden" not in done.stderr


def test_two_versions_of_a_list_are_refused_and_the_same_twice_is_one(policy: Path, lists: Path) -> None:
    (lists / "watch-2026-06-01.csv").write_text(NEW, encoding="utf-8")
    assert sekimori("check", "Nobody Known", "--lists", lists).returncode == 0
    (lists / "watch-2026-06-01.csv").write_text(OLD, encoding="utf-8")
    before = policy.read_bytes()
    refused = sekimori("run", policy, "--lists", lists, "--write")
    assert (refused.returncode, policy.read_bytes()) == (3, before)
    assert "`watch` stands in two versions" in refused.stderr
    assert len(json.loads(sekimori("lists", lists, "--json").stdout)) == 2


def test_update_tells_sureness_by_the_thresholds_it_was_given(policy: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("name,list,effect\nRedwood Labs,watch,flag\n", encoding="utf-8")
    new.write_text("name,list,effect\nHarbour University,watch,flag\n", encoding="utf-8")
    for sure, is_sure in (("0.92", False), ("0.8", True)):
        done = sekimori("update", policy, "--old", old, "--new", new, "--sure", sure, "--json")
        (update,) = json.loads(done.stdout)["updates"]
        assert update["is_sure"] is is_sure


def test_next_months_file_is_the_same_list(policy: Path, tmp_path: Path) -> None:
    june, july = tmp_path / "watch-2026-06-01.csv", tmp_path / "watch_20260701.csv"
    june.write_text(OLD, encoding="utf-8")
    july.write_text(NEW, encoding="utf-8")
    done = sekimori("update", policy, "--old", june, "--new", july, "--json")
    assert {each["party"] for each in json.loads(done.stdout)["updates"]} >= {"aoki-heavy"}
    assert sekimori("run", policy, "--lists", july, "--write").returncode == 1
    again = sekimori("run", policy, "--lists", june, "--write", "--json")
    assert not json.loads(again.stdout)["written"]
    (entry,) = load_policy(policy.read_text(encoding="utf-8")).parties[PartyId("aoki-heavy")].screening
    assert entry.dated is not None
    assert entry.dated.isoformat() == "2026-07-01"  # June's list takes back nothing of July's


def test_a_byte_order_mark_stays(policy: Path, lists: Path) -> None:
    policy.write_bytes(b"\xef\xbb\xbf" + policy.read_bytes())
    assert sekimori("run", policy, "--lists", lists, "--write").returncode == 1
    assert policy.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"watch" in policy.read_bytes()
