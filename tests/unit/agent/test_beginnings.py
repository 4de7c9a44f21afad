"""What stood in a share before it was watched, with a whole agent on real files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.beginnings import Beginnings
from agent.control import ask
from agent.inventory import Inventory
from agent.journal import Journal
from policies.model import ZoneId
from tests.support.agent_house import House, build_house

SECRET = "SECRET drawing of the wrist joint, DRAWING 12\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def verdicts(house: House) -> dict[str, object]:
    found = ask(house.data, {"do": "recent", "limit": 100})["recent"]
    return {Path(str(each["path"])).name: each["verdict"] for each in found}


def fill(house: House, count: int = 3) -> None:
    """Sensitive and unreadable files of nobody in particular, lawfully in their home."""
    for number in range(count):
        (house.shares["gripper"] / f"part-{number}.txt").write_text(SECRET + f"number {number}\n")
    (house.shares["gripper"] / "sealed.zip").write_text("LOCKED")


def test_a_share_in_use_is_taken_over_without_stopping_what_rests_there(house: House) -> None:
    fill(house)
    with house.running():
        wait_for(lambda: len(verdicts(house)) == 4)
        assert set(verdicts(house).values()) == {"allow"}
        # What comes afterwards is nobody's rest.
        (house.shares["gripper"] / "later.txt").write_text("SECRET new drawing\n")
        wait_for(lambda: "later.txt" in verdicts(house))
        assert verdicts(house)["later.txt"] == "hold"


def test_the_other_sides_content_is_found_all_the_same(house: House) -> None:
    (house.shares["qsensor"] / "spec.txt").write_text("SECRET assembly of the qubit readout chain\n")
    (house.shares["gripper"] / "copy.txt").write_text("SECRET assembly of the qubit readout chain\n")
    with house.running():
        wait_for(lambda: len(verdicts(house)) == 2)
        # Neither is registered, both were written just now: the folder that is named first counts as the source.
        assert verdicts(house) == {"spec.txt": "allow", "copy.txt": "block"}
        recent = ask(house.data, {"do": "recent", "limit": 9})["recent"]
        (case,) = (each["case"] for each in recent if each["verdict"] == "block")
        reasons = ask(house.data, {"do": "quarantine-show", "case": case})["hold"]["reasons"]
        assert "The same content was seen in qsensor before" in reasons[-1]["said"]


def test_a_first_scan_that_was_interrupted_is_still_the_first(house: House) -> None:
    fill(house, 30)
    arguments = [str(house.data), str(house.server.folder), "let:recorded", "5"]
    killed = subprocess.run([sys.executable, "-m", "tests.support.agent_house", *arguments], check=False)
    assert killed.returncode < 0
    with house.running():
        wait_for(lambda: ask(house.data, {"do": "status"})["waiting"] == 0)
        wait_for(lambda: len(verdicts(house)) >= 26)
        assert set(verdicts(house).values()) == {"allow"}


def test_a_first_scan_goes_on_where_it_was_killed(house: House) -> None:
    """Its place is kept about once a second; what lies before it is not gone through again as the first."""
    for number in range(300):
        (house.shares["common"] / f"{number:03}.txt").write_text(f"minutes {number}\n")
    arguments = [str(house.data), str(house.server.folder), "let:recorded", "280"]
    killed = subprocess.run([sys.executable, "-m", "tests.support.agent_house", *arguments], check=False)
    assert killed.returncode < 0
    journal = Journal(house.data / "journal.db", reserve_bytes=0)
    root = str(house.shares["common"])
    place, judged = Beginnings(journal).place(root), Inventory(journal).count(root)
    journal.close()
    assert "" < place <= f"{judged:03}.txt"
    with house.running():
        wait_for(lambda: files(house, root) == 300)
        wait_for(lambda: not ask(house.data, {"do": "status"})["scans"])
        assert len(verdicts(house)) == 300 - judged


def files(house: House, root: str) -> int:
    return next(each["files"] for each in ask(house.data, {"do": "status"})["watches"] if each["path"] == root)


def test_what_is_written_now_is_judged_before_what_stood_there(house: House) -> None:
    for number in range(300):
        (house.shares["common"] / f"{number:03}.txt").write_text(f"minutes {number}\n")
    with house.running():
        (house.shares["common"] / "zz-now.txt").write_text("now\n")
        progress = ask(house.data, {"do": "status"})["scans"]
        wait_for(lambda: "zz-now.txt" in verdicts(house))
        wait_for(lambda: len(verdicts(house)) >= 100)
        recent = ask(house.data, {"do": "recent", "limit": 200})["recent"]
        names = [Path(str(each["path"])).name for each in recent]
        assert names.index("zz-now.txt") < 100
    assert {each["cause"] for each in progress} == {"first"}
    assert all(each["judged"] <= each["found"] <= each["seen"] for each in progress)


def test_what_came_while_the_agent_was_off_is_no_rest(house: House) -> None:
    with house.running():
        wait_for(lambda: ask(house.data, {"do": "status"})["waiting"] == 0)
        time.sleep(0.5)
    fill(house, 1)
    with house.running():
        wait_for(lambda: len(verdicts(house)) == 2)
        assert set(verdicts(house).values()) == {"hold"}


def test_a_watch_that_is_added_later_has_a_first_scan_of_its_own(house: House) -> None:
    config = house.data / "config.toml"
    text = config.read_text()
    config.write_text(text.replace(f'[[watch]]\nzone = "gripper"\npath = "{house.shares["gripper"]}"\n', ""))
    with house.running():
        wait_for(lambda: ask(house.data, {"do": "status"})["waiting"] == 0)
    fill(house)
    config.write_text(text)
    with house.running():
        wait_for(lambda: len(verdicts(house)) == 4)
        assert set(verdicts(house).values()) == {"allow"}


def test_a_folder_that_becomes_another_zone_is_judged_anew(house: House) -> None:
    (house.shares["common"] / "agenda.txt").write_text("agenda\n")
    with house.running():
        wait_for(lambda: verdicts(house) == {"agenda.txt": "allow"})
    config = house.data / "config.toml"
    text = config.read_text().replace('zone = "gripper"', 'zone = "x"').replace('zone = "common"', 'zone = "gripper"')
    config.write_text(text.replace('zone = "x"', 'zone = "common"'))
    with house.running():
        wait_for(lambda: verdicts(house) == {"agenda.txt": "allow"})


def test_only_what_did_not_change_since_then_rested(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    root, zone = os.fsdecode(b"/srv/\xff"), ZoneId("gripper")
    beginnings = Beginnings(journal)
    assert not beginnings.rested(root, 5)
    beginnings.begin(root, zone, 10)
    beginnings.begin(root, zone, 20)
    assert (beginnings.rested(root, 9), beginnings.rested(root, 10)) == (True, False)
    beginnings.end(root)
    assert not beginnings.rested(root, 9)
    beginnings.begin(root, zone, 30)
    assert not beginnings.is_first(root)
    journal.close()


def test_a_place_is_of_this_first_scan_and_no_other(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    root, beginnings = "/srv/share", Beginnings(journal)
    assert beginnings.place(root) == ""
    beginnings.begin(root, ZoneId("gripper"), 10)
    beginnings.keep_place(root, os.fsdecode(b"a/\xff\nb"))
    assert beginnings.place(root) == os.fsdecode(b"a/\xff\nb")
    beginnings.begin(root, ZoneId("common"), 20)
    assert beginnings.place(root) == ""
    journal.close()
