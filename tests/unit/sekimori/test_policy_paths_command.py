"""`sekimori policy paths`, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policies.examples import load_example
from sekimori.policy_commands import command


def paths(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["paths", *map(str, arguments)])


@pytest.fixture
def example(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    return path


def test_ways_in_words(example: Path) -> None:
    done = paths(example, "us", "cn")
    assert done.exit_code == 0
    assert "sato reads qsensor and writes to gripper" in done.stdout
    assert "hold by invariant:exposure, unless a session is declared" in done.stdout
    assert "cut by: take member `sato` out of `qsensor`; or take member" in done.stdout


def test_ways_for_machines(example: Path) -> None:
    told = json.loads(paths(example, "us-cn/us", "cn", "--json").stdout)
    assert told["is_whole"] is True
    assert told["total"] == sum(told["counts"].values()) == len(told["ways"])
    way = next(way for way in told["ways"] if [p.get("zone") for p in way["places"]] == ["qsensor", "gripper"])
    assert [cut["said"] for cut in way["cuts"]] == [
        "take member `sato` out of `qsensor`",
        "take member `sato` out of `gripper`",
    ]


def test_what_a_step_was_asked_can_be_asked_again(example: Path) -> None:
    told = json.loads(paths(example, "us", "cn", "--json", "--most", 3).stdout)
    for way in told["ways"]:
        for answer in way["steps"][0]["answers"]:
            again = CliRunner().invoke(command, ["explain", str(example), *answer["explain"].split(), "--json"])
            assert json.loads(again.stdout)["decision"]["verdict"] == answer["verdict"]


def test_ways_as_a_graph(example: Path) -> None:
    dot = paths(example, "us", "cn", "--dot").stdout
    assert dot.startswith("digraph ways {")
    assert '"qsensor" -> "gripper"' in dot
    assert dot.count("{") == dot.count("}")


@pytest.mark.parametrize(("ours", "theirs"), [("us", "jp"), ("us", "aoki"), ("us", "us")])
def test_sides_that_no_wall_keeps_apart(example: Path, ours: str, theirs: str) -> None:
    done = paths(example, ours, theirs)
    assert done.exit_code == 2
    assert "side" in done.stderr or "wall" in done.stderr
