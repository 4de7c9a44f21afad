"""What is mounted in a watched folder is watched for itself, or told."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.control import ask
from agent.places.inside import add_inside
from agent.places.mounts import Mount
from agent.places.resolve import How, Place, Resolution
from agent.places.watched import Watched
from policies.model import ZoneId
from tests.support.agent_house import House, build_house

SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"
ROOT = Mount(id=1, device="8:1", top="/", point="/", kind="ext4", source="/dev/sda1")


def mount(point: str, *, device: str = "8:2", kind: str = "ext4", top: str = "/", read_only: bool = False) -> Mount:
    return Mount(
        id=7, device=device, top=top, point=point, kind=kind, source="/dev/sdb1", is_read_only=read_only,
    )  # fmt: skip


def found_in(*mounts: Mount, with_network: bool = False) -> Resolution:
    places = [Place(zone=ZoneId(zone), path=f"/srv/{zone}", how=How.SAMBA) for zone in ("q", "g")]
    found = Resolution(places=places)
    add_inside(found, (ROOT, *mounts), with_network=with_network, is_folder=lambda path: path != "/srv/q/file")
    return found


def inside(found: Resolution) -> dict[str, tuple[str, bool]]:
    return {place.path: (place.zone, place.is_watched) for place in found.places if place.how is How.INSIDE}


def test_a_disk_in_a_zone_is_the_zones_and_watched_for_itself() -> None:
    found = found_in(mount("/srv/q/disk"), mount("/srv/q/disk/more", device="8:3"), mount("/srv/other"))
    assert inside(found) == {"/srv/q/disk": ("q", True), "/srv/q/disk/more": ("q", True)}
    assert found.findings == []


@pytest.mark.parametrize(
    "there",
    [
        mount("/srv/q/proc", device="0:5", kind="proc"),
        mount("/srv/q/image", read_only=True),
        mount("/srv/q/file", device="8:1", top="/etc/hosts"),
        mount("/srv/queue"),
        mount("/srv/q"),
    ],
    ids=lambda each: each.point,
)
def test_what_holds_no_documents_of_a_zone_is_passed_by(there: Mount) -> None:
    found = found_in(there)
    assert (inside(found), found.findings) == ({}, [])


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (mount("/srv/q/net", device="0:50", kind="nfs4"), "another machine"),
        (mount("/srv/q/auto", device="0:51", kind="autofs"), "when somebody asks"),
        (mount("/srv/q/view", device="8:1", top="/srv/g/plans"), "zone `g`"),
        (mount("/srv/q/view", device="8:1", top="/srv"), "zone `g`"),
    ],
    ids=["network", "automount", "part of another zone", "around another zone"],
)
def test_what_cannot_be_watched_is_told_and_left_alone(there: Mount, why: str) -> None:
    found = found_in(there)
    assert inside(found) == {there.point: ("q", False)}
    assert [why in finding.text and finding.is_problem for finding in found.findings] == [True]
    watched = Watched(())
    watched.take(found.places)
    assert watched.trees["/srv/q"].is_others(f"{there.point.removeprefix('/srv/q/')}/a.txt")
    assert there.point not in watched.places


def test_a_network_mount_in_a_zone_is_watched_where_asked() -> None:
    found = found_in(mount("/srv/q/net", device="0:50", kind="nfs4"), with_network=True)
    assert inside(found) == {"/srv/q/net": ("q", True)}


def wait_for(true: Callable[[], object]) -> None:
    until_s = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until_s, "it did not come true"
        time.sleep(0.01)


def heard_of(house: House, name: str) -> bool:
    recent = ask(house.data, {"do": "recent", "limit": 100})["recent"]
    return any(str(each["path"]).endswith(f"/{name}") for each in recent)


@contextmanager
def mounted(point: Path, *how: str | Path) -> Iterator[None]:
    point.mkdir()
    if os.geteuid() != 0 or subprocess.run(["/bin/mount", *how, point], check=False).returncode:
        pytest.skip("needs to mount a folder")
    try:
        yield
    finally:
        subprocess.run(["/bin/umount", "--lazy", point], check=True)


def test_what_is_mounted_while_the_agent_runs_is_judged_and_taken_away_at_once(tmp_path: Path) -> None:
    house, aside = build_house(tmp_path), tmp_path / "aside"
    aside.mkdir()
    gripper = house.shares["gripper"]
    with house.running():
        ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
        (house.shares["qsensor"] / "spec.txt").write_text(SECRET)
        wait_for(lambda: heard_of(house, "spec.txt"))
        ask(house.data, {"do": "session-end", "account": "sato"})
        (aside / "one.txt").write_text(SECRET)
        with mounted(gripper / "part", "--bind", aside), mounted(gripper / "disk", "-t", "tmpfs", "none"):
            wait_for(lambda: not (gripper / "part" / "one.txt").exists())
            wait_for(lambda: str(gripper / "disk") in watched_paths(house))
            (gripper / "disk" / "two.txt").write_text(SECRET)
            wait_for(lambda: not (gripper / "disk" / "two.txt").exists())
            (gripper / "disk" / "three.txt").write_text("an ordinary note")
            wait_for(lambda: heard_of(house, "disk/three.txt"))
            wait_for(lambda: len(house.server.events("hold")) == 2)
            assert (gripper / "disk" / "three.txt").read_text() == "an ordinary note"
    assert {event["state"] for event in house.server.events("hold")} == {"held"}


def watched_paths(house: House) -> set[str]:
    return {str(each["path"]) for each in ask(house.data, {"do": "status"})["watches"] if each["state"] == "watching"}
