"""Sticks as they come: two of the same number, one mounted twice, one pulled out, one that is made writable later."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.test_sticks import (
    MARK,
    ORDINARY,
    SECRET,
    by_cp,
    house_for,
    put_in,
    save_source,
    status,
    verdicts,
    wait_for,
    watched,
)
from tests.support.agent_house import House
from tests.support.sticks import LoopStick, attempt, lacking, loop_stick, run

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "sticks can be made")


def holds(house: House) -> int:
    return len({str(event["case"]) for event in house.server.events("hold") if event["state"] == "held"})


def test_two_sticks_of_the_same_number_are_two(tmp_path: Path) -> None:
    """A copy of a whole stick has its number and its name; both are in at once."""
    with loop_stick(tmp_path, "ONE", "ext4") as one:
        one.put_in()
        (one.point / "menu.txt").write_bytes(ORDINARY)
        one.take_out()
        shutil.copyfile(one.image, tmp_path / "OTHER.img")
        other = LoopStick(image=tmp_path / "OTHER.img", point=tmp_path / "media" / "OTHER", kind="ext4")
        house = house_for(tmp_path, "watch")
        with house.running():
            source = save_source(house)
            for stick in (one, other):
                put_in(house, stick)
            for stick in (one, other):
                by_cp(source, stick.point / "spec.txt")
            wait_for(lambda: holds(house) == 2)
            one.take_out()
            by_cp(source, other.point / "again.txt")
            wait_for(lambda: holds(house) == 3)
            assert (other.point / "menu.txt").read_bytes() == ORDINARY
            other.take_out()
        assert not one.holds(MARK)
        assert not other.holds(MARK)


def test_a_stick_that_is_mounted_twice_has_one_verdict_a_file(tmp_path: Path) -> None:
    with loop_stick(tmp_path, "STICK", "ext4") as stick:
        house = house_for(tmp_path, "watch")
        with house.running():
            source = save_source(house)
            put_in(house, stick)
            second = stick.point.parent / "again"
            second.mkdir()
            run("mount", "--bind", stick.point, second)
            wait_for(lambda: watched(house).get(str(second)) == "watching")
            for number, folder in enumerate((stick.point, second), 1):
                by_cp(source, folder / f"spec{number}.txt")
                wait_for(lambda number=number: holds(house) == number)  # type: ignore[misc]
                (folder / f"menu{number}.txt").write_bytes(ORDINARY)
                wait_for(lambda number=number: verdicts(house).get(f"menu{number}.txt") == "allow")  # type: ignore[misc]
            assert holds(house) == 2
            run("umount", second)
            stick.take_out()
        assert not stick.holds(MARK)


def is_let_go(stick: LoopStick) -> bool:
    """Whether nobody uses what is on it any more; after a lazy unmount, the last who does ends it."""
    return not attempt("losetup", "-j", stick.image).stdout


def test_a_stick_that_is_pulled_out_is_gone_through_when_it_comes_again(tmp_path: Path) -> None:
    """In the middle of a judgement: what was written is still on it, and is known as a move when it is seen again."""
    with loop_stick(tmp_path, "STICK", "ext4", mib=64) as stick:
        house = house_for(tmp_path, "watch")
        with house.running():
            source = save_source(house)
            put_in(house, stick)
            (stick.point / "large.txt").write_bytes(SECRET * 4000)
            by_cp(source, stick.point / "spec.txt")
            os.sync()
            run("umount", "--lazy", stick.point)
            wait_for(lambda: str(stick.point) not in watched(house))
            wait_for(lambda: is_let_go(stick))
            put_in(house, stick)
            wait_for(lambda: not any((stick.point / name).exists() for name in ("large.txt", "spec.txt")))
            wait_for(lambda: holds(house) == 2)
            stick.take_out()
        assert not stick.holds(MARK)


def test_a_stick_that_is_made_writable_later_is_watched_from_then_on(tmp_path: Path) -> None:
    """What is written before its watch begins was moved there all the same: it came after the stick did."""
    with loop_stick(tmp_path, "STICK", "ext4") as stick:
        house = house_for(tmp_path, "watch")
        device = subprocess.run(
            ["/sbin/losetup", "--find", "--show", str(stick.image)], capture_output=True, text=True, check=True
        ).stdout.strip()
        try:
            with house.running():
                save_source(house)
                stick.point.mkdir(parents=True)
                run("mount", "-o", "ro", device, stick.point)
                wait_for(lambda: status(house)["sticks"])
                run("mount", "-o", "remount,rw", stick.point)
                (stick.point / "spec.txt").write_bytes(b"SECRET of today that nobody here ever saw")
                wait_for(lambda: holds(house) == 1)
                assert not (stick.point / "spec.txt").exists()
                stick.take_out()
        finally:
            run("losetup", "--detach", device)
        assert not stick.holds(MARK)
