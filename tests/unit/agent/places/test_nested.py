"""A zone's folder that lies in another zone's: each file is judged as the inner one's, and once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.control import ask
from tests.support.agent_house import LIMITS, House, build_house

pytestmark = pytest.mark.skipif(shutil.which("testparm") is None, reason="needs Samba's testparm")
SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = build_house(tmp_path, zones=("common",))
    (made.shares["common"] / "deep" / "q").mkdir(parents=True)
    config = tmp_path / "smb.conf"
    config.write_text(
        f"[global]\nnetbios name = FS1\n[common]\npath = {made.shares['common']}\n"
        f"[qsensor]\npath = {made.shares['common']}/deep/q\n"
    )
    (made.data / "config.toml").write_text(
        f'[places]\nsamba = "{config}"\nexports = []\nsync = false\nsticks = "off"\n'
        f"[limits]\nscan_interval_s = 0.5\n{LIMITS}"
    )
    return made


def verdicts(house: House) -> dict[str, list[str]]:
    """Name to the zones as which a file was judged, in order."""
    found: dict[str, list[str]] = {}
    for each in ask(house.data, {"do": "recent", "limit": 200})["recent"]:
        found.setdefault(Path(each["path"]).name, []).append(each["zone"])
    return found


def test_each_file_is_judged_once_and_as_the_inner_zones(house: House) -> None:
    outer = house.shares["common"]
    inner = outer / "deep" / "q"
    (inner / "before.txt").write_text(SECRET)
    (outer / "deep" / "notes.txt").write_text("Cafeteria menu")
    with house.running():
        (inner / "after.txt").write_text(SECRET + "a later version of it")
        (outer / "deep" / "qu.txt").write_text("Bus timetable")
        wait_for(lambda: len(verdicts(house)) == 4)
        time.sleep(1.2)  # scans of both folders have come by meanwhile
        assert verdicts(house) == {
            "before.txt": ["qsensor"],
            "after.txt": ["qsensor"],
            "notes.txt": ["common"],
            "qu.txt": ["common"],
        }
        assert ask(house.data, {"do": "status"})["watches"][0]["state"] == "watching"
    assert (inner / "before.txt").read_text() == SECRET


def test_what_leaves_the_inner_zone_for_the_outer_is_stopped(house: House) -> None:
    outer = house.shares["common"]
    (outer / "deep" / "q" / "spec.txt").write_text(SECRET)
    with house.running():
        wait_for(lambda: "spec.txt" in verdicts(house))
        (outer / "deep" / "q" / "spec.txt").rename(outer / "deep" / "moved.txt")
        wait_for(lambda: any(event["state"] == "held" for event in house.server.events("hold")))
        assert not (outer / "deep" / "moved.txt").exists()
